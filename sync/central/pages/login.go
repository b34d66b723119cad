package pages

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"

	"campuskiosk/app/booth"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

var (
	errPasswordsDiffer = booth.Fail("pages.passwords_differ",
		"两次输入的新密码不一致。",
		"The new password was typed in two different ways.")
	errPasswordOld = booth.Fail("pages.password_old",
		"现在的密码不正确。",
		"The present password is not right.")
)

// passwordBytes bounds what is hashed.
const passwordBytes = 1000

// loginPage is what the login form shows.
type loginPage struct {
	Token, Login, Error string
}

// fromElsewhere answers a form that another site sent.
func (p *Pages) fromElsewhere(w http.ResponseWriter, r *http.Request) {
	v := &visit{p: p, w: w, r: r, lang: languageOf(r)}
	v.fail(errStale)
}

func (p *Pages) loginForm(w http.ResponseWriter, r *http.Request) {
	v := &visit{p: p, w: w, r: r, lang: languageOf(r)}
	if p.loggedIn(v) {
		http.Redirect(w, r, Prefix+"/", http.StatusSeeOther)
		return
	}
	p.showLogin(v, http.StatusOK, "", nil)
}

// showLogin shows the form with a token of its own: nobody logs someone else's
// browser in.
func (p *Pages) showLogin(v *visit, status int, login string, err *booth.Error) {
	page := loginPage{Token: rand.Text(), Login: login, Error: v.text(err)}
	p.setCookie(v.w, "form", page.Token, 3600)
	v.sent(v.show(status, "login", page))
}

func (p *Pages) login(w http.ResponseWriter, r *http.Request) {
	v := &visit{p: p, w: w, r: r, lang: languageOf(r)}
	r.Body = http.MaxBytesReader(w, r.Body, formBytes)
	if err := r.ParseForm(); err != nil {
		v.fail(errForm.Because(err))
		return
	}
	token := p.readCookie(r, "form")
	if token == "" || subtle.ConstantTimeCompare([]byte(token), []byte(r.PostForm.Get("token"))) != 1 {
		p.showLogin(v, http.StatusForbidden, "", errStale)
		return
	}
	login := v.form("login")
	session, err := p.tryLogin(v, login, r.PostForm.Get("password"))
	switch {
	case errors.Is(err, service.ErrLocked):
		p.showLogin(v, http.StatusTooManyRequests, login, service.ErrLocked)
	case errors.Is(err, service.ErrLogin):
		p.showLogin(v, http.StatusUnauthorized, login, service.ErrLogin)
	case err != nil:
		v.fail(err)
	default:
		if old := p.readCookie(r, "session"); old != "" {
			if err := p.s.Logout(r.Context(), old); err != nil {
				p.o.Log.Warn("session can't be ended", "error", err)
			}
		}
		p.setCookie(w, "form", "", -1)
		p.begin(w, session)
		http.Redirect(w, r, Prefix+p.back(w, r), http.StatusSeeOther) //nolint:gosec // a path below Prefix, looked at by back
	}
}

// tryLogin logs in where the address may still try.
func (p *Pages) tryLogin(v *visit, login, secret string) (session string, err error) {
	addr, now := p.o.ClientAddr(v.r), p.now()
	if p.throttle.wait(addr, now) > 0 {
		return "", service.ErrLocked
	}
	if len(secret) > passwordBytes || len(login) > passwordBytes {
		return "", service.ErrLogin
	}
	err = p.hashed(v.ctx(), func() (err error) {
		session, _, err = p.s.Login(v.ctx(), login, secret)
		return err
	})
	if errors.Is(err, service.ErrLogin) || errors.Is(err, service.ErrLocked) {
		p.throttle.failed(addr, now)
	}
	return session, err
}

// hashed does something that computes a password's hash when there is room for
// one more.
func (p *Pages) hashed(ctx context.Context, do func() error) error {
	select {
	case p.hashing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.hashing }()
	return do()
}

func (p *Pages) logout(v *visit) error {
	if err := p.s.Logout(v.ctx(), v.token); err != nil {
		return err
	}
	p.setCookie(v.w, "session", "", -1)
	return v.to("/login")
}

