package table

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"campuskiosk/app/roster/rostertest"
)

// drain reads all rows under limits and gives the first error.
func drain(data []byte, l Limits) (rows int, err error) {
	f, err := Open(bytes.NewReader(data), int64(len(data)), l)
	if err != nil {
		return 0, err
	}
	ctx := context.Background()
	for _, s := range f.Sheets {
		for _, err := range s.Rows(ctx, nil) {
			if err != nil {
				return rows, err
			}
			rows++
		}
		if _, err := s.Merges(ctx); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

func sheetFile(body string) []byte {
	return rostertest.Workbook(func(w io.Writer) { _, _ = io.WriteString(w, body) })
}

func TestHostileXML(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	cell := func(s string) string { return `<sheetData><row r="1">` + s + `</row></sheetData>` }
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"text of megabytes":       {cell(`<c r="A1" t="inlineStr"><is><t>` + long + `</t></is></c>`), ErrBomb},
		"text of many pieces":     {cell(`<c r="A1" t="inlineStr"><is><t>` + strings.Repeat("<a/>"+strings.Repeat("y", 999), 3000) + `</t></is></c>`), ErrBomb},
		"attribute of megabytes":  {cell(`<c r="A1" s="` + long + `"/>`), ErrBomb},
		"comment of megabytes":    {cell(`<!--` + strings.Repeat("<a>", 1<<20) + `-->`), ErrBomb},
		"CDATA of megabytes":      {cell(`<c r="A1"><v><![CDATA[` + long + `]]></v></c>`), ErrBomb},
		"DOCTYPE of megabytes":    {`<!DOCTYPE a [` + long + `]><sheetData/>`, ErrBomb},
		"entities":                {`<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>` + cell(`<c r="A1"><v>&c;</v></c>`), ErrDamaged},
		"nesting":                 {strings.Repeat("<a>", 100000), ErrDamaged},
		"nesting behind the rows": {`<sheetData/>` + strings.Repeat("<a>", 100000), ErrDamaged},
		"a text longer than 32767": {
			cell(`<c r="A1" t="inlineStr"><is><t>` + strings.Repeat("y", 40000) + `</t></is></c>`), ErrLongCell,
		},
		"rows backwards":      {`<sheetData><row r="5"/><row r="4"/></sheetData>`, ErrDamaged},
		"row twice":           {`<sheetData><row r="5"/><row r="5"/></sheetData>`, ErrDamaged},
		"row 1048577":         {`<sheetData><row r="1048577"/></sheetData>`, ErrDamaged},
		"column beyond Excel": {cell(`<c r="ZZZZ1"><v>1</v></c>`), ErrDamaged},
		"cell without a row":  {cell(`<c r="1"><v>1</v></c>`), ErrDamaged},
		"cut off":             {`<sheetData><row r="1"><c r="A1"><v>1`, ErrDamaged},
	} {
		if _, err := drain(sheetFile(c.body), Limits{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestZipBombs(t *testing.T) {
	rows := func(w io.Writer, n int) {
		line := strings.Repeat(`<row/>`, 1000)
		for range n {
			_, _ = io.WriteString(w, line)
		}
	}
	small := Limits{SheetBytes: 1 << 20, StringBytes: 1 << 20, PartBytes: 1 << 20}

	sheet := rostertest.Workbook(func(w io.Writer) {
		_, _ = io.WriteString(w, `<sheetData>`)
		rows(w, 1000) // 6 MB in a few KB
		_, _ = io.WriteString(w, `</sheetData>`)
	})
	if _, err := drain(sheet, small); !errors.Is(err, ErrBomb) {
		t.Errorf("a sheet over its limit: %v", err)
	}

	// The directory says 100 bytes.
	lying := bytes.Clone(sheet)
	at := bytes.LastIndex(lying, []byte("xl/worksheets/sheet1.xml")) - 46
	binary.LittleEndian.PutUint32(lying[at+24:], 100)
	if _, err := drain(lying, small); !errors.Is(err, ErrBomb) && !errors.Is(err, ErrDamaged) {
		t.Errorf("a sheet that lies about its size: %v", err)
	}

	parts := rostertest.Parts()
	parts["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData/></worksheet>`
	parts["xl/sharedStrings.xml"] = `<sst>` + strings.Repeat(`<si><t>x</t></si>`, 1<<17) + `</sst>`
	parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], `</Relationships>`,
		`<Relationship Id="rId3" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`, 1)
	if _, err := drain(rostertest.Zip(parts, nil), small); !errors.Is(err, ErrBomb) {
		t.Errorf("shared strings over their limit: %v", err)
	}
	if _, err := drain(rostertest.Zip(parts, nil), Limits{}); err != nil {
		t.Errorf("the same under the usual limits: %v", err)
	}

	// A bomb in a part that isn't needed costs nothing: it is not unpacked.
	parts = rostertest.Parts()
	parts["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData/></worksheet>`
	media := rostertest.Zip(parts, func(z *zip.Writer) {
		w, _ := z.Create("xl/media/image1.png")
		rows(w, 20000)
	})
	if _, err := drain(media, small); err != nil {
		t.Errorf("a bomb beside the list: %v", err)
	}

	many := rostertest.Zip(rostertest.Parts(), func(z *zip.Writer) {
		for i := range 30000 {
			_, _ = z.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("xl/media/image%d.png", i)})
		}
	})
	if _, err := drain(many, Limits{}); !errors.Is(err, ErrBomb) {
		t.Errorf("a directory of 30,000 entries: %v", err)
	}
}

// A sheet formatted down to Excel's last row, as clerks make them by drawing
// borders around whole columns: it is read, in memory that does not grow.
func TestMillionFormattedRows(t *testing.T) {
	data := rostertest.Workbook(func(w io.Writer) {
		_, _ = io.WriteString(w, `<sheetData>`)
		var b bytes.Buffer
		for r := 1; r <= manyRows; r++ {
			fmt.Fprintf(&b, `<row r="%d"><c r="A%d" s="3"/><c r="B%d" s="3"/></row>`, r, r, r)
			if b.Len() > 1<<16 {
				_, _ = w.Write(b.Bytes())
				b.Reset()
			}
		}
		_, _ = w.Write(b.Bytes())
		_, _ = io.WriteString(w, `</sheetData>`)
	})
	f, err := openBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	n, cells, most := 0, 0, uint64(0)
	for r, err := range f.Sheets[0].Rows(context.Background(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		cells += len(r.Cells)
		if n%(manyRows/5) == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
	}
	if n != manyRows || cells != 0 {
		t.Errorf("%d rows, %d cells that are not blank", n, cells)
	}
	if most > before.HeapAlloc+(4<<20) {
		t.Errorf("%d KB more in memory while reading", (most-before.HeapAlloc)>>10)
	}
}

func TestUnclosedQuoteInCSV(t *testing.T) {
	data := "学号,姓名\n1,\"张三\n" + strings.Repeat("2,李四\n", 20000)
	if _, err := drain([]byte(data), Limits{}); !errors.Is(err, ErrLongCell) {
		t.Errorf("got %v, want ErrLongCell", err)
	}
}

func TestFileLimits(t *testing.T) {
	csv := rostertest.CSV(rostertest.Students(3, 100))
	for name, l := range map[string]Limits{"file": {FileBytes: 1000}, "text": {TextBytes: 1000}} {
		if _, err := drain(csv, l); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadingStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, data := range map[string][]byte{
		"XLSX": rostertest.XLSX(rostertest.Students(4, 2000)), "CSV": rostertest.CSV(rostertest.Students(4, 2000)),
	} {
		f, err := openBytes(data)
		if err != nil {
			t.Fatal(err)
		}
		var last error
		for _, last = range f.Sheets[0].Rows(ctx, nil) {
		}
		if !errors.Is(last, context.Canceled) {
			t.Errorf("%s: %v", name, last)
		}
	}
}
