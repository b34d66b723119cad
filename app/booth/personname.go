package booth

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"unicode"
)

// PersonName is a person's name as the registry writes it. It prints masked
// (张*明) whatever is done with it; only Reveal gives the whole name. The zero
// value is "no name". Names compare with == when written alike; Same is the
// comparison of rule W6.
type PersonName struct{ text hidden }

// NewPersonName takes a name as written: spaces are trimmed and collapsed,
// full-width letters become ASCII, the many dots that are typed inside
// minority and foreign names become "·". An empty name gives the zero value.
func NewPersonName(written string) PersonName {
	s := strings.Map(func(r rune) rune {
		switch r {
		case '•', '・', '‧', '∙', '⋅', '･', '．', '●', '▪':
			return '·'
		}
		r = halfWidth(r)
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, written)
	s = strings.Join(strings.Fields(s), " ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, " ·", "·"), "· ", "·")
	return PersonName{hide(s)}
}

// IsZero reports whether there is no name.
func (n PersonName) IsZero() bool { return n == PersonName{} }

// Reveal gives the whole name. For storage, deliveries and look-ups only.
func (n PersonName) Reveal() string { return n.text.reveal() }

// Same reports whether two names are the registry's same name (rule W6):
// upper and lower case of Latin letters don't matter, everything else does.
// No name is the same as nothing.
func (n PersonName) Same(o PersonName) bool {
	return !n.IsZero() && strings.EqualFold(n.Reveal(), o.Reveal())
}

// Masked is the name as it is shown: 张* · 张*明 · 欧**明; each part of a name
// with "·" or spaces keeps its first character (阿***·买**, J*** S****).
func (n PersonName) Masked() string {
	s := n.Reveal()
	if !strings.ContainsAny(s, "· ") {
		return maskWhole([]rune(s))
	}
	var out strings.Builder
	first := true
	for _, r := range s {
		switch {
		case r == '·' || r == ' ':
			out.WriteRune(r)
			first = true
		case first:
			out.WriteRune(r)
			first = false
		default:
			out.WriteByte('*')
		}
	}
	return out.String()
}

// maskWhole masks a name of one part: Chinese names keep the first and, from
// three characters on, the last; names in letters only the first.
func maskWhole(r []rune) string {
	switch {
	case len(r) == 0:
		return ""
	case len(r) == 1:
		return "*"
	case len(r) == 2 || !unicode.Is(unicode.Han, r[0]):
		return string(r[0]) + strings.Repeat("*", len(r)-1)
	}
	return string(r[0]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1])
}

// String gives Masked.
func (n PersonName) String() string { return n.Masked() }

// GoString gives Masked.
func (n PersonName) GoString() string { return n.Masked() }

// Format writes Masked for every verb and flag.
func (n PersonName) Format(f fmt.State, _ rune) { writeMasked(f, n.Masked()) }

// LogValue gives Masked.
func (n PersonName) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// MarshalText gives Masked.
func (n PersonName) MarshalText() ([]byte, error) { return []byte(n.Masked()), nil }

// MarshalJSON gives Masked.
func (n PersonName) MarshalJSON() ([]byte, error) { return strconv.AppendQuote(nil, n.Masked()), nil }

// UnmarshalText refuses: a masked name can't be read back.
func (n *PersonName) UnmarshalText([]byte) error { return errMasked }

// UnmarshalJSON refuses: a masked name can't be read back.
func (n *PersonName) UnmarshalJSON([]byte) error { return errMasked }

// GobEncode refuses.
func (n PersonName) GobEncode() ([]byte, error) { return nil, errMasked }

// GobDecode refuses.
func (n *PersonName) GobDecode([]byte) error { return errMasked }
