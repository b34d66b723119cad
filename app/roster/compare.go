package roster

import (
	"context"

	"campuskiosk/app/booth"
)

// absent is a student of the roster that the list lacks.
type absent struct {
	key booth.StudentKey
	who booth.Person
}

// compare goes through the present roster once, then through what one of the
// two lacks.
func (p *Plan) compare(ctx context.Context, b Book, progress Progress) error {
	lines := p.list.lines
	at := make(map[booth.StudentKey]int, len(lines))
	for i := range lines {
		at[lines[i].student.Key] = i
	}
	met := make([]bool, len(lines))
	renumbered := map[int]bool{} // lines whose student had another number before
	var gone []absent
	done, total := int64(0), int64(p.Base.Students+p.Base.Manual)
	for old, err := range b.Students(ctx, p.Task) {
		if err != nil {
			return err
		}
		if done++; done&0xFF == 0 {
			progress.tell(StepComparing, min(done, total), total)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		i, listed := at[old.Student.Key]
		switch {
		case old.Student.Manual != booth.FromRoster:
			if listed {
				p.FromManual++
			}
		case listed:
			met[i] = true
			renumbered[i] = lines[i].student.Person.Number != old.Student.Person.Number
			p.meet(i, old)
		default:
			gone = append(gone, absent{old.Student.Key, old.Student.Person})
		}
	}
	corrected := p.leave(gone, met, renumbered)
	for i := range lines {
		if !met[i] {
			p.arrive(i, corrected[i])
		}
	}
	return nil
}

// leave decides what becomes of students that the list lacks. One whose number
// and name are those of a new line is that line with a wrong ID number: the
// lines of which that is true are given back. One who stays and whose number
// somebody else gets is a problem.
func (p *Plan) leave(gone []absent, met []bool, renumbered map[int]bool) (corrected map[int]bool) {
	corrected = map[int]bool{}
	byNumber := map[booth.StudentNumber]int{}
	if len(gone) > 0 {
		for i := range p.list.lines {
			if n := p.list.lines[i].student.Person.Number; !n.IsZero() && (!met[i] || renumbered[i]) {
				byNumber[n] = i
			}
		}
	}
	for _, one := range gone {
		i, taken := byNumber[one.who.Number]
		if taken && !met[i] && !corrected[i] && one.who.Name.Same(p.list.lines[i].student.Person.Name) {
			corrected[i] = true
			continue
		}
		p.Missing++
		p.sample(Sample{Kind: SampleMissing, Who: one.who})
		if p.RemoveMissing {
			continue
		}
		p.keep = append(p.keep, one.key)
		if taken && !corrected[i] {
			p.Problems.add(newProblem(p.list.lines[i].row, -1, StudentNumber, errNumberTaken))
		}
	}
	return corrected
}

// meet compares a line with the entry that the roster has.
func (p *Plan) meet(i int, old Entry) {
	l := &p.list.lines[i]
	l.student.Reference = old.Student.Reference
	choice, photo := p.references[i]
	if photo && choice.id == old.Student.Reference {
		delete(p.references, i)
		p.Photos.Same++
		photo = false
	}
	changed := differences(*l, old)
	if photo {
		l.student.Reference = choice.id
		p.Photos.New++
	} else {
		l.embeddings = old.Embeddings
	}
	if len(changed) == 0 && !photo {
		p.Unchanged++
		p.keep = append(p.keep, l.student.Key)
		l.embeddings = nil
		return
	}
	p.put = append(p.put, i)
	if len(changed) == 0 { // only the photo is new
		p.Unchanged++
		return
	}
	p.change(l, changed)
}

func (p *Plan) change(l *line, changed []Field) {
	p.Changed++
	for _, f := range changed {
		p.Fields[f]++
	}
	p.sample(Sample{Row: l.row, Kind: SampleChanged, Who: l.student.Person, What: changed})
}

// arrive takes a line that the roster doesn't have by its ID number.
func (p *Plan) arrive(i int, corrected bool) {
	l := &p.list.lines[i]
	p.put = append(p.put, i)
	if choice, ok := p.references[i]; ok {
		l.student.Reference = choice.id
		p.Photos.New++
	}
	if corrected {
		p.Corrected++
		p.change(l, []Field{IDNumber})
		return
	}
	p.Added++
	p.sample(Sample{Row: l.row, Kind: SampleAdded, Who: l.student.Person})
}

// differences are the fields in which a line and the roster's entry differ.
func differences(l line, old Entry) []Field {
	var all []Field
	for _, f := range []struct {
		field Field
		same  bool
	}{
		{StudentNumber, l.student.Person.Number == old.Student.Person.Number},
		{Name, l.student.Person.Name == old.Student.Person.Name},
		{Grade, l.student.Grade == old.Student.Grade},
		{College, l.place.College == old.Place.College},
		{Major, l.place.Major == old.Place.Major},
		{Class, l.place.Class == old.Place.Class},
		{Category, l.student.Category == old.Student.Category},
	} {
		if !f.same {
			all = append(all, f.field)
		}
	}
	return all
}
