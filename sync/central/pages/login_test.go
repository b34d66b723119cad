package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"campuskiosk/sync/central/pages"
	"campuskiosk/sync/central/store"
)

// TestLogin guards: a password opens the pages, the wrong one does not, what was
// asked for before the login comes after it, and logging out ends the session
// for whoever kept the cookie.
func TestLogin(t *testing.T) {
	o := open(t)
	b := o.browser(t)
	if p := b.get("/registry/kiosks"); p.path != "/registry/login" {
		t.Fatalf("a stranger is at %s", p.path)
	}
	if p := b.logIn("admin", "wrong password"); p.status != http.StatusUnauthorized || !strings.Contains(p.text("main"), "密码") {
		t.Errorf("wrong password: %d %s", p.status, p.text("main"))
	}
	if p := b.logIn("nobody", password); p.status != http.StatusUnauthorized {
		t.Errorf("an unknown name: %d", p.status)
	}
	if p := b.logIn("admin", password); p.path != "/registry/kiosks" || p.status != http.StatusOK {
		t.Fatalf("logged in, at %s: %d", p.path, p.status)
	}
	kept := b.http.Jar.Cookies(mustURL(t, o.server.URL))
	out := b.post("/registry/logout", url.Values{"csrf": {b.get("/registry/").csrf()}})
	if out.path != "/registry/login" {
		t.Errorf("logged out, at %s", out.path)
	}
	thief := o.browser(t)
	thief.http.Jar.SetCookies(mustURL(t, o.server.URL), kept)
	if p := thief.get("/registry/"); p.path != "/registry/login" {
		t.Errorf("the cookie of a session that was ended opens %s", p.path)
	}
}

func mustURL(t *testing.T, s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestThrottle guards: a login is shut after some failures, the right password
// too, opens by itself later; and an address that tries many names is shut out.
func TestThrottle(t *testing.T) {
	o := open(t)
	b := o.browser(t)
	for range 5 {
		b.logIn("clerk", "wrong password")
	}
	if p := b.logIn("clerk", password); p.status != http.StatusTooManyRequests {
		t.Errorf("after five failures the right password gives %d", p.status)
	}
	o.Clock.Forward(time.Hour)
	if p := b.logIn("clerk", password); p.path != "/registry/" {
		t.Errorf("an hour later: %d %s", p.status, p.text("main"))
	}
	for range 30 {
		pages.CountFailure(o.pages, "127.0.0.1")
	}
	if p := o.browser(t).logIn("admin", password); p.status != http.StatusTooManyRequests {
		t.Errorf("an address with 30 failures may try: %d", p.status)
	}
	o.Clock.Forward(time.Hour)
	if p := o.browser(t).logIn("admin", password); p.path != "/registry/" {
		t.Errorf("an hour later the address may not try: %d", p.status)
	}
}

// TestIdle guards: a session ends after an idle hour, and after twelve in any
// case.
func TestIdle(t *testing.T) {
	o := open(t)
	b := o.as(t, "clerk")
	for range 13 {
		o.Clock.Forward(50 * time.Minute)
		if p := b.get("/registry/"); p.path != "/registry/" {
			t.Fatalf("in use, but at %s", p.path)
		}
	}
	o.Clock.Forward(61 * time.Minute)
	if p := b.get("/registry/"); p.path != "/registry/login" {
		t.Errorf("after an idle hour: %s", p.path)
	}
	b = o.as(t, "clerk")
	for range 14 {
		o.Clock.Forward(55 * time.Minute)
		b.get("/registry/")
	}
	if p := b.get("/registry/"); p.path != "/registry/login" {
		t.Errorf("after twelve hours: %s", p.path)
	}
}

// TestForms guards: what changes something needs the session's own form, sent
// from our own pages.
func TestForms(t *testing.T) {
	o := open(t)
	b := o.as(t, "admin")
	good := b.get("/registry/schools").form("/registry/schools")
	good.Set("name", "示例学院")
	good.Set("code", "10002")
	for name, change := range map[string]func(url.Values){
		"no token":             func(v url.Values) { v.Del("csrf") },
		"another token":        func(v url.Values) { v.Set("csrf", strings.Repeat("0", 64)) },
		"another one's token":  func(v url.Values) { v.Set("csrf", o.as(t, "admin").get("/registry/schools").csrf()) },
		"the session's cookie": func(v url.Values) { v.Set("csrf", b.cookie("registry-session")) },
	} {
		v := url.Values{}
		for k, x := range good {
			v[k] = append([]string{}, x...)
		}
		change(v)
		if p := b.post("/registry/schools", v); p.status != http.StatusForbidden {
			t.Errorf("%s: %d", name, p.status)
		}
	}
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.server.URL+"/registry/schools", strings.NewReader(good.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set(header, value)
		if p := b.send(req); p.status != http.StatusForbidden {
			t.Errorf("a form of another site (%s): %d", header, p.status)
		}
	}
	all, err := o.Schools(t.Context(), console)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d schools, %v", len(all), err)
	}
	if p := b.post("/registry/schools", good); p.status != http.StatusOK || !strings.Contains(p.text("table"), "示例学院") {
		t.Errorf("the form itself: %d %s", p.status, p.text("main"))
	}
	if p := b.upload("/registry/tasks/"+string(task)+"/roster", url.Values{}, file{"list", "a.csv", []byte("x")}); p.status != http.StatusForbidden {
		t.Errorf("an upload without a token: %d", p.status)
	}
	login := o.browser(t)
	if p := login.post("/registry/login", url.Values{"login": {"admin"}, "password": {password}}); p.status != http.StatusForbidden {
		t.Errorf("a login without the form: %d", p.status)
	}
}

