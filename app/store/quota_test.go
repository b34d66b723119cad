package store_test

import (
	"errors"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/desktest"
	"campuskiosk/app/store/storetest"
)

// desk is a kiosk whose students want standard photos: clock.Clock tells the
// time to Store.Now, flow.Next decides by it, and its CountUse becomes the
// store's counters, which the next session begins with.
type desk struct {
	*kit
	kind booth.CoolDown
	walk desktest.Desk
	n    int // of the last session
}

func newDesk(t *testing.T, kind booth.CoolDown) *desk {
	d := &desk{kit: newKitIn(t, inMemory(t)), kind: kind}
	d.walk = desktest.Desk{Store: d.Store, Task: storetest.TheTask(), Kiosk: "k1"}
	d.walk.Task.Policy.CoolDown = kind
	d.walk.Task.Policy.Association = []booth.Association{booth.ByIDNumber}
	d.must(d.PutTask(d.walk.Task))
	d.must(d.PutStudents(storetest.Task, storetest.Entries(0, 5)))
	return d
}

// bothKinds runs a test for both kinds of cool-down, from a time that is right
// and unverified.
func bothKinds(t *testing.T, start time.Time, f func(t *testing.T, d *desk)) {
	for _, kind := range []booth.CoolDown{booth.CoolDown24h, booth.CoolDownNextDay} {
		t.Run(string(kind), func(t *testing.T) {
			d := newDesk(t, kind)
			d.hand.wall = start
			d.signed(start)
			d.off(start) // in the next run of the program time is unverified
			f(t, d)
		})
	}
}

// quota is what the rule says of the counters that are kept.
func (d *desk) quota(student int) flow.Quota {
	d.t.Helper()
	st, err := d.Standing(storetest.Task, storetest.Key(student))
	d.must(err)
	now := d.Now()
	return flow.RuleS2DailyLimit(st.Uses, 3, d.kind, flow.RuleClockQuota(now), now.Trust)
}

// inSession brings a student before the result page in a new session, does
// something there, and ends the session.
func (d *desk) inSession(student int, do func() error) {
	d.t.Helper()
	d.n++
	d.walk.Store = d.Store
	d.walk.Begin(storetest.SessionID(d.n))
	d.must(d.walk.ToShooting(storetest.Key(student)))
	d.must(d.walk.Shoot())
	d.must(do())
	d.must(d.walk.Do(flow.Cancel{}))
}

// use standardises once for a student, who must have quota.
func (d *desk) use(student int) {
	d.t.Helper()
	before := d.quota(student).Left
	d.inSession(student, d.walk.Make)
	if now := d.quota(student).Left; now != before-1 {
		d.t.Fatalf("student %d had %d left, and has %d after one more", student, before, now)
	}
}

func (d *desk) useUp(student int) {
	d.t.Helper()
	for range 3 {
		d.use(student)
	}
	d.left(student, 0)
}

// left: so many are left by the counters, and a session goes by it.
func (d *desk) left(student, want int) {
	d.t.Helper()
	if q := d.quota(student); q.Left != want {
		d.t.Fatalf("student %d has %d left until %v, want %d (now %+v)", student, q.Left, q.Until, want, d.Now())
	}
	d.inSession(student, func() error {
		d.must(d.walk.Do(flow.ChecklistAnswered{Checklist: desktest.Ticked()}))
		err := d.walk.Do(flow.Make{})
		refusal := booth.ErrDailyLimit
		if d.Now().Trust == booth.TimeJumped {
			refusal = booth.ErrClockJumped
		}
		switch {
		case want > 0:
			return err
		case !errors.Is(err, refusal):
			d.t.Fatalf("student %d with nothing left is told %v, want %v (now %+v)", student, err, refusal, d.Now())
		}
		return nil
	})
}

func (d *desk) trust(want booth.Trust) {
	d.t.Helper()
	if got := d.Now(); got.Trust != want {
		d.t.Fatalf("trust is %s, want %s (%+v)", got.Trust, want, got)
	}
}

// counted: quota is counted by this day, whatever day the machine shows.
func (d *desk) counted(want booth.Day) {
	d.t.Helper()
	now := d.Now()
	if now.Today() != want || booth.DayOf(now.At) == want {
		d.t.Fatalf("counted by %s while it is %v, want %s", now.Today(), now.At, want)
	}
}

// off switches the kiosk off and on; the machine's clock then shows wall.
func (d *desk) off(wall time.Time) {
	d.t.Helper()
	d.must(d.SaveClock())
	d.hand.elapsed = 0
	d.hand.wall = wall
	d.reopen()
}

