package table

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"campuskiosk/app/roster/rostertest"
)

// sheetOf reads a sheet whose data is given.
func sheetOf(t *testing.T, body string) []Row {
	t.Helper()
	return read(t, rostertest.Workbook(func(w io.Writer) { _, _ = io.WriteString(w, body) }))
}

func TestCellKinds(t *testing.T) {
	rows := sheetOf(t, `<sheetData><row r="3" hidden="1">
		<c r="A3"><v>2025001</v></c>
		<c r="B3"><v>1.1010119900307E+17</v></c>
		<c r="C3"><v>110101199003070000</v></c>
		<c r="D3" s="1"><v>45901</v></c>
		<c r="E3" s="2"><v>45901</v></c>
		<c r="F3" s="3"><v>12345</v></c>
		<c r="G3" t="b"><v>1</v></c>
		<c r="H3" t="e"><v>#N/A</v></c>
		<c r="I3" t="str"><f>A3&amp;"x"</f><v>2025001x</v></c>
		<c r="J3"><f>A3+1</f></c>
		<c r="K3" t="inlineStr"><is><r><t>张</t></r><r><rPr><b/></rPr><t>三</t></r><rPh sb="0" eb="1"><t>ZHANG</t></rPh></is></c>
		<c r="L3"><v>2.5</v></c>
		<c r="M3"><v>2.0250000000100001E+9</v></c>
		<c r="N3" t="s"><v>9</v></c>
		<c r="O3" t="inlineStr"><is><t>a_x000D_b_x005F_c</t></is></c>
		<c r="Q3" s="1"/></row></sheetData>`)
	if len(rows) != 1 || rows[0].Number != 3 || !rows[0].Hidden {
		t.Fatalf("got %+v", rows)
	}
	want := []Cell{
		{"2025001", Number, false},
		{"1.1010119900307E+17", LongNumber, false},
		{"1.1010119900307E+17", LongNumber, false},
		{"2025-09-01", Date, false},
		{"2025", Year, false},
		{"00012345", Number, false},
		{"TRUE", Bool, false},
		{"#N/A", Error, false},
		{"2025001x", Text, true},
		{"", Blank, true},
		{"张三", Text, false},
		{"2.5", Number, false},
		{"2025000000.01", Number, false},
		{"#REF!", Error, false},
		{"a\rb_c", Text, false},
	}
	for i, w := range want {
		if got := rows[0].Cells[i]; got != w {
			t.Errorf("column %s: %+v, want %+v", ColumnName(i), got, w)
		}
	}
	if len(rows[0].Cells) != len(want) {
		t.Errorf("%d cells, want %d: blank ones at the end take no room", len(rows[0].Cells), len(want))
	}
}

