package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"campuskiosk/app/roster/internal/safezip"
)

// merges reads the merged ranges, which stand behind the rows. The rows are
// passed over as bytes, which is much faster than reading them.
func (ws *worksheet) merges(ctx context.Context) ([]Range, error) {
	r, err := safezip.Entry(ws.part, ws.w.limits.SheetBytes)
	if err != nil {
		return nil, zipped(err)
	}
	defer r.Close() //nolint:errcheck // nothing was written
	b := bufio.NewReaderSize(asZipped{r}, 64<<10)
	if err := passRows(ctx, b); err != nil {
		if err == io.EOF { //nolint:errorlint // bufio returns it unwrapped
			return nil, nil
		}
		return nil, err
	}
	s := newStream(ctx, b)
	s.depth = 1 // within worksheet
	var all []Range
	for {
		t, err := s.next()
		if err != nil {
			if err == io.EOF { //nolint:errorlint // next returns it unwrapped
				return all, nil
			}
			return nil, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "mergeCell" {
				continue
			}
			if m, ok := parseRange(attr(e, "ref")); ok {
				all = append(all, m)
			}
			if len(all) > maxMerges {
				return nil, ErrBomb.Because(errors.New("table: too many merged ranges"))
			}
		case xml.EndElement:
			if s.depth == 0 {
				return all, nil
			}
		}
	}
}

// passRows reads up to the end of the rows: "</sheetData>", whatever its
// prefix, or "<sheetData/>". In a text these bytes can't stand: "<" is escaped.
func passRows(ctx context.Context, b *bufio.Reader) error {
	name := []byte("sheetData")
	for n := 0; ; n++ {
		if n&0xFFF == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		// A tag that doesn't fit the buffer is not the one we look for.
		tag, err := b.ReadSlice('>')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return err
		}
		i := bytes.LastIndexByte(tag, '<')
		if i < 0 || !bytes.Contains(tag[i:], name) {
			continue
		}
		inner := bytes.TrimSuffix(tag[i+1:], []byte(">"))
		closing := bytes.HasPrefix(inner, []byte("/"))
		inner = bytes.TrimPrefix(inner, []byte("/"))
		selfClosing := bytes.HasSuffix(inner, []byte("/"))
		inner = bytes.TrimSpace(bytes.TrimSuffix(inner, []byte("/")))
		if _, after, found := bytes.Cut(inner, []byte(":")); found {
			inner = after
		}
		if (closing || selfClosing) && bytes.Equal(inner, name) {
			return nil
		}
	}
}

// parseRange reads "A1:C3".
func parseRange(ref string) (Range, bool) {
	from, to, found := strings.Cut(ref, ":")
	if !found {
		return Range{}, false
	}
	var m Range
	var ok [2]bool
	m.FirstColumn, m.FirstRow, ok[0] = place(from)
	m.LastColumn, m.LastRow, ok[1] = place(to)
	return m, ok[0] && ok[1] && m.FirstRow <= m.LastRow && m.FirstColumn <= m.LastColumn
}

func place(ref string) (column, row int, ok bool) {
	ref = strings.ReplaceAll(ref, "$", "")
	column, ok = columnOf(ref)
	if !ok {
		return 0, 0, false
	}
	row, err := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
	return column, row, err == nil && row > 0 && row <= lastRow
}
