package pages

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
	"campuskiosk/sync/qr"
)

// kioskLine is a kiosk with what the lists show of it.
type kioskLine struct {
	service.Kiosk
	SchoolName string
	Late       bool
}

// Worst is how bad its worst warning is: "error", "warning" or "info".
func (k kioskLine) Worst() string {
	worst := "info"
	if k.Report == nil {
		return worst
	}
	for _, w := range k.Report.Warnings {
		switch w.Severity {
		case "error":
			return "error"
		case "warning":
			worst = "warning"
		}
	}
	return worst
}

// Free is what its disk has left, in GB.
func (k kioskLine) Free() int64 {
	if k.Report == nil {
		return 0
	}
	return k.Report.FreeBytes >> 30
}

func (p *Pages) kioskLines(v *visit) ([]kioskLine, error) {
	all, err := p.s.Kiosks(v.ctx(), v.actor, "")
	if err != nil {
		return nil, err
	}
	schools, err := p.s.Schools(v.ctx(), v.actor)
	if err != nil {
		return nil, err
	}
	lines := make([]kioskLine, 0, len(all))
	for _, k := range all {
		line := kioskLine{Kiosk: k, Late: k.Late(p.now())}
		if i := slices.IndexFunc(schools, func(s booth.School) bool { return s.ID == k.School }); i >= 0 {
			line.SchoolName = schools[i].Name
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// kiosksPage lists kiosks, with a form for another one.
type kiosksPage struct {
	Kiosks  []kioskLine
	Schools []booth.School
	Tasks   []store.Task
	New     service.NewKiosk
	Error   string
}

func (p *Pages) kiosks(v *visit) error {
	return p.showKiosks(v, http.StatusOK, service.NewKiosk{}, nil)
}

func (p *Pages) showKiosks(v *visit, status int, typed service.NewKiosk, failure *booth.Error) error {
	page := kiosksPage{New: typed, Error: v.text(failure)}
	var err error
	if page.Kiosks, err = p.kioskLines(v); err != nil {
		return err
	}
	if page.Schools, err = p.s.Schools(v.ctx(), v.actor); err != nil {
		return err
	}
	if page.Tasks, err = p.s.Tasks(v.ctx(), v.actor, ""); err != nil {
		return err
	}
	return v.show(status, "kiosks", page)
}

// chosen are the tasks that were ticked.
func (v *visit) chosen() []booth.TaskID {
	var all []booth.TaskID
	for _, t := range v.r.PostForm["task"] {
		all = append(all, booth.TaskID(t))
	}
	return all
}

// place is what was typed as a kiosk's place; one text serves both languages
// where only one was given.
func (v *visit) place() booth.Text { return bothOf(v.form("place"), v.form("place_en")) }

// bothOf fills a text's languages from each other.
func bothOf(zh, en string) booth.Text {
	if zh == "" {
		zh = en
	}
	if en == "" {
		en = zh
	}
	return booth.Text{ZH: zh, EN: en}
}

var errTasksElsewhere = booth.Fail("pages.tasks_elsewhere",
	"所选任务不属于这所学校，请重新选择。",
	"A chosen task is another school's. Please choose again.")

// addKiosk adds a kiosk. Its code is thrown away: one is made when somebody
// stands before the kiosk.
func (p *Pages) addKiosk(v *visit) error {
	k := service.NewKiosk{School: booth.SchoolID(v.form("school")), Name: v.form("name"), Place: v.place(), Tasks: v.chosen()}
	tasks, err := p.s.Tasks(v.ctx(), v.actor, k.School)
	if err != nil {
		return err
	}
	for _, id := range k.Tasks {
		if !slices.ContainsFunc(tasks, func(t store.Task) bool { return t.ID == id }) {
			return p.showKiosks(v, http.StatusUnprocessableEntity, k, errTasksElsewhere)
		}
	}
	id, _, err := p.s.AddKiosk(v.ctx(), v.actor, k)
	if e, ok := mendable(err); ok {
		return p.showKiosks(v, http.StatusUnprocessableEntity, k, e)
	}
	if err != nil {
		return err
	}
	return v.said("/kiosks/"+string(id), "saved")
}

// kioskPage is one kiosk, with its enrolment code right after it was made.
type kioskPage struct {
	kioskLine
	Choices []taskChoice
	Code    *codeShown
	Error   string
}

type taskChoice struct {
	store.Task
	Chosen bool
}

// codeShown is an enrolment code on the screen. It is shown once.
type codeShown struct {
	Path string
	Size int
	Link string
	Code string
	// Print is the service's fingerprint in groups.
	Print string
	Until time.Time
}

func (p *Pages) kiosk(v *visit) error { return p.showKiosk(v, http.StatusOK, nil, nil) }

// known gives the kiosk of the address.
func (p *Pages) known(v *visit) (service.Kiosk, error) {
	k, err := p.s.Kiosk(v.ctx(), v.actor, booth.KioskID(v.r.PathValue("id")))
	if errors.Is(err, service.ErrNotAllowed) {
		err = errGone // another school's
	}
	return k, err
}

func (p *Pages) showKiosk(v *visit, status int, code *codeShown, failure *booth.Error) error {
	k, err := p.known(v)
	if err != nil {
		return err
	}
	page := kioskPage{kioskLine: kioskLine{Kiosk: k, Late: k.Late(p.now())}, Code: code, Error: v.text(failure)}
	tasks, err := p.s.Tasks(v.ctx(), v.actor, k.School)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		page.SchoolName = t.School.Name
		page.Choices = append(page.Choices, taskChoice{t, slices.Contains(k.Tasks, t.ID)})
	}
	return v.show(status, "kiosk", page)
}

func (p *Pages) changeKiosk(v *visit) error {
	k, err := p.known(v)
	if err != nil {
		return err
	}
	c := k.Configuration
	c.Name, c.Place = v.form("name"), v.place()
	err = p.s.Configure(v.ctx(), v.actor, k.ID, c, v.chosen())
	return p.kioskDone(v, err, "saved")
}

// kioskDone shows the kiosk again after something was done with it.
func (p *Pages) kioskDone(v *visit, err error, word string) error {
	if e, ok := mendable(err); ok {
		return p.showKiosk(v, http.StatusUnprocessableEntity, nil, e)
	}
	if err != nil {
		return err
	}
	return v.said("/kiosks/"+v.r.PathValue("id"), word)
}

// enrolCode makes a code and shows it in the answer: nothing keeps it.
func (p *Pages) enrolCode(v *visit) error {
	k, err := p.known(v)
	if err != nil {
		return err
	}
	code, err := p.s.EnrolCode(v.ctx(), v.actor, k.ID)
	if err != nil {
		return p.kioskDone(v, err, "")
	}
	drawn, err := qr.Encode(code.Link())
	if err != nil {
		return err
	}
	return p.showKiosk(v, http.StatusOK, &codeShown{
		Path: drawn.Path(), Size: drawn.Size(), Link: code.Link(), Until: p.now().Add(api.CodeLife),
		Code: grouped(code.Code.Reveal(), 5), Print: grouped(code.Fingerprint.String(), 4),
	}, nil)
}

// orderKiosk locks and unlocks.
func (p *Pages) orderKiosk(v *visit) error {
	k, err := p.known(v)
	if err != nil {
		return err
	}
	order := api.Order(v.form("order"))
	if order != api.OrderLock && order != api.OrderUnlock {
		return errForm
	}
	return p.kioskDone(v, p.s.Order(v.ctx(), v.actor, k.ID, order, ""), "ordered")
}

func (p *Pages) revokeKiosk(v *visit) error {
	k, err := p.known(v)
	if err != nil {
		return err
	}
	if v.form("sure") != "yes" {
		return p.showKiosk(v, http.StatusUnprocessableEntity, nil, errNotSure)
	}
	return p.kioskDone(v, p.s.Revoke(v.ctx(), v.actor, k.ID), "revoked")
}

// grouped writes a long code in groups, as people read it aloud.
func grouped(s string, n int) string {
	out := ""
	for i, c := range s {
		if i > 0 && i%n == 0 {
			out += " "
		}
		out += string(c)
	}
	return out
}
