package flow

import (
	"slices"
	"strings"
	"time"

	"campuskiosk/app/booth"
)

// RuleW1Task is the rule that a task is one of two kinds and its settings can
// be applied; a re-check always compares with the admission photo.
func RuleW1Task(p booth.Policy) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if p.Kind == booth.Recheck && p.Reference != booth.AdmissionPhoto {
		return booth.ErrRecheckReference
	}
	return nil
}

// RuleW2Window is the rule that outside a task's window of time nothing is
// begun or submitted.
func RuleW2Window(w booth.Window, at time.Time) error {
	switch {
	case !w.From.IsZero() && at.Before(w.From):
		return booth.ErrWindowNotOpen
	case !w.Until.IsZero() && !at.Before(w.Until):
		return booth.ErrWindowClosed
	}
	return nil
}

// RuleW2SameTask is the rule that a student belongs to the task that was
// chosen.
func RuleW2SameTask(student, chosen booth.TaskID) error {
	if student != chosen {
		return booth.ErrTaskOther
	}
	return nil
}

// Wanted is what is asked of the list of tasks. Empty fields ask for nothing.
type Wanted struct {
	// School is part of a school's name, or its whole code.
	School   string
	Province string
	City     string
	Category booth.CategoryID
	Grade    string
}

// RuleW2Listed are the tasks that are open now and are what is wanted, in the
// order given: a collection is found by school and category, a re-check by
// province, city, school and grade.
func RuleW2Listed(tasks []booth.Task, want Wanted, at time.Time) []booth.Task {
	var listed []booth.Task
	for _, t := range tasks {
		if RuleW2Window(t.Policy.Window, at) == nil && want.matches(t) {
			listed = append(listed, t)
		}
	}
	return listed
}

func (w Wanted) matches(t booth.Task) bool {
	school := strings.TrimSpace(w.School)
	return (school == "" || t.School.Code == school || strings.Contains(t.School.Name, school)) &&
		(w.Province == "" || t.School.Province == w.Province) &&
		(w.City == "" || t.School.City == w.City) &&
		(w.Grade == "" || len(t.Grades) == 0 || slices.Contains(t.Grades, w.Grade)) &&
		(w.Category == "" || len(t.Categories) == 0 ||
			slices.ContainsFunc(t.Categories, func(c booth.Category) bool { return c.ID == w.Category }))
}

// Offer is a task as it is offered to a student.
type Offer struct {
	Task booth.Task
	// Mine: the student is associated with it, and this is how far it is.
	Mine   bool
	Status booth.Status
}

// RuleW3MineFirst is the rule that the tasks that a student is associated with
// come first, with their progress; otherwise the order stays.
func RuleW3MineFirst(tasks []booth.Task, mine []booth.TaskProgress) []Offer {
	offers := make([]Offer, 0, len(tasks))
	for _, t := range tasks {
		o := Offer{Task: t, Status: booth.NotSubmitted}
		for _, m := range mine {
			if m.Task == t.ID {
				o.Mine, o.Status = true, m.Status
			}
		}
		offers = append(offers, o)
	}
	slices.SortStableFunc(offers, func(a, b Offer) int {
		switch {
		case a.Mine == b.Mine:
			return 0
		case a.Mine:
			return -1
		}
		return 1
	})
	return offers
}

// RuleW4Association is the rule that a student is found by a number that the
// task associates by.
func RuleW4Association(modes []booth.Association, by booth.Association) error {
	if !slices.Contains(modes, by) {
		return booth.ErrAssociation
	}
	return nil
}

// RuleW4Manual is the rule that a manual entry is complete, and the task allows
// it.
func RuleW4Manual(allowed bool, s booth.Student) error {
	switch {
	case !allowed:
		return booth.ErrManualNotAllowed
	case s.Manual == booth.ManualRefused:
		return booth.ErrManualRefused
	case s.Person.Name.IsZero(), s.Person.ID.IsZero(), s.Category == "", s.Grade == "":
		return booth.ErrManualIncomplete
	}
	return nil
}

// Cure is what can be done where a student is not found.
type Cure string

// The four cures.
const (
	CureCorrect   Cure = "correct"    // a typing mistake
	CureRegistry  Cure = "registry"   // not on the list
	CureOtherTask Cure = "other_task" // the wrong task
	CureManual    Cure = "manual"     // the task is right
)

// RuleW4Cures are the cures to offer; manual entry only where it is allowed.
func RuleW4Cures(manualAllowed bool) []Cure {
	cures := []Cure{CureCorrect, CureRegistry, CureOtherTask}
	if manualAllowed {
		cures = append(cures, CureManual)
	}
	return cures
}

// RuleW5Kind is the rule that the kind of ID fits where the student comes from;
// the resident card is required for mainland students. That the number itself
// is possible was checked by booth.Typing and booth.ParseID, which is the only
// way to make one.
func RuleW5Kind(origin booth.Origin, id booth.IDNumber) error {
	if id.IsZero() || id.Kind().Origin() != origin {
		return booth.ErrIDKindForOrigin
	}
	return nil
}

// RuleW6Same is the rule that what was typed equals the registry's: the name
// and the number that the association goes by.
func RuleW6Same(typed, registry booth.Person, by booth.Association) error {
	same := typed.Name.Same(registry.Name)
	switch by {
	case booth.ByIDNumber:
		same = same && !typed.ID.IsZero() && typed.ID == registry.ID
	case booth.ByStudentNumber:
		same = same && !typed.Number.IsZero() && typed.Number == registry.Number
	default:
		same = false
	}
	if !same {
		return booth.ErrNotSame
	}
	return nil
}

// RuleW6Unbind is the rule that a mistake is undone before submission. A
// submission that the service's comparison stopped is none.
func RuleW6Unbind(submissions []booth.Submission) error {
	for _, s := range submissions {
		if s.Status != booth.Stopped {
			return booth.ErrUnbindTooLate
		}
	}
	return nil
}

// RuleW7Shown is all that is ever shown of an ID number.
func RuleW7Shown(id booth.IDNumber) string { return id.Masked() }
