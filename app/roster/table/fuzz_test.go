package table

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/rostertest"
)

// look reads a file as the importer does and checks what must hold of
// whatever comes out.
func look(t *testing.T, data []byte) {
	t.Helper()
	l := Limits{SheetBytes: 4 << 20, StringBytes: 1 << 20, PartBytes: 1 << 20}
	f, err := Open(bytes.NewReader(data), int64(len(data)), l)
	if err != nil {
		forPeople(t, err)
		return
	}
	for _, s := range f.Sheets {
		if _, err := s.Merges(context.Background()); err != nil {
			forPeople(t, err)
		}
		last := 0
		for r, err := range s.Rows(context.Background(), func(done, total int64) {
			if done < 0 || done > total {
				t.Errorf("progress %d of %d", done, total)
			}
		}) {
			if err != nil {
				forPeople(t, err)
				break
			}
			if r.Number <= last || r.Number > lastRow {
				t.Errorf("row %d follows row %d", r.Number, last)
			}
			last = r.Number
			for _, c := range r.Cells {
				if (c.Kind == Blank) != (c.Text == "") {
					t.Errorf("a cell of kind %d with a text of %d bytes", c.Kind, len(c.Text))
				}
				if utf8.RuneCountInString(c.Text) > cellRunes {
					t.Errorf("a text of %d bytes", len(c.Text))
				}
			}
		}
	}
}

// forPeople: every error is one with a sentence, and none quotes the file.
func forPeople(t *testing.T, err error) {
	t.Helper()
	if e := booth.Explain(err); e.Code == booth.ErrInternal.Code || !strings.HasPrefix(string(e.Code), "table.") {
		t.Errorf("an error without a sentence: %v", err)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add(rostertest.CSV(rostertest.Students(5, 3)))
	f.Add([]byte("sep=;\n\"a\n;b\"\n\n=\"1\",'2\r\n"))
	f.Add([]byte("\xFF\xFEa\x00,\x00"))
	f.Add([]byte("\xD1\xA7\xBA\xC5,\xD0\xD5\xC3\xFB\n"))
	f.Fuzz(look)
}

func FuzzSheetXML(f *testing.F) {
	f.Add([]byte(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>x</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`), []byte(`<sst><si><r><t>a</t></r></si></sst>`))
	f.Add([]byte(`<sheetData><row><c s="1"><f>A1</f><v>4.5E4</v></c><c t="d"><v>2025-09-01</v></c></row></sheetData>`), []byte(``))
	f.Fuzz(func(t *testing.T, sheet, sst []byte) {
		parts := rostertest.Parts()
		parts["xl/sharedStrings.xml"] = string(sst)
		parts["xl/worksheets/sheet1.xml"] = `<worksheet>` + string(sheet) + `</worksheet>`
		parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], `</Relationships>`,
			`<Relationship Id="rId3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`, 1)
		look(t, stored(parts))
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(rostertest.XLSX(rostertest.Students(6, 2)))
	parts := rostertest.Parts()
	parts["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData/></worksheet>`
	f.Add(stored(parts))
	f.Fuzz(look)
}

// stored is a ZIP file without compression, so that the fuzzer can change
// texts.
func stored(parts map[string]string) []byte {
	return rostertest.Zip(nil, func(z *zip.Writer) {
		for n, text := range parts {
			w, err := z.CreateHeader(&zip.FileHeader{Name: n, Method: zip.Store})
			if err == nil {
				_, err = io.WriteString(w, text)
			}
			if err != nil {
				panic(err)
			}
		}
	})
}
