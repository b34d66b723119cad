package outbox

import (
	"cmp"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
)

// State is how far a packet is. The words are persisted.
type State string

// The states.
const (
	// Waiting for the service, however often it was tried.
	Waiting State = "waiting"
	// Parked: the service refused it for a reason that trying again won't
	// change. People see the reason; Release lets it be tried again.
	Parked State = "parked"
	// Conflict: the service has another packet under this id. People decide.
	Conflict State = "conflict"
	// Confirmed: the service said that it has this very packet.
	Confirmed State = "confirmed"
)

// Reason is why the service refused a packet.
type Reason struct {
	// Status of the answer, 400–499.
	Status int `json:"status"`
	// Code and Rule are those of the problem document; may be empty.
	Code booth.Code   `json:"code,omitempty"`
	Rule booth.RuleID `json:"rule,omitempty"`
	// Text is what people read.
	Text booth.Text `json:"text,omitzero"`
}

// Item is a packet and how far it is.
type Item struct {
	ID     booth.SubmissionID `json:"id"`
	Sealed time.Time          `json:"sealed"`
	Bytes  int64              `json:"bytes"`
	// SHA256 is that of the sealed file, in lower-case hex.
	SHA256 string `json:"sha256"`
	// Manifest is the hash of the signed manifest, in lower-case hex: two packets
	// of one id are the same submission if it is the same.
	Manifest string `json:"manifest,omitempty"`

	State State `json:"state"`
	// At is when it came into its state.
	At     time.Time `json:"at,omitzero"`
	Reason *Reason   `json:"reason,omitempty"`
}

// Older orders items by age: when they were sealed, then by id.
func Older(a, b Item) int {
	if c := a.Sealed.Compare(b.Sealed); c != 0 {
		return c
	}
	if c := strings.Compare(string(a.ID.Session), string(b.ID.Session)); c != 0 {
		return c
	}
	return cmp.Compare(a.ID.N, b.ID.N)
}

// Name is the packet's name outside: "<session>-<n>".
func Name(id booth.SubmissionID) string { return string(api.PacketOf(id)) }

// ParseName reads what Name gave. Only the one way of writing an id is one.
func ParseName(name string) (booth.SubmissionID, bool) { return api.PacketID(name).Submission() }
