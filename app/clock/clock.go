package clock

import (
	"sync"
	"time"
)

// MaxStep is how far the machine's clock may be ahead of the trusted time, in
// sum since the last evidence, before it counts as a jump (link-and-sync,
// "Time").
const MaxStep = 24 * time.Hour

// tolerance is what two clocks may differ by without being called different.
const tolerance = 2 * time.Second

// maxRoundTrip is the longest way of signed time that still says what time it
// is now; a slower answer only says what time it is at least.
const maxRoundTrip = 30 * time.Second

// shownFor is how far the machine's clock may have moved between showing a
// date to the helper and the PIN.
const shownFor = 5 * time.Minute

// earliest is the lower bound of a kiosk that knows nothing else: this
// software did not exist before.
var earliest = time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)

// State is what must survive a restart. Both are UTC milliseconds since 1970;
// the zero value is a kiosk that was never started.
type State struct {
	// Signed was raised by signed evidence. It never goes back.
	Signed int64 `json:"signed"`
	// Own was raised by the clock itself or a helper too; at least Signed.
	Own int64 `json:"own"`
}

// Reading is one look at the clock. All times are UTC.
type Reading struct {
	// Time is the best guess of what time it is: for tickets, windows of
	// tasks, and the date of a photo.
	Time time.Time
	// Quota is the time that is certain to have passed: for counting quota
	// and ending cool-downs. It equals Time unless Trust is Jumped, and is
	// never later than Time.
	Quota time.Time
	// Trust says how sure Time is.
	Trust Trust
}

// Correction is a change of the trusted time by something else than time
// passing. Its caller records it in the audit trail.
type Correction struct {
	From, To time.Time
}

// Clock is the trusted time. It is safe for concurrent use.
type Clock struct {
	src Source

	mu     sync.Mutex
	signed time.Time
	// The trusted line: base at the boot clock's mono.
	base time.Time
	mono time.Duration
	// stepped is what was accepted from the machine's clock beyond elapsed
	// time since the last evidence.
	stepped time.Duration
	// origin is Verified, Confirmed or Unverified.
	origin Trust
}

// New starts a clock at the persisted bound. built is the time the software
// was built at (BuildTime) or zero; no reading is earlier.
func New(src Source, saved State, built time.Time) *Clock {
	c := &Clock{src: src, origin: Unverified, mono: src.Elapsed()}
	c.signed = time.UnixMilli(saved.Signed).UTC()
	c.base = latest(c.signed, time.UnixMilli(saved.Own).UTC(), earliest, built.UTC())
	return c
}

// Now reads the clock. Quota never goes back but by a Correction.
func (c *Clock) Now() Reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

// State gives what to persist. It never contains an unconfirmed jump.
func (c *Clock) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.read()
	return State{Signed: max(0, c.signed.UnixMilli()), Own: r.Quota.UnixMilli()}
}

// read does what Now says, with the lock held.
func (c *Clock) read() Reading {
	trusted := c.trusted()
	if c.origin == Verified {
		return Reading{Time: trusted, Quota: trusted, Trust: Verified}
	}
	wall := c.src.Wall().UTC()
	ahead := wall.Sub(trusted)
	switch {
	case ahead < -tolerance:
		return Reading{Time: trusted, Quota: trusted, Trust: Behind}
	case ahead <= 0:
		return Reading{Time: trusted, Quota: trusted, Trust: c.origin}
	case c.stepped+ahead > MaxStep:
		return Reading{Time: wall, Quota: trusted, Trust: Jumped}
	}
	c.stepped += ahead
	c.anchor(wall)
	if ahead > tolerance {
		c.origin = Unverified
	}
	return Reading{Time: wall, Quota: wall, Trust: c.origin}
}

// trusted is the bound plus elapsed time.
func (c *Clock) trusted() time.Time { return c.base.Add(c.src.Elapsed() - c.mono) }

// anchor puts the trusted line to t now.
func (c *Clock) anchor(t time.Time) { c.base, c.mono = t, c.src.Elapsed() }

// Signed takes signed time of the service that answers a nonce of this kiosk;
// roundTrip is what the boot clock counted between asking and the answer. The
// caller has verified the signature and the nonce. From then on the time is
// verified until the program ends. The correction is nil when the trusted
// time was within two seconds.
func (c *Clock) Signed(t time.Time, roundTrip time.Duration) (*Correction, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t = t.UTC()
	if t.Before(c.signed.Add(-tolerance)) {
		return nil, ErrSignedBack
	}
	if roundTrip < 0 || roundTrip > maxRoundTrip {
		return c.atLeast(t), nil
	}
	before := c.read().Quota
	c.signed = latest(c.signed, t)
	c.anchor(latest(t.Add(roundTrip/2), c.signed))
	c.origin, c.stepped = Verified, 0
	return correction(before, c.base), nil
}

// Issued takes the issued-at of a ticket whose signature is valid: it is at
// least that time. The correction is nil when that was known.
func (c *Clock) Issued(t time.Time) *Correction {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.atLeast(t.UTC())
}

// atLeast raises the bound by signed evidence. The machine's clock is then
// looked at again, because it may be within MaxStep of the new bound.
func (c *Clock) atLeast(t time.Time) *Correction {
	before := c.read().Quota
	c.signed = latest(c.signed, t)
	if t.After(before) {
		c.anchor(t)
		c.stepped = 0
	}
	return correction(before, c.read().Quota)
}

// Confirm accepts the machine's clock after a jump: a helper with a PIN saw
// the date and time shown and said that it is right. The caller has checked
// the PIN and records the correction with the helper's id.
func (c *Clock) Confirm(shown time.Time) (*Correction, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.read()
	if r.Trust != Jumped {
		return nil, ErrNothingToConfirm
	}
	if d := r.Time.Sub(shown); d < -tolerance || d > shownFor {
		return nil, ErrShownTimeChanged
	}
	c.anchor(r.Time)
	c.origin, c.stepped = Confirmed, 0
	return correction(r.Quota, r.Time), nil
}

// correction tells a change beyond the tolerance.
func correction(from, to time.Time) *Correction {
	if d := to.Sub(from); d >= -tolerance && d <= tolerance {
		return nil
	}
	return &Correction{From: from, To: to}
}

// latest gives the latest of the times.
func latest(t time.Time, more ...time.Time) time.Time {
	for _, m := range more {
		if m.After(t) {
			t = m
		}
	}
	return t
}
