package clock

import (
	"sync"
	"time"

	"campuskiosk/app/booth"
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
	// origin is how sure the trusted line is; never booth.TimeJumped.
	origin booth.Trust
}

// New starts a clock at the persisted bound. built is the time the software
// was built at (BuildTime) or zero; no reading is earlier.
func New(src Source, saved State, built time.Time) *Clock {
	c := &Clock{src: src, origin: booth.TimeUnverified, mono: src.Elapsed()}
	c.signed = time.UnixMilli(saved.Signed).UTC()
	c.base = latest(c.signed, time.UnixMilli(saved.Own).UTC(), earliest, built.UTC())
	return c
}

// Now reads the clock, in UTC. Quota is never later than At and never goes
// back but by a Correction.
func (c *Clock) Now() booth.Now {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

// Behind is how far the machine's clock is behind the trusted time, zero if
// it is not; for the warning that the machine's clock is wrong or its battery
// empty.
func (c *Clock) Behind() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := c.read().At.Sub(c.src.Wall()); d > tolerance {
		return d
	}
	return 0
}

// State gives what to persist. It never contains an unconfirmed jump.
func (c *Clock) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.read()
	return State{Signed: max(0, c.signed.UnixMilli()), Own: r.Quota.UnixMilli()}
}

// read does what Now says, with the lock held.
func (c *Clock) read() booth.Now {
	trusted := c.trusted()
	wall := c.src.Wall().UTC()
	ahead := wall.Sub(trusted)
	if c.origin == booth.TimeVerified || ahead <= 0 {
		return booth.Now{At: trusted, Quota: trusted, Trust: c.origin}
	}
	if c.stepped+ahead > MaxStep {
		return booth.Now{At: wall, Quota: trusted, Trust: booth.TimeJumped}
	}
	c.stepped += ahead
	c.anchor(wall)
	if ahead > tolerance {
		c.origin = booth.TimeUnverified
	}
	return booth.Now{At: wall, Quota: wall, Trust: c.origin}
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
	c.origin, c.stepped = booth.TimeVerified, 0
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
	if r.Trust != booth.TimeJumped {
		return nil, ErrNothingToConfirm
	}
	if d := r.At.Sub(shown); d < -tolerance || d > shownFor {
		return nil, ErrShownTimeChanged
	}
	c.anchor(r.At)
	c.origin, c.stepped = booth.TimeConfirmed, 0
	return correction(r.Quota, r.At), nil
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
