package crashtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"campuskiosk/app/store"
	"campuskiosk/app/store/internal/failpoint"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

// Result is what rounds of killing gave.
type Result struct {
	// Rounds are the kills; each is followed by a look at the whole store.
	Rounds int `json:"rounds"`
	// Kills by failpoint; "anywhere" are kills at a random moment from outside.
	Kills map[string]int `json:"kills"`
	// Survived: further rounds in which the writer ended before it was killed.
	Survived int `json:"survived"`
	// Acknowledged ops, found with all their effects, lost, and duplicated or
	// half.
	Acknowledged int `json:"acknowledged"`
	Found        int `json:"found"`
	Lost         int `json:"lost"`
	Duplicated   int `json:"duplicated"`
	// UnderWay is how many ops that were not acknowledged took place whole.
	UnderWay int `json:"under_way"`
	// HalfFiles were served, Problems found by Check, Unopened stores.
	HalfFiles int `json:"half_files"`
	Problems  int `json:"problems"`
	Unopened  int `json:"unopened"`
	// Details of the first failures.
	Details []string `json:"details,omitempty"`
	Seconds float64  `json:"seconds"`
}

// Good reports whether all promises were kept.
func (r Result) Good() bool {
	return r.Lost+r.Duplicated+r.HalfFiles+r.Problems+r.Unopened == 0 && r.Found == r.Acknowledged
}

// Rounds are rounds of killing.
type Rounds struct {
	// N is how many kills.
	N    int
	Seed uint64
	// Dir holds the folders that are written; it is emptied again and again.
	Dir string
	// Command starts a writer as a child process: it calls Child.
	Command func(ctx context.Context, args ...string) *exec.Cmd
	// Progress is told after each round; may be nil.
	Progress func(done int, r Result)
}

// Numbers of the rounds: a folder lives for so many ops, a child does so many
// at most.
const (
	opsPerFolder = 160
	opsPerChild  = 120
)

// anywhere is the name of a kill from outside.
const anywhere = "anywhere"

// Run runs the rounds. The error is one of the harness, not of the store.
func (k Rounds) Run(ctx context.Context) (Result, error) {
	start := time.Now()
	res := Result{Kills: map[string]int{}}
	for _, p := range store.Failpoints() {
		res.Kills[p] = 0
	}
	r := rand.New(rand.NewPCG(k.Seed, 1))
	var w Writer
	for res.Rounds < k.N {
		if err := ctx.Err(); err != nil {
			return res, err
		}
		if w.Dir == "" || w.From >= opsPerFolder {
			var err error
			if w, err = k.newFolder(w.Dir, r); err != nil {
				return res, err
			}
		}
		bad, err := k.round(ctx, &w, r, &res)
		if err != nil {
			return res, err
		}
		if bad {
			w.From = opsPerFolder // begin anew
		}
		res.Seconds = time.Since(start).Seconds()
		if k.Progress != nil {
			k.Progress(res.Rounds, res)
		}
	}
	return res, os.RemoveAll(w.Dir)
}

// newFolder makes the next folder; one of four begins at schema 1.
func (k Rounds) newFolder(old string, r *rand.Rand) (Writer, error) {
	if old != "" {
		if err := os.RemoveAll(old); err != nil {
			return Writer{}, err
		}
	}
	w := Writer{Ops: Ops{r.Uint64()}, Schema1: r.IntN(4) == 0}
	w.Dir = filepath.Join(k.Dir, fmt.Sprintf("%016x", w.Ops.Seed))
	if err := os.MkdirAll(w.Dir, 0o700); err != nil {
		return w, err
	}
	if !w.Schema1 {
		return w, nil
	}
	root, err := keyring.MakeFile(w.Dir)
	if err != nil {
		return w, err
	}
	return w, storetest.V1(w.Dir, root)
}

// round starts a writer, kills it, and judges.
func (k Rounds) round(ctx context.Context, w *Writer, r *rand.Rand, res *Result) (bad bool, err error) {
	point := k.choose(*w, r)
	acknowledged, killedAt, err := k.kill(ctx, *w, point, r)
	if err != nil {
		return false, err
	}
	if killedAt == "" {
		res.Survived++
	} else {
		res.Rounds++
		res.Kills[killedAt]++
	}
	v, err := w.Judge(acknowledged)
	res.Acknowledged += acknowledged - w.From
	if err != nil {
		res.Unopened++
		res.Lost += acknowledged - w.From
		res.detail(w, killedAt, err)
		return true, nil
	}
	res.HalfFiles += v.Half
	res.Problems += len(v.Problems)
	lost := min(len(v.Difference.Lost), acknowledged-w.From)
	res.Lost += lost
	res.Duplicated += len(v.Difference.Extra)
	res.Found += acknowledged - w.From - lost
	if !v.Good() {
		res.detail(w, killedAt, v)
		return true, nil
	}
	w.From = acknowledged
	if v.Also {
		res.UnderWay++
		w.From++
	}
	return false, nil
}

