package booth

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"unicode"
)

// StudentNumber is the number that a school gives a student. It prints as its
// last three characters; Reveal gives it whole, for storage, deliveries and
// the result page of rule V7, which shows it to the student. The zero value is
// "none".
type StudentNumber struct{ text hidden }

// NewStudentNumber takes a number as written: full-width characters become
// ASCII, letters upper case, spaces and invisible characters go.
func NewStudentNumber(written string) StudentNumber {
	return StudentNumber{hide(strings.Map(func(r rune) rune {
		r = unicode.ToUpper(halfWidth(r))
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, written))}
}

// IsZero reports whether there is no number.
func (n StudentNumber) IsZero() bool { return n == StudentNumber{} }

// Reveal gives the whole number.
func (n StudentNumber) Reveal() string { return n.text.reveal() }

// Masked is the number as logs may show it: its last three characters, fewer
// where three would be more than half of it.
func (n StudentNumber) Masked() string {
	r := []rune(n.Reveal())
	if len(r) == 0 {
		return ""
	}
	return "··" + string(r[len(r)-min(3, len(r)/2):])
}

// String gives Masked.
func (n StudentNumber) String() string { return n.Masked() }

// GoString gives Masked.
func (n StudentNumber) GoString() string { return n.Masked() }

// Format writes Masked for every verb and flag.
func (n StudentNumber) Format(f fmt.State, _ rune) { writeMasked(f, n.Masked()) }

// LogValue gives Masked.
func (n StudentNumber) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// MarshalText gives Masked.
func (n StudentNumber) MarshalText() ([]byte, error) { return []byte(n.Masked()), nil }

// MarshalJSON gives Masked.
func (n StudentNumber) MarshalJSON() ([]byte, error) {
	return strconv.AppendQuote(nil, n.Masked()), nil
}

// UnmarshalText refuses: a masked number can't be read back.
func (n *StudentNumber) UnmarshalText([]byte) error { return errMasked }

// UnmarshalJSON refuses: a masked number can't be read back.
func (n *StudentNumber) UnmarshalJSON([]byte) error { return errMasked }

// GobEncode refuses.
func (n StudentNumber) GobEncode() ([]byte, error) { return nil, errMasked }

// GobDecode refuses.
func (n *StudentNumber) GobDecode([]byte) error { return errMasked }
