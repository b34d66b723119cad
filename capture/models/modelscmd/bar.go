package modelscmd

import (
	"io"
	"os"

	"campuskiosk/capture/models"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows how many bytes of all files have arrived, on a terminal only.
type bar struct {
	b    *progressbar.ProgressBar // nil: not a terminal
	file string
	done int64 // bytes of files before this one
	have int64 // bytes of this file
}

func newBar(w io.Writer, entries []models.Entry) *bar {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &bar{}
	}
	var all int64
	for _, e := range entries {
		all += e.Size()
	}
	return &bar{b: progressbar.NewOptions64(all,
		progressbar.OptionSetWriter(w),
		progressbar.OptionShowBytes(true),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetWidth(30),
	)}
}

func (b *bar) tell(f models.File, have int64) {
	if b.b == nil {
		return
	}
	if f.Name != b.file {
		b.done += b.have
		b.file = f.Name
		b.b.Describe(f.Name)
	}
	b.have = have
	_ = b.b.Set64(b.done + have)
}

func (b *bar) close() {
	if b.b != nil {
		_ = b.b.Finish()
	}
}