// TestHeaders guards: nothing foreign is loaded or framed, nothing is kept, and
// the session's cookie is for us alone.
func TestHeaders(t *testing.T) {
	o := open(t, func(p *pages.Options) { p.Secure = true })
	b := o.browser(t)
	p := b.get("/registry/login")
	csp := p.header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy has no %s: %s", want, csp)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(csp, "data:") || strings.Contains(csp, "*") {
		t.Errorf("the policy is too wide: %s", csp)
	}
	for h, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
		if p.header.Get(h) != want {
			t.Errorf("%s: %q", h, p.header.Get(h))
		}
	}
	for _, c := range p.header.Values("Set-Cookie") {
		for _, want := range []string{"__Host-", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(c, want) {
				t.Errorf("a cookie without %s: %s", want, c)
			}
		}
	}
	if len(p.header.Values("Set-Cookie")) == 0 {
		t.Error("the login form has no cookie")
	}
}

// TestPassword guards: one's own password needs the present one; the change ends
// other sessions and not this one.
func TestPassword(t *testing.T) {
	o := open(t)
	b, other := o.as(t, "clerk"), o.as(t, "clerk")
	try := func(old, fresh, again string) page {
		f := b.get("/registry/password").form("/registry/password")
		f.Set("old", old)
		f.Set("new", fresh)
		f.Set("again", again)
		return b.post("/registry/password", f)
	}
	const fresh = "another long sentence"
	for name, p := range map[string]page{
		"the wrong old one": try("wrong password", fresh, fresh), "two ways": try(password, fresh, fresh+"x"), "short": try(password, "short", "short"),
	} {
		if p.status != http.StatusUnprocessableEntity || p.path != "/registry/password" {
			t.Errorf("%s: %d at %s", name, p.status, p.path)
		}
	}
	if p := try(password, fresh, fresh); p.path != "/registry/" || !strings.Contains(p.text("main"), "密码已更改") {
		t.Errorf("changed: %d at %s", p.status, p.path)
	}
	if p := b.get("/registry/"); p.path != "/registry/" {
		t.Error("the session that changed the password ended")
	}
	if p := other.get("/registry/"); p.path != "/registry/login" {
		t.Error("another session goes on")
	}
	if p := o.browser(t).logIn("clerk", password); p.status != http.StatusUnauthorized {
		t.Errorf("the old password: %d", p.status)
	}
}

