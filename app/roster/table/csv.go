package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// sampleBytes of a text are looked at to find the separator.
const sampleBytes = 64 << 10

// text is an open CSV file.
type text struct {
	r         io.ReaderAt
	size      int64
	encoding  encoding.Encoding
	separator rune
	// hint: the first line names the separator, "sep=;", and is no row.
	hint bool
}

func openCSV(r io.ReaderAt, size int64, l Limits) (*File, error) {
	if size > l.TextBytes {
		return nil, ErrTooLarge.With(l.TextBytes >> 20)
	}
	head := make([]byte, min(size, headBytes))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, ErrUnreadable.Because(err)
	}
	e, err := charset(r, size, head)
	if err != nil {
		return nil, err
	}
	t := &text{r: r, size: size, encoding: e}
	sample := make([]byte, sampleBytes)
	n, err := io.ReadFull(t.reader(), sample)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF { //nolint:errorlint // io.ReadFull returns it unwrapped
		return nil, ErrUnreadable.Because(err)
	}
	if bytes.IndexByte(sample[:n], 0) >= 0 {
		return nil, ErrNotTable
	}
	t.separator, t.hint = separator(string(sample[:n]))
	return &File{Format: CSV, Sheets: []*Sheet{{rows: t.rows}}}, nil
}

// reader gives the file's text in UTF-8 from its beginning.
func (t *text) reader() io.Reader {
	return t.encoding.NewDecoder().Reader(io.NewSectionReader(t.r, 0, t.size))
}

// separators in the order in which they are preferred.
var separators = []rune{',', '\t', ';', '，', '|'}

// separator finds what stands between cells: what Excel's hint says, else the
// one that the first lines have most of outside of quotes.
func separator(sample string) (sep rune, hint bool) {
	line, _, _ := strings.Cut(sample, "\n")
	if after, found := strings.CutPrefix(strings.ToLower(strings.TrimSpace(line)), "sep="); found {
		if c, size := utf8.DecodeRuneInString(after); size == len(after) && size > 0 {
			return c, true
		}
		return '\t', true // the tab was trimmed
	}
	counts := map[rune]int{}
	quoted, lines := false, 0
	for _, c := range sample {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n':
			quoted = false
			lines++
		case !quoted:
			counts[c]++
		}
		if lines == 20 {
			break
		}
	}
	sep = separators[0]
	for _, c := range separators[1:] {
		if counts[c] > counts[sep] {
			sep = c
		}
	}
	return sep, false
}

// rows goes through the rows until yield says no. Lines without anything are
// counted, as Excel does, and left out.
func (t *text) rows(ctx context.Context, progress func(done, total int64), yield func(Row) bool) error {
	counted := &counter{r: io.NewSectionReader(t.r, 0, t.size)}
	in := bufio.NewReaderSize(t.encoding.NewDecoder().Reader(counted), 64<<10)
	if t.hint {
		if _, err := in.ReadString('\n'); err != nil {
			return nil //nolint:nilerr // nothing but the hint
		}
	}
	c := csv.NewReader(in)
	c.Comma, c.LazyQuotes, c.FieldsPerRecord, c.ReuseRecord = t.separator, true, -1, true
	row := Row{}
	line := 0 // the last line of the row before
	for {
		fields, err := c.Read()
		if err == io.EOF { //nolint:errorlint // csv returns it unwrapped
			return nil
		}
		if err != nil {
			return ErrDamaged.Because(errors.New("table: the CSV can't be read"))
		}
		first, _ := c.FieldPos(0)
		row.Number += first - line
		last, _ := c.FieldPos(len(fields) - 1)
		line = last + strings.Count(fields[len(fields)-1], "\n")
		if row.Cells, err = csvCells(row.Cells[:0], fields, row.Number); err != nil {
			return err
		}
		if row.Number&0xFF == 0 {
			progress(counted.n, t.size)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if row.Number > lastRow {
			return ErrDamaged.Because(errors.New("table: too many rows"))
		}
		if !yield(row) {
			return nil
		}
	}
}

func csvCells(cells []Cell, fields []string, row int) ([]Cell, error) {
	for i, f := range fields {
		if i >= DefaultLimits().Columns {
			break
		}
		if len(f) > cellRunes && utf8.RuneCountInString(f) > cellRunes {
			return nil, ErrLongCell.With(row)
		}
		cells = append(cells, textCell(literal(f)))
	}
	return cells, nil
}

// literal takes off what programs put around a number so that Excel leaves it
// alone: ="123", '123 and a tab.
func literal(s string) string {
	s = strings.TrimSpace(s)
	if inner, found := strings.CutPrefix(s, `="`); found {
		if inner, found = strings.CutSuffix(inner, `"`); found {
			return strings.TrimSpace(inner)
		}
	}
	return strings.TrimPrefix(s, "'")
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