func (r *Result) detail(w *Writer, killedAt string, what any) {
	if len(r.Details) < 10 {
		r.Details = append(r.Details, fmt.Sprintf("round %d, seed %d, from op %d, killed at %s: %v", r.Rounds, w.Ops.Seed, w.From, killedAt, what))
	}
}

// choose draws where to kill: a failpoint that the folder can still reach, or
// anywhere.
func (k Rounds) choose(w Writer, r *rand.Rand) string {
	if r.IntN(4) == 0 {
		return anywhere
	}
	_, err := os.Stat(filepath.Join(w.Dir, "kiosk.db"))
	fresh := errors.Is(err, os.ErrNotExist)
	for {
		p := store.Failpoints()[r.IntN(len(store.Failpoints()))]
		once := strings.HasPrefix(p, "create.") || strings.HasPrefix(p, "migrate.")
		// A new folder, and one of schema 1, is mostly killed where it happens once.
		switch {
		case fresh && r.IntN(2) == 0:
			return []string{string(store.AtCreated), string(store.AtCreateRenamed), string(keyring.AtEpochWritten), string(keyring.AtEpochRenamed)}[r.IntN(4)]
		case w.Schema1 && w.From == 0 && r.IntN(2) == 0:
			return []string{"migrate.commit", "migrate.committed"}[r.IntN(2)]
		case !once:
			return p
		}
	}
}

// kill runs a writer until it dies and gives how many ops were acknowledged,
// and where it died; "" when it ended by itself.
func (k Rounds) kill(ctx context.Context, w Writer, point string, r *rand.Rand) (acknowledged int, killedAt string, err error) {
	cmd := k.Command(ctx, w.Dir, strconv.FormatUint(w.Ops.Seed, 10), strconv.Itoa(w.From), strconv.FormatBool(w.Schema1), point, strconv.Itoa(1+r.IntN(3)))
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, "", err
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		return 0, "", err
	}
	// A kill from outside comes some time after so many acknowledgements, or
	// while the store is opened.
	after, delay := w.From+r.IntN(40), time.Duration(r.IntN(4000))*time.Microsecond
	kill := func() {
		if point == anywhere {
			time.AfterFunc(delay, func() { _ = cmd.Process.Kill() })
		}
	}
	if after == w.From {
		delay *= 5
		kill()
	}
	acknowledged = w.From
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if n, err := strconv.Atoi(lines.Text()); err == nil {
			if acknowledged = n + 1; acknowledged == after {
				kill()
			}
		} else {
			killedAt = lines.Text()
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil && killedAt == "":
		return acknowledged, "", nil
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL: // a WaitStatus: so it is on Linux
		if killedAt == "" {
			killedAt = anywhere
		}
		return acknowledged, killedAt, nil
	}
	return acknowledged, killedAt, fmt.Errorf("the writer failed: %w: %s", err, stderr.String())
}

// Child is the writer's process. args are those that Command got.
func Child(args []string, out io.Writer) error { return child(args, out, false) }

func child(args []string, out io.Writer, early bool) error {
	if len(args) != 6 {
		return errors.New("crashtest: DIR SEED FROM SCHEMA1 POINT HITS")
	}
	seed, err1 := strconv.ParseUint(args[1], 10, 64)
	from, err2 := strconv.Atoi(args[2])
	old, err3 := strconv.ParseBool(args[3])
	hits, err4 := strconv.Atoi(args[5])
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	point := failpoint.Name(args[4])
	failpoint.Hook = func(n failpoint.Name) {
		if n != point {
			return
		}
		if hits--; hits > 0 && !strings.HasPrefix(string(n), "create.") && !strings.HasPrefix(string(n), "migrate.") {
			return
		}
		_, _ = fmt.Fprintln(out, n)
		_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
		select {} // until it is here
	}
	return Writer{Dir: args[0], Ops: Ops{seed}, From: from, Schema1: old, Stop: from + opsPerChild, Ack: AckLines(out), Early: early}.Run()
}
