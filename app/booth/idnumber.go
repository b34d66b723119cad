package booth

import (
	"fmt"
	"log/slog"
	"strconv"
	"time"
)

// IDNumber is a valid number of an ID. It prints as its last four characters
// whatever is done with it: String, every verb of fmt, slog, JSON, text and
// XML. Only Reveal gives the whole number, for storage and deliveries. The
// zero value is "no number". Numbers compare with ==.
type IDNumber struct {
	kind IDKind
	form IDForm
	text hidden
}

// ParseID normalises what was typed, pasted, scanned or imported and checks it
// as a whole number of this kind. today bounds the birth date; pass
// Now.At. Errors are ErrID… and never contain what was typed.
func ParseID(kind IDKind, typed string, today time.Time) (IDNumber, error) {
	s := NormaliseID(typed)
	form, err := checkID(kind, s, DayOf(today), true)
	if err != nil {
		return IDNumber{}, err
	}
	if form == FormHomeReturn {
		s = s[:homeReturnLength]
	}
	return IDNumber{kind: kind, form: form, text: hide(s)}, nil
}

// Kind is the kind of ID.
func (n IDNumber) Kind() IDKind { return n.kind }

// Form is the form the number has within its kind.
func (n IDNumber) Form() IDForm { return n.form }

// IsZero reports whether there is no number.
func (n IDNumber) IsZero() bool { return n == IDNumber{} }

// Reveal gives the whole number in its normal form: upper case, ASCII, without
// spaces and brackets. For storage, deliveries and look-ups only; never for a
// screen, a log or an error.
func (n IDNumber) Reveal() string { return n.text.reveal() }

// Last4 is all that people may see (rule W7): the last four characters, fewer
// where four would be more than half of the number.
func (n IDNumber) Last4() string {
	s := n.Reveal()
	return s[len(s)-min(4, len(s)/2):]
}

// Masked is the number as it is shown: dots and the last four characters.
func (n IDNumber) Masked() string {
	if n.IsZero() {
		return ""
	}
	return "····" + n.Last4()
}

// String gives Masked.
func (n IDNumber) String() string { return n.Masked() }

// GoString gives Masked.
func (n IDNumber) GoString() string { return n.Masked() }

// Format writes Masked for every verb and flag.
func (n IDNumber) Format(f fmt.State, _ rune) { writeMasked(f, n.Masked()) }

// LogValue gives Masked.
func (n IDNumber) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// MarshalText gives Masked.
func (n IDNumber) MarshalText() ([]byte, error) { return []byte(n.Masked()), nil }

// MarshalJSON gives Masked.
func (n IDNumber) MarshalJSON() ([]byte, error) { return strconv.AppendQuote(nil, n.Masked()), nil }

// UnmarshalText refuses: a masked number can't be read back.
func (n *IDNumber) UnmarshalText([]byte) error { return errMasked }

// UnmarshalJSON refuses: a masked number can't be read back.
func (n *IDNumber) UnmarshalJSON([]byte) error { return errMasked }

// GobEncode refuses.
func (n IDNumber) GobEncode() ([]byte, error) { return nil, errMasked }

// GobDecode refuses.
func (n *IDNumber) GobDecode([]byte) error { return errMasked }
