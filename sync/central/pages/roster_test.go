package pages_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/rostertest"
	"campuskiosk/sync/central/pages"
	"campuskiosk/sync/central/store"
)

const rosterPath = "/registry/tasks/" + string(task) + "/roster"

// TestRoster guards: a list is previewed with what would change and nothing
// changes before it is agreed to; then all of it is there. Rows with problems are
// named and nothing is offered. The files are gone afterwards.
func TestRoster(t *testing.T) {
	dir := t.TempDir()
	o := open(t, func(p *pages.Options) { p.Dir = dir })
	b := o.as(t, "clerk")
	students := rostertest.Students(7, 30)
	f := b.get(rosterPath).form(rosterPath)
	p := b.upload(rosterPath, f, file{"list", "名单.xlsx", rostertest.XLSX(students)})
	if p.status != http.StatusOK || !strings.Contains(p.text("main"), "30 新增") {
		t.Fatalf("%d %s", p.status, p.text("main"))
	}
	if strings.Contains(string(p.body), students[0].Name) || strings.Contains(string(p.body), students[0].ID) {
		t.Error("the preview shows a whole name or number")
	}
	if i := o.roster(t); i != 0 {
		t.Fatalf("the preview has imported %d", i)
	}
	plan := o.plan(t, p)
	if thief := o.as(t, "clerk"); thief.post(plan, url.Values{"csrf": {thief.get(rosterPath).csrf()}, "answer": {"import"}}).status != http.StatusForbidden {
		t.Error("another session may import it")
	}
	done := b.post(plan, url.Values{"csrf": f["csrf"], "answer": {"import"}})
	if done.path != "/registry/tasks/"+string(task) || o.roster(t) != 30 {
		t.Fatalf("imported %d, at %s: %s", o.roster(t), done.path, done.text("main"))
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if p := b.post(plan, url.Values{"csrf": f["csrf"], "answer": {"import"}}); p.status != http.StatusForbidden {
		t.Errorf("imported twice: %d", p.status)
	}

	bad := rostertest.Students(7, 30)
	bad[3].ID = bad[3].ID[:17] + "0"
	if bad[3].ID == students[3].ID {
		bad[3].ID = bad[3].ID[:17] + "1"
	}
	bad[8].Name = ""
	p = b.upload(rosterPath, f, file{"list", "名单.csv", rostertest.CSV(bad)})
	shown := p.text("main")
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(shown, "2 处问题") || !strings.Contains(shown, "校验码") {
		t.Errorf("%d %s", p.status, shown)
	}
	rows := ""
	for _, td := range p.all("td") {
		if attr(td, "class") == "num" {
			rows += words(td) + " "
		}
	}
	if rows != "5 10 " { // the header is row 1
		t.Errorf("rows %q", rows)
	}
	for name, content := range map[string][]byte{"no table": []byte("%PDF-1.7 ..."), "empty": nil} {
		if p := b.upload(rosterPath, f, file{"list", "a.xlsx", content}); p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, p.status)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if o.roster(t) != 30 {
		t.Errorf("the roster has %d", o.roster(t))
	}
}

// TestRosterChanged guards: what was previewed is imported on that roster only,
// within the time, and removing is asked for.
func TestRosterChanged(t *testing.T) {
	o := open(t)
	b := o.as(t, "clerk")
	f := b.get(rosterPath).form(rosterPath)
	all := rostertest.Students(7, 20)
	one := o.plan(t, b.upload(rosterPath, f, file{"list", "a.xlsx", rostertest.XLSX(all)}))
	two := o.plan(t, b.upload(rosterPath, f, file{"list", "b.xlsx", rostertest.XLSX(all[:10])}))
	agree := url.Values{"csrf": f["csrf"], "answer": {"import"}}
	if p := b.post(one, agree); o.roster(t) != 20 {
		t.Fatal(p.text("main"))
	}
	if p := b.post(two, agree); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text("main"), "预览") || o.roster(t) != 20 {
		t.Errorf("the second preview: %d %s", p.status, p.text("main"))
	}
	f.Set("remove_missing", "yes")
	p := b.upload(rosterPath, f, file{"list", "b.xlsx", rostertest.XLSX(all[:10])})
	if !strings.Contains(p.text("main"), "10 名单里没有，将移出") {
		t.Errorf("%s", p.text("main"))
	}
	if b.post(o.plan(t, p), agree); o.roster(t) != 10 {
		t.Errorf("the roster has %d", o.roster(t))
	}
}

