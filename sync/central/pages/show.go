package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"time"

	"campuskiosk/app/booth"
)

//go:embed templates
var templateFiles embed.FS

// templates are the pages in one language, by name.
type templates map[string]*template.Template

// Languages of the pages; the first is for browsers that say nothing.
var languages = []string{"zh", "en"}

// parseTemplates reads the pages once for each language: t chooses between the
// two texts that stand side by side in them.
func parseTemplates() (map[string]templates, error) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	all := map[string]templates{}
	for _, lang := range languages {
		base, err := template.New("base.html").Option("missingkey=error").Funcs(funcs(lang)).
			ParseFS(templateFiles, "templates/base.html", "templates/parts.html")
		if err != nil {
			return nil, err
		}
		all[lang] = templates{}
		for _, path := range names {
			name := strings.TrimSuffix(strings.TrimPrefix(path, "templates/"), ".html")
			if name == "base" || name == "parts" {
				continue
			}
			page, err := base.Clone()
			if err == nil {
				page, err = page.ParseFS(templateFiles, path)
			}
			if err != nil {
				return nil, fmt.Errorf("pages: %s: %w", name, err)
			}
			all[lang][name] = page
		}
	}
	return all, nil
}

// funcs are what templates can say in a language.
func funcs(lang string) template.FuncMap {
	return template.FuncMap{
		"t":    func(zh, en string) string { return booth.Text{ZH: zh, EN: en}.In(lang) },
		"in":   func(t booth.Text) string { return t.In(lang) },
		"lang": func() string { return lang },
		"time": func(t time.Time) string { return clock(t, lang) },
		"ago":  func(now, t time.Time) string { return ago(now, t, lang) },
		"n":    count,
		"url":  func(parts ...any) string { return Prefix + "/" + path(parts) },
		// Of people and notes only what is said here is shown; the rest of the
		// program prints them masked.
		"number": func(n booth.StudentNumber) string { return n.Reveal() },
		"name":   func(n booth.PersonName) string { return n.Reveal() },
		"note":   func(n booth.Note) string { return string(n) },
		"key":    func(k booth.StudentKey) string { return fmt.Sprintf("%x", k[:]) },
		"score": func(x *float64) string {
			if x == nil {
				return "–"
			}
			return fmt.Sprintf("%.0f", *x)
		},
		"add": func(a, b int) int { return a + b },
		"pct": func(part, of int) int {
			if of <= 0 {
				return 0
			}
			return min(100, part*100/of)
		},
	}
}

// path joins the parts of an address; templates escape them.
func path(parts []any) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = fmt.Sprint(p)
	}
	return strings.Join(texts, "/")
}

// count writes a number with a thin gap between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return s
}

// clock writes a time as people in China read it.
func clock(t time.Time, lang string) string {
	if t.IsZero() {
		return "–"
	}
	t = t.In(booth.Shanghai)
	if lang == "en" {
		return t.Format("2 Jan 2006, 15:04")
	}
	return t.Format("2006年1月2日 15:04")
}

// ago writes how long ago something was.
func ago(now, t time.Time, lang string) string {
	if t.IsZero() {
		return booth.Text{ZH: "从未", EN: "never"}.In(lang)
	}
	d := now.Sub(t)
	say := func(n int, zh, one, many string) string {
		if lang != "en" {
			return strconv.Itoa(n) + " " + zh
		}
		if n == 1 {
			return "1 " + one
		}
		return strconv.Itoa(n) + " " + many
	}
	switch {
	case d < time.Minute:
		return booth.Text{ZH: "刚刚", EN: "just now"}.In(lang)
	case d < time.Hour:
		return say(int(d.Minutes()), "分钟前", "minute ago", "minutes ago")
	case d < 48*time.Hour:
		return say(int(d.Hours()), "小时前", "hour ago", "hours ago")
	}
	return say(int(d.Hours()/24), "天前", "day ago", "days ago")
}

// chrome is what every page has around its own content.
type chrome struct {
	Lang, CSRF, Here, Said string
	Name, Role             string
	Menu                   []entry
	Now                    time.Time
	Data                   any
}

// entry is a line of the menu.
type entry struct {
	Path    string
	Label   booth.Text
	Current bool
}

