package packetcmd

import (
	"fmt"
	"io"
	"os"

	"campuskiosk/app/booth"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// errStopped: somebody pressed Ctrl-C.
var errStopped = booth.Fail("packets.stopped",
	"已停止。再执行一次会接着做，已完成的不会重做。",
	"Stopped. Run it again to go on; what is done is not done again.")

// newBar shows progress on a terminal and nothing elsewhere; stop ends it.
func newBar(w io.Writer, what string) (tell func(done, total int64), stop func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func(int64, int64) {}, func() {}
	}
	var b *progressbar.ProgressBar
	tell = func(done, total int64) {
		if total <= 0 {
			return
		}
		if b == nil {
			b = progressbar.NewOptions64(total,
				progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what), progressbar.OptionShowBytes(true),
				progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30),
			)
		}
		_ = b.Set64(done)
	}
	return tell, func() {
		if b != nil {
			_ = b.Finish()
			b = nil
		}
	}
}

// printer writes lines until writing fails.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// size is a number of bytes for people.
func size(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
