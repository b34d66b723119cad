package clock

import "fmt"

// Trust says how sure a Reading is. The numbers are persisted; do not
// change them.
type Trust int

// The degrees of trust.
const (
	// Verified: signed time of the service in this run of the program.
	Verified Trust = 1
	// Confirmed: a helper with a PIN confirmed the date in this run.
	Confirmed Trust = 2
	// Unverified: the machine's clock, at most MaxStep ahead of the bound.
	Unverified Trust = 3
	// Behind: the machine's clock is before the bound; the bound plus elapsed
	// time is used.
	Behind Trust = 4
	// Jumped: the machine's clock is more than MaxStep ahead; it gives no new
	// quota before signed time, a ticket or a helper confirms it.
	Jumped Trust = 5
)

var trustNames = map[Trust]string{
	Verified: "verified", Confirmed: "confirmed", Unverified: "unverified", Behind: "behind", Jumped: "jumped",
}

// String gives the word used in manifests and health reports.
func (t Trust) String() string {
	if s, ok := trustNames[t]; ok {
		return s
	}
	return fmt.Sprintf("trust(%d)", int(t))
}

// MarshalText writes the word.
func (t Trust) MarshalText() ([]byte, error) {
	if _, ok := trustNames[t]; !ok {
		return nil, fmt.Errorf("clock: no such trust %d", int(t))
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads the word.
func (t *Trust) UnmarshalText(b []byte) error {
	for k, s := range trustNames {
		if s == string(b) {
			*t = k
			return nil
		}
	}
	return fmt.Errorf("clock: unknown trust")
}
