package worker

import (
	"time"

	"campuskiosk/app/booth"
)

// Policy is what the registry decides about a kiosk's uploads. The zero Policy
// has no limit.
type Policy struct {
	// BytesPerSecond limits uploads; 0 is no limit.
	BytesPerSecond int `json:"bytes_per_second,omitempty"`
	// Quiet are the hours without uploads; the feed goes on.
	Quiet []Hours `json:"quiet,omitempty"`
	// Retention is how long a confirmed packet stays on the kiosk.
	Retention time.Duration `json:"retention,omitempty"`
}

// Hours is a time of the day in Asia/Shanghai: minutes since midnight, From
// included, To not. To before From goes over midnight; equal is never.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

const dayMinutes = 24 * 60

// end gives the end of the quiet hours that t lies in; false if in none.
func (h Hours) end(t time.Time) (time.Time, bool) {
	local := t.In(booth.Shanghai)
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, booth.Shanghai)
	at := func(minutes int) time.Time { return midnight.Add(time.Duration(minutes) * time.Minute) }
	from, to := mod(h.From), mod(h.To)
	switch {
	case from < to:
		return at(to), !local.Before(at(from)) && local.Before(at(to))
	case from > to && local.Before(at(to)):
		return at(to), true
	case from > to && !local.Before(at(from)):
		return at(to + dayMinutes), true
	}
	return time.Time{}, false
}

func mod(minutes int) int { return (minutes%dayMinutes + dayMinutes) % dayMinutes }

// QuietUntil tells when uploads may go on; false when they may now. Hours that
// follow each other are one.
func (p Policy) QuietUntil(now time.Time) (time.Time, bool) {
	until := now
	for range 2*len(p.Quiet) + 1 {
		further := until
		for _, h := range p.Quiet {
			if end, in := h.end(until); in && end.After(further) {
				further = end
			}
		}
		if further.Equal(until) {
			break
		}
		until = further
	}
	return until, until.After(now)
}