func (p *Pages) passwordForm(v *visit) error { return v.show(http.StatusOK, "password", "") }

func (p *Pages) changePassword(v *visit) error {
	err := p.setPassword(v)
	if e, ok := mendable(err); ok {
		return v.show(http.StatusUnprocessableEntity, "password", v.text(e))
	}
	return err
}

// setPassword changes the clerk's own password, which ends all sessions, and
// begins another. The present password is tried as a login is: failures count.
func (p *Pages) setPassword(v *visit) error {
	wanted := v.r.PostForm.Get("new")
	switch {
	case wanted != v.r.PostForm.Get("again"):
		return errPasswordsDiffer
	case len(wanted) > passwordBytes:
		return service.ErrPassword
	}
	if _, err := p.tryLogin(v, v.clerk.Login, v.r.PostForm.Get("old")); errors.Is(err, service.ErrLogin) {
		return errPasswordOld
	} else if err != nil {
		return err
	}
	err := p.hashed(v.ctx(), func() error { return p.s.SetPassword(v.ctx(), v.actor, v.clerk.ID, wanted) })
	if err != nil {
		return err
	}
	session, err := p.tryLogin(v, v.clerk.Login, wanted)
	if err != nil {
		return err
	}
	p.begin(v.w, session)
	return v.said("/", "password")
}

// accountsPage lists who may log in.
type accountsPage struct {
	Clerks  []store.Clerk
	Schools []booth.School
	New     service.NewClerk
	Error   string
	Me      booth.ClerkID
}

// SchoolName names an account's school.
func (a accountsPage) SchoolName(id booth.SchoolID) string {
	for _, s := range a.Schools {
		if s.ID == id {
			return s.Name
		}
	}
	return string(id)
}

func (p *Pages) accounts(v *visit) error {
	return p.showAccounts(v, http.StatusOK, service.NewClerk{}, nil)
}

func (p *Pages) showAccounts(v *visit, status int, typed service.NewClerk, failure *booth.Error) error {
	typed.Password = ""
	page := accountsPage{New: typed, Error: v.text(failure), Me: v.clerk.ID}
	var err error
	if page.Clerks, err = p.s.Clerks(v.ctx(), v.actor); err != nil {
		return err
	}
	if page.Schools, err = p.s.Schools(v.ctx(), v.actor); err != nil {
		return err
	}
	return v.show(status, "accounts", page)
}

func (p *Pages) addAccount(v *visit) error {
	n := service.NewClerk{
		Login: v.form("login"), Name: v.form("name"), Password: v.r.PostForm.Get("password"),
		Role: store.Role(v.form("role")), School: booth.SchoolID(v.form("school")),
	}
	if len(n.Password) > passwordBytes {
		return errForm
	}
	err := p.hashed(v.ctx(), func() error {
		_, err := p.s.AddClerk(v.ctx(), v.actor, n)
		return err
	})
	if e, ok := mendable(err); ok {
		return p.showAccounts(v, http.StatusUnprocessableEntity, n, e)
	}
	if err != nil {
		return err
	}
	return v.said("/accounts", "saved")
}

// changeAccount sets a password, or ends or allows logins. Nobody shuts
// themselves out.
func (p *Pages) changeAccount(v *visit) error {
	id := booth.ClerkID(v.r.PathValue("id"))
	var err error
	switch what := v.form("what"); {
	case what == "password" && len(v.r.PostForm.Get("password")) <= passwordBytes && id != v.clerk.ID:
		err = p.hashed(v.ctx(), func() error {
			return p.s.SetPassword(v.ctx(), v.actor, id, v.r.PostForm.Get("password"))
		})
	case (what == "disable" || what == "enable") && id != v.clerk.ID:
		err = p.s.DisableClerk(v.ctx(), v.actor, id, what == "disable")
	default:
		err = errForm
	}
	if e, ok := mendable(err); ok {
		return p.showAccounts(v, http.StatusUnprocessableEntity, service.NewClerk{}, e)
	}
	if err != nil {
		return err
	}
	return v.said("/accounts", "saved")
}
