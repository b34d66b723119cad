package roster

import (
	"campuskiosk/app/booth"
	"campuskiosk/app/roster/table"
)

// row reads one row below the header. The error is one that ends the reading.
func (r *reader) row(row table.Row) error {
	if row.Empty() {
		r.merged.move(row)
		return nil
	}
	if r.header.repeats(row) {
		r.merged.move(row)
		r.notes.add(noteHeaderAgain, row.Number)
		return nil
	}
	own := row.Cells
	row.Cells = r.merged.fill(row)
	if !r.somebody(table.Row{Number: row.Number, Cells: own}) {
		r.notes.add(noteNobody, row.Number)
		return nil
	}
	if row.Hidden {
		r.notes.add(noteHiddenRows, row.Number)
	}
	p := &rowReader{reader: r, row: row}
	l := p.line()
	if p.bad {
		return nil
	}
	if l.student.Key.IsZero() {
		key, err := r.o.KeyOf(l.student.Person.ID)
		if err != nil {
			return err
		}
		l.student.Key = key
	}
	if !r.first(l) {
		return nil
	}
	if len(r.lines) >= r.o.MaxStudents {
		return ErrTooManyStudents.With(r.o.MaxStudents)
	}
	r.lines = append(r.lines, l)
	return nil
}

// somebody reports whether a row is about a person: a name or a number stands
// there, or it is a row of several that are merged into one.
func (r *reader) somebody(row table.Row) bool {
	for f, i := range r.header.columns {
		if !f.identity() {
			continue
		}
		if c := r.header.cell(row, f); c.Kind != table.Blank || c.Formula {
			return true
		}
		if o, ok := r.merged.over(i); ok && o.LastRow > o.FirstRow {
			return true
		}
	}
	return false
}

// first reports whether a student is new in the list. One that comes again is
// noted when all is the same, else a problem.
func (r *reader) first(l line) bool {
	if i, again := r.byKey[l.student.Key]; again {
		old := &r.lines[i]
		if old.student == l.student && old.place == l.place && old.exam == l.exam {
			r.notes.add(noteRepeated, l.row)
			return false
		}
		r.problem(l.row, IDNumber, errSameID.With(old.row))
		return false
	}
	good := true
	row := int32(l.row)
	for _, u := range []struct {
		field Field
		value booth.StudentNumber
		seen  map[booth.StudentNumber]int32
		err   *booth.Error
	}{{StudentNumber, l.student.Person.Number, r.byNumber, errSameNumber}, {ExamNumber, l.exam, r.byExam, errSameExam}} {
		if u.value.IsZero() {
			continue
		}
		if other, taken := u.seen[u.value]; taken {
			r.problem(l.row, u.field, u.err.With(other))
			good = false
			continue
		}
		u.seen[u.value] = row
	}
	if good {
		r.byKey[l.student.Key] = int32(len(r.lines))
	}
	return good
}

func (r *reader) problem(row int, f Field, err error) {
	r.problems.add(newProblem(row, r.header.at(f), f, err))
}

// rowReader reads the cells of one row and collects all that is wrong.
type rowReader struct {
	*reader
	row table.Row
	bad bool
}

func (p *rowReader) cell(f Field) table.Cell {
	c := p.header.cell(p.row, f)
	if c.Formula && c.Kind != table.Blank {
		p.notes.add(noteFormulas, p.row.Number)
	}
	return c
}

func (p *rowReader) wrong(f Field, err error) {
	p.bad = true
	p.problem(p.row.Number, f, err)
}

// line reads all fields.
func (p *rowReader) line() line {
	l := line{row: p.row.Number}
	for _, f := range Fields() {
		if i, ok := p.header.columns[f]; ok && f.identity() {
			if _, inside := p.merged.over(i); inside {
				p.wrong(f, errMerged)
				return l
			}
		}
	}
	person := &l.student.Person
	var err error
	if person.Number, err = readNumber(p.cell(StudentNumber)); err == nil && person.Number.IsZero() && p.needed[StudentNumber] {
		err = errEmpty
	}
	p.check(StudentNumber, err)
	l.exam, err = readNumber(p.cell(ExamNumber))
	p.check(ExamNumber, err)
	person.Name, err = readName(p.cell(Name))
	p.check(Name, err)
	kind, err := readIDKind(p.cell(IDKind))
	if p.check(IDKind, err) {
		person.ID, err = readID(p.cell(IDNumber), kind, p.o.Today)
		if p.check(IDNumber, err) {
			p.compare(person.ID)
		}
	}
	l.student.Task, l.student.Origin = p.o.Task.ID, person.ID.Kind().Origin()
	l.student.Category = p.readCategory()
	l.student.Grade = p.readGrade()
	l.place = Place{College: p.readLabel(College), Major: p.readLabel(Major), Class: p.readLabel(Class)}
	return l
}

// check notes a problem; true if there is none.
func (p *rowReader) check(f Field, err error) bool {
	if err != nil {
		p.wrong(f, err)
	}
	return err == nil
}

// compare holds what is not kept against the ID number.
func (p *rowReader) compare(id booth.IDNumber) {
	if !sexFits(id, p.cell(Sex)) {
		p.notes.add(noteSex, p.row.Number)
	}
	if !birthFits(id, p.cell(BirthDate)) {
		p.notes.add(noteBirth, p.row.Number)
	}
}

func (p *rowReader) readLabel(f Field) string {
	s, err := label(p.cell(f), longestLabel)
	p.check(f, err)
	return p.intern(s)
}

func (p *rowReader) readCategory() booth.CategoryID {
	s, err := label(p.cell(Category), longestLabel)
	switch {
	case err != nil:
		p.wrong(Category, err)
	case s == "" && p.o.Category != "":
		return p.o.Category
	case s == "":
		p.wrong(Category, errEmpty)
	default:
		id, ok := p.category.find(s)
		if !ok {
			p.wrong(Category, errCategory)
		}
		return id
	}
	return ""
}

func (p *rowReader) readGrade() string {
	s, err := readGrade(p.cell(Grade))
	switch {
	case err != nil:
		p.wrong(Grade, err)
	case s == "" && p.o.Grade != "":
		return p.o.Grade
	case s == "":
		p.wrong(Grade, errEmpty)
	case !gradeAllowed(p.o.Task, s):
		p.wrong(Grade, errGradeTask)
	}
	return p.intern(s)
}
