package photocmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/capture/models"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/vision"
)

// New makes the command "photo" with its subcommands.
func New() *cobra.Command {
	c := &cobra.Command{
		Use:   "photo",
		Short: cli.Say("照片：检查、制作标准照、比对", "Photos: check, make the standard photo, compare"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newCheck(), newMake(), newCompare(), newServe(), newSpecs())
	for _, sub := range c.Commands() {
		withLang(sub)
	}
	return c
}

// ErrLang means that --lang names a language that there is none of.
var ErrLang = booth.Fail("usage.lang",
	"--lang 只能是 zh 或 en。",
	"--lang must be zh or en.")

// withLang adds --lang. It sets LANGUAGE for the rest of the process, so that
// the error at the end is told in the same language.
func withLang(c *cobra.Command) {
	lang := c.Flags().String("lang", "", cli.Say("输出语言：zh 或 en", "language of the output: zh or en"))
	c.PreRunE = func(*cobra.Command, []string) error {
		switch *lang {
		case "":
			return nil
		case "zh", "en":
			return os.Setenv("LANGUAGE", *lang)
		}
		return ErrLang
	}
}

func jsonFlag(c *cobra.Command) *bool {
	return c.Flags().Bool("json", false, cli.Say("以 JSON 输出，每个文件一行", "print JSON, one line for each file"))
}

// threads is the number of threads that OpenCV uses inside one call: the
// machines that this was measured on have two cores.
const threads = 2

// open loads the networks that are on this machine.
func open(parallel int) (*photo.Pipeline, error) {
	return photo.Open(models.Find(), photo.Options{Parallel: parallel, Vision: vision.Options{Threads: threads}})
}

// ErrStopped means that the user stopped it.
var ErrStopped = booth.Fail("stopped",
	"已停止。已完成的结果有效，没有留下不完整的文件。",
	"Stopped. What was finished is valid; no half-written file was left behind.")

// interruptible ends the context at Ctrl-C or when the system asks.
func interruptible(c *cobra.Command) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
}

// told makes errors of an ended context readable.
func told(err error) error {
	if errors.Is(err, context.Canceled) {
		return ErrStopped.Because(err)
	}
	return err
}

// ErrOutput means that the output can't be written.
var ErrOutput = booth.Fail("output",
	"结果写不出去：请检查磁盘空间或管道。",
	"The results can't be written: check free space, or the program at the other end of the pipe.")

// printer collects the first failure of writing the output, so that a full
// disk is noticed once, at the end.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	if err != nil && p.err == nil {
		p.err = ErrOutput.Because(err)
	}
	return n, err
}

func (p *printer) printf(format string, args ...any) { _, _ = fmt.Fprintf(p, format, args...) }

// json prints one value on one line.
func (p *printer) json(v any) {
	e := json.NewEncoder(p)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil && p.err == nil {
		p.err = err
	}
}
