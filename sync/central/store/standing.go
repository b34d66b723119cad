package store

import (
	"time"

	"campuskiosk/app/booth"
)

// LockStudent keeps others from a student's standing in a task to the end of
// the transaction, so that what a rule counted still holds when it is written.
func (t *Tx) LockStudent(task booth.TaskID, student booth.StudentKey) error {
	_, err := t.exec(`insert into standings (task, student) values ($1, $2)
		on conflict (task, student) do update set payment = standings.payment`, string(task), keyText(student))
	return err
}

// Standing gathers what is known about a student in a task. A student that
// nobody knows has the zero Standing.
func (t *Tx) Standing(task booth.TaskID, student booth.StudentKey) (booth.Standing, error) {
	var st booth.Standing
	var err error
	if st.Uses, err = t.Uses(student); err != nil {
		return st, err
	}
	subs, err := t.SubmissionsOf(task, student)
	if err != nil {
		return st, err
	}
	for _, s := range subs {
		st.Submissions = append(st.Submissions, s.Submission)
	}
	if st.Comparisons, err = t.Comparisons(task, student); err != nil {
		return st, err
	}
	err = t.each("select payment, bound, case_opened, case_resolved from standings where task = $1 and student = $2",
		[]any{string(task), keyText(student)}, func(scan func(...any) error) error {
			var payment, bound string
			var opened, resolved int64
			err := scan(&payment, &bound, &opened, &resolved)
			st.Payment, st.Bound = booth.Payment(payment), booth.AccountID(bound)
			st.Case = booth.Case{OpenedAt: at(opened), ResolvedAt: at(resolved)}
			return err
		})
	return st, err
}

// Uses are a student's counters of standardisations.
func (t *Tx) Uses(student booth.StudentKey) ([]booth.Use, error) {
	var all []booth.Use
	err := t.each("select day, kiosk, count, last from uses where student = $1 order by day, kiosk", []any{keyText(student)}, func(scan func(...any) error) error {
		var u booth.Use
		var day, kiosk string
		var last int64
		err := scan(&day, &kiosk, &u.Count, &last)
		u.Day, u.Kiosk, u.Last = booth.Day(day), booth.KioskID(kiosk), at(last)
		all = append(all, u)
		return err
	})
	return all, err
}

// MergeUses joins counters with those that are there: none ever gets smaller.
// It tells whether anything changed.
func (t *Tx) MergeUses(student booth.StudentKey, uses []booth.Use) (bool, error) {
	changed := false
	for _, u := range uses {
		n, err := t.exec(`insert into uses (student, day, kiosk, count, last) values ($1, $2, $3, $4, $5)
			on conflict (student, day, kiosk) do update set
				count = case when excluded.count > uses.count then excluded.count else uses.count end,
				last = case when excluded.last > uses.last then excluded.last else uses.last end
			where excluded.count > uses.count or excluded.last > uses.last`,
			keyText(student), string(u.Day), string(u.Kiosk), u.Count, ms(u.Last))
		if err != nil {
			return changed, err
		}
		changed = changed || n > 0
	}
	return changed, nil
}

// Comparisons are a student's in a task, in the order in which they were made.
func (t *Tx) Comparisons(task booth.TaskID, student booth.StudentKey) ([]booth.Comparison, error) {
	var all []booth.Comparison
	err := t.each("select body from comparisons where student = $1 and task = $2 order by made, judge", []any{keyText(student), string(task)}, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var c booth.Comparison
		err := fromJSON(body, &c)
		all = append(all, c)
		return err
	})
	return all, err
}

// AddComparison adds a comparison. The same again has no effect.
func (t *Tx) AddComparison(task booth.TaskID, student booth.StudentKey, c booth.Comparison) error {
	body, err := toJSON(c)
	if err != nil {
		return err
	}
	_, err = t.exec(`insert into comparisons (student, task, photo, judge, made, body) values ($1, $2, $3, $4, $5, $6)
		on conflict (student, task, photo, judge, made) do nothing`,
		keyText(student), string(task), string(c.Photo), string(c.By), ms(c.At), body)
	return err
}

func (t *Tx) setStanding(column string, value any, task booth.TaskID, student booth.StudentKey) error {
	_, err := t.exec(`insert into standings (task, student, `+column+`) values ($1, $2, $3)
		on conflict (task, student) do update set `+column+` = excluded.`+column, string(task), keyText(student), value)
	return err
}

// SetPayment notes whether a student has paid.
func (t *Tx) SetPayment(task booth.TaskID, student booth.StudentKey, p booth.Payment) error {
	return t.setStanding("payment", string(p), task, student)
}

// SetBound notes the account that a student is bound to; empty for none.
func (t *Tx) SetBound(task booth.TaskID, student booth.StudentKey, a booth.AccountID) error {
	return t.setStanding("bound", string(a), task, student)
}

// OpenCase notes that the registry office has a case now.
func (t *Tx) OpenCase(task booth.TaskID, student booth.StudentKey, when time.Time) error {
	return t.setStanding("case_opened", ms(when), task, student)
}

// ResolveCase notes that the registry office closed a case.
func (t *Tx) ResolveCase(task booth.TaskID, student booth.StudentKey, when time.Time) error {
	return t.setStanding("case_resolved", ms(when), task, student)
}

// CaseOf is a student with a case that is open.
type CaseOf struct {
	Task    booth.TaskID
	Student booth.StudentKey
	Case    booth.Case
}

// Cases are the open cases of a school (of all where none is named), the
// oldest first.
func (t *Tx) Cases(school booth.SchoolID) ([]CaseOf, error) {
	var all []CaseOf
	err := t.each(`select task, student, case_opened, case_resolved from standings
		where case_opened > 0 and case_resolved < case_opened and ($1 = '' or task in (select id from tasks where school = $1))
		order by case_opened limit 1000`, []any{string(school)}, func(scan func(...any) error) error {
		var task, student string
		var opened, resolved int64
		if err := scan(&task, &student, &opened, &resolved); err != nil {
			return err
		}
		k, err := readKey(student)
		all = append(all, CaseOf{booth.TaskID(task), k, booth.Case{OpenedAt: at(opened), ResolvedAt: at(resolved)}})
		return err
	})
	return all, err
}
