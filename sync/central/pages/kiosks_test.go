package pages_test

import (
	"crypto/ed25519"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// TestKiosk guards a kiosk's life at the registry: added, enrolled by the very
// link that the page and its code show, seen with its health, locked, revoked.
func TestKiosk(t *testing.T) {
	o := open(t)
	o.collect(t, 2, 0)
	b := o.as(t, "clerk")
	f := b.get("/registry/kiosks").form("/registry/kiosks")
	f.Set("name", "图书馆二层")
	f.Set("place", "图书馆 204")
	f.Set("task", string(task))
	p := b.post("/registry/kiosks", f)
	id := booth.KioskID(strings.TrimPrefix(p.path, "/registry/kiosks/"))
	k, err := o.Service.Kiosk(t.Context(), console, id)
	if err != nil || k.State != store.KioskInvited || len(k.Tasks) != 1 || k.Configuration.Place.EN != "图书馆 204" {
		t.Fatalf("%+v, %v at %s: %s", k, err, p.path, p.text("main"))
	}
	f.Set("task", "another-school's")
	if p := b.post("/registry/kiosks", f); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a task of another school: %d", p.status)
	}

	csrf := url.Values{"csrf": {p.csrf()}}
	p = b.post(p.path+"/code", csrf)
	link := ""
	for _, n := range p.all("input") {
		if attr(n, "class") == "copy" {
			link = attr(n, "value")
		}
	}
	code, err := api.ParseEnrolCode(link)
	if err != nil || code.Fingerprint != o.Fingerprint() {
		t.Fatalf("the link %q: %v", link, err)
	}
	if !strings.Contains(words(p.all("dl")[0]), code.Code.Reveal()[:5]) || len(p.all("path")) != 1 {
		t.Error("the code or its drawing is missing")
	}
	if again := b.get("/registry/kiosks/" + string(id)); strings.Contains(string(again.body), code.Code.Reveal()) {
		t.Error("the code is shown again")
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Enrol(t.Context(), api.NewEnrolment(code, key, "test 1")); err != nil {
		t.Fatal(err)
	}
	if p := b.post("/registry/kiosks/"+string(id)+"/code", csrf); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a code for an enrolled kiosk: %d", p.status)
	}

	if _, err := o.Health(t.Context(), id, api.Health{
		At: o.Now(), Software: "campuskiosk 9.9", Queue: api.Queue{Waiting: 41, Parked: 1},
		Warnings: []api.Warning{{Code: "disk.low", Severity: "error", Since: o.Now()}},
	}); err != nil {
		t.Fatal(err)
	}
	shown := b.get("/registry/kiosks/" + string(id)).text("main")
	for _, want := range []string{"campuskiosk 9.9", "41", "disk.low", "刚刚"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the page does not show %s: %s", want, shown)
		}
	}
	change := b.get("/registry/kiosks/" + string(id)).form("/registry/kiosks/" + string(id))
	if change.Get("task") != string(task) {
		t.Errorf("the form has tasks %v", change["task"])
	}
	change.Set("name", "体育馆")
	change.Del("task")
	b.post("/registry/kiosks/"+string(id), change)
	if k, err := o.Service.Kiosk(t.Context(), console, id); err != nil || k.Name != "体育馆" || len(k.Tasks) != 0 || k.Configuration.HealthSeconds == 0 {
		t.Errorf("changed: %+v %v", k, err)
	}
	order := url.Values{"csrf": csrf["csrf"], "order": {"lock"}}
	if p := b.post("/registry/kiosks/"+string(id)+"/order", order); p.status != http.StatusOK {
		t.Errorf("lock: %d", p.status)
	}
	order.Set("order", "wipe")
	if p := b.post("/registry/kiosks/"+string(id)+"/order", order); p.status != http.StatusBadRequest {
		t.Errorf("a wipe by a clerk's form: %d", p.status)
	}
	if p := b.post("/registry/kiosks/"+string(id)+"/revoke", csrf); p.status != http.StatusUnprocessableEntity {
		t.Errorf("revoked without being sure: %d", p.status)
	}
	b.post("/registry/kiosks/"+string(id)+"/revoke", url.Values{"csrf": csrf["csrf"], "sure": {"yes"}})
	if k, err := o.Service.Kiosk(t.Context(), console, id); err != nil || k.State != store.KioskRevoked {
		t.Errorf("revoked: %v %v", k.State, err)
	}
}

