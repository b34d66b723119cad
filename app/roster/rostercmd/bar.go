package rostercmd

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"campuskiosk/app/cli"
	"campuskiosk/app/roster"
)

// bar shows how far a step is, on a terminal only: a new one for each step.
type bar struct {
	w    io.Writer // nil: not a terminal
	step roster.Step
	b    *progressbar.ProgressBar
}

func newBar(w io.Writer) *bar {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return &bar{w: w}
	}
	return &bar{}
}

const stepDelivering roster.Step = "delivering"

func stepName(s roster.Step) string {
	switch s {
	case roster.StepReading:
		return cli.Say("读取名单", "Reading the list")
	case roster.StepComparing:
		return cli.Say("与现有名单比较", "Comparing with the roster")
	case roster.StepPhotos:
		return cli.Say("检查照片", "Looking at photos")
	case roster.StepWriting:
		return cli.Say("写入名单", "Writing the roster")
	case roster.StepStoring:
		return cli.Say("写入照片", "Storing photos")
	case stepDelivering:
		return cli.Say("写出照片", "Writing photos")
	}
	return string(s)
}

// tell is a roster.Progress.
func (b *bar) tell(s roster.Step, done, total int64) {
	if b.w == nil || total <= 0 {
		return
	}
	if b.b == nil || b.step != s {
		b.close()
		b.step = s
		b.b = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(b.w),
			progressbar.OptionSetDescription(stepName(s)),
			progressbar.OptionShowBytes(s == roster.StepReading),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(30),
		)
	}
	_ = b.b.Set64(done)
}

func (b *bar) close() {
	if b.b != nil {
		_ = b.b.Finish()
		b.b = nil
	}
}
