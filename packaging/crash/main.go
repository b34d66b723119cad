// Command crash kills a kiosk's store while it writes, and cuts the power of
// the disk that it writes on, again and again, and looks whether everything
// that was acknowledged is there, whole and once. It prints JSON when it has
// finished or is told to end; exit code 0 when all promises were kept, 1 when
// not, 2 when it could not be done.
//
//	go run ./packaging/crash -rounds 10000
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"campuskiosk/app/store/crashtest"
	"campuskiosk/packaging/powercut"

	"github.com/schollz/progressbar/v3"
)

// child is the argument that makes this program a writer to be killed.
const child = "write-until-killed"

// report is what is printed.
type report struct {
	Kill     crashtest.Result `json:"kill"`
	PowerCut *powercut.Result `json:"power_cut,omitempty"`
	// Skipped says why there were no power cuts.
	Skipped string `json:"power_cut_skipped,omitempty"`
	// Interrupted: it was told to end before it had made all rounds.
	Interrupted bool `json:"interrupted,omitempty"`
	Good        bool `json:"good"`
}

type options struct {
	rounds, cuts int
	seed         uint64
	dir          string
}

func main() {
	if os.Getenv(powercut.GuestEnv) != "" {
		powercut.Guest()
	}
	if len(os.Args) > 1 && os.Args[1] == child {
		if err := crashtest.Child(os.Args[2:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	var o options
	flag.IntVar(&o.rounds, "rounds", 100, "how often to kill")
	flag.IntVar(&o.cuts, "cuts", -1, "how often to cut the power (default: a tenth of the rounds)")
	flag.Uint64Var(&o.seed, "seed", uint64(time.Now().UnixNano()), "the seed of all that is drawn")
	flag.StringVar(&o.dir, "dir", "", "where to work (default: a new temporary folder)")
	flag.Parse()
	if o.cuts < 0 {
		o.cuts = max(1, o.rounds/10)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	good, err := run(ctx, o, os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	case !good:
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out io.Writer) (good bool, err error) {
	if o.dir == "" {
		if o.dir, err = os.MkdirTemp("", "campuskiosk-crash"); err != nil {
			return false, err
		}
		defer os.RemoveAll(o.dir) //nolint:errcheck // a temporary folder
	}
	self, err := os.Executable()
	if err != nil {
		return false, err
	}
	fmt.Fprintf(os.Stderr, "seed %d\n", o.seed)
	var r report
	bar := newBar(o.rounds, "kills")
	r.Kill, err = crashtest.Rounds{
		N: o.rounds, Seed: o.seed, Dir: filepath.Join(o.dir, "kill"),
		Command: func(ctx context.Context, args ...string) *exec.Cmd {
			return exec.CommandContext(ctx, self, append([]string{child}, args...)...) //nolint:gosec // this program
		},
		Progress: func(int, crashtest.Result) { _ = bar.Add(1) },
	}.Run(ctx)
	_ = bar.Finish()
	if err == nil {
		err = r.cutPower(ctx, o)
	}
	// Rounds that were made count, also when somebody lost patience.
	if r.Interrupted = errors.Is(err, context.Canceled) || ctx.Err() != nil; err != nil && !r.Interrupted {
		return false, err
	}
	r.Good = r.Kill.Good() && (r.PowerCut == nil || r.PowerCut.Good())
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return r.Good, e.Encode(r)
}

// Numbers of the power cuts: see powercut.Lab.
const (
	cutsPerRecording = 200
	opsPerRecording  = 120
	mountEvery       = 25
)

func (r *report) cutPower(ctx context.Context, o options) error {
	kernel, err := powercut.FindKernel(".")
	if errors.Is(err, powercut.ErrNoKernel) && os.Getenv("CAMPUSKIOSK_REQUIRE") != "1" {
		r.Skipped = err.Error()
		return nil
	}
	if err != nil {
		return err
	}
	dir := filepath.Join(o.dir, "cut")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	bar := newBar(o.cuts, "power cuts")
	lab := powercut.Lab{
		N: o.cuts, PerRecording: cutsPerRecording, Ops: opsPerRecording, Seed: o.seed, MountEvery: mountEvery,
		Progress: func(int, powercut.Result) { _ = bar.Add(1) },
	}
	res, err := lab.Run(ctx, kernel, dir)
	_ = bar.Finish()
	r.PowerCut = &res
	return err
}

// newBar shows progress on standard error.
func newBar(n int, what string) *progressbar.ProgressBar {
	return progressbar.NewOptions(n,
		progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(time.Second),
	)
}