func (d *desk) signed(at time.Time) {
	d.t.Helper()
	c, err := d.clock.Signed(at, 0)
	d.must(err)
	if c != nil {
		d.must(d.Correct(*c, "k1", storetest.Audit("clock.corrected")))
	}
	d.must(d.SaveClock())
}

// shanghai is a time as the clock on the wall shows it.
func shanghai(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, booth.Shanghai)
}

func TestQuotaBackADay(t *testing.T) {
	noon := shanghai(3, 4, 12, 0)
	bothKinds(t, noon, func(_ *testing.T, d *desk) {
		d.useUp(1)
		d.hand.wall = noon.AddDate(0, 0, -1)
		d.left(1, 0)
		d.left(2, 3)
		d.hand.pass(23 * time.Hour) // shows 11:00 of the same day, is 11:00 of the next
		if d.kind == booth.CoolDown24h {
			d.left(1, 0)
		}
		d.hand.pass(time.Hour)
		d.left(1, 3)
		d.useUp(1)
		// Over a restart with a clock a day behind nothing is given.
		d.off(d.hand.wall.Add(time.Hour))
		d.left(1, 0)
	})
}

func TestQuotaForwardAYear(t *testing.T) {
	noon := shanghai(3, 4, 12, 0)
	bothKinds(t, noon, func(_ *testing.T, d *desk) {
		d.useUp(1)
		year := noon.AddDate(1, 0, 0)
		d.hand.wall = year
		d.trust(booth.TimeJumped)
		d.counted("2026-03-04")
		d.left(1, 0)
		d.useUp(2) // who had some still has
		d.off(year.Add(time.Minute))
		d.trust(booth.TimeJumped)
		d.counted("2026-03-04")
		d.left(1, 0)
		d.left(2, 0)
		// A year more at each restart: nothing.
		for i := range 5 {
			d.off(year.AddDate(i, 0, 0))
			d.left(1, 0)
		}
		// Set right again: all is as if nothing had been.
		d.off(noon.Add(time.Hour))
		d.trust(booth.TimeUnverified)
		d.left(1, 0)
		d.left(2, 0)
		d.off(noon.Add(25 * time.Hour))
		d.trust(booth.TimeUnverified)
		d.left(1, 3)
		d.left(2, 3)
	})
}

func TestQuotaForwardConfirmed(t *testing.T) {
	noon := shanghai(3, 4, 12, 0)
	bothKinds(t, noon, func(_ *testing.T, d *desk) {
		d.useUp(1)
		d.hand.wall = noon.AddDate(0, 0, 10)
		d.left(1, 0)
		_, err := d.clock.Confirm(d.Now().At)
		d.must(err)
		d.must(d.SaveClock(storetest.Audit("clock.confirmed")))
		d.trust(booth.TimeConfirmed)
		d.left(1, 3)
	})
}

func TestQuotaOffForAWeekend(t *testing.T) {
	friday, monday := shanghai(3, 6, 17, 0), shanghai(3, 9, 8, 0)
	for name, evidence := range map[string]func(*desk){
		"ticket": func(d *desk) { d.clock.Issued(monday.Add(-time.Minute)) },
		"signed": func(d *desk) { d.signed(monday) },
		"helper": func(d *desk) { _, err := d.clock.Confirm(monday); d.must(err) },
	} {
		t.Run(name, func(t *testing.T) {
			bothKinds(t, friday, func(_ *testing.T, d *desk) {
				d.useUp(1)
				d.use(2)
				d.off(monday)
				d.trust(booth.TimeJumped)
				d.counted("2026-03-06")
				d.left(1, 0)
				d.left(2, 2)
				d.left(3, 3)
				evidence(d)
				// The weekend counts as passed: no cool-down is stretched.
				d.left(1, 3)
				d.left(2, 3)
				d.useUp(1)
			})
		})
	}
}

func TestQuotaOffForANight(t *testing.T) {
	evening, morning := shanghai(3, 4, 17, 0), shanghai(3, 5, 8, 0)
	bothKinds(t, evening, func(_ *testing.T, d *desk) {
		d.useUp(1)
		d.off(morning)
		d.trust(booth.TimeUnverified)
		if d.kind == booth.CoolDownNextDay {
			d.left(1, 3)
			return
		}
		d.left(1, 0)
		if q := d.quota(1); !q.Until.Equal(evening.Add(24 * time.Hour)) {
			d.t.Errorf("until %v: the night stretched the cool-down", q.Until)
		}
		d.hand.pass(9*time.Hour - time.Second)
		d.left(1, 0)
		d.hand.pass(time.Second)
		d.left(1, 3)
	})
}

