package flow

import (
	"time"

	"campuskiosk/app/booth"
)

// Quota is what is left of a student's standardisations.
type Quota struct {
	// Left is how many may be made now.
	Left int
	// Until is when there will be some again; zero while Left > 0.
	Until time.Time
}

// coolDown is the length of booth.CoolDown24h, and the tolerance for clocks of
// other kiosks that run ahead.
const coolDown = 24 * time.Hour

// RuleClockQuota is the time by which quotas count: the present, except after
// an unverified jump forward, which gives no new quota.
func RuleClockQuota(n booth.Now) time.Time {
	if n.Trust == booth.TimeJumped {
		return n.Quota
	}
	return n.At
}

// RuleS2DailyLimit is the rule of at most limit standardisations per student
// and day, all kiosks added up; then a cool-down of the given kind. at is
// RuleClockQuota's.
//
// Uses dated after at come from clocks that run ahead. Up to 24 hours ahead, or
// while this kiosk's own time is not verified, they count as made now. More
// than 24 hours ahead of a verified time the stamp is known to be false and the
// use is not counted: it must not lock a student out for a year.
func RuleS2DailyLimit(uses []booth.Use, limit int, kind booth.CoolDown, at time.Time, trust booth.Trust) Quota {
	today := booth.DayOf(at)
	now := dayTotal(uses, today, at, trust)
	if now.count >= limit && kind == booth.CoolDownNextDay {
		start, _ := today.Next().Start()
		return Quota{Until: start}
	}
	if kind == booth.CoolDown24h {
		for _, d := range []total{now, dayTotal(uses, today.Before(), at, trust)} {
			if end := d.last.Add(coolDown); d.count >= limit && at.Before(end) {
				return Quota{Until: end}
			}
		}
	}
	return Quota{Left: limit - now.count}
}

type total struct {
	count int
	last  time.Time
}

// dayTotal adds up a day's uses of all kiosks.
func dayTotal(uses []booth.Use, day booth.Day, at time.Time, trust booth.Trust) total {
	var sum total
	today := booth.DayOf(at)
	for _, u := range uses {
		d, last := u.Day, u.Last
		if d > today || last.After(at) {
			if trust == booth.TimeVerified && last.Sub(at) > coolDown {
				continue
			}
			d, last = today, at
		}
		if d != day {
			continue
		}
		sum.count += u.Count
		if last.After(sum.last) {
			sum.last = last
		}
	}
	return sum
}

// quotaRefusal is what is said when nothing is left: while the clock is in
// doubt it is the clock that can be mended.
func quotaRefusal(n booth.Now) error {
	if n.Trust == booth.TimeJumped {
		return booth.ErrClockJumped
	}
	return booth.ErrDailyLimit
}
