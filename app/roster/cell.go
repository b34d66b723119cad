package roster

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"campuskiosk/app/roster/table"
)

// scientific is a number as Excel shows long ones, which a CSV file then has.
// No number of an ID has a plus.
var scientific = regexp.MustCompile(`^[0-9](\.[0-9]+)?[Ee]\+[0-9]{1,3}$`)

// number gives the text of a cell that should hold a number which is an
// identifier.
func number(c table.Cell) (string, error) {
	switch c.Kind {
	case table.LongNumber:
		return "", errRounded
	case table.Date, table.Year:
		return "", errDate
	case table.Number:
		if strings.ContainsAny(c.Text, ".-") {
			return "", errFraction
		}
		return c.Text, nil
	}
	s, err := words(c)
	if err == nil && scientific.MatchString(letterless(s)) {
		return "", errRounded
	}
	return s, err
}

// letterless narrows full-width characters and removes spaces.
func letterless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

// words gives the text of a cell, trimmed; a blank one is "".
func words(c table.Cell) (string, error) {
	switch {
	case c.Kind == table.Error:
		return "", errCell
	case c.Kind == table.Blank && c.Formula:
		return "", errFormula
	}
	return strings.TrimFunc(c.Text, blank), nil
}

// blank are spaces and what can't be seen.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// label gives the text of a cell that is shown and compared as it is: single
// spaces, full-width letters and digits narrow, at most most characters.
func label(c table.Cell, most int) (string, error) {
	s, err := words(c)
	if err != nil || s == "" {
		return "", err
	}
	s = strings.Join(strings.FieldsFunc(norm.NFC.String(s), blank), " ")
	s = strings.Map(func(r rune) rune {
		if wide := r - 0xFEE0; wide >= '!' && wide <= '~' && (unicode.IsLetter(wide) || unicode.IsDigit(wide)) {
			return wide
		}
		return r
	}, s)
	if len([]rune(s)) > most {
		return "", errLong.With(most)
	}
	return s, nil
}
