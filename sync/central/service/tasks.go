package service

import (
	"context"
	"errors"
	"regexp"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// idForm is what ids of schools and tasks look like.
var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// Schools are the schools that the actor sees.
func (s *Service) Schools(ctx context.Context, a Actor) ([]booth.School, error) {
	var all []booth.School
	err := s.view(ctx, func(tx *store.Tx) error {
		found, err := tx.Schools()
		for _, school := range found {
			if a.School == "" || a.School == school.ID {
				all = append(all, school)
			}
		}
		return err
	})
	return all, err
}

// PutSchool adds or changes a school. Only administrators.
func (s *Service) PutSchool(ctx context.Context, a Actor, school booth.School) (err error) {
	if err := a.may(school.ID); err != nil {
		return err
	}
	if !idForm.MatchString(string(school.ID)) {
		return ErrField.With("id")
	}
	if school.Name, err = text("name", school.Name, 64); err != nil {
		return err
	}
	return s.update(ctx, func(tx *store.Tx) error {
		tx.Audit(a.say("school.changed", string(school.ID), nil))
		return tx.PutSchool(school)
	})
}

// Tasks are a school's tasks, of all schools where none is named.
func (s *Service) Tasks(ctx context.Context, a Actor, school booth.SchoolID) (all []store.Task, err error) {
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Tasks(a.scope(school))
		return err
	})
	return all, err
}

// Task gives a task.
func (s *Service) Task(ctx context.Context, a Actor, id booth.TaskID) (task store.Task, err error) {
	err = s.view(ctx, func(tx *store.Tx) error {
		task, err = seen(tx, a, id)
		return err
	})
	return task, err
}

// seen gives a task that the actor may see.
func seen(tx *store.Tx, a Actor, id booth.TaskID) (store.Task, error) {
	task, err := tx.Task(id)
	if err == nil && a.School != "" && a.School != task.School.ID {
		return store.Task{}, api.ErrNotThere
	}
	return task, err
}

// PutTask adds or changes a task; its school's data are taken from the school,
// the policy's revision is counted here. Errors: booth.ErrPolicy and those of
// rule W1.
func (s *Service) PutTask(ctx context.Context, a Actor, task booth.Task) (err error) {
	if err := a.may(task.School.ID, store.RoleClerk); err != nil {
		return err
	}
	if !idForm.MatchString(string(task.ID)) {
		return ErrField.With("id")
	}
	if task.Name, err = text("name", task.Name, 128); err != nil {
		return err
	}
	if err := errors.Join(task.Policy.Validate(), flow.RuleW1Task(task.Policy)); err != nil {
		return booth.Explain(err)
	}
	return s.update(ctx, func(tx *store.Tx) error {
		school, err := tx.School(task.School.ID)
		if err != nil {
			return err
		}
		task.School = school
		old, err := tx.Task(task.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if old.ID != "" && old.School.ID != task.School.ID {
			return ErrTaken
		}
		task.Policy.Revision = old.Policy.Revision + 1
		tx.Audit(a.say("task.changed", string(task.ID), nil))
		return errors.Join(tx.PutTask(task), say(tx, store.OfTask(task.ID), "", api.Entry{Kind: api.EntryTask, Task: &task}))
	})
}

// Progress counts a task.
func (s *Service) Progress(ctx context.Context, a Actor, id booth.TaskID) (p store.Progress, err error) {
	err = s.view(ctx, func(tx *store.Tx) error {
		if _, err := seen(tx, a, id); err != nil {
			return err
		}
		p, err = tx.Progress(id)
		return err
	})
	return p, err
}
