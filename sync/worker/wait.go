package worker

import "time"

// Backoff is how long is waited after failures in a row: First after the
// first, twice as long after each further one, at most Max.
type Backoff struct{ First, Max time.Duration }

// Waits are the waits of each cause.
type Waits map[Cause]Backoff

// aside is the wait of a packet that was set aside.
const aside Cause = "aside"

// DefaultWaits are short where the next try costs little and may well succeed,
// and long where somebody has to do something first. A cable that is plugged in
// ends a wait by itself; 30 s is for networks that return without a sign here.
func DefaultWaits() Waits {
	return Waits{
		Offline:  {time.Second, 30 * time.Second},
		Cut:      {500 * time.Millisecond, 30 * time.Second},
		Stranger: {15 * time.Second, 5 * time.Minute},
		Portal:   {10 * time.Second, 2 * time.Minute},
		Busy:     {5 * time.Second, 5 * time.Minute},
		Broken:   {2 * time.Second, 5 * time.Minute},
		Full:     {time.Minute, 15 * time.Minute},
		Clock:    {2 * time.Second, 5 * time.Minute},
		Revoked:  {time.Minute, time.Hour},
		Pending:  {2 * time.Second, time.Minute},
		Local:    {time.Minute, time.Hour},
		aside:    {5 * time.Minute, time.Hour},
	}
}

// Scaled are the same waits, each times by/per; for tests of the real thing.
func (w Waits) Scaled(by, per int64) Waits {
	s := Waits{}
	for c, b := range w {
		s[c] = Backoff{b.First * time.Duration(by) / time.Duration(per), b.Max * time.Duration(by) / time.Duration(per)}
	}
	return s
}

const (
	// maxAsked is the longest Retry-After that is believed.
	maxAsked = time.Hour
	// maxSpread is the most that is waited beyond a Retry-After.
	maxSpread = 30 * time.Second
)

// wait is how long to wait after the nth failure in a row (from 1). dice is a
// random number in [0, 1): half of the wait is certain, half is jitter, so that
// a hall of kiosks does not come back in the same moment. What the service
// asked for is never undercut; up to a tenth is added.
func (w Waits) wait(c Cause, n int, asked time.Duration, dice float64) time.Duration {
	b, known := w[c]
	if !known {
		b = w[Broken]
	}
	d := b.First
	for i := 1; i < n && d < b.Max; i++ {
		d *= 2
	}
	d = min(d, b.Max)
	d = d/2 + time.Duration(dice*float64(d/2))
	if asked = min(asked, maxAsked); asked > 0 {
		return max(d, asked+time.Duration(dice*float64(min(asked/10, maxSpread))))
	}
	return d
}
