package clock

import (
	"errors"
	"testing"
	"time"

	"campuskiosk/app/booth"
)

// friday is Friday, 27 February 2026, 18:00 in Shanghai.
var friday = time.Date(2026, 2, 27, 10, 0, 0, 0, time.UTC)

// restart switches the machine off for d and starts the program again.
func restart(h *hand, c *Clock, d time.Duration) *Clock {
	saved := c.State()
	h.off(d)
	return New(h, saved, time.Time{})
}

// running is a clock that was right at friday and has been verified before.
func running() (*hand, *Clock) {
	h := &hand{wall: friday}
	s := friday.Add(-time.Minute).UnixMilli()
	return h, New(h, State{Signed: s, Own: s}, time.Time{})
}

func want(t *testing.T, got, want booth.Now) {
	t.Helper()
	if !got.At.Equal(want.At) || !got.Quota.Equal(want.Quota) || got.Trust != want.Trust {
		t.Errorf("read %v / quota %v (%v), want %v / %v (%v)", got.At, got.Quota, got.Trust, want.At, want.Quota, want.Trust)
	}
}

func same(t time.Time, trust booth.Trust) booth.Now { return booth.Now{At: t, Quota: t, Trust: trust} }

func TestMachineClockIsAcceptedAboveTheBound(t *testing.T) {
	h, c := running()
	want(t, c.Now(), same(friday, booth.TimeUnverified))
	if d := c.Behind(); d != 0 {
		t.Errorf("behind by %v", d)
	}
	h.pass(time.Hour)
	want(t, c.Now(), same(friday.Add(time.Hour), booth.TimeUnverified))
	if s := c.State(); s.Own != friday.Add(time.Hour).UnixMilli() || s.Signed != friday.Add(-time.Minute).UnixMilli() {
		t.Errorf("state %+v", s)
	}
}

func TestBackADay(t *testing.T) {
	h, c := running()
	c.Now()
	h.set(friday.AddDate(0, 0, -1))
	if d := c.Behind(); d != 24*time.Hour {
		t.Errorf("the machine's clock is behind by %v", d)
	}
	want(t, c.Now(), same(friday, booth.TimeUnverified))
	h.pass(2 * time.Hour)
	want(t, c.Now(), same(friday.Add(2*time.Hour), booth.TimeUnverified))

	// And over a restart: elapsed time of the new run counts.
	c = restart(h, c, time.Hour)
	h.pass(time.Minute)
	want(t, c.Now(), same(friday.Add(2*time.Hour+time.Minute), booth.TimeUnverified))
}

func TestForwardAYear(t *testing.T) {
	h, c := running()
	c.Now()
	year := friday.AddDate(1, 0, 0)
	h.set(year)
	h.pass(time.Hour)
	want(t, c.Now(), booth.Now{At: year.Add(time.Hour), Quota: friday.Add(time.Hour), Trust: booth.TimeJumped})
	if s := c.State(); s.Own != friday.Add(time.Hour).UnixMilli() {
		t.Errorf("an unconfirmed jump raised the bound: %+v", s)
	}
	// Restarting does not make it true.
	c = restart(h, c, time.Minute)
	if r := c.Now(); r.Trust != booth.TimeJumped || !r.Quota.Equal(friday.Add(time.Hour)) {
		t.Errorf("after a restart: %+v", r)
	}
	// Set right again: no harm was done.
	h.set(friday.Add(2 * time.Hour))
	want(t, c.Now(), same(friday.Add(2*time.Hour), booth.TimeUnverified))
}

func TestSmallStepsAddUp(t *testing.T) {
	h, c := running()
	c.Now()
	for range 3 {
		h.set(h.wall.Add(11 * time.Hour))
		c.Now()
	}
	if r := c.Now(); r.Trust != booth.TimeJumped || r.Quota.Sub(friday) > MaxStep {
		t.Errorf("33 hours in steps of 11 gave %v of quota time (%v)", r.Quota.Sub(friday), r.Trust)
	}
}

func TestNightOff(t *testing.T) {
	h, c := running()
	c.Now()
	c = restart(h, c, 15*time.Hour)
	want(t, c.Now(), same(friday.Add(15*time.Hour), booth.TimeUnverified))
}

