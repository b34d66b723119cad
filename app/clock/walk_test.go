package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"campuskiosk/app/booth"
)

// TestWalk does random things to the clocks and checks what must always hold.
func TestWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth := friday
		h := &hand{wall: friday}
		c := New(h, State{}, friday.Add(-48*time.Hour))
		saved := c.State()
		var gained time.Duration // quota time beyond elapsed time since evidence
		last, lastElapsed := c.Now(), h.elapsed
		look := func(evidence bool) {
			r := c.Now()
			s := c.State()
			if r.Quota.After(r.At) {
				t.Fatalf("quota %v after time %v", r.Quota, r.At)
			}
			if s.Own < s.Signed || s.Own != r.Quota.UnixMilli() {
				t.Fatalf("state %+v at %v", s, r.Quota)
			}
			if s.Signed < saved.Signed {
				t.Fatalf("signed evidence went back by %d ms", saved.Signed-s.Signed)
			}
			if evidence {
				gained = 0
			} else {
				if r.Quota.Before(last.Quota) {
					t.Fatalf("went back from %v to %v", last.Quota, r.Quota)
				}
				gained += r.Quota.Sub(last.Quota) - (h.elapsed - lastElapsed)
				if gained > MaxStep {
					t.Fatalf("gained %v without evidence", gained)
				}
			}
			last, lastElapsed, saved = r, h.elapsed, s
		}
		hours := func(most int) time.Duration {
			return time.Duration(rapid.IntRange(0, most*60).Draw(t, "minutes")) * time.Minute
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(*rapid.T) { look(false) },
			"pass": func(*rapid.T) {
				d := hours(30)
				truth = truth.Add(d)
				h.pass(d)
			},
			"set": func(*rapid.T) {
				h.set(truth.Add(hours(24*800) - 24*400*time.Hour))
			},
			"restart": func(*rapid.T) {
				d := hours(100)
				truth = truth.Add(d)
				h.off(d)
				c = New(h, saved, time.Time{})
				gained = 0 // the limit is per run of the program
				before := saved
				last, lastElapsed = booth.Now{At: time.UnixMilli(before.Own), Quota: time.UnixMilli(before.Own)}, h.elapsed
			},
			"ticket": func(*rapid.T) {
				c.Issued(truth.Add(-hours(1)))
				look(true)
			},
			"signed": func(*rapid.T) {
				if _, err := c.Signed(truth, time.Second); err != nil {
					t.Fatal(err)
				}
				if d := c.Now().At.Sub(truth); d < 0 || d > time.Second {
					t.Fatalf("verified, and wrong by %v", d)
				}
				look(true)
			},
			"confirm": func(*rapid.T) {
				if _, err := c.Confirm(c.Now().At); err == nil && c.Now().Trust != booth.TimeConfirmed {
					t.Fatal("confirmed and not trusted")
				}
				look(true)
			},
		})
	})
}
