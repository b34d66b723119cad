package booth

import (
	"encoding/json"
	"fmt"
	"time"
)

// SessionSchema is the version of Session's stored form.
const SessionSchema = 1

// Session is one student at one kiosk, from the start screen to the receipt.
// It is a value: app/flow returns changed copies.
type Session struct {
	Schema  int       `json:"schema"`
	ID      SessionID `json:"id"`
	Kiosk   KioskID   `json:"kiosk"`
	Helper  HelperID  `json:"helper,omitempty"`
	Started time.Time `json:"started,omitzero"`

	State   State   `json:"state"`
	Outcome Outcome `json:"outcome,omitempty"`
	// Hidden: personal data is off the screen because nobody seems to be there.
	Hidden bool `json:"hidden,omitempty"`

	Task     Task     `json:"task,omitzero"`
	Student  Student  `json:"student,omitzero"`
	Evidence Evidence `json:"evidence,omitzero"`
	Standing Standing `json:"standing,omitzero"`

	// ReferenceOK: the student said that the reference photo is there and theirs.
	ReferenceOK bool `json:"reference_ok,omitempty"`
	// NotMe: the student said that the reference photo shows someone else, or it
	// was missing. No comparison follows in this session.
	NotMe   bool    `json:"not_me,omitempty"`
	Consent Consent `json:"consent,omitzero"`
	// NoticeRead and InstructionsRead are the versions acknowledged.
	NoticeRead       string `json:"notice_read,omitempty"`
	InstructionsRead string `json:"instructions_read,omitempty"`

	// CameraTrouble is the code of what the camera's last trouble was; empty
	// when it works.
	CameraTrouble Code `json:"camera_trouble,omitempty"`
	// TrackLost: the face was lost since the helper last looked who it is (P6).
	TrackLost   bool        `json:"track_lost,omitempty"`
	Checklist   Checklist   `json:"checklist,omitempty"`
	Attestation Attestation `json:"attestation,omitzero"`
	Overrides   []Override  `json:"overrides,omitempty"`

	// Retakes counts the pictures that were taken anew; they are free.
	Retakes int `json:"retakes,omitempty"`
	// Shots whose originals are kept, in order; the last is the present one.
	Shots []Shot `json:"shots,omitempty"`
	// Photos made in this session, in order; the last is the present one.
	Photos []StandardPhoto `json:"photos,omitempty"`
	// MakeConfirmed and PhotoConfirmed are the two confirmations of rule S3 for
	// the present photo.
	MakeConfirmed  bool `json:"make_confirmed,omitempty"`
	PhotoConfirmed bool `json:"photo_confirmed,omitempty"`
	// Pending is the submission being sealed; zero otherwise. It is stored so
	// that sealing after a restart repeats the same one.
	Pending Submission `json:"pending,omitzero"`
	// Submitted counts this session's submissions; the next has this number + 1.
	Submitted int `json:"submitted,omitempty"`
	// CollectionCode is the national platform's code (采集码) as it was read.
	CollectionCode []byte `json:"collection_code,omitempty"`
}

// Override is a helper's decision with a reason.
type Override struct {
	Rule   RuleID    `json:"rule"`
	Reason Note      `json:"reason"`
	Helper HelperID  `json:"helper"`
	At     time.Time `json:"at"`
	// Photo is what it was decided about; empty where it is about the person.
	Photo PhotoID `json:"photo,omitempty"`
}

// sessionRecord is a session with its person, for encrypted storage.
type sessionRecord struct {
	Session Session       `json:"session"`
	Person  *PersonRecord `json:"person,omitempty"`
}

// Record gives the session with the whole personal data, as JSON. It must be
// encrypted before it touches a disk. json.Marshal of a Session leaves the
// person out, but not what helpers and reviewers wrote (Note).
func (s Session) Record() ([]byte, error) {
	r := sessionRecord{Session: s}
	if !s.Student.Person.IsZero() {
		p := s.Student.Person.Record()
		r.Person = &p
	}
	return json.Marshal(r)
}

// ReadSession reads what Record gave. A record of a newer schema is refused.
func ReadSession(record []byte) (Session, error) {
	var r sessionRecord
	if err := json.Unmarshal(record, &r); err != nil {
		return Session{}, fmt.Errorf("booth: session record: %w", err)
	}
	if r.Session.Schema > SessionSchema {
		return Session{}, fmt.Errorf("booth: session record of schema %d, this program knows %d", r.Session.Schema, SessionSchema)
	}
	if r.Person != nil {
		r.Session.Student.Person = r.Person.Person()
	}
	return r.Session, nil
}
