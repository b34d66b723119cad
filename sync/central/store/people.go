package store

import (
	"time"

	"campuskiosk/app/booth"
)

// Helper is a person who works at kiosks.
type Helper struct {
	ID      booth.HelperID
	School  booth.SchoolID
	Removed bool
	// Body is JSON of the use case: name, PIN hash, badge.
	Body string
}

// PutHelper adds or changes a helper.
func (t *Tx) PutHelper(h Helper) error {
	_, err := t.exec(`insert into helpers (id, school, removed, body) values ($1, $2, $3, $4)
		on conflict (id) do update set removed = excluded.removed, body = excluded.body`, string(h.ID), string(h.School), h.Removed, h.Body)
	return err
}

// Helpers are a school's helpers, those that were removed too.
func (t *Tx) Helpers(school booth.SchoolID) ([]Helper, error) {
	var all []Helper
	err := t.each("select id, school, removed, body from helpers where school = $1 or $1 = '' order by id", []any{string(school)}, func(scan func(...any) error) error {
		var h Helper
		var id, of string
		err := scan(&id, &of, &h.Removed, &h.Body)
		h.ID, h.School = booth.HelperID(id), booth.SchoolID(of)
		all = append(all, h)
		return err
	})
	return all, err
}

// Role is what a clerk may do.
type Role string

// The roles.
const (
	RoleClerk    Role = "clerk"    // rosters, manual entries, helpers, progress, delivery
	RoleReviewer Role = "reviewer" // the review queue
	RoleAdmin    Role = "admin"    // everything
)

// Clerk is a person of the registry office who may log in.
type Clerk struct {
	ID    booth.ClerkID
	Login string
	Name  string
	// Password is the encoded argon2id hash.
	Password string
	Role     Role
	// School that the clerk is bound to; empty for all.
	School   booth.SchoolID
	Disabled bool
	// Failures since the last success, and until when nobody may try.
	Failures    int
	LockedUntil time.Time
	Created     time.Time
}

// PutClerk adds or changes a clerk. A login that another has is ErrTaken.
func (t *Tx) PutClerk(c Clerk) error {
	_, err := t.exec(`insert into clerks (id, login, name, password, role, school, disabled, created) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (id) do update set login = excluded.login, name = excluded.name, password = excluded.password, role = excluded.role,
			school = excluded.school, disabled = excluded.disabled`,
		string(c.ID), c.Login, c.Name, c.Password, string(c.Role), string(c.School), c.Disabled, ms(t.Now()))
	return err
}

const clerkColumns = "id, login, name, password, role, school, disabled, failures, locked_until, created"

func scanClerk(scan func(...any) error) (Clerk, error) {
	var c Clerk
	var id, role, school string
	var locked, created int64
	err := scan(&id, &c.Login, &c.Name, &c.Password, &role, &school, &c.Disabled, &c.Failures, &locked, &created)
	c.ID, c.Role, c.School, c.LockedUntil, c.Created = booth.ClerkID(id), Role(role), booth.SchoolID(school), at(locked), at(created)
	return c, err
}

// ClerkByLogin gives the clerk with a login; ErrNotFound.
func (t *Tx) ClerkByLogin(login string) (Clerk, error) {
	return scanClerk(func(into ...any) error {
		return t.one("select "+clerkColumns+" from clerks where login = $1", []any{login}, into...)
	})
}

// Clerk gives a clerk; ErrNotFound.
func (t *Tx) Clerk(id booth.ClerkID) (Clerk, error) {
	return scanClerk(func(into ...any) error {
		return t.one("select "+clerkColumns+" from clerks where id = $1", []any{string(id)}, into...)
	})
}

// Clerks are all clerks, by login.
func (t *Tx) Clerks() ([]Clerk, error) {
	var all []Clerk
	err := t.each("select "+clerkColumns+" from clerks order by login", nil, func(scan func(...any) error) error {
		c, err := scanClerk(scan)
		all = append(all, c)
		return err
	})
	return all, err
}

// LoginFailed counts a failure and says until when nobody may try.
func (t *Tx) LoginFailed(id booth.ClerkID, lockedUntil time.Time) error {
	_, err := t.exec("update clerks set failures = failures + 1, locked_until = $2 where id = $1", string(id), ms(lockedUntil))
	return err
}

// LoginSucceeded forgets failures.
func (t *Tx) LoginSucceeded(id booth.ClerkID) error {
	_, err := t.exec("update clerks set failures = 0, locked_until = 0 where id = $1", string(id))
	return err
}

// Login is a clerk's session with the pages.
type Login struct {
	// Token is the hash of what the browser holds.
	Token   []byte
	Clerk   booth.ClerkID
	Created time.Time
	Seen    time.Time
	Expires time.Time
}

// AddLogin adds a login.
func (t *Tx) AddLogin(l Login) error {
	_, err := t.exec("insert into logins (token, clerk, created, seen, expires) values ($1, $2, $3, $3, $4)", l.Token, string(l.Clerk), ms(t.Now()), ms(l.Expires))
	return err
}

// Login gives a login that has not ended; ErrNotFound.
func (t *Tx) Login(token []byte) (Login, error) {
	l := Login{Token: token}
	var clerk string
	var created, seen, expires int64
	err := t.one("select clerk, created, seen, expires from logins where token = $1 and expires > $2", []any{token, ms(t.Now())}, &clerk, &created, &seen, &expires)
	l.Clerk, l.Created, l.Seen, l.Expires = booth.ClerkID(clerk), at(created), at(seen), at(expires)
	return l, err
}

// TouchLogin notes that a login was used.
func (t *Tx) TouchLogin(token []byte) error {
	_, err := t.exec("update logins set seen = $2 where token = $1", token, ms(t.Now()))
	return err
}

// EndLogin ends a login.
func (t *Tx) EndLogin(token []byte) error {
	_, err := t.exec("delete from logins where token = $1", token)
	return err
}

// EndLogins ends all logins of a clerk.
func (t *Tx) EndLogins(id booth.ClerkID) error {
	_, err := t.exec("delete from logins where clerk = $1", string(id))
	return err
}
