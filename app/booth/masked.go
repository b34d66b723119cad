package booth

import (
	"errors"
	"fmt"
	"io"
	"unique"
)

// errMasked is what decoding a masked value gives: what is shown is not what
// was stored, so reading it back would lose the value silently.
var errMasked = errors.New("booth: a masked value can't be read back; use the Record types for storage")

// hidden holds text that must not be printed. The handle is a pointer, so
// even packages that print unexported fields by reflection (fmt of a struct
// that has one in an unexported field can't call its methods) show an address.
// Equal text gives equal handles: hidden compares with ==.
type hidden struct{ h unique.Handle[string] }

func hide(s string) hidden {
	if s == "" {
		return hidden{}
	}
	return hidden{unique.Make(s)}
}

func (h hidden) reveal() string {
	if h == (hidden{}) {
		return ""
	}
	return h.h.Value()
}

// writeMasked is the Format of every masked type: the same text for every
// verb, flag and width.
func writeMasked(f fmt.State, masked string) { _, _ = io.WriteString(f, masked) }
