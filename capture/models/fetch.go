package models

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// EnvURL names the environment variable with the source that is used when none
// is given: a web address or a folder.
const EnvURL = "CAMPUSKIOSK_MODELS_URL"

// Fetcher gets model files from a source into a folder. The zero value uses
// the official addresses of the manifest and the user's data folder.
type Fetcher struct {
	// From is a web address (http or https) or a folder below which the files
	// lie under their names; empty means the official address of each file,
	// which converted files do not have.
	From string
	// To is the folder they go to, made if needed; empty means UserDir().
	To string
	// Progress is told how many bytes of a file are there, beginning with
	// those of an earlier attempt and ending with f.Size; may be nil. It is
	// called often and must be quick.
	Progress func(f File, have int64)
	// Client replaces the built-in client; nil is the normal case.
	Client *http.Client
	// Tries is how often a cut transfer is taken up again within one call;
	// 0 means 4. Only attempts that brought nothing new count.
	Tries int
	// Stall is how long a transfer may bring nothing before it counts as
	// cut; 0 means 30 s.
	Stall time.Duration

	wait func(ctx context.Context, try int) error // tests: no waiting
	wrap func(io.Writer) io.Writer                // tests: a failing disk
}

// Outcome is what became of one file.
type Outcome string

// The outcomes of a file.
const (
	Present Outcome = "present" // it was there already, with the right digest
	Fetched Outcome = "fetched" // it is there now
	Failed  Outcome = "failed"  // it is not there; Err says why
)

// Result is what became of one file.
type Result struct {
	Entry   Entry
	File    File
	Outcome Outcome
	// Resumed is how many bytes an earlier attempt had left.
	Resumed int64
	Err     error
}

// Fetch gets all files of entries that are not yet in the target folder with
// the right digest. A file gets its name only when all of it is there, has the
// right SHA-256 and is on the disk. An interrupted file is kept as NAME.part
// and continued by the next call. A file that fails does not keep the others
// from being tried, except for causes that all share: no network, a full disk,
// ctx. The results have one element for each file tried; the error is the
// first of their errors, always with a booth.Error for people.
func (f Fetcher) Fetch(ctx context.Context, entries []Entry) ([]Result, error) {
	if f.To == "" {
		f.To = UserDir()
	}
	if f.Client == nil {
		f.Client = newClient()
	}
	src, err := sourceFor(f.From, f.Client)
	if err != nil {
		return nil, err
	}
	if err := makeDir(f.To); err != nil {
		return nil, err
	}
	var out []Result
	var first error
	for _, e := range entries {
		for _, file := range e.Files {
			r := f.file(ctx, src, file)
			r.Entry = e
			out = append(out, r)
			if r.Err != nil && first == nil {
				first = r.Err
			}
			if shared(r.Err) {
				return out, first
			}
		}
	}
	return out, first
}

// shared reports whether err would meet every other file as well.
func shared(err error) bool {
	for _, e := range []error{ErrOffline, ErrPortal, ErrTime, ErrDiskFull, ErrWrite, ErrStopped} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func makeDir(dir string) error {
	if dir == "" {
		return ErrWrite.Because(errors.New("no home folder"))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // weights are public
		return ErrWrite.Because(err)
	}
	return nil
}

// file gets one file.
func (f Fetcher) file(ctx context.Context, src source, file File) Result {
	fail := func(err error) Result { return Result{File: file, Outcome: Failed, Err: err} }
	ok, err := file.matches(ctx, filepath.Join(f.To, file.Name))
	switch {
	case ctx.Err() != nil:
		return fail(stopped(ctx))
	case err != nil:
		return fail(ErrWrite.Because(err))
	case ok:
		f.tell(file, file.Size)
		return Result{File: file, Outcome: Present}
	}
	p, err := openPart(f.To, file, f.wrap)
	if err != nil {
		return fail(err)
	}
	had := p.size
	f.tell(file, had)
	if err := f.fill(ctx, src, p); err != nil {
		return fail(err)
	}
	return Result{File: file, Outcome: Fetched, Resumed: had}
}

// fill brings the rest of p and finishes it; in every case p is done with
// afterwards. Attempts that bring nothing are counted, others begin the count
// again: a bad line that yields a little each time still gets there.
func (f Fetcher) fill(ctx context.Context, src source, p *part) error {
	tries := f.Tries
	if tries == 0 {
		tries = 4
	}
	again := p.size > 0 // what an earlier attempt left may be of another file
	cut := false
	for try := 0; p.size < p.want.Size; {
		before := p.size
		err := f.once(ctx, src, p)
		var disk writeError
		switch {
		case err == nil:
			continue
		case ctx.Err() != nil:
			p.keep()
			return stopped(ctx)
		case errors.As(err, &disk):
			return p.failed(disk.error)
		case errors.Is(err, errStale):
			if err := p.restart(); err != nil {
				p.keep()
				return err
			}
		case errors.Is(err, ErrCut):
			cut = true
		case cut && errors.Is(err, ErrOffline): // the line is still down
		default:
			p.keep()
			return err
		}
		if p.size > before {
			try = 0
		} else if try++; try >= tries {
			p.keep()
			if errors.Is(err, errStale) {
				return ErrServer.With(p.want.Name).Because(err)
			}
			return err
		}
		if err := f.pause(ctx, try); err != nil {
			p.keep()
			return stopped(ctx)
		}
	}
	if again && !p.matches() {
		if err := p.restart(); err != nil {
			p.keep()
			return err
		}
		return f.fill(ctx, src, p)
	}
	return p.finish()
}

// once makes one request and appends what comes.
func (f Fetcher) once(ctx context.Context, src source, p *part) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := f.Stall
	if stall == 0 {
		stall = 30 * time.Second
	}
	watch := time.AfterFunc(stall, func() { cancel(errStalled) })
	defer watch.Stop()

	body, start, err := src.open(ctx, p.want, p.size)
	if err != nil {
		if errors.Is(context.Cause(ctx), errStalled) {
			return ErrOffline.Because(errStalled)
		}
		return err
	}
	defer func() { _ = body.Close() }()
	if start == 0 && p.size > 0 {
		if err := p.restart(); err != nil {
			return err
		}
	}
	// One byte more than wanted shows that the source has a longer file, which
	// finish then refuses.
	from := io.LimitReader(body, p.want.Size-p.size+1)
	_, err = io.Copy(meter{p, func() { watch.Reset(stall); f.tell(p.want, p.size) }}, from)
	var disk writeError
	switch {
	case errors.As(err, &disk):
		return err
	case p.size < p.want.Size:
		// Also a clean end before the end: proxies do that.
		return ErrCut.Because(err)
	}
	return nil
}

var errStalled = errors.New("nothing came for a while")

// meter calls tick after each write to p. It hides p's other methods, so that
// io.Copy writes in pieces.
type meter struct {
	p    *part
	tick func()
}

func (m meter) Write(b []byte) (int, error) {
	n, err := m.p.Write(b)
	m.tick()
	return n, err
}

func (f Fetcher) tell(file File, have int64) {
	if f.Progress != nil {
		f.Progress(file, min(have, file.Size))
	}
}

// pause waits before the next attempt, after try attempts that brought nothing:
// 1, 2, 4, 8, at most 16 seconds.
func (f Fetcher) pause(ctx context.Context, try int) error {
	if f.wait != nil {
		return f.wait(ctx, try)
	}
	t := time.NewTimer(time.Second << min(try, 4))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// stopped says why ctx ended: its time was over, or somebody stopped it.
func stopped(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrTime.Because(ctx.Err())
	}
	return ErrStopped.Because(ctx.Err())
}
