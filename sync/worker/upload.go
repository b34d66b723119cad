package worker

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/time/rate"

	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
)

// upload brings packets to the service until ctx ends.
func (w *Worker) upload(ctx context.Context) {
	for ctx.Err() == nil {
		rung := w.bell.wait()
		items := w.o.Outbox.Items()
		w.mu.Lock()
		action := w.state.Decide(time.Now(), items, w.o.Policy())
		w.mu.Unlock()
		var quiet time.Time
		if action.Kind == Quiet {
			quiet = action.Until
		}
		w.show(action.Kind != Upload, func(s *Status) {
			s.Count(items)
			s.Quiet = quiet
		})
		switch action.Kind {
		case Upload:
			w.send(ctx, action)
		case Probe:
			w.after(Outcome{Action: action, Trouble: w.probe(ctx)}, api.Receipt{})
		default:
			sleep(ctx, action.Until, rung, w.o.Outbox.Added())
		}
	}
}

func (w *Worker) probe(ctx context.Context) *Trouble {
	if err := w.o.Service.Probe(ctx); err != nil {
		return troubleOf(err)
	}
	return nil
}

// send sends one packet.
func (w *Worker) send(ctx context.Context, a Action) {
	it := a.Packet
	w.limit(w.o.Policy().BytesPerSecond)
	w.show(true, func(s *Status) { s.Now = &Running{Packet: idOf(it), Bytes: it.Bytes, Began: time.Now()} })
	first, best := int64(-1), int64(-1)
	receipt, err := w.o.Service.Send(ctx, Parcel{
		Item:  it,
		Open:  func() (*os.File, error) { return w.o.Outbox.Read(it.ID) },
		Where: w.o.Outbox.Upload(it.ID),
		Keep: func(where string) {
			if err := w.o.Outbox.SetUpload(it.ID, where); err != nil {
				w.o.Log.Warn("sync", "packet", idOf(it), "err", err)
			}
		},
		At: func(offset int64) {
			if first < 0 {
				first = offset
			}
			best = max(best, offset)
			w.show(false, func(s *Status) {
				if s.Now != nil {
					s.Now.Sent = offset
				}
			})
		},
		Throttle: w.throttle,
	})
	w.show(false, func(s *Status) { s.Now = nil })
	if ctx.Err() != nil && err != nil {
		return
	}
	o := Outcome{Action: a, Moved: best > first}
	switch {
	case err != nil:
		o.Trouble = troubleOf(err)
	case receipt.State == api.Received:
		o.Trouble = &Trouble{Cause: Pending}
	}
	w.after(o, receipt)
}

// after applies an outcome.
func (w *Worker) after(o Outcome, receipt api.Receipt) {
	effect := w.decided(o)
	it, t := o.Action.Packet, o.Trouble
	var err error
	switch effect {
	case ConfirmIt:
		if err = w.settle(it, receipt); err == nil {
			_ = w.o.Outbox.SetUpload(it.ID, "")
			w.o.Log.Info("sync", "packet", idOf(it), "receipt", string(receipt.State))
		}
	case ParkIt:
		err = w.o.Outbox.Park(it.ID, outbox.Parked, t.Reason, w.o.Now())
	case ConflictIt:
		err = w.o.Outbox.Park(it.ID, outbox.Conflict, t.Reason, w.o.Now())
	case LockedOut:
		w.revoked(t)
	}
	if err != nil { // the kiosk's own disk: the packet is asked for again later
		t = &Trouble{Cause: Local, Err: err}
		o.Trouble = t
		_ = w.decided(o)
	}
	if t != nil && t.Cause != Pending {
		w.o.Log.Warn("sync", "packet", idOf(it), "cause", string(t.Cause), "status", t.Reason.Status, "code", string(t.Reason.Code), "err", t.Err)
	}
	if t == nil || t.Cause == Pending || t.Cause == Refused || t.Cause == Other {
		w.reached()
	}
}

// decided changes the state by an outcome.
func (w *Worker) decided(o Outcome) (e Effect) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state, e = w.state.After(time.Now(), o, w.o.Waits, rand.Float64()) //nolint:gosec // jitter has no secrets
	return e
}

// limit sets the pace of uploads.
func (w *Worker) limit(bytesPerSecond int) {
	limit := rate.Inf
	if bytesPerSecond > 0 {
		limit = rate.Limit(bytesPerSecond)
	}
	if w.pace.Limit() != limit {
		w.pace.SetLimit(limit)
	}
}

// throttle waits until so many bytes may go out.
func (w *Worker) throttle(ctx context.Context, bytes int) error {
	for bytes > 0 {
		n := min(bytes, paceBurst)
		if err := w.pace.WaitN(ctx, n); err != nil {
			return err
		}
		bytes -= n
	}
	return nil
}
