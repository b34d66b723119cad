package service

import (
	"context"
	"errors"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/roster"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// Manual are manual entries of a state that a school's tasks have.
func (s *Service) Manual(ctx context.Context, a Actor, task booth.TaskID, state booth.ManualState) ([]roster.Entry, error) {
	var all []roster.Entry
	err := s.view(ctx, func(tx *store.Tx) error {
		found, err := tx.Manual(task, state)
		for _, e := range found {
			if _, err := seen(tx, a, e.Student.Task); err == nil {
				all = append(all, e)
			}
		}
		return err
	})
	return all, err
}

// DecideManual approves or refuses a manual entry (rule W4).
func (s *Service) DecideManual(ctx context.Context, a Actor, task booth.TaskID, student booth.StudentKey, approved bool) error {
	return s.changeStudent(ctx, a, task, student, "manual.decided", func(tx *store.Tx, e roster.Entry) error {
		if e.Student.Manual == booth.FromRoster {
			return api.ErrNotThere
		}
		e.Student.Manual = booth.ManualRefused
		if approved {
			e.Student.Manual = booth.ManualApproved
		}
		return errors.Join(tx.PutManual(task, e), sayStudent(tx, e))
	})
}

// changeStudent changes something about a student under the student's lock.
func (s *Service) changeStudent(ctx context.Context, a Actor, task booth.TaskID, student booth.StudentKey, what string, change func(*store.Tx, roster.Entry) error) error {
	return s.update(ctx, func(tx *store.Tx) error {
		t, err := seen(tx, a, task)
		if err != nil {
			return err
		}
		if err := a.may(t.School.ID, store.RoleClerk); err != nil {
			return err
		}
		if err := tx.LockStudent(task, student); err != nil {
			return err
		}
		e, err := tx.Student(task, student)
		if err != nil {
			return err
		}
		tx.Audit(a.say(what, string(task), map[string]string{"student": student.String()}))
		return change(tx, e)
	})
}

// Unbind takes a student's account off, where rule W6 allows it.
func (s *Service) Unbind(ctx context.Context, a Actor, task booth.TaskID, student booth.StudentKey) error {
	return s.changeStudent(ctx, a, task, student, "student.unbound", func(tx *store.Tx, _ roster.Entry) error {
		standing, err := tx.Standing(task, student)
		if err != nil {
			return err
		}
		if err := flow.RuleW6Unbind(standing.Submissions); err != nil {
			return err
		}
		return errors.Join(tx.SetBound(task, student, ""), sayStanding(tx, task, student))
	})
}

// SetPayment notes whether a student has paid; what was held for it goes on.
func (s *Service) SetPayment(ctx context.Context, a Actor, task booth.TaskID, student booth.StudentKey, p booth.Payment) error {
	if p != booth.Paid && p != booth.Unpaid {
		return ErrField.With("payment")
	}
	return s.changeStudent(ctx, a, task, student, "student.payment", func(tx *store.Tx, _ roster.Entry) error {
		if err := errors.Join(tx.SetPayment(task, student, p), sayStanding(tx, task, student)); err != nil || p != booth.Paid {
			return err
		}
		subs, err := tx.SubmissionsOf(task, student)
		for _, sub := range subs {
			if sub.Held {
				sub.Held = false
				err = errors.Join(err, tx.SetSubmission(sub.Submission), saySubmission(tx, student, sub.Submission))
			}
		}
		return err
	})
}

// Cases are the open cases of a school (rule V3).
func (s *Service) Cases(ctx context.Context, a Actor, school booth.SchoolID) (all []store.CaseOf, err error) {
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Cases(a.scope(school))
		return err
	})
	return all, err
}

// ResolveCase closes a case: failed comparisons before it no longer count.
func (s *Service) ResolveCase(ctx context.Context, a Actor, task booth.TaskID, student booth.StudentKey) error {
	return s.changeStudent(ctx, a, task, student, "case.resolved", func(tx *store.Tx, _ roster.Entry) error {
		return errors.Join(tx.ResolveCase(task, student, tx.Now()), sayStanding(tx, task, student))
	})
}

// Students finds students of a task by what was typed (roster.Find).
func (s *Service) Students(ctx context.Context, a Actor, task booth.TaskID, typed string, limit int) (found []roster.Entry, more bool, err error) {
	err = s.view(ctx, func(tx *store.Tx) error {
		if _, err := seen(tx, a, task); err != nil {
			return err
		}
		found, more, err = roster.Find(ctx, finder{tx}, task, typed, limit)
		return err
	})
	return found, more, err
}

type finder struct{ tx *store.Tx }

// Lookup finds students by a key.
func (f finder) Lookup(_ context.Context, task booth.TaskID, key roster.LookupKey, limit int) ([]roster.Entry, bool, error) {
	return f.tx.Lookup(task, key, limit)
}
