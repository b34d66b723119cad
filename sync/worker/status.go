package worker

import (
	"time"

	"campuskiosk/sync/outbox"
)

// Status is how the sync is, for the window and for people at a terminal.
// Nothing in it is personal.
type Status struct {
	// At is when this was true.
	At time.Time `json:"at"`
	// Contact is when the service last answered.
	Contact time.Time `json:"contact,omitzero"`
	// Line is the way to the service: the uploads', or the worst of the others'
	// while nothing is to be uploaded.
	Line Line `json:"line,omitzero"`
	// Quiet: uploads wait for this time.
	Quiet time.Time `json:"quiet_until,omitzero"`
	// Packets by state, and how many bytes wait.
	Waiting      int   `json:"waiting"`
	WaitingBytes int64 `json:"waiting_bytes"`
	Parked       int   `json:"parked"`
	Conflicts    int   `json:"conflicts"`
	Confirmed    int   `json:"confirmed"`
	// Oldest is when the oldest that waits was sealed.
	Oldest time.Time `json:"oldest,omitzero"`
	// Now is the upload that runs.
	Now *Running `json:"now,omitempty"`
	// Trouble of the other work, by its name.
	Tasks map[string]Line `json:"tasks,omitempty"`
}

// Running is an upload that runs.
type Running struct {
	Packet string `json:"packet"`
	Bytes  int64  `json:"bytes"`
	// Sent is how many of them the service has.
	Sent int64 `json:"sent"`
	// Began is when this try began.
	Began time.Time `json:"began"`
}

// Online reports whether nothing keeps the kiosk from the service.
func (s Status) Online() bool { return s.Line.Cause == "" && !s.Contact.IsZero() }

// Count fills in what the packets say.
func (s *Status) Count(items []outbox.Item) {
	s.Waiting, s.WaitingBytes, s.Parked, s.Conflicts, s.Confirmed, s.Oldest = 0, 0, 0, 0, 0, time.Time{}
	for _, it := range items {
		switch it.State {
		case outbox.Waiting:
			if s.Waiting == 0 {
				s.Oldest = it.Sealed
			}
			s.Waiting++
			s.WaitingBytes += it.Bytes
		case outbox.Parked:
			s.Parked++
		case outbox.Conflict:
			s.Conflicts++
		case outbox.Confirmed:
			s.Confirmed++
		}
	}
}
