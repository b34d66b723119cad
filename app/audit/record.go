package audit

import (
	"time"

	"campuskiosk/app/booth"
)

// Record says that something happened.
type Record struct {
	// At is when, by the clock of the kiosk; kept in milliseconds.
	At time.Time
	// Trust is how sure At is.
	Trust booth.Trust
	// Who did it.
	Who Actor
	// What was done: lower case, dotted by area ("session.submitted").
	What string
	// On is the id of what it was done to: a session, a task, a kiosk. May be
	// empty.
	On string
	// Rule is the rule that it is about, if one is.
	Rule booth.RuleID
	// Facts are codes, ids and numbers, by a short name. May be nil.
	Facts map[string]string
}

// Actor is who did something: a role and, for people with an id of their own
// (helpers, clerks), that id.
type Actor struct {
	Role Role
	ID   string
}

// Role is what kind of actor it was. The words are persisted.
type Role string

// The roles.
const (
	// System is the kiosk itself.
	System Role = "system"
	// Helper is a person with a PIN at the kiosk.
	Helper Role = "helper"
	// Student is whoever stands before the camera; students have no id here.
	Student Role = "student"
	// Service is the central service.
	Service Role = "service"
	// Admin is whoever has the machine's command line.
	Admin Role = "admin"
)
