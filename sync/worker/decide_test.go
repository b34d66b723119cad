package worker

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"campuskiosk/app/booth"
	"campuskiosk/sync/outbox"
)

var start = time.Date(2026, 3, 1, 10, 0, 0, 0, booth.Shanghai)

func waiting(n int) []outbox.Item {
	var items []outbox.Item
	for i := range n {
		items = append(items, outbox.Item{
			ID:     booth.SubmissionID{Session: "01ARZ3NDEKTSV4RRFFQ69G5FAV", N: i + 1},
			Sealed: start.Add(time.Duration(i) * time.Minute), Bytes: 1000, State: outbox.Waiting,
		})
	}
	return items
}

func TestWaitsHaveBounds(t *testing.T) {
	w := DefaultWaits()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]Cause{Offline, Cut, Stranger, Portal, Busy, Broken, Full, Clock, Revoked, Pending, Local, aside}).Draw(t, "cause")
		n := rapid.IntRange(1, 200).Draw(t, "n")
		dice := rapid.Float64Range(0, 0.999999).Draw(t, "dice")
		asked := time.Duration(rapid.IntRange(0, 3*3600).Draw(t, "asked")) * time.Second
		got := w.wait(c, n, asked, dice)
		if got < w[c].First/2 || got < min(asked, maxAsked) {
			t.Fatalf("too short: %v", got)
		}
		if got > max(w[c].Max, min(asked, maxAsked)+maxSpread) {
			t.Fatalf("too long: %v", got)
		}
		if n > 1 && w.wait(c, n-1, 0, dice) > w.wait(c, n, 0, dice) {
			t.Fatal("a later wait is shorter")
		}
	})
	if a, b := w.wait(Offline, 9, 0, 0), w.wait(Offline, 9, 0, 0.99); b-a < 10*time.Second {
		t.Errorf("no jitter: %v to %v", a, b)
	}
}

func TestQuietHours(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 3, 1, h, m, 0, 0, booth.Shanghai) }
	day := Policy{Quiet: []Hours{{8 * 60, 12 * 60}, {12 * 60, 13 * 60}}}
	night := Policy{Quiet: []Hours{{22 * 60, 6 * 60}}}
	for _, c := range []struct {
		p     Policy
		now   time.Time
		until time.Time
		quiet bool
	}{
		{day, at(7, 59), time.Time{}, false},
		{day, at(8, 0), at(13, 0), true},
		{day, at(12, 30).UTC(), at(13, 0), true},
		{day, at(13, 0), time.Time{}, false},
		{night, at(23, 0), at(30, 0), true},
		{night, at(5, 59), at(6, 0), true},
		{night, at(6, 0), time.Time{}, false},
		{Policy{}, at(3, 0), time.Time{}, false},
		{Policy{Quiet: []Hours{{60, 60}}}, at(1, 0), time.Time{}, false},
	} {
		until, quiet := c.p.QuietUntil(c.now)
		if quiet != c.quiet || quiet && !until.Equal(c.until) {
			t.Errorf("%v at %v: %v %v, want %v %v", c.p.Quiet, c.now, quiet, until, c.quiet, c.until)
		}
	}
	always := Policy{Quiet: []Hours{{0, 12 * 60}, {12 * 60, 0}}}
	if until, quiet := always.QuietUntil(at(3, 0)); !quiet || until.Sub(at(3, 0)) > 72*time.Hour {
		t.Errorf("always quiet: %v %v", quiet, until)
	}
}

// world plays a service against the pure decisions, in its own time.
type world struct {
	now       time.Time
	items     []outbox.Item
	state     State
	answer    func(now time.Time, a Action) *Trouble
	delivered []int
	tries     map[int]int
	dice      *rand.Rand
}

func (w *world) run(t interface{ Fatalf(string, ...any) }, until time.Time) {
	for steps := 0; w.now.Before(until); steps++ {
		if steps > 1_000_000 {
			t.Fatalf("no end")
		}
		a := w.state.Decide(w.now, w.items, Policy{})
		switch a.Kind {
		case Idle:
			return
		case Wait, Quiet:
			if !a.Until.After(w.now) {
				t.Fatalf("waits for the past")
			}
			w.now = a.Until
			continue
		}
		w.now = w.now.Add(time.Second)
		if a.Kind == Upload {
			w.tries[a.Packet.ID.N]++
		}
		var e Effect
		w.state, e = w.state.After(w.now, Outcome{Action: a, Trouble: w.answer(w.now, a)}, DefaultWaits(), w.dice.Float64())
		set := func(s outbox.State) {
			for i := range w.items {
				if w.items[i].ID == a.Packet.ID {
					w.items[i].State = s
				}
			}
		}
		switch e {
		case ConfirmIt:
			set(outbox.Confirmed)
			w.delivered = append(w.delivered, a.Packet.ID.N)
		case ParkIt:
			set(outbox.Parked)
		case ConflictIt:
			set(outbox.Conflict)
		}
	}
}

func newWorld(n int, answer func(time.Time, Action) *Trouble) *world {
	return &world{now: start, items: waiting(n), answer: answer, tries: map[int]int{}, dice: rand.New(rand.NewPCG(1, 2))}
}

