package worker

import (
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/outbox"
)

// State is what the decisions depend on beside the packets. It is a value
// that Decide reads and After changes; losing it costs only waits.
type State struct {
	// Line is how the way to the service is.
	Line Line `json:"line"`
	// Tries are those of packets that failed.
	Tries map[booth.SubmissionID]Try `json:"-"`
	// Suspect is a packet that failed suspiciously often; zero for none. Cleared:
	// the service answered another question since.
	Suspect booth.SubmissionID `json:"-"`
	Cleared bool               `json:"-"`
}

// Line is how the way to the service is.
type Line struct {
	// Cause of the present trouble; "" for none.
	Cause Cause `json:"cause,omitempty"`
	// Failures in a row.
	Failures int `json:"failures,omitempty"`
	// Until is when it is tried again.
	Until time.Time `json:"until,omitzero"`
}

// Try is how a packet fared.
type Try struct {
	// Failures in a row that may be this packet's fault, without a byte more at
	// the service.
	Failures int
	// Cleared counts those of them while the service answered other questions.
	Cleared int
	// Aside counts how often it was set aside.
	Aside int
	// Waits counts how often it waits for the service to open it, or for its
	// own file.
	Waits int
	Until time.Time
}

// Action is what to do next.
type Action struct {
	Kind Kind
	// Packet to upload.
	Packet outbox.Item
	// Until is when to ask again; zero: when something happens.
	Until time.Time
}

// Kind is a kind of action.
type Kind int

// The kinds.
const (
	// Idle: there is nothing to upload.
	Idle Kind = iota
	// Wait: there is, but not now.
	Wait
	// Quiet is a Wait because of quiet hours.
	Quiet
	// Upload the packet.
	Upload
	// Probe asks the service something else.
	Probe
)

// Decide says what to do now. items are all packets, the oldest first.
func (s State) Decide(now time.Time, items []outbox.Item, p Policy) Action {
	var first *outbox.Item
	var next time.Time // when the first packet that was set aside is due
	for i := range items {
		if items[i].State != outbox.Waiting {
			continue
		}
		if u := s.Tries[items[i].ID].Until; u.After(now) {
			if next.IsZero() || u.Before(next) {
				next = u
			}
			continue
		}
		first = &items[i]
		break
	}
	switch {
	case first == nil && next.IsZero():
		return Action{Kind: Idle}
	case first == nil:
		return Action{Kind: Wait, Until: next}
	}
	if until, quiet := p.QuietUntil(now); quiet {
		return Action{Kind: Quiet, Until: until}
	}
	if s.Line.Until.After(now) {
		return Action{Kind: Wait, Until: s.Line.Until}
	}
	if s.Suspect == first.ID && !s.Cleared {
		return Action{Kind: Probe, Packet: *first}
	}
	return Action{Kind: Upload, Packet: *first}
}