// TestRosterPhotos guards: photos in a ZIP file meet their students.
func TestRosterPhotos(t *testing.T) {
	o := open(t)
	b := o.as(t, "clerk")
	students := rostertest.Students(7, 5)
	var pack bytes.Buffer
	w := zip.NewWriter(&pack)
	for i, s := range students[:3] {
		f, err := w.Create(s.ID + ".jpg")
		if err == nil {
			_, err = f.Write(admission(i))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f := b.get(rosterPath).form(rosterPath)
	p := b.upload(rosterPath, f, file{"list", "a.xlsx", rostertest.XLSX(students)}, file{"photos", "a.zip", pack.Bytes()})
	if !strings.Contains(p.text("main"), "对上 3") {
		t.Fatal(p.text("main"))
	}
	b.post(o.plan(t, p), url.Values{"csrf": f["csrf"], "answer": {"import"}})
	with := 0
	for e, err := range o.Book(console).Students(t.Context(), task) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Student.Reference != "" {
			with++
		}
	}
	if with != 3 {
		t.Errorf("%d students have a photo", with)
	}
}

// roster is how many students the roster has.
func (o *office) roster(t testing.TB) int {
	t.Helper()
	i, err := o.Book(console).Info(t.Context(), task)
	if err != nil {
		t.Fatal(err)
	}
	return i.Students
}

// plan is where a preview is agreed to.
func (o *office) plan(t testing.TB, p page) string {
	t.Helper()
	for _, f := range p.all("form") {
		if to := attr(f, "action"); strings.HasPrefix(to, rosterPath+"/") {
			return to
		}
	}
	t.Fatalf("nothing to agree to: %s", p.text("main"))
	return ""
}

// TestStudents guards: a student is found by name, number and pinyin, and the
// address never has what was typed; unbinding and the close of a case reach the
// store; ID numbers are never shown whole.
func TestStudents(t *testing.T) {
	o := open(t)
	o.collect(t, 8, 1)
	e := o.Entry(t, 5)
	err := o.Store.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.SetBound(task, e.Student.Key, "account-1"); err != nil {
			return err
		}
		return tx.OpenCase(task, e.Student.Key, o.Now().Add(-time.Hour))
	})
	if err != nil {
		t.Fatal(err)
	}
	b := o.as(t, "clerk")
	f := b.get("/registry/students").form("/registry/students")
	person := e.Student.Person
	for _, typed := range []string{person.Name.Reveal(), person.Number.Reveal(), person.ID.Reveal()} {
		f.Set("typed", typed)
		p := b.post("/registry/students", f)
		if p.status != http.StatusOK || !strings.Contains(p.text("table"), person.Number.Reveal()) {
			t.Errorf("%s: %d %s", typed, p.status, p.text("main"))
		}
		if typed != person.ID.Reveal() && strings.Contains(string(p.body), person.ID.Reveal()) {
			t.Error("an ID number is shown whole")
		}
	}
	address := "/registry/students/" + string(task) + "/" + keyOf(e.Student.Key)
	p := b.get(address)
	if strings.Contains(string(p.body), person.ID.Reveal()) || !strings.Contains(p.text("main"), person.ID.Last4()) {
		t.Error("the ID number is not shown as its last four")
	}
	for what, word := range map[string]string{"unbind": "已解绑", "resolve": "已结案"} {
		if p := b.post(address, url.Values{"csrf": f["csrf"], "what": {what}}); !strings.Contains(p.text("main"), word) {
			t.Errorf("%s: %d %s", what, p.status, p.text("main"))
		}
	}
	err = o.Store.View(t.Context(), func(tx *store.Tx) error {
		st, err := tx.Standing(task, e.Student.Key)
		if st.Bound != "" || st.Case.Open() {
			t.Errorf("%+v", st)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// Whoever has submitted is not unbound here (rule W6), and the page says why.
	first := o.Entry(t, 0)
	if err := o.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.SetBound(task, first.Student.Key, "account-2") }); err != nil {
		t.Fatal(err)
	}
	p = b.post("/registry/students/"+string(task)+"/"+keyOf(first.Student.Key), url.Values{"csrf": f["csrf"], "what": {"unbind"}})
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text("main"), booth.ErrUnbindTooLate.Text.ZH) {
		t.Errorf("%d %s", p.status, p.text("main"))
	}
}

