package roster_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/membook"
	"campuskiosk/app/roster/rostertest"
	"campuskiosk/app/roster/table"
)

// Hostile lists and the tests that meet them:
//
//	formulas                      TestHostileFormulas
//	merged cells                  TestHostileMergedCells
//	1,048,576 rows                TestHostileMillionFilledRows, table.TestMillionFormattedRows
//	dates as numbers              TestHostileDatesAsNumbers
//	full-width digits             TestHostileFullWidthDigits
//	ID numbers turned to 1.1E+17  TestHostileIDNumberAsQuantity
//	CSV in GBK                    TestGBKList, table.TestCSVEncodings
//	BOM                           TestHeaders, table.TestCSVEncodings
//	duplicate rows                TestDuplicateRows
//	zip bombs                     TestHostileZipBomb, TestHostilePhotoZips, table.TestZipBombs
//	photos named with spaces      TestPhotosFindTheirStudents

// sheet makes a workbook of a list, with the header and one student in row 2,
// and what change does to it.
func sheet(t *testing.T, change func(*excelize.File)) []byte {
	t.Helper()
	x := excelize.NewFile()
	for i, row := range [][]any{
		{"序号", "学号", "姓名", "证件类型", "证件号码", "年级", "学院", "学历类别"},
		{1, "2025001", "张三", "居民身份证", goodID, "2025", "文学院", "本科"},
	} {
		if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(x)
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// must panics: changes of a workbook in memory don't fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// only gives the one problem of a list.
func only(t *testing.T, data []byte) roster.Problem {
	t.Helper()
	l, err := readBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	if l.Problems.Total != 1 {
		t.Fatalf("problems %v, want one", l.Problems.Kept)
	}
	return l.Problems.Kept[0]
}

func imported(t *testing.T, data []byte) []roster.Entry {
	t.Helper()
	b := membook.New()
	apply(t, b, plan(t, b, data, roster.PlanOptions{}))
	return students(t, b)
}

func TestHostileFormulas(t *testing.T) {
	// With a computed value: that is what the clerk sees.
	parts := func(cell string) []byte {
		return rostertest.Workbook(func(w io.Writer) {
			_, _ = io.WriteString(w, `<sheetData>`)
			rostertest.TextRow(w, 1, "姓名", "证件号码", "年级", "学历类别")
			_, _ = fmt.Fprintf(w, `<row r="2"><c r="A2" t="str">%s</c><c r="B2" t="str"><v>%s</v></c><c r="C2"><v>2025</v></c><c r="D2" t="str"><v>本科</v></c></row></sheetData>`, cell, goodID)
		})
	}
	l := mustRead(t, parts(`<f>VLOOKUP(B2,[1]Sheet1!A:B,2,0)</f><v>张三</v>`))
	if l.Students != 1 || !hasNote(l, "note.formulas", 2) {
		t.Errorf("%v, notes %v", l, l.Notes)
	}
	// Without one, and with an error for one.
	if p := only(t, parts(`<f>WEBSERVICE("http://127.0.0.1/"&amp;B2)</f>`)); p.Code != "row.formula" || p.Cell != "A2" {
		t.Errorf("%v", p)
	}
	if p := only(t, strings2(parts(`<f>X</f><v>#NAME?</v>`), `t="str"><f>`, `t="e"><f>`)); p.Code != "row.cell_error" {
		t.Errorf("%v", p)
	}
}

// strings2 rebuilds a workbook with its sheet's text replaced.
func strings2(data []byte, old, replacement string) []byte {
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(err)
	raw, _ := f.Pkg.Load("xl/worksheets/sheet1.xml")
	parts := rostertest.Parts()
	parts["xl/worksheets/sheet1.xml"] = strings.Replace(string(raw.([]byte)), old, replacement, 1)
	return rostertest.Zip(parts, nil)
}

func TestHostileMergedCells(t *testing.T) {
	second := func(x *excelize.File) {
		must(x.SetSheetRow("Sheet1", "A3", &[]any{2, "2025002", "李四", "居民身份证", rostertest.Students(1, 1)[0].ID, "2025", nil, "本科"}))
	}
	// A merged title above, a college merged over both students: filled down.
	data := sheet(t, func(x *excelize.File) {
		second(x)
		must(x.MergeCell("Sheet1", "G2", "G3"))
		must(x.InsertRows("Sheet1", 1, 1))
		must(x.SetCellValue("Sheet1", "A1", "2025级学生名单"))
		must(x.MergeCell("Sheet1", "A1", "H1"))
	})
	for _, e := range imported(t, data) {
		if e.Place.College != "文学院" {
			t.Errorf("college %q", e.Place.College)
		}
	}
	// A merged name is nobody's.
	p := func(from, to string) []roster.Problem {
		l, err := readBytes(sheet(t, func(x *excelize.File) { second(x); must(x.MergeCell("Sheet1", from, to)) }))
		if err != nil {
			t.Fatal(err)
		}
		return l.Problems.Kept
	}
	for _, r := range [][2]string{{"C2", "C3"}, {"E2", "E3"}, {"B2", "C2"}} {
		got := p(r[0], r[1])
		if len(got) == 0 || got[0].Code != "row.merged" || got[0].Row != 2 {
			t.Errorf("merged %v: %v", r, got)
		}
	}
	// A header of two rows, with cells merged across and down; a heading between
	// the students.
	data = sheet(t, func(x *excelize.File) {
		second(x)
		must(x.InsertRows("Sheet1", 1, 1))
		for _, c := range []string{"A", "B", "C", "F", "G", "H"} {
			v, _ := x.GetCellValue("Sheet1", c+"2")
			must(x.SetCellValue("Sheet1", c+"1", v))
			must(x.SetCellValue("Sheet1", c+"2", nil))
			must(x.MergeCell("Sheet1", c+"1", c+"2"))
		}
		must(x.SetCellValue("Sheet1", "D1", "证件信息"))
		must(x.MergeCell("Sheet1", "D1", "E1"))
		must(x.InsertRows("Sheet1", 4, 1))
		must(x.SetCellValue("Sheet1", "A4", "历史学院"))
		must(x.MergeCell("Sheet1", "A4", "H4"))
	})
	if l := mustRead(t, data); l.Students != 2 || l.HeaderRow != 2 || !hasNote(l, "note.nobody", 4) {
		t.Errorf("%v, header in row %d, notes %v", l, l.HeaderRow, l.Notes)
	}
}

func TestHostileDatesAsNumbers(t *testing.T) {
	dated := func(cell string, serial, format int) []byte {
		return sheet(t, func(x *excelize.File) {
			s, err := x.NewStyle(&excelize.Style{NumFmt: format})
			must(err)
			must(x.SetCellValue("Sheet1", cell, serial))
			must(x.SetCellStyle("Sheet1", cell, cell, s))
		})
	}
	for cell, code := range map[string]booth.Code{"B2": "row.date", "F2": "row.date", "E2": "row.date"} {
		if p := only(t, dated(cell, 45901, 14)); p.Code != code || p.Cell != cell {
			t.Errorf("%s: %v", cell, p)
		}
	}
	// The same without the format: a grade that is no year.
	if p := only(t, dated("F2", 45901, 0)); p.Code != "row.grade" {
		t.Errorf("%v", p)
	}
	// A date of birth is one, as a date and as a number.
	l := mustRead(t, sheet(t, func(x *excelize.File) {
		s, err := x.NewStyle(&excelize.Style{NumFmt: 14})
		must(err)
		must(x.SetCellValue("Sheet1", "I1", "出生日期"))
		must(x.SetCellValue("Sheet1", "I2", 38783)) // 2006-03-07
		must(x.SetCellStyle("Sheet1", "I2", "I2", s))
	}))
	if hasNote(l, "note.birth_date", 0) {
		t.Errorf("notes %v", l.Notes)
	}
}

func TestHostileFullWidthDigits(t *testing.T) {
	e := imported(t, sheet(t, func(x *excelize.File) {
		must(x.SetCellValue("Sheet1", "B2", "２０２５００１"))
		must(x.SetCellValue("Sheet1", "E2", wide(goodID[:6])+"　"+wide(strings.ToLower(goodID[6:]))))
		must(x.SetCellValue("Sheet1", "F2", "２０２５级"))
	}))[0]
	if e.Student.Person.ID.Reveal() != goodID || e.Student.Person.Number.Reveal() != "2025001" || e.Student.Grade != "2025" {
		t.Errorf("got %+v", e.Student)
	}
}

func TestHostileIDNumberAsQuantity(t *testing.T) {
	for name, value := range map[string]any{"as Excel shows it": "1.1E+17", "as a number": 110101200603070012, "as Excel exports it to CSV": "1.10101E+17"} {
		p := only(t, sheet(t, func(x *excelize.File) { must(x.SetCellValue("Sheet1", "E2", value)) }))
		if p.Code != "row.rounded" || p.Cell != "E2" || !strings.Contains(p.ZH, "15 位") || !strings.Contains(p.ZH, "文本") {
			t.Errorf("%s: %v", name, p)
		}
	}
	// A student number that fits is taken as it is; with the zeros its format
	// shows.
	e := imported(t, sheet(t, func(x *excelize.File) {
		code := "0000000000"
		s, err := x.NewStyle(&excelize.Style{CustomNumFmt: &code})
		must(err)
		must(x.SetCellValue("Sheet1", "B2", 25001))
		must(x.SetCellStyle("Sheet1", "B2", "B2", s))
	}))[0]
	if got := e.Student.Person.Number.Reveal(); got != "0000025001" {
		t.Errorf("student number %q", got)
	}
}

func TestHostileHiddenSheetsAndRows(t *testing.T) {
	data := sheet(t, func(x *excelize.File) {
		_, err := x.NewSheet("旧名单")
		must(err)
		must(x.SetSheetRow("旧名单", "A1", &[]any{"姓名", "证件号码", "年级", "学历类别"}))
		must(x.SetSheetVisible("旧名单", false))
		must(x.SetRowVisible("Sheet1", 2, false))
	})
	l := mustRead(t, data)
	if l.Students != 1 || l.Sheet != "Sheet1" || !hasNote(l, "note.hidden_sheets", 0) || !hasNote(l, "note.hidden_rows", 2) {
		t.Errorf("%v of %s, notes %v", l, l.Sheet, l.Notes)
	}
}

func TestSeveralSheetsWithLists(t *testing.T) {
	data := sheet(t, func(x *excelize.File) {
		_, err := x.NewSheet("二班")
		must(err)
		must(x.SetSheetRow("二班", "A1", &[]any{"姓名", "证件号码", "年级", "学历类别"}))
		must(x.SetSheetRow("二班", "A2", &[]any{"李四", rostertest.Students(1, 1)[0].ID, "2025", "本科"}))
		_, err = x.NewSheet("说明")
		must(err)
		must(x.SetCellValue("说明", "A1", "填表说明"))
	})
	_, err := readBytes(data)
	if !errors.Is(err, roster.ErrSeveralSheets) || !strings.Contains(booth.Explain(err).Text.ZH, "1, 2") {
		t.Errorf("got %v", err)
	}
	for wanted, name := range map[string]string{"二班": "二班", "2": "二班", "1": "Sheet1"} {
		l := mustRead(t, data, func(o *roster.Options) { o.Sheet = wanted })
		if l.Sheet != name {
			t.Errorf("--sheet %s reads %s", wanted, l.Sheet)
		}
	}
	if _, err := readBytes(data, func(o *roster.Options) { o.Sheet = "9" }); !errors.Is(err, roster.ErrNoSuchSheet) {
		t.Errorf("no such sheet: %v", err)
	}
}

// The content counts, not the extension: an XLSX named .csv is opened as what
// it is, since a file is given as bytes.
func TestHostileWrongExtension(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"old Excel":         {append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 4096)...), table.ErrOldExcel},
		"web page as .xls":  {[]byte("<html><body><table>"), table.ErrHTML},
		"photos as a list":  {rostertest.Zip(map[string]string{"1.jpg": "x"}, nil), table.ErrNotTable},
		"a picture as list": {[]byte("\x89PNG\r\n\x1a\n"), table.ErrNotTable},
	} {
		if _, err := readBytes(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHostilePassword(t *testing.T) {
	x, err := excelize.OpenReader(bytes.NewReader(sheet(t, nil)))
	must(err)
	var b bytes.Buffer
	must(x.Write(&b, excelize.Options{Password: "secret"}))
	if _, err := readBytes(b.Bytes()); !errors.Is(err, table.ErrPassword) {
		t.Errorf("got %v", err)
	}
}

// A sheet filled to Excel's last row is refused as soon as it has more
// students than a task can; memory stays bounded.
func TestHostileMillionFilledRows(t *testing.T) {
	data := rostertest.Workbook(func(w io.Writer) {
		_, _ = io.WriteString(w, `<sheetData>`)
		rostertest.TextRow(w, 1, "姓名", "证件类型", "证件号码", "年级", "学历类别")
		var b []byte
		for r := 2; r <= manyRows; r++ {
			b = append(b, `<row><c t="str"><v>张三</v></c><c t="str"><v>护照</v></c><c t="str"><v>E`...)
			b = strconv.AppendInt(b, int64(r), 10)
			b = append(b, `</v></c><c><v>2025</v></c><c t="str"><v>本科</v></c></row>`...)
			if len(b) > 1<<20 {
				_, _ = w.Write(b)
				b = b[:0]
			}
		}
		_, _ = w.Write(b)
		_, _ = io.WriteString(w, `</sheetData>`)
	})
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	most := uint64(0)
	_, err := readBytes(data, func(o *roster.Options) {
		o.MaxStudents = 20_000
		calls := 0
		o.Progress = func(int64, int64) {
			if calls++; calls%40 == 0 {
				runtime.ReadMemStats(&after)
				most = max(most, after.HeapAlloc)
			}
		}
	})
	if !errors.Is(err, roster.ErrTooManyStudents) {
		t.Errorf("got %v", err)
	}
	if most > before.HeapAlloc+(64<<20) {
		t.Errorf("%d MB more in memory", (most-before.HeapAlloc)>>20)
	}
}

func TestHostileZipBomb(t *testing.T) {
	line := bytes.Repeat([]byte(`<row/>`), 1<<16)
	data := rostertest.Workbook(func(w io.Writer) {
		_, _ = io.WriteString(w, `<sheetData>`)
		for range 16 { // 6 MB of rows in 6 KB
			_, _ = w.Write(line)
		}
		_, _ = io.WriteString(w, `</sheetData>`)
	})
	f, err := table.Open(bytes.NewReader(data), int64(len(data)), table.Limits{SheetBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	_, err = roster.ReadList(t.Context(), f, roster.Options{Task: task(), KeyOf: membook.New().KeyOf, Today: today})
	if !errors.Is(err, table.ErrBomb) {
		t.Errorf("got %v", err)
	}
}