// TestTask guards: a task is made and changed with its whole policy; what the
// form does not have stays; settings that can't be are refused and typed text is
// not lost.
func TestTask(t *testing.T) {
	o := open(t)
	b := o.as(t, "clerk")
	f := b.get("/registry/tasks/new?kind=recheck").form("/registry/tasks/new")
	f.Set("name", "2027 新生入学资格复查")
	f.Set("from", "2026-09-01T08:00")
	f.Set("until", "2026-09-30T18:00")
	f.Set("grades", "2026，2027")
	f.Set("phone", "0731-8888")
	f["blocking"] = []string{"blur", "head_complete"}
	p := b.post("/registry/tasks/new", f)
	id := booth.TaskID(strings.TrimPrefix(p.path, "/registry/tasks/"))
	got, err := o.Task(t.Context(), console, id)
	if err != nil {
		t.Fatalf("%v at %s: %s", err, p.path, p.text("main"))
	}
	y := got.Policy
	if y.Kind != booth.Recheck || y.Reference != booth.AdmissionPhoto || !y.IdentityCheck || len(y.Blocking) != 2 ||
		booth.DayOf(y.Window.From) != "2026-09-01" || y.Window.Until.In(booth.Shanghai).Hour() != 18 || len(got.Grades) != 2 ||
		y.Support.Phone != "0731-8888" || y.ConsentVersion != "1" || y.Revision != 1 {
		t.Errorf("%+v", got)
	}
	settings := "/registry/tasks/" + string(id) + "/settings"
	f = b.get(settings).form(settings)
	if f.Get("from") != "2026-09-01T08:00" || len(f["blocking"]) != 2 || f.Get("identity_check") != "yes" {
		t.Errorf("the form shows %v", f)
	}
	f.Set("daily_limit", "7")
	b.post(settings, f)
	if got, err := o.Task(t.Context(), console, id); err != nil || got.Policy.DailyLimit != 7 || got.Policy.Revision != 2 || got.Policy.Window != y.Window {
		t.Errorf("%+v %v", got.Policy, err)
	}
	for field, value := range map[string]string{"daily_limit": "0", "compare_threshold": "x", "until": "2026-08-01T08:00", "file_name": "photo.jpg", "name": " "} {
		bad := url.Values{}
		for k, v := range f {
			bad[k] = v
		}
		bad.Set(field, value)
		bad.Set("phone", "typed text")
		p := b.post(settings, bad)
		if p.status != http.StatusUnprocessableEntity || p.form(settings).Get("phone") != "typed text" {
			t.Errorf("%s = %q: %d", field, value, p.status)
		}
	}
	if got, err := o.Task(t.Context(), console, id); err != nil || got.Policy.Revision != 2 {
		t.Errorf("something was stored: %+v %v", got.Policy, err)
	}
}

// TestAccounts guards: who is added can log in, a disabled one can't, and nobody
// shuts themselves out.
func TestAccounts(t *testing.T) {
	o := open(t)
	b := o.as(t, "admin")
	f := b.get("/registry/accounts").form("/registry/accounts")
	f.Set("login", "zhao")
	f.Set("name", "赵老师")
	f.Set("password", "a sentence of zhao")
	f.Set("role", "reviewer")
	if p := b.post("/registry/accounts", f); p.status != http.StatusOK || !strings.Contains(p.text("table"), "赵老师") {
		t.Fatalf("%d %s", p.status, p.text("main"))
	}
	if p := b.post("/registry/accounts", f); p.status != http.StatusUnprocessableEntity || p.form("/registry/accounts").Get("password") != "" {
		t.Errorf("the same login again: %d", p.status)
	}
	zhao := o.browser(t)
	if p := zhao.logIn("zhao", "a sentence of zhao"); p.path != "/registry/" {
		t.Fatalf("zhao is at %s", p.path)
	}
	all, err := o.Clerks(t.Context(), console)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Login == "zhao" || c.Login == "admin" {
			b.post("/registry/accounts/"+string(c.ID), url.Values{"csrf": f["csrf"], "what": {"disable"}})
		}
	}
	if p := zhao.get("/registry/"); p.path != "/registry/login" {
		t.Errorf("the disabled one is at %s", p.path)
	}
	if p := b.get("/registry/"); p.path != "/registry/" {
		t.Error("the admin is shut out")
	}
}
