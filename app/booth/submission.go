package booth

import "time"

// Status is how far a submission is (rule V6).
type Status string

// The statuses, in the order of a submission's life.
const (
	NotSubmitted Status = "none"
	// Queued: sealed on the kiosk, not at the service yet.
	Queued   Status = "queued"
	Uploaded Status = "uploaded"
	// Stopped: the service's comparison or identity check failed; it never
	// reaches a reviewer and is no submission in the sense of V1.
	Stopped     Status = "stopped"
	Waiting     Status = "waiting" // for review
	Approved    Status = "approved"
	NotApproved Status = "not_approved"
	Delivered   Status = "delivered" // to the registry
)

// Label is what people read.
func (s Status) Label() Text {
	switch s {
	case NotSubmitted:
		return Text{"未提交", "Not submitted"}
	case Queued:
		return Text{"已保存，待上传", "Saved, waiting for upload"}
	case Uploaded:
		return Text{"已上传", "Uploaded"}
	case Stopped:
		return Text{"比对未通过，请重新拍摄", "Comparison failed, please take a new photo"}
	case Waiting:
		return Text{"等待审核", "Waiting for review"}
	case Approved:
		return Text{"审核通过", "Approved"}
	case NotApproved:
		return Text{"审核未通过", "Not approved"}
	case Delivered:
		return Text{"已交付学籍部门", "Delivered to the registry"}
	}
	return Text{string(s), string(s)}
}

// SubmissionKind is which of a student's submissions this is.
type SubmissionKind string

// The kinds. FirstSubmission and Resubmission count by V1, Replacement by V2.
const (
	FirstSubmission SubmissionKind = "first"
	Resubmission    SubmissionKind = "resubmission"
	Replacement     SubmissionKind = "replacement"
)

// Submission is one photo handed in.
type Submission struct {
	ID     SubmissionID   `json:"id"`
	Kind   SubmissionKind `json:"kind"`
	Task   TaskID         `json:"task"`
	Shot   PhotoID        `json:"shot"`
	Photo  PhotoID        `json:"photo"`
	At     time.Time      `json:"at"`
	Trust  Trust          `json:"trust"`
	Status Status         `json:"status"`
	// Held: the service keeps it until the student has paid (B2).
	Held   bool   `json:"held,omitempty"`
	Review Review `json:"review,omitzero"`
	// ConfirmedAt is when the service confirmed that it has the original and
	// the standard photo; zero before.
	ConfirmedAt time.Time `json:"confirmed_at,omitzero"`
}

// IsZero reports whether there is no submission.
func (s Submission) IsZero() bool { return s.ID == SubmissionID{} }

// Review is a reviewer's answer.
type Review struct {
	Reviewer ClerkID   `json:"reviewer,omitempty"`
	Approved bool      `json:"approved"`
	Reason   Note      `json:"reason,omitempty"`
	At       time.Time `json:"at"`
}

// IsZero reports whether there was no review.
func (r Review) IsZero() bool { return r.At.IsZero() }
