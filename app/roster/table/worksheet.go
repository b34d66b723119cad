package table

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"campuskiosk/app/roster/internal/safezip"
)

// worksheet is one sheet of a workbook.
type worksheet struct {
	w    *workbook
	part *zip.File
}

// rows goes through the sheet's rows until yield says no.
func (ws *worksheet) rows(ctx context.Context, progress func(done, total int64), yield func(Row) bool) error {
	r, err := safezip.Entry(ws.part, ws.w.limits.SheetBytes)
	if err != nil {
		return zipped(err)
	}
	defer r.Close() //nolint:errcheck // nothing was written
	total := int64(min(ws.part.UncompressedSize64, uint64(ws.w.limits.SheetBytes)))
	s := newStream(ctx, asZipped{r})
	rr := &rowReader{s: s, w: ws.w}
	for {
		t, err := s.next()
		if err == io.EOF { //nolint:errorlint // next returns it unwrapped
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			if end, ok := t.(xml.EndElement); ok && end.Name.Local == "sheetData" {
				return nil
			}
			continue
		}
		row, err := rr.row(e)
		if err != nil {
			return err
		}
		if row.Number&0xFF == 0 {
			progress(min(s.d.InputOffset(), total), total)
		}
		if !yield(row) {
			return nil
		}
	}
}

// rowReader reads rows one after the other.
type rowReader struct {
	s     *stream
	w     *workbook
	last  int // number of the row before
	cells []Cell
	text  []byte
}

// row reads a row whose start was read.
func (rr *rowReader) row(e xml.StartElement) (Row, error) {
	row := Row{Number: rr.last + 1, Hidden: isTrue(attr(e, "hidden"))}
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n <= rr.last || n > lastRow {
			return row, ErrDamaged.Because(errors.New("table: rows are out of order"))
		}
		row.Number = n
	}
	if row.Number > lastRow {
		return row, ErrDamaged.Because(errors.New("table: too many rows"))
	}
	rr.last = row.Number
	rr.cells = rr.cells[:0]
	column := -1
	for depth := rr.s.depth - 1; rr.s.depth > depth; {
		t, err := rr.s.next()
		if err != nil {
			return row, unexpected(err)
		}
		c, ok := t.(xml.StartElement)
		if !ok || c.Name.Local != "c" {
			continue
		}
		column++
		if ref := attr(c, "r"); ref != "" {
			if column, ok = columnOf(ref); !ok {
				return row, ErrDamaged.Because(errors.New("table: a cell has no place"))
			}
		}
		cell, err := rr.cell(c, row.Number)
		if err != nil {
			return row, err
		}
		rr.put(column, cell)
	}
	row.Cells = rr.cells
	return row, nil
}

// put places a cell. Blank ones at the end take no room.
func (rr *rowReader) put(column int, c Cell) {
	if column >= rr.w.limits.Columns || c == (Cell{}) && column >= len(rr.cells) {
		return
	}
	for len(rr.cells) <= column {
		rr.cells = append(rr.cells, Cell{})
	}
	rr.cells[column] = c
}

// cell reads a cell whose start was read (ECMA-376 part 1, 18.3.1.4).
func (rr *rowReader) cell(e xml.StartElement, row int) (cell Cell, err error) {
	rr.text = rr.text[:0]
	inline := false
	for depth := rr.s.depth - 1; rr.s.depth > depth; {
		t, err := rr.s.next()
		if err != nil {
			return cell, unexpected(err)
		}
		part, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch part.Name.Local {
		case "v":
			rr.text, err = rr.s.text(rr.text[:0])
		case "is":
			inline = true
			rr.text, err = rr.s.richText(rr.text[:0])
		case "f":
			cell.Formula = true
			err = rr.s.skip()
		default:
			err = rr.s.skip()
		}
		if err != nil {
			return cell, err
		}
	}
	if len(rr.text) == 0 {
		return cell, nil
	}
	if len(rr.text) > cellRunes && utf8.RuneCount(rr.text) > cellRunes {
		return cell, ErrLongCell.With(row)
	}
	value := rr.w.value(attr(e, "t"), attr(e, "s"), string(rr.text), inline)
	cell.Text, cell.Kind = value.Text, value.Kind
	return cell, nil
}

// value reads a cell's value by its type (ST_CellType, 18.18.11).
func (w *workbook) value(kind, styleIndex, text string, inline bool) Cell {
	switch {
	case inline || kind == "inlineStr" || kind == "str":
		return textCell(unescape(text))
	case kind == "s":
		i, err := strconv.Atoi(text)
		s, ok := w.strings.at(i)
		if err != nil || !ok {
			return Cell{Text: "#REF!", Kind: Error}
		}
		return textCell(unescape(s))
	case kind == "b":
		return Cell{Text: map[bool]string{true: "TRUE", false: "FALSE"}[isTrue(text)], Kind: Bool}
	case kind == "e":
		return Cell{Text: text, Kind: Error}
	case kind == "d": // an ISO 8601 date, of strict files
		return Cell{Text: text[:min(len(text), len("2006-01-02"))], Kind: Date}
	}
	i, err := strconv.Atoi(styleIndex)
	if err != nil {
		i = 0
	}
	return w.numberCell(text, i)
}

func textCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Text: s, Kind: Text}
}

// columnOf reads the letters in front of a reference, "AB12", counted from 0.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := range len(ref) {
		c := ref[i] | 0x20
		if c < 'a' || c > 'z' {
			return n - 1, i > 0
		}
		if n = n*26 + int(c-'a') + 1; n > 1<<14 {
			return 0, false
		}
	}
	return 0, false
}
