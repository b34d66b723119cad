package uplink

import (
	"context"
	"fmt"
	"slices"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
)

// timeEvery is how often signed time is asked for.
const timeEvery = 10 * time.Minute

// time sets the clock by the service's signed time.
func (u *Uplink) time(ctx context.Context) (time.Duration, error) {
	at, trip, err := u.client.Time(ctx)
	if err != nil {
		return 0, err
	}
	if u.o.Clock == nil {
		return timeEvery, nil
	}
	c, err := u.o.Clock.Signed(at, trip)
	if err != nil { // older than time that was signed before: somebody plays it again
		u.o.Log.Error("sync", "time", "refused", "err", err)
		return timeEvery, nil
	}
	if c == nil {
		return timeEvery, nil
	}
	say := record(u.o.Store, audit.Actor{Role: audit.Service}, "clock.corrected", "")
	say.Facts = map[string]string{"from": c.From.UTC().Format(time.RFC3339), "to": c.To.UTC().Format(time.RFC3339)}
	if c.To.Before(c.From) {
		err = u.o.Store.Correct(*c, u.member.Kiosk, say)
	} else {
		err = u.o.Store.SaveClock(say)
	}
	return timeEvery, err
}

// health reports how the kiosk is, and what it counted.
func (u *Uplink) health(ctx context.Context) (time.Duration, error) {
	// Days are counted by the right time.
	if u.o.Clock != nil && u.o.Clock.Now().Trust != booth.TimeVerified {
		if _, err := u.time(ctx); err != nil {
			return 0, err
		}
	}
	if err := u.counts(ctx); err != nil {
		return 0, err
	}
	h, err := u.report()
	if err != nil {
		return 0, err
	}
	if err := u.client.Health(ctx, h); err != nil {
		return 0, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return max(time.Duration(u.config.HealthSeconds)*time.Second, 10*time.Second), nil
}

func (u *Uplink) report() (api.Health, error) {
	now := u.now()
	h := api.Health{At: now.At.UTC(), Trust: now.Trust, Software: u.o.Software, Cursor: u.kept(), Warnings: []api.Warning{}}
	if u.o.Warnings != nil {
		h.Warnings = append(h.Warnings, u.o.Warnings()...)
	}
	if u.o.FreeBytes != nil {
		h.FreeBytes = u.o.FreeBytes()
	}
	for _, it := range u.o.Outbox.Items() {
		switch it.State {
		case outbox.Waiting:
			if h.Queue.Waiting == 0 {
				h.Queue.Oldest = it.Sealed
			}
			h.Queue.Waiting++
		case outbox.Parked, outbox.Conflict:
			h.Queue.Parked++
		}
	}
	tasks, err := u.o.Store.Tasks()
	if err != nil {
		return h, err
	}
	for _, t := range tasks {
		r, err := u.o.Store.Roster(t.ID)
		if err != nil {
			return h, err
		}
		h.Students += r.Students
	}
	heads, err := u.o.Store.Trail().Heads()
	if err != nil {
		return h, err
	}
	if len(heads) > 0 {
		h.Audit = api.AuditHead{Seq: heads[0].Seq, Hash: heads[0].Hash.String()}
	}
	return h, nil
}

// counts sends this kiosk's counters of yesterday and today where they changed.
func (u *Uplink) counts(ctx context.Context) error {
	all, err := u.o.Store.CountsSince(booth.DayOf(u.now().Quota).Before(), u.member.Kiosk)
	if err != nil {
		return err
	}
	state := fmt.Sprint(all)
	if len(all) == 0 || state == u.counted {
		return nil
	}
	for part := range slices.Chunk(all, api.MaxCounts) {
		var send []api.Counts
		for _, c := range part {
			send = append(send, api.Counts{Student: c.Student, Uses: c.Uses})
		}
		if err := u.client.Counts(ctx, send); err != nil {
			return err
		}
	}
	u.counted = state
	return nil
}
