package booth

import "time"

// Trust says how sure a time is.
type Trust string

// How sure a time is.
const (
	// TimeVerified: signed time of the service was seen and the clock agrees.
	TimeVerified Trust = "verified"
	// TimeUnverified: the machine's clock, above the lower bound.
	TimeUnverified Trust = "unverified"
	// TimeJumped: the clock went forward by more than 24 h without signed time
	// and no helper has confirmed it. It gives no new quota.
	TimeJumped Trust = "jumped"
	// TimeConfirmed: such a jump, confirmed by a helper with a PIN.
	TimeConfirmed Trust = "confirmed"
)

// Now is the present as app/clock tells it.
type Now struct {
	// At is the time to show and to stamp records with.
	At time.Time
	// Quota is the time by which quotas and cool-downs are counted. It equals
	// At, except after an unverified jump (TimeJumped), where it stays at the
	// last time before the jump plus what the kiosk has run since.
	Quota time.Time
	Trust Trust
}

// Today is the day by which quotas are counted.
func (n Now) Today() Day { return DayOf(n.Quota) }
