package booth

// ManualState is how a manually entered student stands (rule W4).
type ManualState string

// The states. The zero value is a student of the roster.
const (
	FromRoster     ManualState = ""
	ManualPending  ManualState = "pending"
	ManualApproved ManualState = "approved"
	ManualRefused  ManualState = "refused"
)

// Student is a student of a task: an entry of its roster, or a manual one.
type Student struct {
	Key StudentKey `json:"key"`
	// Person is left out of JSON: whoever stores a student keeps
	// Person.Record() beside it, encrypted.
	Person   Person     `json:"-"`
	Task     TaskID     `json:"task"`
	Origin   Origin     `json:"origin"`
	Category CategoryID `json:"category"`
	// Grade is the year or class as the registry writes it, "2025".
	Grade string `json:"grade"`
	// Reference is the hash of the reference photo; empty where there is none.
	Reference PhotoID     `json:"reference,omitempty"`
	Manual    ManualState `json:"manual,omitempty"`
}

// Account is a student's account at the central service (rule V8).
type Account struct {
	ID AccountID `json:"id"`
	// Student is whose account it is: the one it was bound to with proof.
	Student StudentKey `json:"student"`
	// OwnFinished: the account's own student has finished this task.
	OwnFinished bool `json:"own_finished"`
}

// IsZero reports whether no account takes part.
func (a Account) IsZero() bool { return a.ID == "" }
