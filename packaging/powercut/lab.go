package powercut

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"campuskiosk/app/store/crashtest"
)

// Result is what rounds of cutting the power gave.
type Result struct {
	Rounds int `json:"rounds"`
	// Mounted is how many of them were recovered by mounting in the guest; the
	// others by e2fsck.
	Mounted int `json:"mounted"`
	// Recordings is how many runs of the writer were cut, Writes and Flushes
	// what reached the disk in them.
	Recordings int `json:"recordings"`
	Writes     int `json:"writes"`
	Flushes    int `json:"flushes"`
	// Acknowledged ops in all rounds, found, lost, and duplicated or half.
	Acknowledged int `json:"acknowledged"`
	Found        int `json:"found"`
	Lost         int `json:"lost"`
	Duplicated   int `json:"duplicated"`
	UnderWay     int `json:"under_way"`
	HalfFiles    int `json:"half_files"`
	Problems     int `json:"problems"`
	// Unopened stores, Unrecovered file systems.
	Unopened    int      `json:"unopened"`
	Unrecovered int      `json:"unrecovered"`
	Details     []string `json:"details,omitempty"`
	Seconds     float64  `json:"seconds"`
}

// Good reports whether all promises were kept.
func (r Result) Good() bool {
	return r.Lost+r.Duplicated+r.HalfFiles+r.Problems+r.Unopened+r.Unrecovered == 0 && r.Found == r.Acknowledged
}

// Lab makes the rounds.
type Lab struct {
	// N is how many rounds; each recording serves PerRecording.
	N, PerRecording int
	// Ops is how many ops a recording has.
	Ops  int
	Seed uint64
	// MountEvery n-th round is recovered in the guest; 0 for none.
	MountEvery int
	// Lies is how many flushes the disk only pretends: 0 for an honest one. With
	// more, rounds must go wrong, which shows that the harness sees it.
	Lies int
	// Progress is told after each round; may be nil.
	Progress func(done int, r Result)

	kernel, program, dir string
}

// Size of the disk and of its log, in bytes; both are sparse files.
const (
	diskSize = 192 << 20
	logSize  = 4 << 30
)

// tries is how often a recording is begun whose guest ends without a word.
const tries = 3

// Run makes the rounds in dir with a kernel from FindKernel. The error is one
// of the harness, not of the store.
func (l *Lab) Run(ctx context.Context, kernel, dir string) (Result, error) {
	start := time.Now()
	var res Result
	var err error
	if l.program, err = os.Executable(); err != nil {
		return res, err
	}
	if l.dir, err = filepath.Abs(dir); err != nil {
		return res, err
	}
	if l.kernel, err = unpack(kernel, l.dir); err != nil {
		return res, err
	}
	r := rand.New(rand.NewPCG(l.Seed, 2)) //nolint:gosec // not a secret
	for res.Rounds < l.N {
		if err := l.recording(ctx, r, &res); err != nil {
			return res, err
		}
		res.Seconds = time.Since(start).Seconds()
	}
	return res, nil
}

// recording records once and cuts often.
func (l *Lab) recording(ctx context.Context, r *rand.Rand, res *Result) error {
	file := func(name string) string { return filepath.Join(l.dir, name) }
	base, logFile, seed := file("base.img"), file("log.img"), r.Uint64()
	for try := 1; ; try++ {
		if err := l.emptyDisks(base, file("disk.img"), logFile); err != nil {
			return err
		}
		_, err := l.boot(ctx, guestRecord, seed, l.Ops, file("disk.img"), logFile)
		if errors.Is(err, errSilent) && try < tries {
			continue
		}
		if err != nil {
			return err
		}
		break
	}
	f, err := os.Open(logFile)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	log, err := readLog(f)
	if err != nil {
		return err
	}
	res.Recordings++
	res.count(log)
	d, err := openDisk(log, base, file("durable.img"))
	if err != nil {
		return err
	}
	defer d.file.Close() //nolint:errcheck // a copy
	for _, at := range cuts(len(log.entries), min(l.PerRecording, l.N-res.Rounds), r) {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := log.cutAt(at, l.Lies)
		if err := d.build(c, l.Lies == 0, file("cut.img"), r); err != nil {
			return err
		}
		res.Rounds++
		w := crashtest.Writer{Ops: crashtest.Ops{Seed: seed}, Stop: l.Ops}
		if err := l.judge(ctx, w, c, res); err != nil {
			return err
		}
		if l.Progress != nil {
			l.Progress(res.Rounds, *res)
		}
	}
	return nil
}

