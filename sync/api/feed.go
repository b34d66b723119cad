package api

import (
	"time"

	"campuskiosk/app/booth"
)

// Page is a part of the changes feed, which is one order of all that concerns a
// kiosk. Entries replace what an earlier entry said about the same thing, so a
// page may be applied again.
//
// Without a cursor the feed begins with everything that is (Full). From the first
// page on whose Begin is true, up to the last with Full, the kiosk gathers;
// what they did not name (tasks, roster entries, helpers) is not there any
// more.
type Page struct {
	Entries []Entry `json:"entries"`
	// Cursor is where to go on, at most 128 characters; it means nothing to the
	// kiosk. It is kept in one transaction with what the page brought.
	Cursor string `json:"cursor"`
	// More: there is more now. Otherwise the next poll may wait.
	More bool `json:"more"`
	// Full: this page belongs to the full state. Begin: it is its first page.
	Full  bool `json:"full,omitempty"`
	Begin bool `json:"begin,omitempty"`
}

// EntryKind says which field of an Entry counts.
type EntryKind string

// The kinds. A kiosk passes over those that it does not know.
const (
	EntryConfiguration EntryKind = "configuration"
	EntryTask          EntryKind = "task"
	EntryTaskRemoved   EntryKind = "task_removed"
	EntryRoster        EntryKind = "roster"
	EntryRosterRemoved EntryKind = "roster_removed"
	EntryHelper        EntryKind = "helper"
	EntryHelperRemoved EntryKind = "helper_removed"
	EntryNotice        EntryKind = "notice"
	EntryClaim         EntryKind = "claim"
	EntryStanding      EntryKind = "standing"
	EntrySubmission    EntryKind = "submission"
	EntryComparison    EntryKind = "comparison"
	EntryCounts        EntryKind = "counts"
	EntryReceipt       EntryKind = "receipt"
	EntryCommand       EntryKind = "command"
	EntryKeys          EntryKind = "keys"
)

// EntryKinds are all kinds.
func EntryKinds() []EntryKind {
	return []EntryKind{
		EntryConfiguration, EntryTask, EntryTaskRemoved, EntryRoster, EntryRosterRemoved, EntryHelper,
		EntryHelperRemoved, EntryNotice, EntryClaim, EntryStanding, EntrySubmission, EntryComparison,
		EntryCounts, EntryReceipt, EntryCommand, EntryKeys,
	}
}

// Entry is one change. Exactly the field of its kind is filled.
type Entry struct {
	Kind EntryKind `json:"kind"`

	Configuration *Configuration `json:"configuration,omitempty"`
	Task          *booth.Task    `json:"task,omitempty"`
	TaskRemoved   *TaskRemoved   `json:"task_removed,omitempty"`
	Roster        *RosterEntry   `json:"roster,omitempty"`
	RosterRemoved *RosterRemoved `json:"roster_removed,omitempty"`
	Helper        *Helper        `json:"helper,omitempty"`
	HelperRemoved *HelperRemoved `json:"helper_removed,omitempty"`
	Notice        *Notice        `json:"notice,omitempty"`
	Claim         *Claim         `json:"claim,omitempty"`
	Standing      *Standing      `json:"standing,omitempty"`
	Submission    *Submission    `json:"submission,omitempty"`
	Comparison    *Comparison    `json:"comparison,omitempty"`
	Counts        *Counts        `json:"counts,omitempty"`
	// Receipt holds a Receipt: also of packets that came on a USB stick.
	Receipt *Signed `json:"receipt,omitempty"`
	// Command holds a Command.
	Command *Signed   `json:"command,omitempty"`
	Keys    *KeyChain `json:"keys,omitempty"`
}

// Filled reports whether the field of the kind, and no other, is filled. It is
// false for kinds that are not known.
func (e Entry) Filled() bool {
	fields := map[EntryKind]bool{
		EntryConfiguration: e.Configuration != nil, EntryTask: e.Task != nil, EntryTaskRemoved: e.TaskRemoved != nil,
		EntryRoster: e.Roster != nil, EntryRosterRemoved: e.RosterRemoved != nil, EntryHelper: e.Helper != nil,
		EntryHelperRemoved: e.HelperRemoved != nil, EntryNotice: e.Notice != nil, EntryClaim: e.Claim != nil,
		EntryStanding: e.Standing != nil, EntrySubmission: e.Submission != nil, EntryComparison: e.Comparison != nil,
		EntryCounts: e.Counts != nil, EntryReceipt: e.Receipt != nil, EntryCommand: e.Command != nil, EntryKeys: e.Keys != nil,
	}
	n := 0
	for _, filled := range fields {
		if filled {
			n++
		}
	}
	return n == 1 && fields[e.Kind]
}

