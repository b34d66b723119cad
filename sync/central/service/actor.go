package service

import (
	"slices"
	"strings"
	"unicode/utf8"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/sync/central/store"
)

// Actor is who asks for something at the registry.
type Actor struct {
	ID   booth.ClerkID
	Role store.Role
	// School that the actor is bound to; empty for all.
	School booth.SchoolID
}

// Console is whoever has the machine's command line.
func Console() Actor { return Actor{ID: "console", Role: store.RoleAdmin} }

// ActorOf is a clerk.
func ActorOf(c store.Clerk) Actor { return Actor{c.ID, c.Role, c.School} }

// may reports whether the actor has one of the roles, and the school if one is
// named. Administrators have all roles. Errors: ErrNotAllowed.
func (a Actor) may(school booth.SchoolID, roles ...store.Role) error {
	if a.Role != store.RoleAdmin && !slices.Contains(roles, a.Role) || a.School != "" && school != "" && a.School != school {
		return ErrNotAllowed
	}
	return nil
}

// mayAccounts reports whether the actor may give accounts out and take them
// away: administrators of all schools, because an account of one school would
// else make itself one of all. Errors: ErrNotAllowed.
func (a Actor) mayAccounts() error {
	if a.School != "" {
		return ErrNotAllowed
	}
	return a.may("")
}

// scope is the school that lists are limited to.
func (a Actor) scope(school booth.SchoolID) booth.SchoolID {
	if a.School != "" {
		return a.School
	}
	return school
}

func (a Actor) say(what, on string, facts map[string]string) audit.Record {
	return audit.Record{Who: audit.Actor{Role: audit.Admin, ID: string(a.ID)}, What: what, On: on, Facts: facts}
}

// text checks what a person typed: not empty, not too long, no control
// characters. name says which field it is.
func text(name, value string, most int) (string, error) {
	v := strings.TrimSpace(value)
	if v == "" || utf8.RuneCountInString(v) > most || !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", ErrField.With(name)
	}
	return v, nil
}
