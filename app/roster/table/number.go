package table

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// exact is the least number whose last digit Excel does not keep: it holds 15
// digits ("Excel specifications and limits", Microsoft).
const exact = 1e15

// numberCell makes a cell of a number as it is written in the file.
func (w *workbook) numberCell(raw string, styleIndex int) Cell {
	f, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return Cell{Text: raw, Kind: Text}
	}
	var s style
	if styleIndex >= 0 && styleIndex < len(w.styles) {
		s = w.styles[styleIndex]
	}
	if s.date {
		if t, err := excelize.ExcelDateToTime(f, w.date1904); err == nil {
			if s.yearOnly {
				return Cell{Text: t.Format("2006"), Kind: Year}
			}
			return Cell{Text: t.Format(time.DateOnly), Kind: Date}
		}
	}
	if math.Abs(f) >= exact {
		return Cell{Text: strconv.FormatFloat(f, 'E', -1, 64), Kind: LongNumber}
	}
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if s.zeros > 0 && f >= 0 && f == math.Trunc(f) {
		text = strings.Repeat("0", max(0, min(s.zeros, 64)-len(text))) + text
	}
	return Cell{Text: text, Kind: Number}
}
