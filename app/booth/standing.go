package booth

import "time"

// Standing is what earlier sessions, other kiosks and the service have said
// about a student in a task, as far as this kiosk knows. Counts are
// provisional until the service has all packets.
type Standing struct {
	// Uses of all kiosks; entries older than two days don't matter.
	Uses []Use `json:"uses,omitempty"`
	// Submissions in the order in which they were made.
	Submissions []Submission `json:"submissions,omitempty"`
	// Comparisons by both judges, in the order in which they were made.
	Comparisons []Comparison `json:"comparisons,omitempty"`
	Payment     Payment      `json:"payment,omitempty"`
	// Bound is the account that the student is bound to; empty for none.
	Bound AccountID `json:"bound,omitempty"`
	Case  Case      `json:"case,omitzero"`
	// Tasks that the student is associated with.
	Tasks []TaskProgress `json:"tasks,omitempty"`
}

// Case is a case at the registry office (V3, B3).
type Case struct {
	OpenedAt time.Time `json:"opened_at,omitzero"`
	// ResolvedAt is when the office closed it; failed comparisons before it no
	// longer count.
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
}

// IsZero reports whether there was never a case.
func (c Case) IsZero() bool { return c == Case{} }

// Open reports whether the office has the case now.
func (c Case) Open() bool { return !c.OpenedAt.IsZero() && c.ResolvedAt.Before(c.OpenedAt) }

// Current is the submission that stands: the last one that was not stopped.
func (s Standing) Current() (Submission, bool) {
	for i := len(s.Submissions) - 1; i >= 0; i-- {
		if s.Submissions[i].Status != Stopped {
			return s.Submissions[i], true
		}
	}
	return Submission{}, false
}

// Status is how far the student is.
func (s Standing) Status() Status {
	if c, ok := s.Current(); ok {
		return c.Status
	}
	if len(s.Submissions) > 0 {
		return Stopped
	}
	return NotSubmitted
}
