package worker

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
)

// Service is what the worker needs of the service. Errors are Troubles.
// Implementations are sync/remote and the tests' fake.
type Service interface {
	// Send brings a packet to the service, or finds it there, and gives its
	// verified receipt. It goes on where an earlier Send stopped. The same
	// packet may be sent any number of times.
	Send(ctx context.Context, p Parcel) (api.Receipt, error)
	// Probe asks the service something cheap that has nothing to do with a
	// packet.
	Probe(ctx context.Context) error
}

// Parcel is a packet to send.
type Parcel struct {
	Item outbox.Item
	// Open opens the packet's file.
	Open func() (*os.File, error)
	// Where an unfinished upload goes on; "" for none. Keep keeps a new one; ""
	// forgets it.
	Where string
	Keep  func(where string)
	// At is called with the number of bytes that the service has, whenever it is
	// known anew.
	At func(offset int64)
	// Throttle waits until so many more bytes may go out.
	Throttle func(ctx context.Context, bytes int) error
}

// Task is other work that needs the service, for ever: the feed, reports.
type Task struct {
	Name string
	// Run does it once and says when to do it again.
	Run func(ctx context.Context) (again time.Duration, err error)
}

// Options are what a worker works with. Outbox and Service are required.
type Options struct {
	Outbox  *outbox.Folder
	Service Service
	Tasks   []Task
	// Waits; nil is DefaultWaits.
	Waits Waits
	// Policy at present; nil is none.
	Policy func() Policy
	// Now is the time that retention and states count by; nil is time.Now. Waits
	// are by the machine's own clock.
	Now func() time.Time
	// Network is sent to when the machine's network changed; may be nil.
	Network <-chan struct{}
	// Stored records what became of a packet where people look, before the
	// outbox does. It may be called again for the same packet. May be nil.
	Stored func(outbox.Item, api.Receipt) error
	// Revoked is told when the service does not take this kiosk's requests any
	// more. May be nil.
	Revoked func(*Trouble)
	// Show is told how it is, at most every quarter of a second but for what
	// changes. It must not block. May be nil.
	Show func(Status)
	Log  *slog.Logger
}

// Worker is the background work. Run runs it once.
type Worker struct {
	o    Options
	bell bell
	pace *rate.Limiter

	mu    sync.Mutex
	state State
	lines map[string]*Line // of tasks
	shown Status
	last  time.Time // of Show
}

// paceBurst is the most that goes out at once under a limit, in bytes.
const paceBurst = 16 << 10

// sweepEvery is how often confirmed packets are looked at for removal.
const sweepEvery = 10 * time.Minute

// longest is the longest sleep: what depends on the time of the day is looked
// at again then.
const longest = time.Minute

// New makes a worker.
func New(o Options) *Worker {
	if o.Waits == nil {
		o.Waits = DefaultWaits()
	}
	if o.Policy == nil {
		o.Policy = func() Policy { return Policy{} }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w := &Worker{o: o, lines: map[string]*Line{}, pace: rate.NewLimiter(rate.Inf, paceBurst)}
	for _, t := range o.Tasks {
		w.lines[t.Name] = &Line{}
	}
	return w
}

// Run works until ctx ends.
func (w *Worker) Run(ctx context.Context) {
	var all sync.WaitGroup
	w.show(false, func(s *Status) { s.Count(w.o.Outbox.Items()) })
	for _, t := range w.o.Tasks {
		all.Go(func() { w.repeat(ctx, t) })
	}
	all.Go(func() { w.listen(ctx) })
	all.Go(func() { w.sweep(ctx) })
	w.upload(ctx)
	all.Wait()
}

// Wake ends waits for the network: something says that it is there again, or
// somebody pressed "try now".
func (w *Worker) Wake() {
	w.mu.Lock()
	w.state = w.state.Woken()
	for _, l := range w.lines {
		if l.Cause.network() {
			l.Until = time.Time{}
		}
	}
	w.mu.Unlock()
	w.bell.ring()
}

// TryNow ends all waits.
func (w *Worker) TryNow() {
	w.mu.Lock()
	w.state = State{}
	for _, l := range w.lines {
		l.Until = time.Time{}
	}
	w.mu.Unlock()
	w.bell.ring()
}

// Look has the worker look at its packets and policy again.
func (w *Worker) Look() { w.bell.ring() }

// Status tells how it is.
func (w *Worker) Status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.status()
}

func (w *Worker) status() Status {
	s := w.shown
	s.At, s.Line = time.Now(), w.state.Line
	if s.Now != nil {
		now := *s.Now
		s.Now = &now
	}
	s.Tasks = nil
	for name, l := range w.lines {
		if l.Cause == "" {
			continue
		}
		if s.Tasks == nil {
			s.Tasks = map[string]Line{}
		}
		s.Tasks[name] = *l
		if s.Line.Cause == "" {
			s.Line = *l
		}
	}
	return s
}