func TestDatesFrom1904(t *testing.T) {
	parts := rostertest.Parts()
	parts["xl/workbook.xml"] = `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>`
	parts["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData><row><c s="1"><v>44439</v></c></row></sheetData></worksheet>`
	if got := read(t, rostertest.Zip(parts, nil))[0].Cells[0]; got != (Cell{"2025-09-01", Date, false}) {
		t.Errorf("got %+v", got)
	}
}

func TestFormats(t *testing.T) {
	for code, want := range map[string]style{
		"General": {}, "@": {}, "0": {zeros: 1}, "00000000": {zeros: 8}, "0.00": {}, "#,##0": {}, "0.00E+00": {}, "0%": {},
		"yyyy-mm-dd": {date: true}, "yyyy": {date: true, yearOnly: true}, `yyyy"年"`: {date: true, yearOnly: true},
		`yyyy"年"m"月"`: {date: true}, "[$-804]yyyy": {date: true, yearOnly: true}, "h:mm AM/PM": {date: true},
		`"学号"0`: {zeros: 1}, `\y0`: {zeros: 1}, `0;[Red]-d`: {zeros: 1}, `"unclosed`: {}, "[h]:mm": {date: true}, `e"年"`: {date: true, yearOnly: true},
	} {
		if got := parseFormat(code); got != want {
			t.Errorf("%s: %+v, want %+v", code, got, want)
		}
	}
}

func TestOnlySheetsThatCanBeSeenAreRead(t *testing.T) {
	x := excelize.NewFile()
	for _, s := range []string{"旧名单", "底稿", "今年"} {
		if _, err := x.NewSheet(s); err != nil {
			t.Fatal(err)
		}
	}
	x.SetActiveSheet(1)
	for sheet, very := range map[string]bool{"Sheet1": false, "底稿": true} {
		if err := x.SetSheetVisible(sheet, false, very); err != nil {
			t.Fatal(err)
		}
	}
	f := reopen(t, x)
	var names []string
	for _, s := range f.Sheets {
		names = append(names, s.Name)
	}
	if !reflect.DeepEqual(names, []string{"旧名单", "今年"}) || f.HiddenSheets != 2 {
		t.Errorf("sheets %v, %d hidden", names, f.HiddenSheets)
	}
}

func reopen(t interface {
	Helper()
	Fatal(...any)
}, x *excelize.File,
) *File {
	t.Helper()
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMergedRanges(t *testing.T) {
	x := excelize.NewFile()
	for _, m := range [][2]string{{"A1", "F1"}, {"C3", "C40"}, {"AA5", "AB6"}} {
		if err := x.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	got, err := reopen(t, x).Sheets[0].Merges(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if want := []Range{{1, 1, 0, 5}, {3, 40, 2, 2}, {5, 6, 26, 27}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	// With a prefix, and behind a text that looks like the end of the rows.
	rows := `<x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>&lt;/sheetData></x:t></x:is></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="$B$2:C2"/></x:mergeCells>`
	f, err := openBytes(rostertest.Workbook(func(w io.Writer) { _, _ = io.WriteString(w, rows) }))
	if err != nil {
		t.Fatal(err)
	}
	got, err = f.Sheets[0].Merges(context.Background())
	if err != nil || !reflect.DeepEqual(got, []Range{{2, 2, 1, 2}}) {
		t.Errorf("got %v, %v", got, err)
	}
}

// What excelize writes and reads is what we read: shared strings, numbers,
// dates, formulas with and without a value, gaps.
func TestRowsAreThoseOfExcelize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := excelize.NewFile()
		date, _ := x.NewStyle(&excelize.Style{NumFmt: 14})
		cells := rapid.IntRange(0, 40).Draw(t, "cells")
		for range cells {
			at, _ := excelize.CoordinatesToCellName(rapid.IntRange(1, 30).Draw(t, "column"), rapid.IntRange(1, 50).Draw(t, "row"))
			var value any
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				value = rapid.StringMatching(`[ -~一-龥𠂇_x0-9A-F<>&"'\t]{1,12}`).Draw(t, "text")
			case 1:
				value = rapid.IntRange(-1e9, 1e14).Draw(t, "number")
			case 2:
				value = rapid.Bool().Draw(t, "bool")
			case 3:
				value = rapid.IntRange(1, 60000).Draw(t, "date")
				if err := x.SetCellStyle("Sheet1", at, at, date); err != nil {
					t.Fatal(err)
				}
			}
			if err := x.SetCellValue("Sheet1", at, value); err != nil {
				t.Fatal(err)
			}
		}
		want := map[string]string{}
		b, err := x.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		again, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := again.GetRows("Sheet1", excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range raw {
			for c, text := range row {
				if text != "" {
					want[fmt.Sprint(r+1, c)] = text
				}
			}
		}
		got := map[string]string{}
		for row, err := range reopen(t, x).Sheets[0].Rows(context.Background(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			for c, cell := range row.Cells {
				at := fmt.Sprint(row.Number, c)
				switch cell.Kind {
				case Blank:
				case Date:
					serial := want[at]
					if shown, err := excelize.ExcelDateToTime(atof(t, serial), false); err != nil || shown.Format("2006-01-02") != cell.Text {
						t.Fatalf("cell %s: date %s for %s", at, cell.Text, serial)
					}
					got[at] = serial
				case Bool:
					got[at] = map[string]string{"TRUE": "1", "FALSE": "0"}[cell.Text]
				default:
					got[at] = cell.Text
				}
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
	})
}

func atof(t *rapid.T, s string) (f float64) {
	if _, err := fmt.Sscan(s, &f); err != nil {
		t.Fatal(err)
	}
	return f
}
