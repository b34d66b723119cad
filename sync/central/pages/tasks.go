package pages

import (
	"crypto/rand"
	"encoding/json"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/roster"
	"campuskiosk/assets/specs"
	"campuskiosk/sync/central/store"
)

// tasksPage lists tasks.
type tasksPage struct {
	Tasks []taskProgress
}

func (p *Pages) tasksList(v *visit) error {
	tasks, err := p.s.Tasks(v.ctx(), v.actor, "")
	if err != nil {
		return err
	}
	var page tasksPage
	for _, t := range tasks {
		progress, err := p.s.Progress(v.ctx(), v.actor, t.ID)
		if err != nil {
			return err
		}
		page.Tasks = append(page.Tasks, taskProgress{t, progress, flow.RuleW2Window(t.Policy.Window, p.now()) == nil})
	}
	return v.show(http.StatusOK, "tasks", page)
}

// taskOf gives the task of the address.
func (p *Pages) taskOf(v *visit) (store.Task, error) {
	return p.s.Task(v.ctx(), v.actor, booth.TaskID(v.r.PathValue("id")))
}

// taskPage is one task at a glance.
type taskPage struct {
	taskProgress
	Roster roster.Info
}

func (p *Pages) task(v *visit) error {
	t, err := p.taskOf(v)
	if err != nil {
		return err
	}
	progress, err := p.s.Progress(v.ctx(), v.actor, t.ID)
	if err != nil {
		return err
	}
	info, err := p.s.Book(v.actor).Info(v.ctx(), t.ID)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "task", taskPage{taskProgress{t, progress, flow.RuleW2Window(t.Policy.Window, p.now()) == nil}, info})
}

// settingsPage is the form of a task and its policy.
type settingsPage struct {
	Task    booth.Task
	New     bool
	Schools []booth.School
	Specs   []specLine
	Checks  []booth.CheckID
	Error   string
}

type specLine struct {
	ID   string     `json:"id"`
	Name booth.Text `json:"name"`
}

