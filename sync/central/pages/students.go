package pages

import (
	"net/http"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/sync/central/store"
)

// foundStudents is how many a search shows.
const foundStudents = 30

// studentsPage looks students up.
type studentsPage struct {
	Tasks []store.Task
	Task  booth.TaskID
	Typed string
	Asked bool
	Found []roster.Entry
	More  bool
	Error string
}

func (p *Pages) students(v *visit) error {
	return p.showStudents(v, studentsPage{Task: booth.TaskID(v.r.URL.Query().Get("task"))})
}

func (p *Pages) showStudents(v *visit, page studentsPage) error {
	var err error
	if page.Tasks, err = p.s.Tasks(v.ctx(), v.actor, ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "students", page)
}

// findStudents is a POST so that names and numbers are in no address and no log.
func (p *Pages) findStudents(v *visit) error {
	page := studentsPage{Task: booth.TaskID(v.form("task")), Typed: v.form("typed"), Asked: true}
	if len(page.Typed) > 200 {
		return errForm
	}
	var err error
	if page.Typed != "" {
		page.Found, page.More, err = p.s.Students(v.ctx(), v.actor, page.Task, page.Typed, foundStudents)
	}
	if err != nil {
		return err
	}
	return p.showStudents(v, page)
}

// card is a student with all that is known about them in a task.
type card struct {
	Task     store.Task
	Entry    roster.Entry
	Standing booth.Standing
	Error    string
}

// Last4 is what of an ID number is shown (rule W7).
func (c card) Last4() string { return c.Entry.Student.Person.ID.Last4() }

// card reads a student of a task that the clerk sees.
func (p *Pages) card(v *visit, task booth.TaskID, student booth.StudentKey) (c card, err error) {
	if c.Task, err = p.s.Task(v.ctx(), v.actor, task); err != nil {
		return c, err
	}
	err = p.s.Store().View(v.ctx(), func(tx *store.Tx) (err error) {
		if c.Entry, err = tx.Student(task, student); err != nil {
			return err
		}
		c.Standing, err = tx.Standing(task, student)
		return err
	})
	return c, err
}

// whom gives the task and student of the address.
func (v *visit) whom() (booth.TaskID, booth.StudentKey, error) {
	var k booth.StudentKey
	err := k.UnmarshalText([]byte(v.r.PathValue("student")))
	if err != nil {
		err = errGone.Because(err)
	}
	return booth.TaskID(v.r.PathValue("task")), k, err
}

func (p *Pages) student(v *visit) error { return p.showStudent(v, http.StatusOK, nil) }

func (p *Pages) showStudent(v *visit, status int, failure *booth.Error) error {
	task, key, err := v.whom()
	if err != nil {
		return err
	}
	c, err := p.card(v, task, key)
	if err != nil {
		return err
	}
	c.Error = v.text(failure)
	return v.show(status, "student", c)
}

// changeStudent unbinds, closes a case or notes a payment.
func (p *Pages) changeStudent(v *visit) error {
	task, key, err := v.whom()
	if err != nil {
		return err
	}
	word := ""
	switch v.form("what") {
	case "unbind":
		word, err = "unbound", p.s.Unbind(v.ctx(), v.actor, task, key)
	case "resolve":
		word, err = "resolved", p.s.ResolveCase(v.ctx(), v.actor, task, key)
	case "paid":
		word, err = "saved", p.s.SetPayment(v.ctx(), v.actor, task, key, booth.Paid)
	default:
		return errForm
	}
	if e, ok := mendable(err); ok {
		return p.showStudent(v, http.StatusUnprocessableEntity, e)
	}
	if err != nil {
		return err
	}
	return v.said("/students/"+string(task)+"/"+v.r.PathValue("student"), word)
}

// manualPage lists manual entries that wait.
type manualPage struct {
	Entries []manualLine
}

type manualLine struct {
	roster.Entry
	Task string
}

// Last4 is what of an ID number is shown (rule W7).
func (m manualLine) Last4() string { return m.Student.Person.ID.Last4() }

func (p *Pages) manual(v *visit) error {
	entries, err := p.s.Manual(v.ctx(), v.actor, "", booth.ManualPending)
	if err != nil {
		return err
	}
	tasks, err := p.s.Tasks(v.ctx(), v.actor, "")
	if err != nil {
		return err
	}
	names := map[booth.TaskID]string{}
	for _, t := range tasks {
		names[t.ID] = t.Name
	}
	var page manualPage
	for _, e := range entries {
		page.Entries = append(page.Entries, manualLine{e, names[e.Student.Task]})
	}
	return v.show(http.StatusOK, "manual", page)
}

func (p *Pages) decideManual(v *visit) error {
	task, key, err := v.whom()
	if err != nil {
		return err
	}
	answer := v.form("answer")
	if answer != "approved" && answer != "refused" {
		return errForm
	}
	if err := p.s.DecideManual(v.ctx(), v.actor, task, key, answer == "approved"); err != nil {
		return err
	}
	return v.said("/manual", "manual_"+answer)
}
