package booth

import "time"

// Judge is who compared.
type Judge string

// The judges. Only the service's results stop and count (V3, V9).
const (
	Local   Judge = "local"
	Service Judge = "service"
)

// IdentityAnswer is what the population register answered (rule V5).
type IdentityAnswer string

// The answers.
const (
	IdentityNotAsked IdentityAnswer = ""
	IdentityValid    IdentityAnswer = "valid"
	// IdentityInvalid: name and number don't belong together.
	IdentityInvalid IdentityAnswer = "invalid"
	// IdentityNotVerified: the face could not be verified there.
	IdentityNotVerified IdentityAnswer = "not_verified"
)

// Comparison is the result of comparing a standard photo with the reference
// photo, and of the identity check.
type Comparison struct {
	Photo PhotoID `json:"photo"`
	By    Judge   `json:"by"`
	// Score is 0–100; nil where no comparison was possible.
	Score    *float64       `json:"score,omitempty"`
	Identity IdentityAnswer `json:"identity,omitempty"`
	// Acceptable is the photo's.
	Acceptable bool      `json:"acceptable"`
	At         time.Time `json:"at"`
}
