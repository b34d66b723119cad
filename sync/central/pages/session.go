package pages

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"campuskiosk/sync/central/service"
)

// cookieTime is how long browsers keep a session's cookie; the service ends the
// session by itself.
const cookieTime = 12 * time.Hour

// formToken is what a session's forms carry: whoever can't read the session's
// token can't make it.
func formToken(token string) string {
	m := hmac.New(sha256.New, []byte(token))
	m.Write([]byte("campuskiosk/pages/form/v1"))
	return hex.EncodeToString(m.Sum(nil))
}

// tokenIs reports whether a form is this session's.
func (v *visit) tokenIs(sent string) bool {
	return subtle.ConstantTimeCompare([]byte(sent), []byte(v.csrf)) == 1
}

// cookie names a cookie. Browsers keep those that begin with __Host- to this
// very host, to HTTPS and away from other paths.
func (p *Pages) cookie(name string) string {
	if p.o.Secure {
		return "__Host-registry-" + name
	}
	return "registry-" + name
}

// setCookie sets a cookie for seconds; below zero it goes away.
func (p *Pages) setCookie(w http.ResponseWriter, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever there is HTTPS (Options.Secure)
		Name: p.cookie(name), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: p.o.Secure,
		SameSite: http.SameSiteLaxMode,
	})
}

func (p *Pages) readCookie(r *http.Request, name string) string {
	c, err := r.Cookie(p.cookie(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// loggedIn finds the session of a request.
func (p *Pages) loggedIn(v *visit) bool {
	token := p.readCookie(v.r, "session")
	if token == "" || len(token) > 64 {
		return false
	}
	c, err := p.s.Session(v.ctx(), token)
	if err != nil {
		if !errors.Is(err, service.ErrLogin) && !errors.Is(err, context.Canceled) {
			p.o.Log.Error("session can't be read", "error", err)
		}
		return false
	}
	v.clerk, v.actor, v.token, v.csrf = c, service.ActorOf(c), token, formToken(token)
	return true
}

// begin gives the browser its session.
func (p *Pages) begin(w http.ResponseWriter, token string) {
	p.setCookie(w, "session", token, int(cookieTime.Seconds()))
}

// setBack notes which page was wanted before the login.
func (p *Pages) setBack(w http.ResponseWriter, r *http.Request) {
	if path, ok := strings.CutPrefix(r.URL.Path, Prefix); ok && path != "" && path != "/" {
		p.setCookie(w, "back", base64.RawURLEncoding.EncodeToString([]byte(path)), 600)
	}
}

// back gives that page, which is one of ours.
func (p *Pages) back(w http.ResponseWriter, r *http.Request) string {
	value := p.readCookie(r, "back")
	if value == "" {
		return "/"
	}
	p.setCookie(w, "back", "", -1)
	path, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(path) < 2 || path[0] != '/' || path[1] == '/' || strings.ContainsAny(string(path), "\\\r\n?#") {
		return "/"
	}
	return string(path)
}
