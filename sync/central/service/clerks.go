package service

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/password"
	"campuskiosk/sync/central/store"
)

// How long a login lasts, and what follows wrong passwords: from the fifth on
// nobody may try for a while, twice as long each time, at most an hour.
const (
	loginLife    = 12 * time.Hour
	loginIdle    = time.Hour
	freeTries    = 5
	firstLock    = 30 * time.Second
	longestLock  = time.Hour
	shortestPass = 12
)

// NewClerk is what an administrator says about a clerk.
type NewClerk struct {
	Login, Name, Password string
	Role                  store.Role
	School                booth.SchoolID
}

// AddClerk adds a clerk. Only administrators of all schools. Errors: ErrPassword, ErrTaken.
func (s *Service) AddClerk(ctx context.Context, a Actor, n NewClerk) (id booth.ClerkID, err error) {
	if err := a.mayAccounts(); err != nil {
		return "", err
	}
	if n.Login, err = text("login", n.Login, 64); err != nil {
		return "", err
	}
	if n.Name, err = text("name", n.Name, 64); err != nil {
		return "", err
	}
	if !slices.Contains([]store.Role{store.RoleClerk, store.RoleReviewer, store.RoleAdmin}, n.Role) {
		return "", ErrField.With("role")
	}
	if utf8.RuneCountInString(n.Password) < shortestPass {
		return "", ErrPassword
	}
	c := store.Clerk{ID: booth.ClerkID(newID("c")), Login: n.Login, Name: n.Name, Password: password.Hash(n.Password), Role: n.Role, School: n.School}
	err = s.update(ctx, func(tx *store.Tx) error {
		tx.Audit(a.say("clerk.added", string(c.ID), map[string]string{"role": string(c.Role)}))
		return tx.PutClerk(c)
	})
	if errors.Is(err, store.ErrTaken) {
		err = ErrTaken
	}
	return c.ID, err
}

// Clerks are all clerks. Only administrators.
func (s *Service) Clerks(ctx context.Context, a Actor) (all []store.Clerk, err error) {
	if err := a.mayAccounts(); err != nil {
		return nil, err
	}
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Clerks()
		return err
	})
	return all, err
}

// SetPassword changes a clerk's password and ends the clerk's logins: one's
// own, or any for administrators.
func (s *Service) SetPassword(ctx context.Context, a Actor, id booth.ClerkID, secret string) error {
	if a.ID != id {
		if err := a.mayAccounts(); err != nil {
			return err
		}
	}
	if utf8.RuneCountInString(secret) < shortestPass {
		return ErrPassword
	}
	hash := password.Hash(secret)
	return s.changeClerk(ctx, a, id, "clerk.password", func(c *store.Clerk) { c.Password = hash })
}

// DisableClerk ends, or allows again, that a clerk logs in. Only
// administrators.
func (s *Service) DisableClerk(ctx context.Context, a Actor, id booth.ClerkID, disabled bool) error {
	if err := a.mayAccounts(); err != nil {
		return err
	}
	return s.changeClerk(ctx, a, id, "clerk.disabled", func(c *store.Clerk) { c.Disabled = disabled })
}

func (s *Service) changeClerk(ctx context.Context, a Actor, id booth.ClerkID, what string, change func(*store.Clerk)) error {
	return s.update(ctx, func(tx *store.Tx) error {
		c, err := tx.Clerk(id)
		if err != nil {
			return err
		}
		change(&c)
		tx.Audit(a.say(what, string(id), nil))
		return errors.Join(tx.PutClerk(c), tx.EndLogins(id))
	})
}

// Login logs a clerk in; the token is for the browser's cookie, 26 characters.
// Errors: ErrLogin, ErrLocked.
func (s *Service) Login(ctx context.Context, login, secret string) (token string, c store.Clerk, err error) {
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		c, err = tx.ClerkByLogin(login)
		return err
	})
	unknown := errors.Is(err, api.ErrNotThere)
	if err != nil && !unknown {
		return "", c, err
	}
	if unknown || c.Disabled {
		password.Check(password.Nobody, secret)
		return "", store.Clerk{}, ErrLogin
	}
	if c.LockedUntil.After(s.Now()) {
		return "", store.Clerk{}, ErrLocked
	}
	if !password.Check(c.Password, secret) {
		var until time.Time
		if n := c.Failures + 1; n >= freeTries {
			until = s.Now().Add(min(firstLock<<min(n-freeTries, 10), longestLock))
		}
		err := s.update(ctx, func(tx *store.Tx) error {
			tx.Audit(ActorOf(c).say("clerk.login_failed", string(c.ID), nil))
			return tx.LoginFailed(c.ID, until)
		})
		return "", store.Clerk{}, errors.Join(ErrLogin, err)
	}
	token = rand.Text()
	err = s.update(ctx, func(tx *store.Tx) error {
		tx.Audit(ActorOf(c).say("clerk.login", string(c.ID), nil))
		return errors.Join(tx.LoginSucceeded(c.ID), tx.AddLogin(store.Login{Token: tokenHash(token), Clerk: c.ID, Expires: tx.Now().Add(loginLife)}))
	})
	return token, c, err
}

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte("campuskiosk/login/v1\n" + token))
	return sum[:]
}

// Session gives the clerk of a token. Errors: ErrLogin when it is none, over,
// or was idle too long.
func (s *Service) Session(ctx context.Context, token string) (c store.Clerk, err error) {
	hash := tokenHash(token)
	var l store.Login
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		if l, err = tx.Login(hash); err != nil {
			return err
		}
		c, err = tx.Clerk(l.Clerk)
		return err
	})
	switch now := s.Now(); {
	case errors.Is(err, api.ErrNotThere), err == nil && (c.Disabled || now.Sub(l.Seen) > loginIdle):
		return store.Clerk{}, ErrLogin
	case err == nil && now.Sub(l.Seen) > time.Minute:
		err = s.store.Update(ctx, func(tx *store.Tx) error { return tx.TouchLogin(hash) })
	}
	return c, err
}

// Logout ends a login.
func (s *Service) Logout(ctx context.Context, token string) error {
	return s.update(ctx, func(tx *store.Tx) error { return tx.EndLogin(tokenHash(token)) })
}