// show changes what is shown and tells it.
func (w *Worker) show(urgent bool, change func(*Status)) {
	w.mu.Lock()
	change(&w.shown)
	now := time.Now()
	if w.o.Show == nil || !urgent && now.Sub(w.last) < time.Second/4 {
		w.mu.Unlock()
		return
	}
	w.last = now
	s := w.status()
	w.mu.Unlock()
	w.o.Show(s)
}

// reached notes that the service answered.
func (w *Worker) reached() {
	ring := false
	w.mu.Lock()
	w.shown.Contact = w.o.Now()
	if w.state.Line.Cause.unreached() {
		w.state, ring = w.state.Reached(), true
	}
	for _, l := range w.lines {
		if l.Cause.unreached() {
			*l, ring = Line{}, true
		}
	}
	w.mu.Unlock()
	if ring {
		w.bell.ring()
	}
}

// listen wakes the worker when the network changes.
func (w *Worker) listen(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.o.Network:
			w.Wake()
		}
	}
}

// sleep waits for a time, the bell, or more; a zero time is the longest sleep.
func sleep(ctx context.Context, until time.Time, rung, more <-chan struct{}) {
	d := longest
	if !until.IsZero() {
		d = min(d, time.Until(until))
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-rung:
	case <-more:
	}
}

// repeat does a task for ever.
func (w *Worker) repeat(ctx context.Context, t Task) {
	line := w.lines[t.Name]
	var due time.Time
	for ctx.Err() == nil {
		rung := w.bell.wait()
		w.mu.Lock()
		until := line.Until
		if line.Cause == "" {
			until = due
		}
		w.mu.Unlock()
		if until.After(time.Now()) {
			sleep(ctx, until, rung, nil)
			continue
		}
		again, err := t.Run(ctx)
		if ctx.Err() != nil {
			return
		}
		due = time.Now().Add(again)
		if err != nil {
			trouble := troubleOf(err)
			w.mu.Lock()
			if line.Cause != trouble.Cause {
				line.Failures = 0
			}
			line.Cause = trouble.Cause
			line.Failures++
			line.Until = time.Now().Add(w.o.Waits.wait(trouble.Cause, line.Failures, trouble.After, rand.Float64())) //nolint:gosec // jitter has no secrets
			w.mu.Unlock()
			w.o.Log.Warn("sync", "task", t.Name, "cause", string(trouble.Cause), "err", trouble.Err)
			w.revoked(trouble)
			w.show(true, func(*Status) {})
			continue
		}
		w.mu.Lock()
		news := line.Cause != "" || w.shown.Contact.IsZero()
		*line = Line{}
		w.mu.Unlock()
		w.reached()
		w.show(news, func(*Status) {})
	}
}

func (w *Worker) revoked(t *Trouble) {
	if t.Cause == Revoked && w.o.Revoked != nil {
		w.o.Revoked(t)
	}
}

// sweep removes confirmed packets whose retention is over.
func (w *Worker) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		for _, id := range expired(w.o.Now(), w.o.Outbox.Items(), w.o.Policy().Retention) {
			if err := w.o.Outbox.Remove(id); err != nil {
				w.o.Log.Error("sync", "removing", outbox.Name(id), "err", err)
			}
		}
		sleep(ctx, time.Now().Add(sweepEvery), nil, nil)
	}
}

// settle records what became of a packet.
func (w *Worker) settle(it outbox.Item, r api.Receipt) error {
	if w.o.Stored != nil {
		if err := w.o.Stored(it, r); err != nil {
			return err
		}
	}
	switch {
	case r.Safe():
		return w.o.Outbox.Confirm(it.ID, reasonOf(r), w.o.Now())
	case r.State == api.Damaged:
		why := reasonOf(r)
		if why == nil {
			why = &outbox.Reason{Code: api.ErrPacketDamaged.Code, Text: api.ErrPacketDamaged.Text}
		}
		return w.o.Outbox.Park(it.ID, outbox.Parked, *why, w.o.Now())
	}
	return nil
}

// Receipt takes a verified receipt that came by the feed: of a packet that
// came on a USB stick, or that the service opened later. Packets that are not
// here any more are all right.
func (w *Worker) Receipt(r api.Receipt) error {
	id, ok := r.Packet.Submission()
	if !ok {
		return nil
	}
	it, err := w.o.Outbox.Item(id)
	if err != nil || it.State == outbox.Confirmed || it.SHA256 != string(r.SHA256) {
		return nil //nolint:nilerr // it is gone
	}
	err = w.settle(it, r)
	w.bell.ring()
	return err
}

func reasonOf(r api.Receipt) *outbox.Reason {
	if r.Problem == nil {
		return nil
	}
	return &outbox.Reason{Status: r.Problem.Status, Code: r.Problem.Code, Rule: r.Problem.Rule, Text: r.Problem.Text}
}

// idOf is short for logs.
func idOf(it outbox.Item) string { return outbox.Name(it.ID) }
