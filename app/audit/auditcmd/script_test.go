package auditcmd

import (
	"context"
	"fmt"
	"iter"
	"os"
	"testing"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/cli/clitest"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

// day is a trail of five records in memory.
type day struct {
	lines [][]byte
	head  audit.Head
}

func openDay(context.Context) (Trail, error) {
	if os.Getenv("NO_STORE") != "" {
		return nil, booth.Fail("store.in_use", "程序正在运行。", "The program is running.")
	}
	d := &day{}
	for i := range 5 {
		line, head, err := audit.Append(d.head, audit.Record{
			At: time.Date(2025, 11, 21, 1, i, 0, 0, time.UTC), Trust: booth.TimeVerified,
			Who: audit.Actor{Role: audit.Helper, ID: "h-07"}, What: "session.started", Facts: map[string]string{"n": fmt.Sprint(i)},
		})
		if err != nil {
			return nil, err
		}
		d.lines, d.head = append(d.lines, line), head
	}
	return d, nil
}

func (d *day) Lines(context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, l := range d.lines {
			if !yield(l, nil) {
				return
			}
		}
	}
}
func (d *day) Heads() ([]audit.Head, error) { return []audit.Head{d.head}, nil }
func (d *day) Close() error                 { return nil }

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kiosk": func() {
			root := &cobra.Command{Use: "kiosk", SilenceErrors: true, SilenceUsage: true}
			root.AddCommand(New(openDay))
			os.Exit(cli.Finish(os.Stderr, root.Execute()))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"exits": clitest.Exits},
		Setup: func(e *testscript.Env) error { e.Setenv("LANG", "en_GB.UTF-8"); return nil },
	})
}
