package table

// Kind is what a cell holds, which its text alone doesn't tell.
type Kind uint8

// The kinds.
const (
	// Blank: nothing.
	Blank Kind = iota
	// Text as it was typed. All cells of a CSV file are texts.
	Text
	// Number: Cell.Text is it in digits, without an exponent, with the zeros in
	// front that its format shows.
	Number
	// LongNumber is a number of more digits than Excel keeps (15): what stands
	// there is not what was typed.
	LongNumber
	// Date: Cell.Text is YYYY-MM-DD.
	Date
	// Year is a date whose format shows the year only: Cell.Text is YYYY.
	Year
	// Bool: Cell.Text is TRUE or FALSE.
	Bool
	// Error: Cell.Text is what Excel shows, "#N/A".
	Error
)

// Cell is a cell as its reader sees it.
type Cell struct {
	Text string
	Kind Kind
	// Formula: Text is what Excel computed when the file was saved. A formula
	// that nothing was computed of is Blank.
	Formula bool
}

// Row is a row of a sheet.
type Row struct {
	// Number is the row's number as Excel shows it, from 1.
	Number int
	// Hidden: a filter or the clerk hides it.
	Hidden bool
	// Cells from column A; blank ones at the end are left out. The slice is
	// valid until the next row.
	Cells []Cell
}

// Empty reports whether all cells are blank.
func (r Row) Empty() bool {
	for _, c := range r.Cells {
		if c.Kind != Blank || c.Formula {
			return false
		}
	}
	return true
}

// Range is a merged range; only its first cell has a value.
type Range struct {
	// FirstRow and LastRow are numbers as in Row.Number.
	FirstRow, LastRow int
	// FirstColumn and LastColumn count from 0.
	FirstColumn, LastColumn int
}

// ColumnName is the name of a column as Excel shows it; column counts from 0.
func ColumnName(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
