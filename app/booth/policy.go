package booth

import (
	"regexp"
	"slices"
	"strings"
)

// Policy is everything that a task may decide about its collection. It comes
// from the service (or a file, in standalone mode) and travels with each
// packet, so every field is data.
type Policy struct {
	// Revision counts the changes of this policy at the service.
	Revision int      `json:"revision"`
	Kind     TaskKind `json:"kind"`

	Reference ReferencePhoto `json:"reference"`
	// IdentityCheck: mainland students get the check against the population
	// register, which only the service can do.
	IdentityCheck bool   `json:"identity_check"`
	Window        Window `json:"window"`

	Association []Association `json:"association"`
	ManualEntry bool          `json:"manual_entry"`

	// Spec is the id of the photo specification, "chsi".
	Spec string `json:"spec"`
	// Background is the colour of the standard photo, "#RRGGBB".
	Background string `json:"background"`
	// MinBytes and MaxBytes override the specification's file-size window, in
	// bytes; 0 leaves it.
	MinBytes int `json:"min_bytes,omitempty"`
	MaxBytes int `json:"max_bytes,omitempty"`
	// Blocking are the checks that must not have failed (P5); others warn.
	Blocking []CheckID `json:"blocking,omitempty"`

	// DailyLimit is the number of standardisations per student and day (S2).
	DailyLimit int      `json:"daily_limit"`
	CoolDown   CoolDown `json:"cool_down"`

	// Resubmissions are the free ones after a "not approved" (V1); the first
	// submission is not counted.
	Resubmissions int `json:"resubmissions"`
	// Replacements of one submission that waits for review (V2).
	Replacements int `json:"replacements"`

	// CompareThreshold is the score, 0–100, from which two faces count as one
	// person's (V3).
	CompareThreshold float64 `json:"compare_threshold"`
	// MaxFailedPhotos is the number of different acceptable photos that may
	// fail before the case goes to the registry office (V3).
	MaxFailedPhotos int `json:"max_failed_photos"`

	Sources []Source    `json:"sources"`
	Payment PaymentRule `json:"payment"`
	Notices Notices     `json:"notices,omitzero"`

	// RosterLeaseDays: without contact to the service for so many days the
	// roster locks. 0 is no lease (standalone mode).
	RosterLeaseDays int `json:"roster_lease_days"`
	// RetentionDays is how long photos stay on the kiosk after the service has
	// confirmed them.
	RetentionDays int `json:"retention_days"`

	// ConsentVersion is the version of the text on the processing of face data
	// that a student must have agreed to.
	ConsentVersion string  `json:"consent_version"`
	Support        Support `json:"support"`
	// FileName is the template of delivered photos' names, "{idNumber}.jpg".
	FileName FileName `json:"file_name"`
}

// DefaultPolicy is the policy of the two documents that the rules were read
// off, for a kind of task. The window is open, the support contact empty.
func DefaultPolicy(kind TaskKind) Policy {
	p := Policy{
		Kind:        kind,
		Reference:   NoReference,
		Association: []Association{ByIDNumber},
		Spec:        "chsi", Background: "#FFFFFF",
		DailyLimit: 3, CoolDown: CoolDownNextDay,
		Resubmissions: 2, Replacements: 1,
		CompareThreshold: 80, MaxFailedPhotos: 3,
		Sources: []Source{FromCamera, FromImport}, Payment: NoPayment,
		RosterLeaseDays: 14, RetentionDays: 30,
		ConsentVersion: "1",
		FileName:       "{idNumber}.jpg",
	}
	if kind == Recheck {
		p.Reference, p.IdentityCheck = AdmissionPhoto, true
		p.CoolDown, p.Sources = CoolDown24h, []Source{FromCamera}
	}
	return p
}

var colour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// Validate reports the first field whose value can't be, as ErrPolicy. What
// the rules demand of a policy beyond that (W1, P7) is decided in app/flow.
func (p Policy) Validate() error {
	for _, c := range []struct {
		field string
		good  bool
	}{
		{"kind", p.Kind == Collection || p.Kind == Recheck},
		{"reference", slices.Contains([]ReferencePhoto{NoReference, AdmissionPhoto, RegistryPhoto}, p.Reference)},
		{"window", p.Window.From.IsZero() || p.Window.Until.IsZero() || p.Window.From.Before(p.Window.Until)},
		{"association", len(p.Association) > 0 && all(p.Association, ByIDNumber, ByStudentNumber)},
		{"spec", p.Spec != ""},
		{"background", colour.MatchString(p.Background)},
		{"min_bytes", p.MinBytes >= 0 && p.MaxBytes >= 0 && (p.MaxBytes == 0 || p.MinBytes <= p.MaxBytes)},
		{"blocking", all(p.Blocking, TenChecks()...)},
		{"daily_limit", p.DailyLimit >= 1},
		{"cool_down", p.CoolDown == CoolDown24h || p.CoolDown == CoolDownNextDay},
		{"resubmissions", p.Resubmissions >= 0},
		{"replacements", p.Replacements >= 0},
		{"compare_threshold", p.CompareThreshold >= 0 && p.CompareThreshold <= 100},
		{"max_failed_photos", p.MaxFailedPhotos >= 1},
		{"sources", len(p.Sources) > 0 && all(p.Sources, FromCamera, FromImport)},
		{"payment", slices.Contains([]PaymentRule{NoPayment, PayLater, PayFirst}, p.Payment)},
		{"roster_lease_days", p.RosterLeaseDays >= 0},
		{"retention_days", p.RetentionDays >= 0},
		{"consent_version", p.ConsentVersion != ""},
		{"file_name", p.FileName.Valid()},
	} {
		if !c.good {
			return ErrPolicy.With(c.field)
		}
	}
	return nil
}

func all[T comparable](values []T, allowed ...T) bool {
	for _, v := range values {
		if !slices.Contains(allowed, v) {
			return false
		}
	}
	return true
}

// FileName is a template for the names of delivered photos: text with
// placeholders, ".jpg" at the end.
type FileName string

// The placeholders.
const (
	NameIDNumber      = "{idNumber}"
	NameStudentNumber = "{studentNumber}"
	NamePerson        = "{name}"
	NameCategory      = "{category}"
	NameGrade         = "{grade}"
)

// Valid reports whether the template has a placeholder that tells students
// apart, nothing in braces that is none, and can't leave its folder.
func (f FileName) Valid() bool {
	s := string(f)
	if !strings.HasSuffix(s, ".jpg") || !strings.Contains(s, NameIDNumber) && !strings.Contains(s, NameStudentNumber) {
		return false
	}
	for _, p := range []string{NameIDNumber, NameStudentNumber, NamePerson, NameCategory, NameGrade} {
		s = strings.ReplaceAll(s, p, "")
	}
	return !strings.ContainsAny(s, "{}/\\:*?\"<>|\x00") && !strings.HasPrefix(string(f), ".")
}