// cuts draws n places in order; the log grows only forwards.
func cuts(entries, n int, r *rand.Rand) []int {
	at := make([]int, entries+1)
	for range n {
		at[r.IntN(entries+1)]++
	}
	var all []int
	for i, times := range at {
		for range times {
			all = append(all, i)
		}
	}
	return all
}

func (r *Result) count(l *wlog) {
	for _, e := range l.entries {
		if e.writes() {
			r.Writes++
		}
		if e.is(flagFlush) {
			r.Flushes++
		}
	}
}

// emptyDisks makes a file system, a copy to work on, and room for the log.
func (l *Lab) emptyDisks(base, disk, log string) error {
	for name, size := range map[string]int64{base: diskSize, log: logSize} {
		if err := os.RemoveAll(name); err != nil {
			return err
		}
		f, err := os.Create(name)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
			return err
		}
	}
	// The inode tables are written now, so the log holds the writer's writes only.
	if out, err := tool("mke2fs", "-q", "-t", "ext4", "-E", "lazy_itable_init=0,lazy_journal_init=0", base); err != nil {
		return fmt.Errorf("powercut: mke2fs: %w: %s", err, out)
	}
	return copySparse(base, disk)
}

// tool runs one of e2fsprogs.
func tool(name string, args ...string) ([]byte, error) {
	if _, err := exec.LookPath(name); err != nil {
		name = "/usr/sbin/" + name
	}
	return exec.Command(name, args...).CombinedOutput() //nolint:gosec // fixed programs, our own files
}

// judge recovers the cut disk and judges the store on it.
func (l *Lab) judge(ctx context.Context, w crashtest.Writer, c cut, res *Result) error {
	disk := filepath.Join(l.dir, "cut.img")
	var v crashtest.Verdict
	var err error
	if l.MountEvery > 0 && res.Rounds%l.MountEvery == 0 {
		res.Mounted++
		var text string
		if text, err = l.boot(ctx, guestJudge, w.Ops.Seed, c.acknowledged, disk); err == nil {
			err = json.Unmarshal([]byte(text), &v)
		}
	} else {
		out := filepath.Join(l.dir, "cut")
		if err := recoverTo(disk, out); err != nil {
			res.Unrecovered++
			res.detail(c, err)
			return nil
		}
		w.Dir = filepath.Join(out, "data")
		if err := os.MkdirAll(w.Dir, 0o700); err != nil {
			return err
		}
		v, err = w.Judge(c.acknowledged)
	}
	if errors.Is(err, errSilent) {
		return err
	}
	res.Acknowledged += c.acknowledged
	if err != nil {
		res.Unopened++
		res.Lost += c.acknowledged
		res.detail(c, err)
		return nil
	}
	lost := min(len(v.Difference.Lost), c.acknowledged)
	res.Lost += lost
	res.Found += c.acknowledged - lost
	res.Duplicated += len(v.Difference.Extra)
	res.HalfFiles += v.Half
	res.Problems += len(v.Problems)
	if v.Also {
		res.UnderWay++
	}
	if !v.Good() {
		res.detail(c, errors.New(v.String()))
	}
	return nil
}

func (r *Result) detail(c cut, err error) {
	if len(r.Details) < 10 {
		r.Details = append(r.Details, fmt.Sprintf("round %d, cut before entry %d: %v", r.Rounds, c.at, err))
	}
}

// recoverTo lets ext4's own tools recover a disk and copies its files to out.
// e2fsck's exit code 1 is "recovered".
func recoverTo(disk, out string) error {
	if text, err := tool("e2fsck", "-p", "-f", disk); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() > 1 {
			return fmt.Errorf("e2fsck: %w: %s", err, text)
		}
	}
	if err := errors.Join(os.RemoveAll(out), os.Mkdir(out, 0o700)); err != nil {
		return err
	}
	if text, err := tool("debugfs", "-R", "rdump / "+out, disk); err != nil {
		return fmt.Errorf("debugfs: %w: %s", err, text)
	}
	return nil
}
