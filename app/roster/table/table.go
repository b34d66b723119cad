package table

import (
	"context"
	"io"
	"iter"
)

// Format is a kind of file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// File is an open table. It reads from the reader that it was opened with as
// long as rows are read.
type File struct {
	Format Format
	// Sheets that can be seen, in the workbook's order. A CSV file has one
	// without a name.
	Sheets []*Sheet
	// HiddenSheets is how many there are that can't be seen. They are not read.
	HiddenSheets int
}

// Sheet is one sheet of a table.
type Sheet struct {
	// Name as on its tab.
	Name string
	rows func(context.Context, func(done, total int64), func(Row) bool) error
	// merges is nil where nothing can be merged.
	merges func(context.Context) ([]Range, error)
}

// Open recognises a file of size bytes by its content and reads what it says
// about itself, not its rows. Errors are for people (Err…).
func Open(r io.ReaderAt, size int64, l Limits) (*File, error) {
	l = l.orDefault()
	if size > l.FileBytes {
		return nil, ErrTooLarge.With(l.FileBytes >> 20)
	}
	head := make([]byte, min(size, headBytes))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, ErrUnreadable.Because(err)
	}
	switch kind, err := recognise(r, size, head); {
	case err != nil:
		return nil, err
	case kind == CSV:
		return openCSV(r, size, l)
	default:
		return openXLSX(r, size, l)
	}
}

// Rows goes through the rows from the first on; rows that the file doesn't
// mention are left out. progress, if not nil, is told how many bytes of how
// many were read. It can be called again. After an error nothing follows;
// errors are for people, or ctx's.
func (s *Sheet) Rows(ctx context.Context, progress func(done, total int64)) iter.Seq2[Row, error] {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	return func(yield func(Row, error) bool) {
		stopped := false
		err := s.rows(ctx, progress, func(r Row) bool {
			stopped = !yield(r, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(Row{}, err)
		}
	}
}

// Merges are the sheet's merged ranges, in no order. It reads the sheet once.
func (s *Sheet) Merges(ctx context.Context) ([]Range, error) {
	if s.merges == nil {
		return nil, nil
	}
	return s.merges(ctx)
}
