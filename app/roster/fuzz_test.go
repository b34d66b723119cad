package roster_test

import (
	"strings"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/membook"
	"campuskiosk/app/roster/rostertest"
)

// checkList reads a list and checks what must hold of whatever comes out.
func checkList(t *testing.T, data []byte) {
	t.Helper()
	l, err := readBytes(data)
	if err != nil {
		if booth.Explain(err).Code == booth.ErrInternal.Code {
			t.Errorf("an error without a sentence: %v", err)
		}
		return
	}
	for _, p := range l.Problems.Kept {
		if p.ZH == "" || p.EN == "" || p.Row <= l.HeaderRow {
			t.Errorf("problem %+v", p)
		}
	}
	if l.Problems.Total > 0 {
		return
	}
	b := membook.New()
	p, err := roster.PlanImport(t.Context(), b, l, roster.PlanOptions{}, "t1")
	if err != nil {
		t.Fatal(err)
	}
	apply(t, b, p)
	all := students(t, b)
	if len(all) != l.Students {
		t.Errorf("%d students of %d", len(all), l.Students)
	}
	for _, e := range all {
		if e.Student.Person.Name.IsZero() || e.Student.Person.ID.IsZero() || e.Student.Grade == "" || e.Student.Category == "" {
			t.Errorf("an incomplete student")
		}
		if strings.ContainsAny(e.Student.Person.Name.Reveal(), "=+@\t\r\n") {
			t.Errorf("a name that a spreadsheet may take for a formula")
		}
	}
}

func FuzzCSVList(f *testing.F) {
	f.Add(rostertest.CSV(rostertest.Students(1, 2)))
	f.Add([]byte("姓名;身份证号;年级;层次\n\"张\n三\";" + goodID + ";2025级;本科\n"))
	f.Add([]byte("标题\n\n* 姓 名\t证件号码（必填）\t年级\t学历类别\n"))
	f.Fuzz(checkList)
}

// FuzzHeader fuzzes the header of a workbook with two rows and a merged range.
func FuzzHeader(f *testing.F) {
	f.Add("学号\x00姓名\x00证件号码\x00年级\x00学历类别", "1\x00张三\x00"+goodID+"\x002025\x00本科", "A1:A2")
	f.Add("*姓 名(必填)\x00身份证/护照号\x00年级", "", "A1:E1")
	f.Fuzz(func(t *testing.T, header, row, merge string) {
		parts := rostertest.Parts()
		var b strings.Builder
		b.WriteString(`<worksheet><sheetData>`)
		rostertest.TextRow(&b, 1, strings.Split(header, "\x00")...)
		rostertest.TextRow(&b, 2, strings.Split(row, "\x00")...)
		rostertest.TextRow(&b, 3, "1", "张三", goodID, "2025", "本科")
		b.WriteString(`</sheetData><mergeCells><mergeCell ref="` + strings.Map(func(r rune) rune {
			if r < '0' || r > 'Z' {
				return -1
			}
			return r
		}, merge) + `"/></mergeCells></worksheet>`)
		parts["xl/worksheets/sheet1.xml"] = b.String()
		checkList(t, rostertest.Zip(parts, nil))
	})
}

func FuzzPhotoName(f *testing.F) {
	f.Add("照片_2025001 (1).JPG")
	f.Add("a/b/\u3000Ｅ１２３４５６７８.jpeg")
	list := rostertest.CSV(rostertest.Students(2, 30))
	f.Fuzz(func(t *testing.T, name string) {
		b := membook.New()
		p := plan(t, b, list, roster.PlanOptions{Photos: named{name}})
		if p.Photos.Matched+p.Photos.Unmatched+p.Photos.Others+p.Problems.Total != 1 {
			t.Errorf("%+v, problems %v", p.Photos, p.Problems.Kept)
		}
	})
}

// named is one photo with a name.
type named struct{ name string }

func (n named) Names() []string          { return []string{n.name} }
func (n named) Read(int) ([]byte, error) { return picture(2, 80), nil }
func (n named) Close() error             { return nil }