// TestManual guards: a manual entry waits, and the answer is kept.
func TestManual(t *testing.T) {
	o := open(t)
	for n, want := range map[int]booth.ManualState{50: booth.ManualApproved, 51: booth.ManualRefused} {
		e := o.Entry(t, n)
		e.Student.Manual = booth.ManualPending
		if err := o.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.PutManual(task, e) }); err != nil {
			t.Fatal(err)
		}
		b := o.as(t, "clerk")
		action := "/registry/manual/" + string(task) + "/" + keyOf(e.Student.Key)
		f := b.get("/registry/manual").form(action)
		f.Set("answer", string(want))
		if p := b.post(action, f); p.status != http.StatusOK || strings.Contains(p.text("main"), e.Student.Person.Number.Reveal()) {
			t.Errorf("%d %s", p.status, p.text("main"))
		}
		found, err := o.Manual(t.Context(), console, task, want)
		if err != nil || len(found) != 1 {
			t.Errorf("%d entries are %s, %v", len(found), want, err)
		}
	}
}

// TestHelpers guards: a helper is added with a PIN, gets another, and goes.
func TestHelpers(t *testing.T) {
	o := open(t)
	b := o.as(t, "clerk")
	f := b.get("/registry/helpers").form("/registry/helpers")
	f.Set("label", "刘同学")
	f.Set("pin", "12345")
	if p := b.post("/registry/helpers", f); p.status != http.StatusUnprocessableEntity || p.form("/registry/helpers").Get("label") != "刘同学" || p.form("/registry/helpers").Get("pin") != "" {
		t.Errorf("a PIN of five digits: %d", p.status)
	}
	f.Set("pin", "135790")
	b.post("/registry/helpers", f)
	all, err := o.Helpers(t.Context(), console, "")
	if err != nil || len(all) != 1 || !strings.HasPrefix(all[0].PIN, "$argon2id$") {
		t.Fatalf("%+v, %v", all, err)
	}
	action := "/registry/helpers/" + string(all[0].School) + "/" + string(all[0].ID)
	b.post(action, url.Values{"csrf": f["csrf"], "what": {"pin"}, "pin": {"246801"}})
	changed, err := o.Helpers(t.Context(), console, "")
	if err != nil || changed[0].PIN == all[0].PIN || changed[0].Label != "刘同学" {
		t.Errorf("%+v, %v", changed, err)
	}
	b.post(action, url.Values{"csrf": f["csrf"], "what": {"remove"}})
	if gone, err := o.Helpers(t.Context(), console, ""); err != nil || !gone[0].Removed {
		t.Errorf("%+v, %v", gone, err)
	}
}

// TestDelivery guards: the ZIP file has exactly the approved photos; what is
// marked is what was downloaded, not what was approved since.
func TestDelivery(t *testing.T) {
	o := open(t)
	o.collect(t, 5, 3)
	o.waiting(t, 3)
	approve := func(n int) booth.SubmissionID {
		t.Helper()
		q, err := o.Queue(t.Context(), console, store.Queue{Status: booth.Waiting, Limit: 1})
		if err != nil || len(q) == 0 {
			t.Fatal(n, err)
		}
		if err := o.Review(t.Context(), console, q[0].ID, true, ""); err != nil {
			t.Fatal(err)
		}
		return q[0].ID
	}
	first := approve(0)
	b := o.as(t, "clerk")
	const base = "/registry/tasks/" + string(task)
	page := b.get(base + "/delivery")
	f := page.form(base + "/delivery")
	sure := url.Values{"csrf": f["csrf"], "sure": {"yes"}}
	if p := b.post(base+"/delivered", sure); p.status != http.StatusUnprocessableEntity {
		t.Errorf("marked before the download: %d", p.status)
	}
	p := b.post(base+"/delivery", f)
	if p.status != http.StatusOK || p.header.Get("Content-Type") != "application/zip" || !strings.HasPrefix(p.header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%d %v", p.status, p.header)
	}
	z, err := zip.NewReader(bytes.NewReader(p.body), int64(len(p.body)))
	if err != nil {
		t.Fatal(err)
	}
	photos := 0
	for _, x := range z.File {
		if !strings.HasSuffix(x.Name, ".jpg") {
			continue
		}
		photos++
		r, err := x.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil || hashOf(content) != hashOf(portrait(0)) {
			t.Errorf("%s is another photo, %v", x.Name, err)
		}
	}
	if photos != 1 {
		t.Errorf("%d photos", photos)
	}
	second := approve(1)
	if p := b.post(base+"/delivered", url.Values{"csrf": f["csrf"]}); p.status != http.StatusUnprocessableEntity {
		t.Errorf("marked without being sure: %d", p.status)
	}
	b.post(base+"/delivered", sure)
	for id, want := range map[booth.SubmissionID]booth.Status{first: booth.Delivered, second: booth.Approved} {
		if c, err := o.Case(t.Context(), console, id); err != nil || c.Status != want {
			t.Errorf("%v is %s, want %s, %v", id, c.Status, want, err)
		}
	}
}
