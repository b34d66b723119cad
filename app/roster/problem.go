package roster

import (
	"fmt"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/table"
)

// Problem is why a row can't be imported. Nothing in it is personal: it says
// where to look, not what stands there.
type Problem struct {
	// Row is the number that Excel shows.
	Row int `json:"row"`
	// Cell is the place that Excel shows, "G17"; empty when it is about the row.
	Cell  string `json:"cell,omitempty"`
	Field Field  `json:"field,omitempty"`
	// File is a photo's file name, masked; empty for problems with cells.
	File string     `json:"file,omitempty"`
	Code booth.Code `json:"code"`
	booth.Text
}

// String gives the sentence in English, for tests and logs.
func (p Problem) String() string {
	return fmt.Sprintf("row %d %s: %s [%s]", p.Row, p.Cell, p.EN, p.Code)
}

// Problems are the problems of a list. All are counted, the first are kept.
type Problems struct {
	// Kept are the first ones, in the order of rows.
	Kept []Problem `json:"kept"`
	// Total counts all, also by code.
	Total  int                `json:"total"`
	ByCode map[booth.Code]int `json:"by_code"`
	most   int
}

func (p *Problems) add(one Problem) {
	if p.ByCode == nil {
		p.ByCode = map[booth.Code]int{}
	}
	p.Total++
	p.ByCode[one.Code]++
	if len(p.Kept) < p.most {
		p.Kept = append(p.Kept, one)
	}
}

// newProblem makes a problem of a cell; column < 0 is the whole row.
func newProblem(row, column int, f Field, err error) Problem {
	e := booth.Explain(err)
	p := Problem{Row: row, Field: f, Code: e.Code, Text: e.Text}
	if column >= 0 {
		p.Cell = fmt.Sprint(table.ColumnName(column), row)
	}
	return p
}

// Note is something the clerk should know of a list that can be imported.
type Note struct {
	Code booth.Code `json:"code"`
	booth.Text
	// Count is how many rows (or sheets, columns) it is about, Rows the first of
	// them.
	Count int   `json:"count"`
	Rows  []int `json:"rows,omitempty"`
}

// noteRows is how many rows a note names.
const noteRows = 10

// The notes.
var (
	noteFormulas = note("note.formulas",
		"有公式的单元格：采用了 Excel 上次保存时算出的结果。",
		"Cells with formulas: what Excel had computed when it saved was taken.")
	noteHiddenRows = note("note.hidden_rows",
		"隐藏或被筛选掉的行：也一并读入。",
		"Rows that are hidden or filtered out: they were read too.")
	noteHiddenSheets = note("note.hidden_sheets",
		"隐藏的工作表：没有读取。",
		"Hidden sheets: they were not read.")
	noteNobody = note("note.nobody",
		"没有姓名也没有号码的行：已跳过。",
		"Rows without a name and without numbers: they were left out.")
	noteHeaderAgain = note("note.header_again",
		"重复出现的表头行：已跳过。",
		"Rows that repeat the header: they were left out.")
	noteRepeated = note("note.repeated",
		"与前面某行完全相同的学生：只算一次。",
		"Students that are listed again with the same content: they count once.")
	noteSex = note("note.sex",
		"性别与身份证号不一致：请核对，仍会导入。",
		"The sex differs from the ID number: please check; imported all the same.")
	noteBirth = note("note.birth_date",
		"出生日期与身份证号不一致：请核对，仍会导入。",
		"The date of birth differs from the ID number: please check; imported all the same.")
	noteColumns = note("note.columns",
		"不认识的列：没有使用。",
		"Columns that are not known: they were not used.")
)

func note(code booth.Code, zh, en string) Note {
	return Note{Code: code, Text: booth.Text{ZH: zh, EN: en}}
}

// notes counts notes in the order in which they first came.
type notes []Note

func (n *notes) add(what Note, row int) {
	for i := range *n {
		if (*n)[i].Code == what.Code {
			(*n)[i].count(row)
			return
		}
	}
	what.count(row)
	*n = append(*n, what)
}

func (n *Note) count(row int) {
	n.Count++
	if row > 0 && len(n.Rows) < noteRows {
		n.Rows = append(n.Rows, row)
	}
}
