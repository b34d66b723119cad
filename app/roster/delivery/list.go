package delivery

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"campuskiosk/app/booth"
)

// noFolder is given to excelize as its temporary folder: it can't exist, so
// large sheets stay in memory instead of lying readable on a disk.
const noFolder = "\x00"

// textFormat is the built-in number format "@" (ECMA-376 part 1, 18.8.30).
const textFormat = 49

var columns = []struct {
	name  string
	width float64 // in characters
	value func(t booth.Task, n int, it item) string
}{
	{"序号", 7, func(_ booth.Task, n int, _ item) string { return fmt.Sprint(n) }},
	{"学号", 16, func(_ booth.Task, _ int, it item) string { return it.entry.Student.Person.Number.Reveal() }},
	{"姓名", 14, func(_ booth.Task, _ int, it item) string { return it.entry.Student.Person.Name.Reveal() }},
	{"证件类型", 16, func(_ booth.Task, _ int, it item) string { return it.entry.Student.Person.ID.Kind().Label().ZH }},
	{"证件号码", 22, func(_ booth.Task, _ int, it item) string { return it.entry.Student.Person.ID.Reveal() }},
	{"年级", 8, func(_ booth.Task, _ int, it item) string { return it.entry.Student.Grade }},
	{"学院", 22, func(_ booth.Task, _ int, it item) string { return it.entry.Place.College }},
	{"专业", 22, func(_ booth.Task, _ int, it item) string { return it.entry.Place.Major }},
	{"班级", 18, func(_ booth.Task, _ int, it item) string { return it.entry.Place.Class }},
	{"学历类别", 14, func(t booth.Task, _ int, it item) string { return t.CategoryName(it.entry.Student.Category).ZH }},
	{"名单来源", 16, func(_ booth.Task, _ int, it item) string { return origin(it.entry.Student.Manual) }},
}

func origin(m booth.ManualState) string {
	switch m {
	case booth.ManualPending:
		return "人工录入（待批准）"
	case booth.ManualApproved:
		return "人工录入（已批准）"
	case booth.ManualRefused:
		return "人工录入（未批准）"
	}
	return "名单"
}

// writeList writes 名单.xlsx.
func (d *Delivery) writeList(w io.Writer) error {
	x := excelize.NewFile(excelize.Options{TmpDir: noFolder})
	defer x.Close() //nolint:errcheck // nothing but memory
	x.ZipWriter = func(w io.Writer) excelize.ZipWriter { return &sortedZip{w: w} }
	if err := x.SetSheetName("Sheet1", "已采集"); err != nil {
		return err
	}
	if _, err := x.NewSheet("未采集"); err != nil {
		return err
	}
	style, err := x.NewStyle(&excelize.Style{NumFmt: textFormat})
	if err != nil {
		return err
	}
	for _, s := range []struct {
		sheet   string
		missing bool
		last    string
		value   func(item) string
	}{
		{"已采集", false, "照片文件", func(it item) string { return it.name }},
		{"未采集", true, "原因", func(it item) string { return it.reason.Label().ZH }},
	} {
		if err := d.writeSheet(x, s.sheet, style, s.missing, s.last, s.value); err != nil {
			return err
		}
	}
	return x.Write(w)
}

func (d *Delivery) writeSheet(x *excelize.File, sheet string, style int, missing bool, last string, value func(item) string) error {
	w, err := x.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	for i, c := range columns {
		if err := w.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := w.SetColWidth(len(columns)+1, len(columns)+1, 32); err != nil {
		return err
	}
	row := make([]any, 0, len(columns)+1)
	for _, c := range columns {
		row = append(row, text(style, c.name))
	}
	if err := w.SetRow("A1", append(row, text(style, last))); err != nil {
		return err
	}
	n := 0
	for _, it := range d.items {
		if (it.reason != "") != missing {
			continue
		}
		n++
		row = row[:0]
		for _, c := range columns {
			row = append(row, text(style, c.value(d.o.Task, n, it)))
		}
		if err := w.SetRow(fmt.Sprintf("A%d", n+1), append(row, text(style, value(it)))); err != nil {
			return err
		}
	}
	return w.Flush()
}

// text is a cell that stays a text.
func text(style int, s string) excelize.Cell {
	return excelize.Cell{StyleID: style, Value: strings.ToValidUTF8(s, "\uFFFD")}
}
