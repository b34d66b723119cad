package booth

import "time"

// Way is how the kiosk learned who stands before it.
type Way string

// The ways.
const (
	ByLink   Way = "link"   // the phone scanned the kiosk
	ByTicket Way = "ticket" // the kiosk scanned the phone
	ByLookUp Way = "lookup" // the helper looked up the roster
	ByManual Way = "manual" // typed in, the registry approves later
)

// Evidence is what speaks for "this student stands here".
type Evidence struct {
	Way Way `json:"way"`
	// Association is by which number the student was found.
	Association Association `json:"association"`
	// Account is whose phone took part; zero for look-up and manual entry.
	Account Account `json:"account,omitzero"`
	// RosterContact is the last contact with the service that gave the roster;
	// zero in standalone mode.
	RosterContact time.Time `json:"roster_contact,omitzero"`
	At            time.Time `json:"at"`
}