// TestRoles guards: every page × role, and whoever is bound to a school finds
// nothing of another.
func TestRoles(t *testing.T) {
	o := open(t)
	o.collect(t, 3, 1)
	who := map[string]*browser{}
	for _, r := range roles {
		who[string(r)] = o.as(t, string(r))
	}
	o.person(t, "elsewhere", store.RoleAdmin, "another-school")
	who["elsewhere"] = o.as(t, "elsewhere")
	who["stranger"] = o.browser(t)
	one := o.firstWaiting(t)
	const yes, no, none = http.StatusOK, http.StatusForbidden, http.StatusNotFound
	for path, want := range map[string]map[string]int{
		"/registry/":                                    {"admin": yes, "clerk": yes, "reviewer": yes, "elsewhere": yes},
		"/registry/review/" + one:                       {"admin": yes, "clerk": no, "reviewer": yes, "elsewhere": none},
		"/registry/review/" + one + "/original":         {"admin": yes, "clerk": no, "reviewer": yes, "elsewhere": none},
		"/registry/review/" + one + "/standard":         {"admin": yes, "clerk": no, "reviewer": yes, "elsewhere": none},
		"/registry/review/" + one + "/reference":        {"admin": yes, "clerk": no, "reviewer": yes, "elsewhere": none},
		"/registry/review/" + one + "/manifest":         {"admin": none, "clerk": no, "reviewer": none, "elsewhere": none},
		"/registry/review/01BX5ZZKBKACTAV9WEVGEMMVRZ-1": {"admin": none, "clerk": no, "reviewer": none, "elsewhere": none},
		"/registry/tasks":                               {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": yes},
		"/registry/held":                                {"admin": yes, "clerk": no, "reviewer": yes, "elsewhere": yes},
		"/registry/tasks/new":                           {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": yes},
		"/registry/tasks/" + string(task):               {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": none},
		"/registry/tasks/" + string(task) + "/settings": {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": none},
		"/registry/tasks/" + string(task) + "/roster":   {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": none},
		"/registry/tasks/" + string(task) + "/delivery": {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": none},
		"/registry/students":                            {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": yes},
		"/registry/students/" + string(task) + "/" + keyOf(o.Entry(t, 1).Student.Key): {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": none},
		"/registry/manual":                       {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": yes},
		"/registry/helpers":                      {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": yes},
		"/registry/kiosks":                       {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": yes},
		"/registry/kiosks/" + string(o.kiosk.ID): {"admin": yes, "clerk": yes, "reviewer": no, "elsewhere": none},
		"/registry/schools":                      {"admin": yes, "clerk": no, "reviewer": no, "elsewhere": no},
		"/registry/accounts":                     {"admin": yes, "clerk": no, "reviewer": no, "elsewhere": no},
		"/registry/nothing":                      {"admin": none, "clerk": none, "reviewer": none, "elsewhere": none},
	} {
		for name, b := range who {
			p := b.get(path)
			if name == "stranger" {
				if p.path != "/registry/login" {
					t.Errorf("a stranger at %s: %d", path, p.status)
				}
				continue
			}
			if p.status != want[name] {
				t.Errorf("%s at %s: %d, want %d", name, path, p.status, want[name])
			}
			if name == "elsewhere" && (strings.Contains(string(p.body), o.school(t).Name) || strings.Contains(string(p.body), "一号机")) {
				t.Errorf("%s shows another school", path)
			}
		}
	}
}

// TestLanguages guards: each page is whole in both languages, and the browser's
// wish and the choice count.
func TestLanguages(t *testing.T) {
	o := open(t)
	o.collect(t, 3, 1)
	b := o.as(t, "admin")
	paths := []string{"/registry/", "/registry/review/" + o.firstWaiting(t), "/registry/tasks", "/registry/tasks/new", "/registry/students", "/registry/manual", "/registry/helpers", "/registry/kiosks", "/registry/schools", "/registry/accounts", "/registry/password"}
	b.lang = "en-GB,en;q=0.9"
	for _, path := range paths {
		p := b.get(path)
		if p.header.Get("Content-Language") != "en" || attr(p.all("html")[0], "lang") != "en" {
			t.Errorf("%s is not in English", path)
		}
		for _, name := range []string{"h1", "h2", "button", "th", "legend", "label", "caption"} {
			for _, n := range p.all(name) {
				// Names of schools, tasks and people stay what they are.
				if w := words(n); w != "中文" && !strings.Contains(w, "测试") && !strings.Contains(w, "大学") && hasChinese(w) {
					t.Errorf("%s: <%s> in English reads %q", path, name, w)
				}
			}
		}
	}
	b.lang = "fr"
	if p := b.get("/registry/"); p.header.Get("Content-Language") != "zh" {
		t.Error("the first language is not Chinese")
	}
	p := b.post("/registry/language", url.Values{"lang": {"en"}, "here": {"/registry/kiosks"}})
	if p.path != "/registry/kiosks" || p.header.Get("Content-Language") != "en" {
		t.Errorf("chose English: %s in %s", p.path, p.header.Get("Content-Language"))
	}
	if p := b.post("/registry/language", url.Values{"lang": {"zh"}, "here": {"//elsewhere.example/registry/"}}); p.path != "/registry/" {
		t.Errorf("led to %s", p.path)
	}
}

func hasChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}
