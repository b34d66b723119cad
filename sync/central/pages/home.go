package pages

import (
	"net/http"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/sync/central/store"
)

// homePage is how far all tasks are.
type homePage struct {
	Tasks []taskProgress
	// Waiting is how many photos wait for review, Manual how many manual entries
	// for approval, Cases how many students the office has to see.
	Waiting, Manual int
	Cases           []caseLine
	Kiosks          []kioskLine
	// Held is how many packets a person has to look at.
	Held int
}

type taskProgress struct {
	store.Task
	store.Progress
	Open bool
}

// All is how many students there are.
func (t taskProgress) All() int { return t.Students + t.Manual }

// Count is how many submissions have a status.
func (t taskProgress) Count(s string) int { return t.By[booth.Status(s)] }

// Done is how many were approved or delivered.
func (t taskProgress) Done() int { return t.By[booth.Approved] + t.By[booth.Delivered] }

type caseLine struct {
	store.CaseOf
	TaskName string
	Person   booth.Person
}

func (p *Pages) home(v *visit) error {
	var page homePage
	tasks, err := p.s.Tasks(v.ctx(), v.actor, "")
	if err != nil {
		return err
	}
	names := map[booth.TaskID]string{}
	for _, t := range tasks {
		names[t.ID] = t.Name
		progress, err := p.s.Progress(v.ctx(), v.actor, t.ID)
		if err != nil {
			return err
		}
		page.Tasks = append(page.Tasks, taskProgress{t, progress, flow.RuleW2Window(t.Policy.Window, p.now()) == nil})
		page.Waiting += progress.By[booth.Waiting]
	}
	manual, err := p.s.Manual(v.ctx(), v.actor, "", booth.ManualPending)
	if err != nil {
		return err
	}
	page.Manual = len(manual)
	cases, err := p.s.Cases(v.ctx(), v.actor, "")
	if err != nil {
		return err
	}
	for _, c := range cases {
		line := caseLine{CaseOf: c, TaskName: names[c.Task]}
		if found, err := p.card(v, c.Task, c.Student); err == nil {
			line.Person = found.Entry.Student.Person
		}
		page.Cases = append(page.Cases, line)
	}
	if clerks.allows(v.clerk) {
		if page.Kiosks, err = p.kioskLines(v); err != nil {
			return err
		}
	}
	if reviewers.allows(v.clerk) {
		held, err := p.heldPackets(v)
		if err != nil {
			return err
		}
		page.Held = len(held)
	}
	return v.show(http.StatusOK, "home", page)
}
