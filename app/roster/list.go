package roster

import (
	"context"
	"fmt"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/table"
)

// Options are how a list is read.
type Options struct {
	// Task that the students are for.
	Task booth.Task
	// KeyOf gives students' keys (Book.KeyOf).
	KeyOf func(booth.IDNumber) (booth.StudentKey, error)
	// Today bounds dates of birth.
	Today time.Time
	// Sheet is the name of a sheet or its number among those that can be seen,
	// from 1; empty takes the only one that has a list.
	Sheet string
	// Category and Grade are those of all students where the list has no such
	// column, or a blank cell.
	Category booth.CategoryID
	Grade    string
	// MaxStudents and MaxProblems bound what is kept; 0 is MaxStudents and
	// MaxProblems of this package.
	MaxStudents, MaxProblems int
	// Progress, if not nil, is told how many bytes of how many were read.
	Progress func(done, total int64)
}

const (
	// MaxStudents is how many students a list may have. The largest universities
	// have about 100,000; in memory a student takes about 700 bytes.
	MaxStudents = 200_000
	// MaxProblems is how many problems are kept of those that are counted.
	MaxProblems = 200
)

// List is a list that was read.
type List struct {
	Format table.Format
	// Sheet is the name of the sheet; empty for CSV.
	Sheet string
	// HeaderRow is the number of the row that names the columns.
	HeaderRow int
	// Columns tells which fields were found in which columns ("C").
	Columns map[Field]string
	// Students is how many different ones there are.
	Students int
	Problems Problems
	Notes    []Note

	lines []line
}

// line is a student of a list.
type line struct {
	row     int
	student booth.Student
	place   Place
	exam    booth.StudentNumber
	// embeddings of the reference photo that the roster has already.
	embeddings [][]byte
}

func (l *line) entry() Entry {
	return Entry{Student: l.student, Place: l.place, Embeddings: l.embeddings}
}

// ReadList reads a list to its end. Problems with rows are in the List, not
// errors; then nothing of it may be imported. Errors are those of package
// table, those of this package that are about a list as a whole, ctx's and
// KeyOf's.
func ReadList(ctx context.Context, f *table.File, o Options) (*List, error) {
	if o.MaxStudents <= 0 {
		o.MaxStudents = MaxStudents
	}
	if o.MaxProblems <= 0 {
		o.MaxProblems = MaxProblems
	}
	sheet, h, m, err := chooseSheet(ctx, f, o.Sheet)
	if err != nil {
		return nil, err
	}
	r := newReader(o, h, m)
	if err := r.checkColumns(); err != nil {
		return nil, err
	}
	for row, err := range sheet.Rows(ctx, o.Progress) {
		if err != nil {
			return nil, err
		}
		if row.Number <= h.row {
			m.move(row)
			continue
		}
		if err := r.row(row); err != nil {
			return nil, err
		}
	}
	if len(r.lines) == 0 && r.problems.Total == 0 {
		return nil, ErrNoStudents
	}
	return r.list(f, sheet), nil
}

func (r *reader) list(f *table.File, sheet *table.Sheet) *List {
	l := &List{
		Format: f.Format, Sheet: sheet.Name, HeaderRow: r.header.row, Columns: map[Field]string{},
		Students: len(r.lines), Problems: r.problems, Notes: r.notes, lines: r.lines,
	}
	for field, c := range r.header.columns {
		l.Columns[field] = table.ColumnName(c)
	}
	for _, beside := range []struct {
		what Note
		n    int
	}{{noteHiddenSheets, f.HiddenSheets}, {noteColumns, r.header.unknown}} {
		if beside.n > 0 {
			beside.what.Count = beside.n
			l.Notes = append(l.Notes, beside.what)
		}
	}
	return l
}

// reader reads rows.
type reader struct {
	o        Options
	header   header
	merged   *merged
	needed   map[Field]bool
	category categories

	lines    []line
	problems Problems
	notes    notes

	byKey    map[booth.StudentKey]int32    // index of lines
	byNumber map[booth.StudentNumber]int32 // row
	byExam   map[booth.StudentNumber]int32 // row
	labels   map[string]string
}

func newReader(o Options, h header, m *merged) *reader {
	r := &reader{
		o: o, header: h, merged: m, category: categoriesOf(o.Task),
		problems: Problems{most: o.MaxProblems},
		needed:   map[Field]bool{},
		byKey:    map[booth.StudentKey]int32{}, byNumber: map[booth.StudentNumber]int32{}, byExam: map[booth.StudentNumber]int32{},
		labels: map[string]string{},
	}
	for _, a := range o.Task.Policy.Association {
		if a == booth.ByStudentNumber {
			r.needed[StudentNumber] = true
		}
	}
	if strings.Contains(string(o.Task.Policy.FileName), booth.NameStudentNumber) {
		r.needed[StudentNumber] = true
	}
	return r
}

// checkColumns refuses a list that lacks a column, and finds what stands for
// columns that a list need not have.
func (r *reader) checkColumns() error {
	has := func(f Field) bool { _, ok := r.header.columns[f]; return ok }
	if r.needed[StudentNumber] && !has(StudentNumber) {
		return ErrNoColumn.With(StudentNumber.Label().ZH)
	}
	if r.o.Category != "" {
		id, ok := r.category.find(string(r.o.Category))
		if !ok {
			return ErrCategoryUnknown
		}
		r.o.Category = id
	} else {
		r.o.Category = r.category.only
	}
	if !has(Category) && r.o.Category == "" {
		return ErrNoCategory
	}
	if r.o.Grade == "" && len(r.o.Task.Grades) == 1 {
		r.o.Grade = r.o.Task.Grades[0]
	}
	if !has(Grade) && r.o.Grade == "" {
		return ErrNoGrade
	}
	if r.o.Grade != "" {
		grade, err := readGrade(table.Cell{Text: r.o.Grade, Kind: table.Text})
		if err != nil || !gradeAllowed(r.o.Task, grade) {
			return errGradeTask
		}
		r.o.Grade = grade
	}
	return nil
}

// intern gives equal labels one memory: most students share a few.
func (r *reader) intern(s string) string {
	if old, ok := r.labels[s]; ok {
		return old
	}
	s = strings.Clone(s)
	if len(r.labels) < 10_000 {
		r.labels[s] = s
	}
	return s
}

// String tells a list's size, for tests.
func (l *List) String() string {
	return fmt.Sprintf("%s list of %d students, %d problems", l.Format, l.Students, l.Problems.Total)
}