func TestWeekendOff(t *testing.T) {
	const weekend = 63 * time.Hour
	monday := friday.Add(weekend)
	start := func() (*hand, *Clock) {
		h, c := running()
		c.Now()
		return h, restart(h, c, weekend)
	}
	t.Run("no evidence", func(t *testing.T) {
		_, c := start()
		want(t, c.Now(), booth.Now{At: monday, Quota: friday, Trust: booth.TimeJumped})
	})
	t.Run("a ticket is not future and is enough", func(t *testing.T) {
		_, c := start()
		issued := monday.Add(-40 * time.Second)
		if r := c.Now(); issued.After(r.At) {
			t.Fatal("a fresh ticket looks future")
		}
		got := c.Issued(issued)
		if got == nil || !got.From.Equal(friday) || !got.To.Equal(monday) {
			t.Errorf("correction %+v", got)
		}
		want(t, c.Now(), same(monday, booth.TimeUnverified))
	})
	t.Run("signed time", func(t *testing.T) {
		h, c := start()
		if _, err := c.Signed(monday.Add(time.Minute), time.Second); err != nil {
			t.Fatal(err)
		}
		want(t, c.Now(), same(monday.Add(time.Minute+500*time.Millisecond), booth.TimeVerified))
		h.set(friday.AddDate(5, 0, 0)) // whatever is done to the machine's clock now
		h.elapsed += time.Hour
		want(t, c.Now(), same(monday.Add(time.Hour+time.Minute+500*time.Millisecond), booth.TimeVerified))
	})
	t.Run("a helper confirms", func(t *testing.T) {
		h, c := start()
		shown := c.Now().At
		h.pass(20 * time.Second)
		got, err := c.Confirm(shown)
		if err != nil || got == nil || !got.To.Equal(monday.Add(20*time.Second)) {
			t.Fatalf("correction %+v, %v", got, err)
		}
		want(t, c.Now(), same(monday.Add(20*time.Second), booth.TimeConfirmed))
		if _, err := c.Confirm(shown); !errors.Is(err, ErrNothingToConfirm) {
			t.Errorf("confirmed twice: %v", err)
		}
		// The count of small steps begins anew.
		h.set(h.wall.Add(20 * time.Hour))
		c.Now()
		h.set(h.wall.Add(200 * time.Hour))
		if _, err := c.Confirm(c.Now().At); err != nil {
			t.Fatal(err)
		}
		h.set(h.wall.Add(20 * time.Hour))
		if r := c.Now(); r.Trust != booth.TimeUnverified {
			t.Errorf("%v right after a confirmation and 20 hours", r.Trust)
		}
	})
	t.Run("the clock changes under the helper's hand", func(t *testing.T) {
		h, c := start()
		shown := c.Now().At
		h.set(monday.AddDate(1, 0, 0))
		if _, err := c.Confirm(shown); !errors.Is(err, ErrShownTimeChanged) {
			t.Errorf("confirmed a date that nobody saw: %v", err)
		}
	})
	t.Run("battery empty: a ticket raises the bound", func(t *testing.T) {
		h, c := start()
		h.set(time.Unix(90, 0))
		want(t, c.Now(), same(friday, booth.TimeUnverified))
		c.Issued(monday)
		h.elapsed += time.Minute
		want(t, c.Now(), same(monday.Add(time.Minute), booth.TimeUnverified))
	})
}

func TestFirstStart(t *testing.T) {
	built := time.Date(2026, 2, 20, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		wall time.Time
		want booth.Now
	}{
		"1970": {time.Unix(5, 0), same(built, booth.TimeUnverified)},
		"2099": {time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC), booth.Now{At: time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC), Quota: built, Trust: booth.TimeJumped}},
		"good": {friday, booth.Now{At: friday, Quota: built, Trust: booth.TimeJumped}},
		"next": {built.Add(20 * time.Hour), same(built.Add(20*time.Hour), booth.TimeUnverified)},
	} {
		t.Run(name, func(t *testing.T) {
			h := &hand{wall: c.wall}
			k := New(h, State{}, built)
			want(t, k.Now(), c.want)
			if _, err := k.Signed(friday, 0); err != nil {
				t.Fatal(err)
			}
			want(t, k.Now(), same(friday, booth.TimeVerified))
		})
	}
	if r := New(&hand{wall: time.Unix(0, 0)}, State{}, time.Time{}).Now(); r.At.Year() < 2025 {
		t.Errorf("a kiosk that knows nothing reads %v", r.At)
	}
}

func TestWrongConfirmationIsWithdrawnBySignedTimeOnly(t *testing.T) {
	h, c := running()
	signed := c.State().Signed
	future := time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	h.set(future)
	if _, err := c.Confirm(future); err != nil {
		t.Fatal(err)
	}
	h.set(friday)
	want(t, c.Now(), same(future, booth.TimeConfirmed))
	c.Issued(friday)
	want(t, c.Now(), same(future, booth.TimeConfirmed))

	got, err := c.Signed(friday, 0)
	if err != nil || got == nil || !got.From.Equal(future) || !got.To.Equal(friday) {
		t.Fatalf("correction %+v, %v", got, err)
	}
	want(t, c.Now(), same(friday, booth.TimeVerified))
	if s := c.State(); s.Own != friday.UnixMilli() || s.Signed < signed {
		t.Errorf("state %+v", s)
	}
	c = New(h, c.State(), time.Time{})
	want(t, c.Now(), same(friday, booth.TimeUnverified))
}

func TestSignedEvidenceNeverGoesBack(t *testing.T) {
	h, c := running()
	if _, err := c.Signed(friday, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Signed(friday.Add(-time.Hour), 0); !errors.Is(err, ErrSignedBack) {
		t.Errorf("took an old answer: %v", err)
	}
	want(t, c.Now(), same(friday, booth.TimeVerified))
	// An answer that was a minute on its way says "at least".
	h.pass(time.Hour)
	if got, err := c.Signed(friday.Add(10*time.Minute), time.Minute); err != nil || got != nil {
		t.Errorf("%+v, %v", got, err)
	}
	want(t, c.Now(), same(friday.Add(time.Hour), booth.TimeVerified))
}

func TestOtherTimeZoneOfTheMachine(t *testing.T) {
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("far", -11*3600), time.FixedZone("east", 14*3600)} {
		h, c := running()
		h.set(friday.In(zone))
		r := c.Now()
		want(t, r, same(friday, booth.TimeUnverified))
		if r.At.Location() != time.UTC {
			t.Errorf("a reading carries the machine's zone %v", r.At.Location())
		}
	}
}

func TestSystemSource(t *testing.T) {
	s := System()
	a := s.Elapsed()
	if b := s.Elapsed(); b < a || a <= 0 {
		t.Errorf("elapsed went from %v to %v", a, b)
	}
	if booth.Explain(ErrSignedBack).Code != "clock.signed_back" {
		t.Error("the errors are not for people")
	}
}
