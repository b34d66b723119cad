package roster

import (
	"context"
	"fmt"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/table"
)

// headerRows is how many rows with content are looked at for the header: titles
// and remarks stand above it.
const headerRows = 30

// header is where a list's columns are.
type header struct {
	row     int
	columns map[Field]int // from 0
	// unknown is how many columns have a name that is not known.
	unknown int
	names   map[int]string // of all columns, to know the header again
}

// complete reports whether a row is the header of a list.
func (h header) complete() bool {
	_, name := h.columns[Name]
	_, id := h.columns[IDNumber]
	return name && id
}

// partly reports whether a row might be meant as one.
func (h header) partly() bool {
	_, name := h.columns[Name]
	return name && len(h.columns) >= 2
}

// twice is two columns of one kind.
type twice struct{ a, b int }

// headerOf reads a row as a header.
func headerOf(row table.Row) (h header, again *twice) {
	h = header{row: row.Number, columns: map[Field]int{}, names: map[int]string{}}
	for i, c := range row.Cells {
		if c.Kind != table.Text {
			continue
		}
		name := strings.TrimFunc(c.Text, blank)
		if name == "" {
			continue
		}
		h.names[i] = name
		f, ok := fieldOf(name)
		if !ok {
			h.unknown++
			continue
		}
		if first, there := h.columns[f]; there {
			if again == nil {
				again = &twice{first, i}
			}
			continue
		}
		h.columns[f] = i
	}
	return h, again
}

// findHeader looks for the header among the first rows: the row with the most
// known columns, so that of a header of two rows the second wins, which has
// the first one's merged cells too.
func findHeader(ctx context.Context, s *table.Sheet, merged *merged) (header, error) {
	var best header
	var bestTwice *twice
	seen := 0
	for row, err := range s.Rows(ctx, nil) {
		if err != nil {
			return header{}, err
		}
		if row.Empty() {
			continue
		}
		row.Cells = merged.fill(row)
		if h, again := headerOf(row); h.partly() && len(h.columns) > len(best.columns) {
			best, bestTwice = h, again
		}
		if seen++; seen == headerRows {
			break
		}
	}
	switch {
	case best.columns == nil:
		return best, ErrNoHeader.With(headerRows)
	case bestTwice != nil:
		return best, ErrColumnTwice.With(table.ColumnName(bestTwice.a), table.ColumnName(bestTwice.b))
	case !best.complete():
		return best, ErrNoColumn.With(IDNumber.Label().ZH)
	}
	return best, nil
}

// repeats reports whether a row is the header again.
func (h header) repeats(row table.Row) bool {
	same := 0
	for i, name := range h.names {
		if i < len(row.Cells) && strings.TrimFunc(row.Cells[i].Text, blank) == name {
			same++
		}
	}
	return same == len(h.names)
}

// cell gives the cell of a field; blank if there is no such column.
func (h header) cell(row table.Row, f Field) table.Cell {
	if i, ok := h.columns[f]; ok && i < len(row.Cells) {
		return row.Cells[i]
	}
	return table.Cell{}
}

// at gives the column of a field, -1 if there is none.
func (h header) at(f Field) int {
	if i, ok := h.columns[f]; ok {
		return i
	}
	return -1
}

// chooseSheet finds the sheet with the list: the one that was asked for, else
// the only visible one with a header.
func chooseSheet(ctx context.Context, f *table.File, wanted string) (*table.Sheet, header, *merged, error) {
	var chosen *table.Sheet
	var h header
	var m *merged
	var first error
	var found []string
	for i, s := range f.Sheets {
		number := fmt.Sprint(i + 1)
		if wanted != "" && wanted != s.Name && wanted != number {
			continue
		}
		ranges, err := s.Merges(ctx)
		if err != nil {
			return nil, h, nil, err
		}
		its := newMerged(ranges)
		head, err := findHeader(ctx, s, its)
		if err != nil {
			if booth.Explain(err).Code != ErrNoHeader.Code || first == nil {
				first = err
			}
			continue
		}
		found = append(found, number)
		chosen, h, m = s, head, its
	}
	switch {
	case len(found) == 1:
		return chosen, h, m, nil
	case len(found) > 1:
		return nil, h, nil, ErrSeveralSheets.With(len(found), strings.Join(found, ", "))
	case first != nil:
		return nil, h, nil, first
	case wanted != "":
		return nil, h, nil, ErrNoSuchSheet
	}
	return nil, h, nil, ErrNoHeader.With(headerRows)
}
