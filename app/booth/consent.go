package booth

import "time"

// ConsentWay is how consent was given.
type ConsentWay string

// The ways.
const (
	OnPhone       ConsentWay = "phone"
	ByTouch       ConsentWay = "touch"  // by the student at the kiosk
	ThroughHelper ConsentWay = "helper" // said to the helper, who pressed
)

// Consent is a student's answer on the processing of face data.
type Consent struct {
	// Version of the text that was shown.
	Version string     `json:"version"`
	Given   bool       `json:"given"`
	Way     ConsentWay `json:"way"`
	// Helper is who was present; empty on the phone.
	Helper HelperID  `json:"helper,omitempty"`
	At     time.Time `json:"at"`
}