// TaskRemoved says that the kiosk no longer has this task, nor its roster.
type TaskRemoved struct {
	Task booth.TaskID `json:"task"`
}

// RosterEntry is a student of a task's roster, or a manual entry whose state
// the registry changed (Student.Manual).
type RosterEntry struct {
	Student booth.Student      `json:"student"`
	Person  booth.PersonRecord `json:"person"`
	// Spellings are how the name is typed in letters.
	Spellings []string `json:"spellings,omitempty"`
	// Embeddings of the reference photo, as capture/match writes them, at most
	// 128 bytes each.
	Embeddings [][]byte `json:"embeddings,omitempty"`
	// Extra is what else the registry's list says, as app/roster writes it.
	Extra []byte `json:"extra,omitempty"`
}

// RosterEntryOf makes the entry of a student, with the person revealed.
func RosterEntryOf(s booth.Student) RosterEntry {
	return RosterEntry{Student: s, Person: s.Person.Record()}
}

// Whole gives the student with the person.
func (e RosterEntry) Whole() booth.Student {
	s := e.Student
	s.Person = e.Person.Person()
	return s
}

// RosterRemoved says that the student is not on the task's roster any more.
type RosterRemoved struct {
	Task    booth.TaskID     `json:"task"`
	Student booth.StudentKey `json:"student"`
}

// Helper may work at the kiosk.
type Helper struct {
	ID booth.HelperID `json:"id"`
	// Label is what the kiosk shows of the helper.
	Label string `json:"label"`
	// PIN is an argon2id hash in its usual text form, "$argon2id$v=19$…".
	PIN string `json:"pin"`
	// Badges are SHA-256 of the texts of badges, in hex.
	Badges []string `json:"badges,omitempty"`
	// Technician: may use the technician's pages.
	Technician bool `json:"technician,omitempty"`
}

// HelperRemoved says that the helper may not work here any more.
type HelperRemoved struct {
	Helper booth.HelperID `json:"helper"`
}

// Notice is the notices of a school's tasks that bring none of their own.
type Notice struct {
	School  booth.SchoolID `json:"school"`
	Notices booth.Notices  `json:"notices"`
}

// ClaimState is how far a claim is.
type ClaimState string

// The states.
const (
	ClaimOpen  ClaimState = "open"  // the check word is to be compared
	ClaimEnded ClaimState = "ended" // taken back, over, or three wrong words
)

// Claim says that a phone claimed a session of this kiosk.
type Claim struct {
	ID      string            `json:"id"`
	Session booth.SessionID   `json:"session"`
	State   ClaimState        `json:"state"`
	Task    booth.TaskID      `json:"task"`
	Student booth.StudentKey  `json:"student"`
	Account booth.Account     `json:"account"`
	Method  booth.Association `json:"method"`
	Payment booth.Payment     `json:"payment,omitempty"`
	Consent booth.Consent     `json:"consent,omitzero"`
	// CheckWord is two digits that both screens show.
	CheckWord string    `json:"check_word"`
	At        time.Time `json:"at"`
	// Until is when the claim ends by itself.
	Until time.Time `json:"until"`
	// Person is filled where no roster knows the student.
	Person *booth.PersonRecord `json:"person,omitempty"`
}

// Standing is what the service knows about a student in a task that is no
// list. Zero fields tell nothing.
type Standing struct {
	Task    booth.TaskID     `json:"task"`
	Student booth.StudentKey `json:"student"`
	Payment booth.Payment    `json:"payment,omitempty"`
	Bound   booth.AccountID  `json:"bound,omitempty"`
	// Unbound: there is no account any more.
	Unbound bool       `json:"unbound,omitempty"`
	Case    booth.Case `json:"case,omitzero"`
}

// Submission is how a submission stands, this kiosk's or another one's: status,
// review, held, and when the service had it.
type Submission struct {
	Student    booth.StudentKey `json:"student"`
	Submission booth.Submission `json:"submission"`
}

// Comparison is a result of the service about a submission.
type Comparison struct {
	Task       booth.TaskID       `json:"task"`
	Student    booth.StudentKey   `json:"student"`
	Submission booth.SubmissionID `json:"submission"`
	Comparison booth.Comparison   `json:"comparison"`
}

// Counts are a student's counters of standardisations, of all kiosks in the
// feed and of the sender in a report. They only grow, so that joining them may be
// repeated and come in any order.
type Counts struct {
	Student booth.StudentKey `json:"student"`
	Uses    []booth.Use      `json:"uses"`
}

// CountsReport is what a kiosk counted: at most MaxCounts students. Entries
// of other kiosks are refused.
type CountsReport struct {
	Counts []Counts `json:"counts"`
}

// CountsTaken is the answer to a report.
type CountsTaken struct {
	Students int `json:"students"`
}
