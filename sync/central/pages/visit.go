package pages

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

// visit is one request of someone who is logged in.
type visit struct {
	p     *Pages
	w     http.ResponseWriter
	r     *http.Request
	clerk store.Clerk
	actor service.Actor
	lang  string
	csrf  string
	token string
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// Failures of the pages themselves.
var (
	errStale = booth.Fail("pages.stale",
		"页面已过期或来自别处，没有做任何更改。请返回后重试。",
		"This page is out of date or came from elsewhere, so nothing was changed. Go back and try again.")
	errGone = booth.Fail("pages.gone",
		"没有这个页面，或它已不存在。",
		"This page isn't there, or not any more.")
	errForm = booth.Fail("pages.form",
		"提交的内容不完整或太大，没有做任何更改。",
		"What was sent is incomplete or too large, so nothing was changed.")
	errNotSure = booth.Fail("pages.not_sure",
		"请先勾选确认。",
		"Please tick the box to confirm.")
)

// guard lets those through who are logged in, may use the page, and for whatever
// changes something sent the session's own form.
func (p *Pages) guard(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := &visit{p: p, w: w, r: req, lang: languageOf(req)}
		if !p.loggedIn(v) {
			if req.Method == http.MethodGet || req.Method == http.MethodHead {
				p.setBack(w, req)
			}
			http.Redirect(w, req, Prefix+"/login", http.StatusSeeOther)
			return
		}
		if err := v.run(r); err != nil {
			v.fail(err)
		}
	})
}

func (v *visit) run(r route) error {
	if !r.may.allows(v.clerk) {
		return service.ErrNotAllowed
	}
	if v.r.Method != http.MethodGet && v.r.Method != http.MethodHead && r.how != upload {
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, formBytes)
		if err := v.r.ParseForm(); err != nil {
			return errForm.Because(err)
		}
		if !v.tokenIs(v.r.PostForm.Get("csrf")) {
			return errStale
		}
	}
	if r.how != usual {
		limitTime(v.w, long, long)
	}
	return r.do(v)
}

// statusOf is the answer's status for an error.
func statusOf(err error) int {
	switch {
	case errors.Is(err, service.ErrNotAllowed), errors.Is(err, errStale):
		return http.StatusForbidden
	case errors.Is(err, errGone):
		return http.StatusNotFound
	case errors.Is(err, errForm):
		return http.StatusBadRequest
	case errors.Is(err, booth.ErrInternal):
		return http.StatusInternalServerError
	}
	return http.StatusUnprocessableEntity
}

// fail shows an error as a page of its own.
func (v *visit) fail(err error) {
	switch {
	case errors.Is(err, context.Canceled):
		return // the browser went away
	case errors.Is(err, store.ErrNotFound), errors.Is(err, api.ErrNotThere):
		err = errGone.Because(err)
	}
	e := booth.Explain(err)
	if e.Code == booth.ErrInternal.Code {
		v.p.o.Log.Error("page failed", "page", v.r.Pattern, "error", err)
	}
	v.sent(v.show(statusOf(e), "error", e.Text.In(v.lang)))
}

// sent notes an answer that did not reach its browser.
func (v *visit) sent(err error) {
	if err != nil {
		v.p.o.Log.Debug("answer was not sent", "error", err)
	}
}

// mendable gives an error that someone can mend in the form that was sent: it
// is shown above the form. Others have a page of their own.
func mendable(err error) (*booth.Error, bool) {
	var e *booth.Error
	if !errors.As(err, &e) || slices.ContainsFunc([]error{service.ErrNotAllowed, api.ErrNotThere, booth.ErrInternal, errStale, errGone, errForm}, e.Is) {
		return nil, false
	}
	return e, true
}

// to goes on to another page after something was changed.
func (v *visit) to(path string) error {
	http.Redirect(v.w, v.r, Prefix+path, http.StatusSeeOther)
	return nil
}

// said goes on to another page, which says once that something was done.
func (v *visit) said(path, word string) error {
	v.p.setCookie(v.w, "said", word, 60)
	return v.to(path)
}

// form gives a trimmed field of the form.
func (v *visit) form(name string) string { return strings.TrimSpace(v.r.PostForm.Get(name)) }

// text gives an error's sentence, or nothing.
func (v *visit) text(e *booth.Error) string {
	if e == nil {
		return ""
	}
	return e.Text.In(v.lang)
}

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host
}