func TestQuotaWrongAtFirstStart(t *testing.T) {
	truth := shanghai(3, 4, 12, 0)
	for name, wrong := range map[string]time.Time{"1970": time.Unix(0, 0), "2099": time.Date(2099, 6, 1, 0, 0, 0, 0, time.UTC)} {
		for _, kind := range []booth.CoolDown{booth.CoolDown24h, booth.CoolDownNextDay} {
			t.Run(name+" "+string(kind), func(t *testing.T) {
				d := newDesk(t, kind)
				d.hand.wall = wrong
				d.off(wrong)
				d.useUp(1)
				d.hand.pass(time.Hour)
				d.left(1, 0)
				d.left(2, 3)
				d.signed(truth)
				d.left(1, 3) // days have passed since, as far as anybody can know
				d.useUp(1)
				d.hand.pass(24 * time.Hour)
				d.left(1, 3) // and nobody is locked out until 2099
			})
		}
	}
}

// TestQuotaConfirmedWrongly: a helper confirmed 2099, signed time takes it
// back. The uses that were dated wrongly count today, and not for ever.
func TestQuotaConfirmedWrongly(t *testing.T) {
	noon := shanghai(3, 4, 12, 0)
	bothKinds(t, noon, func(_ *testing.T, d *desk) {
		d.use(1)
		future := noon.AddDate(73, 0, 0)
		d.hand.wall = future
		_, err := d.clock.Confirm(future)
		d.must(err)
		d.useUp(1)
		d.use(2)
		d.signed(noon.Add(time.Minute))
		d.trust(booth.TimeVerified)
		d.left(1, 0)
		d.left(2, 2)
		d.hand.pass(24 * time.Hour)
		d.left(1, 3)
		d.left(2, 3)
		d.whole()
	})
}

func TestQuotaOtherTimeZone(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	for _, hours := range []int{-11, 0, 5, 14} {
		time.Local = time.FixedZone("machine", hours*3600)
		bothKinds(t, shanghai(3, 4, 23, 58).In(time.Local), func(_ *testing.T, d *desk) {
			d.useUp(1)
			d.hand.pass(time.Minute)
			d.left(1, 0)
			d.hand.pass(time.Minute) // midnight in Shanghai
			if d.kind == booth.CoolDownNextDay {
				d.left(1, 3)
			} else {
				d.left(1, 0)
			}
			d.hand.pass(24 * time.Hour)
			d.left(1, 3)
		})
	}
}

func TestQuotaLeapDay(t *testing.T) {
	start := time.Date(2028, 2, 28, 22, 0, 0, 0, booth.Shanghai)
	bothKinds(t, start, func(_ *testing.T, d *desk) {
		d.useUp(1)
		d.hand.pass(3 * time.Hour) // 29 February, 01:00
		if today := d.Now().Today(); today != "2028-02-29" {
			d.t.Fatalf("today is %s", today)
		}
		if d.kind == booth.CoolDown24h {
			d.left(1, 0)
			d.hand.pass(21 * time.Hour)
		}
		d.left(1, 3)
		d.useUp(1)
		d.hand.pass(24 * time.Hour) // 1 March
		if today := d.Now().Today(); today != "2028-03-01" {
			d.t.Fatalf("today is %s", today)
		}
		d.left(1, 3)
	})
}

func TestQuotaOfSeveralKiosks(t *testing.T) {
	noon := shanghai(3, 4, 12, 0)
	bothKinds(t, noon, func(_ *testing.T, d *desk) {
		d.use(1)
		told := []store.Counts{{Student: storetest.Key(1), Uses: []booth.Use{{Day: booth.DayOf(noon), Kiosk: "k2", Count: 1, Last: noon}}}}
		for range 3 { // told again and again
			d.must(d.MergeCounts(told))
			d.left(1, 1)
		}
		less := []store.Counts{{Student: storetest.Key(1), Uses: []booth.Use{
			{Day: booth.DayOf(noon), Kiosk: "k2", Count: 0, Last: noon.Add(-time.Hour)},
			{Day: booth.DayOf(noon), Kiosk: "k1", Count: 0, Last: noon.Add(-time.Hour)},
		}}}
		d.must(d.MergeCounts(less))
		d.left(1, 1)
		own, err := d.CountsSince(booth.DayOf(noon), "k1")
		d.must(err)
		if len(own) != 1 || own[0].Student != storetest.Key(1) || len(own[0].Uses) != 1 || own[0].Uses[0].Count != 1 {
			d.t.Errorf("own counters %+v", own)
		}
		d.use(1)
		d.left(1, 0)
		d.whole()
	})
}