// menu is what a role may use.
func (v *visit) menu() []entry {
	var all []entry
	if v.clerk.ID == "" {
		return nil
	}
	for _, e := range []struct {
		may  may
		path string
		name booth.Text
	}{
		{anyone, "/", booth.Text{ZH: "进度", EN: "Progress"}},
		{reviewers, "/review", booth.Text{ZH: "审核", EN: "Review"}},
		{clerks, "/tasks", booth.Text{ZH: "任务与名单", EN: "Tasks and rosters"}},
		{clerks, "/students", booth.Text{ZH: "学生", EN: "Students"}},
		{clerks, "/manual", booth.Text{ZH: "人工录入", EN: "Manual entries"}},
		{clerks, "/helpers", booth.Text{ZH: "工作人员", EN: "Helpers"}},
		{clerks, "/kiosks", booth.Text{ZH: "采集设备", EN: "Kiosks"}},
		{admins, "/schools", booth.Text{ZH: "学校", EN: "Schools"}},
		{admins, "/accounts", booth.Text{ZH: "帐号", EN: "Accounts"}},
	} {
		if !e.may.allows(v.clerk) {
			continue
		}
		full, here := Prefix+e.path, v.r.URL.Path
		current := here == full || e.path != "/" && strings.HasPrefix(here, full+"/")
		all = append(all, entry{full, e.name, current})
	}
	return all
}

// show writes a page whole or not at all.
func (v *visit) show(status int, name string, data any) error {
	c := chrome{
		Lang: v.lang, CSRF: v.csrf, Here: v.r.URL.Path, Name: v.clerk.Name, Role: string(v.clerk.Role),
		Menu: v.menu(), Now: v.p.now(), Data: data, Said: v.said1(),
	}
	if c.Name == "" {
		c.Name = v.clerk.Login
	}
	var b bytes.Buffer
	if err := v.p.words[v.lang][name].Execute(&b, c); err != nil {
		v.p.o.Log.Error("page can't be drawn", "page", name, "error", err)
		http.Error(v.w, booth.ErrInternal.Text.In(v.lang), http.StatusInternalServerError)
		return nil
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Content-Language", v.lang)
	v.w.WriteHeader(status)
	_, err := v.w.Write(b.Bytes())
	return err
}

// done are the sentences that a page says once after something was changed.
var done = map[string]booth.Text{
	"password":        {ZH: "密码已更改，其他登录已退出。", EN: "The password was changed and other sessions have ended."},
	"saved":           {ZH: "已保存。", EN: "Saved."},
	"imported":        {ZH: "名单已导入，设备将自动同步。", EN: "The roster was imported; kiosks take it over by themselves."},
	"approved":        {ZH: "已通过。", EN: "Approved."},
	"refused":         {ZH: "已标记为不通过，学生可以重新提交。", EN: "Not approved; the student can submit again."},
	"unbound":         {ZH: "已解绑，学生可以用新的帐号重新绑定。", EN: "Unbound; the student can bind another account now."},
	"resolved":        {ZH: "已结案，学生可以重新拍照。", EN: "The case is closed; the student can take photos again."},
	"revoked":         {ZH: "设备登记已撤销。", EN: "The kiosk's enrolment was revoked."},
	"ordered":         {ZH: "命令已发出，设备联网后执行。", EN: "The command is on its way; the kiosk carries it out when it is connected."},
	"delivered":       {ZH: "已标记为已交付。", EN: "Marked as delivered."},
	"held_accept":     {ZH: "已接收。", EN: "The packet was accepted."},
	"held_refuse":     {ZH: "已拒收。", EN: "The packet was refused."},
	"manual_approved": {ZH: "已批准。", EN: "The entry was approved."},
	"manual_refused":  {ZH: "未批准。", EN: "The entry was refused."},
	"removed":         {ZH: "已移除。", EN: "Removed."},
}

// said1 takes the sentence for this page.
func (v *visit) said1() string {
	word := v.p.readCookie(v.r, "said")
	if word == "" {
		return ""
	}
	v.p.setCookie(v.w, "said", "", -1)
	return done[word].In(v.lang)
}

// keepSaid leaves the sentence for the page that comes next.
func (v *visit) keepSaid() {
	if word := v.p.readCookie(v.r, "said"); word != "" {
		v.p.setCookie(v.w, "said", word, 60)
	}
}

// languageOf is what someone chose, else what the browser prefers.
func languageOf(r *http.Request) string {
	for _, name := range []string{"__Host-registry-lang", "registry-lang"} {
		if c, err := r.Cookie(name); err == nil && (c.Value == "en" || c.Value == "zh") {
			return c.Value
		}
	}
	for _, part := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch {
		case strings.HasPrefix(strings.ToLower(tag), "en"):
			return "en"
		case strings.HasPrefix(strings.ToLower(tag), "zh"):
			return "zh"
		}
	}
	return languages[0]
}

// language changes the language. The page that it was asked on is shown again.
func (p *Pages) language(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formBytes)
	lang := "zh"
	if r.PostFormValue("lang") == "en" {
		lang = "en"
	}
	p.setCookie(w, "lang", lang, 365*24*3600)
	here := r.PostFormValue("here")
	if !strings.HasPrefix(here, Prefix+"/") || strings.ContainsAny(here, "\\\r\n?#") {
		here = Prefix + "/"
	}
	http.Redirect(w, r, here, http.StatusSeeOther) //nolint:gosec // a path below Prefix, looked at above
}
