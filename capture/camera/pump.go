package camera

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"campuskiosk/app/booth"
)

// device is one kind of camera below the pump: only one goroutine ever calls
// it, and it need not be careful about slow consumers.
type device interface {
	// open finds and starts the device; it is called again after a failure.
	// Its error says what to do.
	open() error
	// read waits for a frame and fills Format and Data (appending to
	// f.Data[:0]), and Width and Height of formats that have no header. It
	// returns within about Patience, with ErrSilent when nothing came, and
	// soon after ctx ends. After an error the device is closed and opened
	// again.
	read(ctx context.Context, f *Frame) error
	// shut stops and frees the device; only called after open succeeded.
	shut() error
	// info may be called while the device is closed.
	info() Info
}

// retryEvery is how often a missing device is looked for: quick enough that
// plugging in feels immediate, and looking is cheap.
const retryEvery = 500 * time.Millisecond

// garbledAfter is how long frames may be damaged before it is a failure and
// not a hiccup: single bad frames happen on every USB bus.
const garbledAfter = time.Second

// pump runs one device and is a Camera.
type pump struct {
	dev    device
	box    *mailbox
	cancel context.CancelFunc
	ended  chan struct{}

	mu   sync.Mutex
	name Info
}

// start opens the device once in the caller's goroutine, so that a wrong path
// is told at once, and then runs it. A device that is absent or busy is no
// reason to fail: it may come.
func start(dev device) (*pump, error) {
	err := dev.open()
	if err != nil && !passing(err) {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &pump{dev: dev, box: newMailbox(), cancel: cancel, ended: make(chan struct{}), name: dev.info()}
	go p.run(ctx, err)
	return p, nil
}

// passing reports whether a failure to open may end without anybody changing
// the configuration.
func passing(err error) bool {
	for _, e := range []error{ErrNotFound, ErrGone, ErrBusy, ErrPermission, ErrSilent} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// Next is documented at Camera.
func (p *pump) Next(ctx context.Context) (Frame, error) { return p.box.next(ctx) }

// Info is documented at Camera.
func (p *pump) Info() Info {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.name
}

// Close is documented at Camera.
func (p *pump) Close() error {
	p.box.close()
	p.cancel()
	t := time.NewTimer(Patience)
	defer t.Stop()
	select {
	case <-p.ended:
	case <-t.C: // a driver that hangs; the process goes on without it
	}
	return nil
}

// run owns the device until ctx ends. err is the outcome of the first open.
func (p *pump) run(ctx context.Context, err error) {
	defer close(p.ended)
	var seq uint64
	for ctx.Err() == nil {
		if err == nil {
			p.mu.Lock()
			p.name = p.dev.info()
			p.mu.Unlock()
			err = p.stream(ctx, &seq)
			_ = p.dev.shut() // the failure that led here is the one to tell
			if ctx.Err() != nil {
				return
			}
		}
		p.box.fail(booth.Explain(err))
		if !sleep(ctx, retryEvery) {
			return
		}
		err = p.dev.open()
	}
	if err == nil {
		_ = p.dev.shut()
	}
}

// stream reads frames until the device fails or ctx ends. A panic in a driver
// is a failure like another: the device is opened again.
func (p *pump) stream(ctx context.Context, seq *uint64) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = booth.ErrInternal.Because(fmt.Errorf("camera: %v\n%s", r, debug.Stack()))
		}
	}()
	var badSince time.Time
	for ctx.Err() == nil {
		f := p.box.blank()
		if err := p.dev.read(ctx, f); err != nil {
			p.box.toss(f)
			return err
		}
		*seq++
		f.Seq, f.Time = *seq, time.Now()
		if err := f.sizeUp(); err != nil {
			p.box.toss(f)
			if badSince.IsZero() {
				badSince = f.Time
			}
			if f.Time.Sub(badSince) >= garbledAfter {
				p.box.fail(ErrGarbled.Because(err))
			}
			continue
		}
		badSince = time.Time{}
		p.box.put(f)
	}
	return ctx.Err()
}

// sizeUp fills in the size from the JPEG header and refuses frames that are
// not whole.
func (f *Frame) sizeUp() (err error) {
	if f.Format == MJPEG {
		f.Width, f.Height, err = jpegSize(f.Data)
		return err
	}
	if f.Width < 2 || f.Height < 1 || f.Width > maxSide || f.Height > maxSide || len(f.Data) < 2*f.Width*f.Height {
		return errTruncated
	}
	return nil
}

// sleep waits for d and reports whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
