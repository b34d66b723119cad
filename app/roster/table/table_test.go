package table

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"campuskiosk/app/roster/rostertest"
)

func openBytes(data []byte) (*File, error) {
	return Open(bytes.NewReader(data), int64(len(data)), Limits{})
}

// read gives all rows of the first sheet, copied.
func read(t *testing.T, data []byte) []Row {
	t.Helper()
	f, err := openBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	var all []Row
	for r, err := range f.Sheets[0].Rows(context.Background(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		r.Cells = append([]Cell(nil), r.Cells...)
		all = append(all, r)
	}
	return all
}

// texts joins the texts of rows, with their numbers.
func texts(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		for i, c := range r.Cells {
			if i > 0 {
				b.WriteByte('|')
			}
			b.WriteString(c.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestRosterReadsTheSameFromBothFormats(t *testing.T) {
	students := rostertest.Students(1, 500)
	x, c := read(t, rostertest.XLSX(students)), read(t, rostertest.CSV(students))
	if len(x) != 501 || texts(x) != texts(c) {
		t.Fatalf("XLSX gave %d rows, CSV %d, or they differ", len(x), len(c))
	}
	if got, want := x[7].Cells[6].Text, students[6].ID; got != want || x[7].Number != 8 {
		t.Errorf("row %d column G differs from what was written", x[7].Number)
	}
}

func TestCSVEncodings(t *testing.T) {
	const plain = "学号,姓名\n2025001,张三丰\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	rare := "学号,姓名\n2025001,王\U00020087\n" // only in GB 18030's four bytes
	gb18030, err := simplifiedchinese.GB18030.NewEncoder().String(rare)
	if err != nil {
		t.Fatal(err)
	}
	le, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(plain)
	be, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(plain)
	for name, c := range map[string]struct{ file, want string }{
		"UTF-8":               {plain, plain},
		"UTF-8 with BOM":      {"\uFEFF" + plain, plain},
		"GBK":                 {gbk, plain},
		"GB 18030":            {gb18030, rare},
		"UTF-16 LE with BOM":  {le, plain},
		"UTF-16 BE with BOM":  {be, plain},
		"Windows line ends":   {strings.ReplaceAll(plain, "\n", "\r\n"), plain},
		"without a last line": {strings.TrimSpace(plain), plain},
	} {
		got := texts(read(t, []byte(c.file)))
		if want := strings.ReplaceAll(c.want, ",", "|"); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestCSVSeparators(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"comma":             {"a,b\n1,2;3\n", "a|b\n1|2;3\n"},
		"semicolon":         {"a;b;c\n1;2;3\n", "a|b|c\n1|2|3\n"},
		"tab":               {"a\tb\n1\t2,5\n", "a|b\n1|2,5\n"},
		"full-width comma":  {"学号，姓名\n1，张\n", "学号|姓名\n1|张\n"},
		"Excel's hint":      {"sep=;\na;b,c,d\n", "a|b,c,d\n"},
		"comma in quotes":   {"\"a;b;c\",d\n1,2\n", "a;b;c|d\n1|2\n"},
		"one column":        {"学号\n1\n", "学号\n1\n"},
		"protected numbers": {"a,b,c\n=\"0012\",'0034,\t0056\n", "a|b|c\n0012|0034|0056\n"},
	} {
		if got := texts(read(t, []byte(c.file))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A clerk looks for the row in Excel: blank lines count, line ends within a
// quoted cell don't.
func TestCSVRowNumbersAreExcels(t *testing.T) {
	rows := read(t, []byte("title\n\n\"two\nlines\",x\n\n\nlast,y\n\"a\n\nb\",\"c\nd\"\nend\n"))
	var got []int
	for _, r := range rows {
		got = append(got, r.Number)
	}
	want := []int{1, 3, 6, 7, 8}
	if len(got) != len(want) {
		t.Fatalf("rows %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("rows %v, want %v", got, want)
		}
	}
}

func TestWhatIsNoTableIsNamedWithItsCure(t *testing.T) {
	ole := string(magicOLE) + strings.Repeat("\x00", 600)
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"empty":         {"", ErrEmpty},
		"PDF":           {"%PDF-1.7\n", ErrNotTable},
		"JPEG":          {"\xFF\xD8\xFF\xE0\x00\x10JFIF", ErrNotTable},
		"web page":      {"\r\n<html><table><tr><td>学号</td></tr></table>", ErrHTML},
		"XML of 2003":   {"\uFEFF<?xml version=\"1.0\"?><Workbook>", ErrHTML},
		"xls":           {ole + string(utf16le("Workbook")), ErrOldExcel},
		"with password": {ole + string(utf16le("EncryptedPackage")), ErrPassword},
		"binary":        {"abc\x00def", ErrNotTable},
		"xlsb":          {string(rostertest.Zip(map[string]string{"xl/workbook.bin": "x"}, nil)), ErrBinaryExcel},
		"ods":           {string(rostertest.Zip(map[string]string{"content.xml": "x"}, nil)), ErrOpenDocument},
		"docx":          {string(rostertest.Zip(map[string]string{"word/document.xml": "x"}, nil)), ErrNotTable},
		"other zip":     {string(rostertest.Zip(map[string]string{"a.jpg": "x"}, nil)), ErrNotTable},
		"empty zip":     {string(rostertest.Zip(nil, nil)), ErrNotTable},
		"half an XLSX":  {string(rostertest.XLSX(rostertest.Students(1, 50))[:2000]), ErrDamaged},
	} {
		if _, err := openBytes([]byte(c.file)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
