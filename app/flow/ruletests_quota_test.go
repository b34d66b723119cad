package flow

import (
	"fmt"
	"time"

	"campuskiosk/app/booth"
)

// clockAt reads a moment in Shanghai.
func clockAt(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, booth.Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

// uses makes the counters of standardisations: "kiosk 2026-09-01 10:00".
func uses(of ...string) []booth.Use {
	var list []booth.Use
	for _, u := range of {
		list = booth.AddUse(list, booth.KioskID(u[:2]), clockAt(u[3:]))
	}
	return list
}

// quotaCases are S2's arithmetic: both kinds of cool-down, day boundaries,
// leap days, several kiosks, wrong clocks.
var quotaCases = []struct {
	name  string
	uses  []booth.Use
	kind  booth.CoolDown
	at    string
	trust booth.Trust
	left  int
	until string
}{
	{"none", nil, booth.CoolDownNextDay, "2026-09-01 12:00", "", 3, ""},
	{"two", uses("k1 2026-09-01 10:00", "k1 2026-09-01 10:01"), booth.CoolDownNextDay, "2026-09-01 12:00", "", 1, ""},
	{"three", uses("k1 2026-09-01 10:00", "k1 2026-09-01 10:01", "k1 2026-09-01 10:02"), booth.CoolDownNextDay, "2026-09-01 12:00", "", 0, "2026-09-02 00:00"},
	{"kiosks add up", uses("k1 2026-09-01 10:00", "k2 2026-09-01 10:01", "k3 2026-09-01 10:02"), booth.CoolDownNextDay, "2026-09-01 12:00", "", 0, "2026-09-02 00:00"},
	{"more than three, of kiosks offline", uses("k1 2026-09-01 10:00", "k1 2026-09-01 10:00", "k2 2026-09-01 10:01", "k2 2026-09-01 10:02"), booth.CoolDown24h, "2026-09-01 12:00", "", 0, "2026-09-02 10:02"},
	{"the last minute of the day", uses("k1 2026-09-01 23:57", "k1 2026-09-01 23:58", "k1 2026-09-01 23:59"), booth.CoolDownNextDay, "2026-09-01 23:59", "", 0, "2026-09-02 00:00"},
	{"the next day's first", uses("k1 2026-09-01 23:57", "k1 2026-09-01 23:58", "k1 2026-09-01 23:59"), booth.CoolDownNextDay, "2026-09-02 00:00", "", 3, ""},
	{"24 h: midnight does not help", uses("k1 2026-09-01 23:57", "k1 2026-09-01 23:58", "k1 2026-09-01 23:59"), booth.CoolDown24h, "2026-09-02 00:00", "", 0, "2026-09-02 23:59"},
	{"24 h: a minute before its end", uses("k1 2026-09-01 10:00", "k1 2026-09-01 10:01", "k2 2026-09-01 10:02"), booth.CoolDown24h, "2026-09-02 10:01", "", 0, "2026-09-02 10:02"},
	{"24 h: its end", uses("k1 2026-09-01 10:00", "k1 2026-09-01 10:01", "k2 2026-09-01 10:02"), booth.CoolDown24h, "2026-09-02 10:02", "", 3, ""},
	{"24 h: two yesterday are no cool-down", uses("k1 2026-09-01 23:58", "k1 2026-09-01 23:59"), booth.CoolDown24h, "2026-09-02 00:00", "", 3, ""},
	{"24 h: used after the cool-down", uses("k1 2026-09-01 10:00", "k1 2026-09-01 10:01", "k1 2026-09-01 10:02", "k1 2026-09-02 11:00"), booth.CoolDown24h, "2026-09-02 12:00", "", 2, ""},
	{"24 h: two days ago", uses("k1 2026-08-30 23:59", "k1 2026-08-30 23:59", "k1 2026-08-30 23:59"), booth.CoolDown24h, "2026-09-01 00:00", "", 3, ""},
	{"leap day", uses("k1 2028-02-28 23:59", "k1 2028-02-28 23:59", "k1 2028-02-28 23:59"), booth.CoolDownNextDay, "2028-02-28 23:59", "", 0, "2028-02-29 00:00"},
	{"on the leap day", uses("k1 2028-02-29 08:00", "k1 2028-02-29 08:00", "k1 2028-02-29 08:00"), booth.CoolDownNextDay, "2028-02-29 12:00", "", 0, "2028-03-01 00:00"},
	{"24 h over the leap day", uses("k1 2028-02-28 12:00", "k1 2028-02-28 12:00", "k1 2028-02-28 12:00"), booth.CoolDown24h, "2028-02-29 11:59", "", 0, "2028-02-29 12:00"},
	{"24 h out of the leap day", uses("k1 2028-02-29 12:00", "k1 2028-02-29 12:00", "k1 2028-02-29 12:00"), booth.CoolDown24h, "2028-03-01 11:59", "", 0, "2028-03-01 12:00"},
	{"no leap day", uses("k1 2026-02-28 12:00", "k1 2026-02-28 12:00", "k1 2026-02-28 12:00"), booth.CoolDownNextDay, "2026-02-28 13:00", "", 0, "2026-03-01 00:00"},
	{"new year", uses("k1 2026-12-31 23:00", "k1 2026-12-31 23:00", "k1 2026-12-31 23:00"), booth.CoolDownNextDay, "2026-12-31 23:30", "", 0, "2027-01-01 00:00"},
	{"another kiosk's clock is an hour ahead", uses("k2 2026-09-01 13:00", "k2 2026-09-01 13:00", "k2 2026-09-01 13:00"), booth.CoolDown24h, "2026-09-01 12:00", booth.TimeVerified, 0, "2026-09-02 12:00"},
	{"ahead over midnight", uses("k2 2026-09-02 00:10", "k2 2026-09-02 00:10", "k1 2026-09-01 23:50"), booth.CoolDownNextDay, "2026-09-01 23:55", booth.TimeVerified, 0, "2026-09-02 00:00"},
	{"stamped 24 h ahead, time verified", uses("k2 2026-09-02 12:00", "k2 2026-09-02 12:00", "k2 2026-09-02 12:00"), booth.CoolDown24h, "2026-09-01 12:00", booth.TimeVerified, 0, "2026-09-02 12:00"},
	{"stamped a year ahead, time verified", uses("k2 2027-09-01 12:00", "k2 2027-09-01 12:00", "k2 2027-09-01 12:00"), booth.CoolDown24h, "2026-09-01 12:00", booth.TimeVerified, 3, ""},
	{"stamped a year ahead, time not verified", uses("k2 2027-09-01 12:00", "k2 2027-09-01 12:00", "k2 2027-09-01 12:00"), booth.CoolDown24h, "2026-09-01 12:00", booth.TimeUnverified, 0, "2026-09-02 12:00"},
}

func testS2(r *rules) error {
	for _, c := range quotaCases {
		d := newDesk(r, booth.Collection)
		d.p.CoolDown, d.p.Window = c.kind, booth.Window{}
		d.standing.Uses = c.uses
		d.now = booth.Now{At: clockAt(c.at), Quota: clockAt(c.at), Trust: booth.TimeVerified}
		if c.trust != "" {
			d.now.Trust = c.trust
		}
		q := r.S2DailyLimit(c.uses, d.p.DailyLimit, c.kind, d.now.At, d.now.Trust)
		if q.Left != c.left {
			return fmt.Errorf("%s: %d left, want %d", c.name, q.Left, c.left)
		}
		if c.until != "" && !q.Until.Equal(clockAt(c.until)) || c.until == "" && !q.Until.IsZero() {
			return fmt.Errorf("%s: until %s, want %s", c.name, q.Until, c.until)
		}
		// The machine goes by it.
		if err := inOrder(d.to(booth.StateReviewing), d.do(ChecklistAnswered{checklist()})); err != nil {
			return err
		}
		err := d.do(Make{})
		if c.left == 0 {
			err = refused(c.name, err, booth.ErrDailyLimit)
		}
		if err != nil {
			return err
		}
	}
	return testS2Counts(r)
}

// testS2Counts makes photos until none is left, over midnight, with another
// kiosk's coming in between.
func testS2Counts(r *rules) error {
	d := newDesk(r, booth.Collection)
	d.p.Window = booth.Window{}
	d.now.At = clockAt("2026-09-01 23:00")
	for range 2 {
		if err := inOrder(d.to(booth.StateConfirming), d.do(Retake{})); err != nil {
			return err
		}
	}
	counted, ok := last2[CountUse](d.all)
	if err := is("counted by student, kiosk and time", ok && counted.Student == d.who.Key && counted.Kiosk == "k1" && counted.At.Equal(d.now.At)); err != nil {
		return err
	}
	// One is left; another kiosk takes it while the question stands.
	if err := d.to(booth.StateConfirmMake); err != nil {
		return err
	}
	standing := d.s.Standing
	standing.Uses = booth.AddUse(standing.Uses, "k2", d.now.At)
	if err := inOrder(d.do(StandingChanged{standing}), refused("taken by another kiosk", d.do(d.straight()), booth.ErrDailyLimit)); err != nil {
		return err
	}
	d.now.At = clockAt("2026-09-02 00:00")
	if err := d.to(booth.StateConfirming); err != nil {
		return err
	}
	// Failed attempts don't count; a restart forgets none that was made.
	if err := d.do(Retake{}); err != nil {
		return err
	}
	for range 5 {
		if err := inOrder(d.to(booth.StateMaking), d.do(MakeFailed{})); err != nil {
			return err
		}
	}
	record, err := d.s.Record()
	if err != nil {
		return err
	}
	if d.s, err = booth.ReadSession(record); err != nil {
		return err
	}
	if err := inOrder(d.to(booth.StateConfirming), d.do(Retake{}), d.to(booth.StateConfirming), d.do(Retake{}), d.to(booth.StateReviewing)); err != nil {
		return err
	}
	return refused("the fourth of the second day", d.do(Make{}), booth.ErrDailyLimit)
}

func last2[T Effect](all []Effect) (T, bool) {
	for i := len(all) - 1; i >= 0; i-- {
		if t, ok := all[i].(T); ok {
			return t, true
		}
	}
	var none T
	return none, false
}

func testDay(r *rules) error {
	for at, want := range map[string]booth.Day{
		"2026-08-31T15:59:59Z":      "2026-08-31",
		"2026-08-31T16:00:00Z":      "2026-09-01",
		"2028-02-28T16:00:00Z":      "2028-02-29",
		"2026-08-31T20:00:00+04:00": "2026-09-01",
		"2026-12-31T11:00:00-05:00": "2027-01-01",
	} {
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return err
		}
		if got := r.DayOf(t); got != want {
			return fmt.Errorf("%s is %s, want %s", at, got, want)
		}
	}
	// Whatever zone the machine has, the quota turns at midnight in Shanghai.
	three := uses("k1 2026-09-01 10:00", "k1 2026-09-01 10:01", "k1 2026-09-01 10:02")
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("west", -11*3600), time.FixedZone("east", 14*3600)} {
		for at, left := range map[string]int{"2026-09-01 23:59": 0, "2026-09-02 00:00": 3} {
			if q := r.S2DailyLimit(three, 3, booth.CoolDownNextDay, clockAt(at).In(zone), booth.TimeVerified); q.Left != left {
				return fmt.Errorf("%s seen in %s: %d left, want %d", at, zone, q.Left, left)
			}
		}
	}
	return nil
}

