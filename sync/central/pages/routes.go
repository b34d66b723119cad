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
	how     how
}

// how a page's form comes.
type how int

const (
	usual how = iota
	// slow: usual, but what it does may take long.
	slow
	// upload: the form has files and is read by the page itself.
	upload
)

func (p *Pages) table() []route {
	return []route{
		{"GET /{$}", anyone, p.home, usual},
		{"POST /logout", anyone, p.logout, usual},
		{"GET /password", anyone, p.passwordForm, usual},
		{"POST /password", anyone, p.changePassword, usual},

		{"GET /review", reviewers, p.reviewFirst, usual},
		{"GET /review/{id}", reviewers, p.review, usual},
		{"POST /review/{id}", reviewers, p.decide, usual},
		{"GET /review/{id}/{picture}", reviewers, p.picture, usual},

		{"GET /held", reviewers, p.held, usual},
		{"POST /held/{kiosk}/{id}", reviewers, p.decideHeld, slow},

		{"GET /tasks", clerks, p.tasksList, usual},
		{"GET /tasks/new", clerks, p.newTask, usual},
		{"POST /tasks/new", clerks, p.saveTask, usual},
		{"GET /tasks/{id}", clerks, p.task, usual},
		{"GET /tasks/{id}/settings", clerks, p.taskSettings, usual},
		{"POST /tasks/{id}/settings", clerks, p.saveTask, usual},
		{"GET /tasks/{id}/roster", clerks, p.rosterForm, usual},
		{"POST /tasks/{id}/roster", clerks, p.uploadRoster, upload},
		{"POST /tasks/{id}/roster/{plan}", clerks, p.applyRoster, slow},
		{"GET /tasks/{id}/delivery", clerks, p.delivery, usual},
		{"POST /tasks/{id}/delivery", clerks, p.download, slow},
		{"POST /tasks/{id}/delivered", clerks, p.delivered, usual},

		{"GET /students", clerks, p.students, usual},
		{"POST /students", clerks, p.findStudents, usual},
		{"GET /students/{task}/{student}", clerks, p.student, usual},
		{"POST /students/{task}/{student}", clerks, p.changeStudent, usual},
		{"GET /manual", clerks, p.manual, usual},
		{"POST /manual/{task}/{student}", clerks, p.decideManual, usual},
		{"GET /helpers", clerks, p.helpers, usual},
		{"POST /helpers", clerks, p.addHelper, usual},
		{"POST /helpers/{school}/{id}", clerks, p.changeHelper, usual},

		{"GET /kiosks", clerks, p.kiosks, usual},
		{"POST /kiosks", clerks, p.addKiosk, usual},
		{"GET /kiosks/{id}", clerks, p.kiosk, usual},
		{"POST /kiosks/{id}", clerks, p.changeKiosk, usual},
		{"POST /kiosks/{id}/code", clerks, p.enrolCode, usual},
		{"POST /kiosks/{id}/order", clerks, p.orderKiosk, usual},
		{"POST /kiosks/{id}/revoke", clerks, p.revokeKiosk, usual},

		{"GET /schools", admins, p.schools, usual},
		{"POST /schools", admins, p.saveSchool, usual},
		{"GET /accounts", admins, p.accounts, usual},
		{"POST /accounts", admins, p.addAccount, usual},
		{"POST /accounts/{id}", admins, p.changeAccount, usual},
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
