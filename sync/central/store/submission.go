package store

import (
	"fmt"
	"strings"
	"time"

	"campuskiosk/app/booth"
)

// Submission is a submission and whose it is.
type Submission struct {
	booth.Submission
	Student  booth.StudentKey
	Kiosk    booth.KioskID
	Received time.Time
	// Details is JSON of the use case: manifest, report.
	Details string
}

// idText is a submission's id as the packet's name has it.
func idText(id booth.SubmissionID) string { return fmt.Sprintf("%s-%d", id.Session, id.N) }

// AddSubmission adds a submission; ErrTaken.
func (t *Tx) AddSubmission(s Submission) error {
	body, err := toJSON(s.Submission)
	if err != nil {
		return err
	}
	_, err = t.exec(`insert into submissions (id, task, student, kiosk, status, held, taken, received, body, details)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		idText(s.ID), string(s.Task), keyText(s.Student), string(s.Kiosk), string(s.Status), s.Held, ms(s.At), ms(s.Received), body, s.Details)
	return err
}

// SetSubmission changes what may change of a submission: status, held, review.
func (t *Tx) SetSubmission(s booth.Submission) error {
	body, err := toJSON(s)
	if err != nil {
		return err
	}
	n, err := t.exec("update submissions set status = $2, held = $3, body = $4 where id = $1", idText(s.ID), string(s.Status), s.Held, body)
	if err != nil {
		return err
	}
	return notFound(n)
}

const submissionColumns = "student, kiosk, received, body, details"

func scanSubmission(scan func(...any) error) (Submission, error) {
	var s Submission
	var student, kiosk, body string
	var received int64
	if err := scan(&student, &kiosk, &received, &body, &s.Details); err != nil {
		return s, err
	}
	s.Kiosk, s.Received = booth.KioskID(kiosk), at(received)
	k, err := readKey(student)
	if err != nil {
		return s, err
	}
	s.Student = k
	return s, fromJSON(body, &s.Submission)
}

func (t *Tx) submissions(query string, args ...any) ([]Submission, error) {
	var all []Submission
	err := t.each("select "+submissionColumns+" from submissions "+query, args, func(scan func(...any) error) error {
		s, err := scanSubmission(scan)
		all = append(all, s)
		return err
	})
	return all, err
}

// Submission gives a submission; ErrNotFound.
func (t *Tx) Submission(id booth.SubmissionID) (Submission, error) {
	all, err := t.submissions("where id = $1", idText(id))
	if err == nil && len(all) == 0 {
		return Submission{}, ErrNotFound
	}
	if err != nil {
		return Submission{}, err
	}
	return all[0], nil
}

// SubmissionsOf are a student's in a task, in the order in which they came to
// the service, by which the rules count.
func (t *Tx) SubmissionsOf(task booth.TaskID, student booth.StudentKey) ([]Submission, error) {
	return t.submissions("where student = $1 and task = $2 order by received, id", keyText(student), string(task))
}

// SubmissionsOfTask are a task's.
func (t *Tx) SubmissionsOfTask(task booth.TaskID) ([]Submission, error) {
	return t.submissions("where task = $1 order by received, id", string(task))
}

// Queue selects submissions to look at.
type Queue struct {
	// Task and School, where not empty.
	Task   booth.TaskID
	School booth.SchoolID
	// Status that they have.
	Status booth.Status
	// After is the submission after which to go on; zero begins.
	After booth.SubmissionID
	// Limit is how many; 0 is 100.
	Limit int
}

// Queue are submissions in the order in which they came. Those held for
// payment and those that a later one replaced are left out.
func (t *Tx) Queue(q Queue) ([]Submission, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = 100
	}
	args := []any{string(q.Status)}
	where := []string{"status = $1", "held = false", `not exists (select 1 from submissions n where n.student = submissions.student
		and n.task = submissions.task and n.status <> 'stopped' and (n.received, n.id) > (submissions.received, submissions.id))`}
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	if q.Task != "" {
		add("task = ?", string(q.Task))
	}
	if q.School != "" {
		add("task in (select id from tasks where school = ?)", string(q.School))
	}
	if q.After.N != 0 {
		after, err := t.Submission(q.After)
		if err != nil {
			return nil, err
		}
		add("(received, id) > (?, ?)", ms(after.Received), idText(q.After))
	}
	args = append(args, limit)
	return t.submissions(fmt.Sprintf("where %s order by received, id limit $%d", strings.Join(where, " and "), len(args)), args...)
}

// Progress counts a task.
type Progress struct {
	// Students of the list, and manual entries.
	Students, Manual int
	// By is how many submissions there are of each status, replaced ones too.
	By map[booth.Status]int
	// Collected is how many students have a submission that was not stopped.
	Collected int
	// Held is how many wait for payment.
	Held int
}

// Progress counts a task.
func (t *Tx) Progress(task booth.TaskID) (Progress, error) {
	p := Progress{By: map[booth.Status]int{}}
	i, err := t.RosterInfo(task)
	if err != nil {
		return p, err
	}
	p.Students, p.Manual = i.Students, i.Manual
	err = t.each("select status, count(*) from submissions where task = $1 group by status", []any{string(task)}, func(scan func(...any) error) error {
		var s string
		var n int
		err := scan(&s, &n)
		p.By[booth.Status(s)] = n
		return err
	})
	if err != nil {
		return p, err
	}
	err = t.one(`select count(distinct student), count(*) filter (where held) from submissions where task = $1 and status <> $2`,
		[]any{string(task), string(booth.Stopped)}, &p.Collected, &p.Held)
	return p, err
}