func testClock(r *rules) error {
	d := newDesk(r, booth.Collection)
	d.p.Window = booth.Window{}
	for range 3 {
		if err := inOrder(d.to(booth.StateConfirming), d.do(Retake{})); err != nil {
			return err
		}
	}
	if err := inOrder(d.to(booth.StateReviewing), refused("used up", d.do(Make{}), booth.ErrDailyLimit)); err != nil {
		return err
	}
	// The clock jumps a year; nobody knows whether that is so.
	d.now = booth.Now{At: noon.AddDate(1, 0, 0), Quota: noon.Add(time.Hour), Trust: booth.TimeJumped}
	if err := refused("a jump gives none", d.do(Make{}), booth.ErrClockJumped); err != nil {
		return err
	}
	// What was left before it may still be used, and is counted before it.
	fresh := newDesk(r, booth.Collection)
	fresh.p.Window, fresh.now = booth.Window{}, d.now
	if err := fresh.to(booth.StateConfirming); err != nil {
		return err
	}
	if err := is("counted before the jump", last(fresh.s.Standing.Uses).Day == booth.DayOf(noon)); err != nil {
		return err
	}
	// A helper confirms the time, which the clock is told and the trail keeps.
	if err := refused("nobody confirms", d.do(ConfirmTime{}), booth.ErrReasonMissing); err != nil {
		return err
	}
	if err := d.do(ConfirmTime{Helper: "h1"}); err != nil {
		return err
	}
	trust, ok := effect[TrustClock](d)
	audit, kept := effect[Audit](d)
	if err := is("told and kept", ok && trust.Helper == "h1" && kept && audit.Rule == booth.RuleClock); err != nil {
		return err
	}
	d.now.Quota, d.now.Trust = d.now.At, booth.TimeConfirmed
	return d.do(Make{})
}
