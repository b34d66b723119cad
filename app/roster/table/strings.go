package table

import (
	"encoding/xml"
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// stringTable are the shared strings, one after the other.
type stringTable struct {
	text []byte
	ends []uint32
}

func (t *stringTable) at(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return string(t.text[start:t.ends[i]]), true
}

// readStrings reads the table of shared strings; there may be none.
func (w *workbook) readStrings(name string) error {
	part := w.parts[name]
	if part == nil {
		return nil
	}
	t := &w.strings
	return w.walk(part, w.limits.StringBytes, func(s *stream, e xml.StartElement) (err error) {
		if e.Name.Local != "si" {
			return nil
		}
		if t.text, err = s.richText(t.text); err != nil {
			return err
		}
		if len(t.text) > 1<<31 {
			return ErrBomb.Because(errors.New("table: too many strings"))
		}
		t.ends = append(t.ends, uint32(len(t.text)))
		return nil
	})
}

// richText appends the text of a string item (si or is) whose start was read:
// its runs one after the other, without phonetic guides.
func (s *stream) richText(into []byte) ([]byte, error) {
	for depth := s.depth - 1; s.depth > depth; {
		t, err := s.next()
		if err != nil {
			return into, unexpected(err)
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "rPh", "phoneticPr", "rPr":
			err = s.skip()
		case "t":
			into, err = s.text(into)
		}
		if err != nil {
			return into, err
		}
	}
	return into, nil
}

// escaped is a character as Excel writes those that XML can't have
// (ST_Xstring, ECMA-376 part 1, 22.9.2.19).
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape gives the text that Excel shows.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 16)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}