// specLines are the photo specifications that there are.
func specLines() ([]specLine, error) {
	names, err := fs.Glob(specs.Files, "*.json")
	if err != nil {
		return nil, err
	}
	var all []specLine
	for _, name := range names {
		text, err := specs.Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var s specLine
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Has reports whether a list of words has one.
func (settingsPage) Has(list any, word string) bool {
	switch l := list.(type) {
	case []booth.Association:
		return slices.Contains(l, booth.Association(word))
	case []booth.Source:
		return slices.Contains(l, booth.Source(word))
	case []booth.CheckID:
		return slices.Contains(l, booth.CheckID(word))
	}
	return false
}

// Categories are the names of the task's, for the form.
func (s settingsPage) HasCategory(id string) bool {
	return slices.ContainsFunc(s.Task.Categories, func(c booth.Category) bool { return string(c.ID) == id })
}

// Usual are the built-in categories.
func (settingsPage) Usual() []booth.Category { return booth.UsualCategories() }

// Grades are the task's, as the form has them.
func (s settingsPage) Grades() string { return strings.Join(s.Task.Grades, ", ") }

// Local writes a time as the form's field wants it, by the clock of Shanghai.
func (settingsPage) Local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(booth.Shanghai).Format("2006-01-02T15:04")
}

func (p *Pages) newTask(v *visit) error {
	kind := booth.Collection
	if v.r.URL.Query().Get("kind") == string(booth.Recheck) {
		kind = booth.Recheck
	}
	return p.showSettings(v, http.StatusOK, booth.Task{Policy: booth.DefaultPolicy(kind)}, true, nil)
}

func (p *Pages) taskSettings(v *visit) error {
	t, err := p.taskOf(v)
	if err != nil {
		return err
	}
	return p.showSettings(v, http.StatusOK, t.Task, false, nil)
}

func (p *Pages) showSettings(v *visit, status int, t booth.Task, fresh bool, failure *booth.Error) error {
	page := settingsPage{Task: t, New: fresh, Checks: booth.TenChecks(), Error: v.text(failure)}
	var err error
	if page.Schools, err = p.s.Schools(v.ctx(), v.actor); err != nil {
		return err
	}
	if page.Specs, err = specLines(); err != nil {
		return err
	}
	return v.show(status, "settings", page)
}

var errNumber = booth.Fail("pages.number",
	"有一个数字或时间填写不正确，请核对。",
	"A number or a time can't be understood. Please check it.")

// saveTask adds or changes a task. What the form does not have stays as it was.
func (p *Pages) saveTask(v *visit) error {
	fresh := v.r.PathValue("id") == ""
	var t booth.Task
	if fresh {
		kind := booth.TaskKind(v.form("kind"))
		if kind != booth.Recheck {
			kind = booth.Collection
		}
		t = booth.Task{ID: booth.TaskID("t" + strings.ToLower(rand.Text())), Policy: booth.DefaultPolicy(kind)}
		t.School.ID = booth.SchoolID(v.form("school"))
	} else {
		old, err := p.taskOf(v)
		if err != nil {
			return err
		}
		t = old.Task
	}
	typed, ok := v.typedTask(t)
	if !ok {
		return p.showSettings(v, http.StatusUnprocessableEntity, typed, fresh, errNumber)
	}
	err := p.s.PutTask(v.ctx(), v.actor, typed)
	if e, ok := mendable(err); ok {
		return p.showSettings(v, http.StatusUnprocessableEntity, typed, fresh, e)
	}
	if err != nil {
		return err
	}
	return v.said("/tasks/"+string(typed.ID), "saved")
}

// typedTask puts what was typed into a task; false where a number or time is
// none.
func (v *visit) typedTask(t booth.Task) (booth.Task, bool) {
	good := true
	number := func(name string, least, most int) int {
		n, err := strconv.Atoi(v.form(name))
		good = good && err == nil && n >= least && n <= most
		return n
	}
	when := func(name string) time.Time {
		text := v.form(name)
		if text == "" {
			return time.Time{}
		}
		at, err := time.ParseInLocation("2006-01-02T15:04", text, booth.Shanghai)
		good = good && err == nil
		return at
	}
	yes := func(name string) bool { return v.form(name) == "yes" }
	t.Name = v.form("name")
	t.Categories, t.Grades = nil, nil
	for _, c := range booth.UsualCategories() {
		if slices.Contains(v.r.PostForm["category"], string(c.ID)) {
			t.Categories = append(t.Categories, c)
		}
	}
	t.Grades = append(t.Grades, strings.FieldsFunc(v.form("grades"), func(r rune) bool { return strings.ContainsRune(",，、; ", r) })...)
	p := &t.Policy
	p.Kind, p.Reference = booth.TaskKind(v.form("kind")), booth.ReferencePhoto(v.form("reference"))
	p.IdentityCheck, p.ManualEntry = yes("identity_check"), yes("manual_entry")
	p.Window = booth.Window{From: when("from"), Until: when("until")}
	p.Association = words[booth.Association](v.r.PostForm["association"])
	p.Sources = words[booth.Source](v.r.PostForm["source"])
	p.Blocking = words[booth.CheckID](v.r.PostForm["blocking"])
	p.Spec, p.Background = v.form("spec"), strings.ToUpper(v.form("background"))
	p.DailyLimit, p.CoolDown = number("daily_limit", 1, 100), booth.CoolDown(v.form("cool_down"))
	p.Resubmissions, p.Replacements = number("resubmissions", 0, 100), number("replacements", 0, 100)
	p.CompareThreshold, p.MaxFailedPhotos = float64(number("compare_threshold", 0, 100)), number("max_failed_photos", 1, 100)
	p.Payment = booth.PaymentRule(v.form("payment"))
	p.RosterLeaseDays, p.RetentionDays = number("roster_lease_days", 0, 3650), number("retention_days", 0, 3650)
	p.FileName = booth.FileName(v.form("file_name"))
	p.Support = booth.Support{
		Phone: v.form("phone"), Hours: bothOf(v.form("hours"), v.form("hours_en")), Office: bothOf(v.form("office"), v.form("office_en")),
	}
	return t, good
}

func words[T ~string](list []string) []T {
	var all []T
	for _, s := range list {
		all = append(all, T(s))
	}
	return all
}

// schoolsPage lists schools with a form for one.
type schoolsPage struct {
	Schools []booth.School
	New     booth.School
	Error   string
}

func (p *Pages) schools(v *visit) error {
	return p.showSchools(v, http.StatusOK, booth.School{}, nil)
}

func (p *Pages) showSchools(v *visit, status int, typed booth.School, failure *booth.Error) error {
	page := schoolsPage{New: typed, Error: v.text(failure)}
	var err error
	if page.Schools, err = p.s.Schools(v.ctx(), v.actor); err != nil {
		return err
	}
	if id := booth.SchoolID(v.r.URL.Query().Get("change")); id != "" && failure == nil {
		if i := slices.IndexFunc(page.Schools, func(s booth.School) bool { return s.ID == id }); i >= 0 {
			page.New = page.Schools[i]
		}
	}
	return v.show(status, "schools", page)
}

var errSchoolCode = booth.Fail("pages.school_code",
	"学校代码为 5 位数字，并且不能与其他学校相同。",
	"A school's code has 5 digits and is not another school's.")

func (p *Pages) saveSchool(v *visit) error {
	s := booth.School{
		ID: booth.SchoolID(v.form("id")), Code: v.form("code"), Name: v.form("name"),
		Province: v.form("province"), City: v.form("city"),
	}
	all, err := p.s.Schools(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	taken := slices.ContainsFunc(all, func(o booth.School) bool { return o.Code == s.Code && o.ID != s.ID })
	if n, err := strconv.Atoi(s.Code); err != nil || n < 0 || len(s.Code) != 5 || taken {
		return p.showSchools(v, http.StatusUnprocessableEntity, s, errSchoolCode)
	}
	switch known := slices.ContainsFunc(all, func(o booth.School) bool { return o.ID == s.ID }); {
	case s.ID == "":
		s.ID = booth.SchoolID("s" + strings.ToLower(rand.Text()))
	case !known:
		return errForm
	}
	err = p.s.PutSchool(v.ctx(), v.actor, s)
	if e, ok := mendable(err); ok {
		return p.showSchools(v, http.StatusUnprocessableEntity, s, e)
	}
	if err != nil {
		return err
	}
	return v.said("/schools", "saved")
}
