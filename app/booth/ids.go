package booth

// TaskID names a task of the central service.
type TaskID string

// SchoolID names a school of the central service.
type SchoolID string

// KioskID names a kiosk, as given at enrolment; "local" before.
type KioskID string

// HelperID names a helper. It is an opaque id, not the helper's name.
type HelperID string

// AccountID names a student's account at the central service; opaque.
type AccountID string

// ClerkID names a clerk or reviewer of the registry office; opaque.
type ClerkID string

// PhotoID is the SHA-256 of a picture's bytes in lower-case hex: equal
// pictures have equal ids.
type PhotoID string

// SessionID is the ULID of a session: 26 characters of Crockford's base 32,
// 48 bits of milliseconds and 80 random bits.
type SessionID string

// Valid reports whether the id has a ULID's form. The first character is at
// most 7 because 26 characters hold 130 bits and a ULID has 128.
func (id SessionID) Valid() bool {
	if len(id) != 26 || id[0] < '0' || id[0] > '7' {
		return false
	}
	for _, c := range []byte(id) {
		digit := c >= '0' && c <= '9'
		letter := c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U'
		if !digit && !letter {
			return false
		}
	}
	return true
}

// SubmissionID names one submission: session and number, as in the packet's
// file name "<session>-<n>.packet".
type SubmissionID struct {
	Session SessionID `json:"session"`
	// N counts the submissions of one session from 1.
	N int `json:"n"`
}
