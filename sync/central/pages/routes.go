package pages

import (
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"campuskiosk/sync/central/store"
)

// may says which roles may use a page. Admins may use every one, those of one
// school all but what concerns every school. The service looks at roles and
// schools once more.
type may struct {
	roles []store.Role
	// everywhere: the page is about all schools.
	everywhere bool
}

var (
	anyone    = may{roles: []store.Role{store.RoleClerk, store.RoleReviewer}}
	clerks    = may{roles: []store.Role{store.RoleClerk}}
	reviewers = may{roles: []store.Role{store.RoleReviewer}}
	admins    = may{everywhere: true}
)

func (m may) allows(c store.Clerk) bool {
	if m.everywhere && c.School != "" {
		return false
	}
	return c.Role == store.RoleAdmin || slices.Contains(m.roles, c.Role)
}

// formBytes bounds a form without files, in bytes.
const formBytes = 64 << 10

// route is a page: who may use it and what it does.
type route struct {
	pattern string
	may     may
	do      func(*visit) error
	// upload: the form has files and is read by the page itself.
	upload bool
}

func (p *Pages) table() []route {
	return []route{
		{"GET /{$}", anyone, p.home, false},
		{"POST /logout", anyone, p.logout, false},
		{"GET /password", anyone, p.passwordForm, false},
		{"POST /password", anyone, p.changePassword, false},

		{"GET /review", reviewers, p.reviewFirst, false},
		{"GET /review/{id}", reviewers, p.review, false},
		{"POST /review/{id}", reviewers, p.decide, false},
		{"GET /review/{id}/{picture}", reviewers, p.picture, false},

		{"GET /tasks", clerks, p.tasksList, false},
		{"GET /tasks/new", clerks, p.newTask, false},
		{"POST /tasks/new", clerks, p.saveTask, false},
		{"GET /tasks/{id}", clerks, p.task, false},
		{"GET /tasks/{id}/settings", clerks, p.taskSettings, false},
		{"POST /tasks/{id}/settings", clerks, p.saveTask, false},
		{"GET /tasks/{id}/roster", clerks, p.rosterForm, false},
		{"POST /tasks/{id}/roster", clerks, p.uploadRoster, true},
		{"POST /tasks/{id}/roster/{plan}", clerks, p.applyRoster, false},
		{"GET /tasks/{id}/delivery", clerks, p.delivery, false},
		{"POST /tasks/{id}/delivery", clerks, p.download, false},
		{"POST /tasks/{id}/delivered", clerks, p.delivered, false},

		{"GET /students", clerks, p.students, false},
		{"POST /students", clerks, p.findStudents, false},
		{"GET /students/{task}/{student}", clerks, p.student, false},
		{"POST /students/{task}/{student}", clerks, p.changeStudent, false},
		{"GET /manual", clerks, p.manual, false},
		{"POST /manual/{task}/{student}", clerks, p.decideManual, false},
		{"GET /helpers", clerks, p.helpers, false},
		{"POST /helpers", clerks, p.addHelper, false},
		{"POST /helpers/{school}/{id}", clerks, p.changeHelper, false},

		{"GET /kiosks", clerks, p.kiosks, false},
		{"POST /kiosks", clerks, p.addKiosk, false},
		{"GET /kiosks/{id}", clerks, p.kiosk, false},
		{"POST /kiosks/{id}", clerks, p.changeKiosk, false},
		{"POST /kiosks/{id}/code", clerks, p.enrolCode, false},
		{"POST /kiosks/{id}/order", clerks, p.orderKiosk, false},
		{"POST /kiosks/{id}/revoke", clerks, p.revokeKiosk, false},

		{"GET /schools", admins, p.schools, false},
		{"POST /schools", admins, p.saveSchool, false},
		{"GET /accounts", admins, p.accounts, false},
		{"POST /accounts", admins, p.addAccount, false},
		{"POST /accounts/{id}", admins, p.changeAccount, false},
	}
}

func (p *Pages) routes() error {
	files, err := fs.Sub(static, "static")
	if err != nil {
		return err
	}
	assets := http.StripPrefix(Prefix+"/static/", http.FileServerFS(files))
	p.mux.HandleFunc("GET "+Prefix+"/static/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		assets.ServeHTTP(w, r)
	})
	p.mux.Handle("GET "+Prefix, http.RedirectHandler(Prefix+"/", http.StatusSeeOther))
	p.mux.HandleFunc("GET "+Prefix+"/login", p.loginForm)
	p.mux.HandleFunc("POST "+Prefix+"/login", p.login)
	p.mux.HandleFunc("POST "+Prefix+"/language", p.language)
	for _, r := range p.table() {
		method, path, _ := strings.Cut(r.pattern, " ")
		p.mux.Handle(method+" "+Prefix+path, p.guard(r))
	}
	// What is not there asks for a login first: nobody learns which pages there are.
	p.mux.Handle(Prefix+"/", p.guard(route{may: anyone, do: func(*visit) error { return store.ErrNotFound }}))
	return nil
}
