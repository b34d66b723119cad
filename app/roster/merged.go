package roster

import (
	"slices"

	"campuskiosk/app/roster/table"
)

// merged knows the merged ranges of a sheet while its rows go by.
type merged struct {
	ranges []table.Range // by first row
	next   int
	open   []openRange
	last   int
	buf    []table.Cell
}

// openRange is a range that the present row is in.
type openRange struct {
	table.Range
	value table.Cell
}

func newMerged(ranges []table.Range) *merged {
	slices.SortFunc(ranges, func(a, b table.Range) int { return a.FirstRow - b.FirstRow })
	return &merged{ranges: ranges}
}

// move opens and closes ranges for a row. A smaller number than before begins
// again.
func (m *merged) move(row table.Row) {
	if row.Number <= m.last {
		m.next, m.open = 0, m.open[:0]
	}
	m.last = row.Number
	m.open = slices.DeleteFunc(m.open, func(o openRange) bool { return o.LastRow < row.Number })
	for m.next < len(m.ranges) && m.ranges[m.next].FirstRow <= row.Number {
		r := m.ranges[m.next]
		m.next++
		if r.LastRow < row.Number {
			continue
		}
		o := openRange{Range: r}
		if r.FirstRow == row.Number && r.FirstColumn < len(row.Cells) {
			o.value = row.Cells[r.FirstColumn]
		}
		m.open = append(m.open, o)
	}
}

// fill gives a row's cells with the values of ranges that began above it.
func (m *merged) fill(row table.Row) []table.Cell {
	m.move(row)
	if len(m.open) == 0 {
		return row.Cells
	}
	m.buf = append(m.buf[:0], row.Cells...)
	for _, o := range m.open {
		if o.FirstRow == row.Number || o.value == (table.Cell{}) {
			continue
		}
		for len(m.buf) <= o.FirstColumn {
			m.buf = append(m.buf, table.Cell{})
		}
		if m.buf[o.FirstColumn] == (table.Cell{}) {
			m.buf[o.FirstColumn] = o.value
		}
	}
	return m.buf
}

// over gives the open range that covers a column, if one does.
func (m *merged) over(column int) (openRange, bool) {
	for _, o := range m.open {
		if column >= o.FirstColumn && column <= o.LastColumn {
			return o, true
		}
	}
	return openRange{}, false
}
