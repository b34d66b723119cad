package booth

import (
	"fmt"
	"log/slog"
	"unicode/utf8"
)

// Note is what a person wrote: a reason, a remark. It may name someone, so
// logs only show how long it is; its JSON and conversion to string give it
// whole.
type Note string

// Format writes the length, for every verb and flag.
func (n Note) Format(f fmt.State, _ rune) { writeMasked(f, n.masked()) }

// LogValue gives the length.
func (n Note) LogValue() slog.Value { return slog.StringValue(n.masked()) }

func (n Note) masked() string {
	return fmt.Sprintf("note of %d characters", utf8.RuneCountInString(string(n)))
}
