package table

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// style is what a cell's number format means for its number.
type style struct {
	date bool
	// yearOnly: a date of which only the year is shown.
	yearOnly bool
	// zeros is the number of digits that a format of nothing but zeros shows.
	zeros int
}

// readStyles reads the number formats of cells; there may be none.
func (w *workbook) readStyles(name string) error {
	part := w.parts[name]
	if part == nil {
		return nil
	}
	custom := map[string]string{}
	inCells := false
	return w.walk(part, w.limits.PartBytes, func(_ *stream, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			custom[attr(e, "numFmtId")] = attr(e, "formatCode")
		case "cellXfs":
			inCells = true
		case "cellStyleXfs", "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				w.styles = append(w.styles, styleOf(attr(e, "numFmtId"), custom))
			}
		}
		return nil
	})
}

// styleOf reads a number format: built in (ECMA-376 part 1, 18.8.30, with
// those of East Asian versions) or custom.
func styleOf(id string, custom map[string]string) style {
	if code, ok := custom[id]; ok {
		return parseFormat(code)
	}
	n, err := strconv.Atoi(id)
	if err != nil {
		return style{}
	}
	return style{date: n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58}
}

// parseFormat looks for the letters of dates outside of literals.
func parseFormat(code string) style {
	var letters strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			i = end(code, i+1, '"')
		case '[':
			i = end(code, i+1, ']')
		case '\\', '_', '*':
			i++
		case ';': // further formats are for negative numbers and zero
			i = len(code)
		default:
			letters.WriteByte(c | 0x20) // small letters; digits stay
		}
	}
	s := letters.String()
	if s != "" && strings.Trim(s, "0") == "" {
		return style{zeros: len(s)}
	}
	if strings.Contains(s, "general") {
		return style{}
	}
	day := strings.ContainsAny(s, "mdhs")
	year := strings.Contains(s, "y") || strings.Contains(s, "e") && !strings.ContainsAny(s, "0#")
	return style{date: year || day, yearOnly: year && !day}
}

// end gives the place of the next c, or the end.
func end(s string, from int, c byte) int {
	if i := strings.IndexByte(s[min(from, len(s)):], c); i >= 0 {
		return from + i
	}
	return len(s)
}
