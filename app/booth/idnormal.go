package booth

import (
	"strings"
	"unicode"
)

// NormaliseID brings what people type, paste or scan into the form in which
// numbers are checked and stored: full-width characters become ASCII, letters
// upper case; spaces, invisible characters, hyphens and the brackets around
// the check character of Hong Kong and Macao numbers go.
func NormaliseID(typed string) string {
	return strings.Map(func(r rune) rune {
		r = halfWidth(r)
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == '-' || r == '(' || r == ')':
			return -1
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, typed)
}

// halfWidth maps the full-width forms U+FF01–U+FF5E and the ideographic space
// to ASCII.
func halfWidth(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFF01 + '!'
	case r == 0x3000:
		return ' '
	}
	return r
}
