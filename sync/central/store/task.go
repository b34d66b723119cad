package store

import (
	"time"

	"campuskiosk/app/booth"
)

// PutSchool adds or changes a school.
func (t *Tx) PutSchool(s booth.School) error {
	body, err := toJSON(s)
	if err != nil {
		return err
	}
	_, err = t.exec(`insert into schools (id, body) values ($1, $2)
		on conflict (id) do update set body = excluded.body`, string(s.ID), body)
	return err
}

// Schools are all schools in the order of their ids.
func (t *Tx) Schools() ([]booth.School, error) {
	var all []booth.School
	err := t.each("select body from schools order by id", nil, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var s booth.School
		if err := fromJSON(body, &s); err != nil {
			return err
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// School gives a school; ErrNotFound.
func (t *Tx) School(id booth.SchoolID) (booth.School, error) {
	var body string
	var s booth.School
	if err := t.one("select body from schools where id = $1", []any{string(id)}, &body); err != nil {
		return s, err
	}
	return s, fromJSON(body, &s)
}

// Task is a task and what the service knows of it.
type Task struct {
	booth.Task
	Created time.Time
	// RosterChanged is when the roster last changed; zero before the first import.
	RosterChanged time.Time
}

// PutTask adds or changes a task. Its school is there.
func (t *Tx) PutTask(task booth.Task) error {
	body, err := toJSON(task)
	if err != nil {
		return err
	}
	_, err = t.exec(`insert into tasks (id, school, body, created) values ($1, $2, $3, $4)
		on conflict (id) do update set body = excluded.body, school = excluded.school`,
		string(task.ID), string(task.School.ID), body, ms(t.Now()))
	return err
}

const taskColumns = "body, created, roster_changed"

func scanTask(scan func(...any) error) (Task, error) {
	var task Task
	var body string
	var created, changed int64
	if err := scan(&body, &created, &changed); err != nil {
		return task, err
	}
	task.Created, task.RosterChanged = at(created), at(changed)
	return task, fromJSON(body, &task.Task)
}

// Task gives a task; ErrNotFound.
func (t *Tx) Task(id booth.TaskID) (Task, error) {
	var task Task
	err := t.each("select "+taskColumns+" from tasks where id = $1", []any{string(id)}, func(scan func(...any) error) (err error) {
		task, err = scanTask(scan)
		return err
	})
	if err == nil && task.ID == "" {
		err = ErrNotFound
	}
	return task, err
}

// Tasks are a school's tasks, of all schools where none is named, the newest
// first.
func (t *Tx) Tasks(school booth.SchoolID) ([]Task, error) {
	return t.tasks("select "+taskColumns+" from tasks where school = $1 or $1 = '' order by created desc, id", string(school))
}

func (t *Tx) tasks(query string, args ...any) ([]Task, error) {
	var all []Task
	err := t.each(query, args, func(scan func(...any) error) error {
		task, err := scanTask(scan)
		all = append(all, task)
		return err
	})
	return all, err
}