// A service that is down or unreachable for a week, whatever the cause: then
// everything arrives in the order of age.
func TestOrderOfAgeAfterAnOutage(t *testing.T) {
	for _, c := range []Cause{Offline, Cut, Stranger, Portal, Busy, Broken, Full, Clock, Revoked} {
		t.Run(string(c), func(t *testing.T) {
			back := start.Add(7 * 24 * time.Hour)
			w := newWorld(50, func(now time.Time, _ Action) *Trouble {
				if now.Before(back) {
					return &Trouble{Cause: c}
				}
				return nil
			})
			w.run(t, back.Add(2*time.Hour))
			if len(w.delivered) != 50 || !slices.IsSorted(w.delivered) {
				t.Errorf("delivered %v", w.delivered)
			}
			if tried := w.tries[1]; tried > 7*24*3600/10 {
				t.Errorf("tried %d times in a week", tried)
			}
		})
	}
}

// A packet that always fails while the service answers everything else.
func TestOneBadPacketNeverBlocks(t *testing.T) {
	for _, c := range []Cause{Cut, Portal, Busy, Broken, Local, Pending} {
		t.Run(string(c), func(t *testing.T) {
			w := newWorld(30, func(_ time.Time, a Action) *Trouble {
				if a.Kind == Upload && (a.Packet.ID.N == 1 || a.Packet.ID.N == 7) {
					return &Trouble{Cause: c}
				}
				return nil
			})
			w.run(t, start.Add(time.Hour))
			if len(w.delivered) != 28 || !slices.IsSorted(w.delivered) {
				t.Fatalf("delivered %v", w.delivered)
			}
			if w.now.Before(start.Add(time.Hour)) {
				t.Fatal("gave up on the bad ones")
			}
			w.answer = func(time.Time, Action) *Trouble { return nil }
			w.run(t, start.Add(4*time.Hour))
			if len(w.delivered) != 30 {
				t.Errorf("not delivered after it was mended: %v", w.delivered)
			}
		})
	}
}

func TestRefusalsArePutAside(t *testing.T) {
	w := newWorld(4, func(_ time.Time, a Action) *Trouble {
		switch a.Packet.ID.N {
		case 1:
			return &Trouble{Cause: Refused}
		case 3:
			return &Trouble{Cause: Other}
		}
		return nil
	})
	w.run(t, start.Add(time.Minute))
	if !slices.Equal(w.delivered, []int{2, 4}) || w.items[0].State != outbox.Parked || w.items[2].State != outbox.Conflict {
		t.Errorf("delivered %v, %s, %s", w.delivered, w.items[0].State, w.items[2].State)
	}
	if w.tries[1] != 1 || w.tries[3] != 1 {
		t.Errorf("tried again: %v", w.tries)
	}
}

// Whatever happens for a while, everything arrives once the service is well,
// and in the order of age as long as trouble is not tied to single packets.
func TestEverythingArrives(t *testing.T) {
	causes := []Cause{Offline, Cut, Stranger, Portal, Busy, Broken, Full, Clock, Revoked}
	rapid.Check(t, func(t *rapid.T) {
		well := start.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "minutes")) * time.Minute)
		trouble := rapid.Float64Range(0, 1).Draw(t, "trouble")
		seed := rapid.Uint64().Draw(t, "seed")
		dice := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(20, func(now time.Time, _ Action) *Trouble {
			if now.Before(well) && dice.Float64() < trouble {
				return &Trouble{Cause: causes[dice.IntN(len(causes))], After: time.Duration(dice.IntN(100)) * time.Second}
			}
			return nil
		})
		w.dice = dice
		w.run(t, well.Add(5*time.Hour))
		got := slices.Sorted(slices.Values(w.delivered))
		if fmt.Sprint(got) != "[1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20]" {
			t.Fatalf("delivered %v", w.delivered)
		}
	})
}

func TestWakingEndsWaitsForTheNetworkOnly(t *testing.T) {
	items := waiting(1)
	for c, wakes := range map[Cause]bool{Offline: true, Cut: true, Stranger: true, Portal: true, Busy: false, Broken: false, Full: false} {
		a := State{}.Decide(start, items, Policy{})
		s, _ := State{}.After(start, Outcome{Action: a, Trouble: &Trouble{Cause: c}}, DefaultWaits(), 0.5)
		if got := s.Decide(start, items, Policy{}).Kind; got != Wait {
			t.Fatalf("%s: %v, want a wait", c, got)
		}
		if got := s.Woken().Decide(start, items, Policy{}).Kind == Upload; got != wakes {
			t.Errorf("%s: woken %v, want %v", c, got, wakes)
		}
	}
}

func TestRetention(t *testing.T) {
	items := waiting(4)
	for i, s := range []outbox.State{outbox.Confirmed, outbox.Confirmed, outbox.Parked, outbox.Conflict} {
		items[i].State, items[i].At = s, start
	}
	items[1].At = start.Add(time.Hour)
	if got := expired(start.Add(24*time.Hour), items, 24*time.Hour); len(got) != 1 || got[0] != items[0].ID {
		t.Errorf("removes %v", got)
	}
}
