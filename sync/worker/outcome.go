package worker

import (
	"maps"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/outbox"
)

// After suspectAfter failures in a row, without a byte more at the service, a
// packet is suspect: before each further try the service is asked something
// else. When it answered that and failed the packet asideAfter times in a row,
// the packet is set aside. A line that is cut again and again needs some tries
// until the chunks are small enough (sync/remote), which must not look the same.
const (
	suspectAfter = 2
	asideAfter   = 7
)

// Outcome is what came of an action.
type Outcome struct {
	Action Action
	// Moved: the service has more bytes of the packet than before.
	Moved bool
	// Trouble is nil for success.
	Trouble *Trouble
}

// Effect is what has to be recorded about a packet.
type Effect string

// The effects.
const (
	Nothing     Effect = ""
	ConfirmIt   Effect = "confirm"
	ParkIt      Effect = "park"
	ConflictIt  Effect = "conflict"
	LockedOut   Effect = "revoked"
	DamagedFile Effect = "damaged"
)

// After gives the state after an outcome and what to record. dice is a random
// number in [0, 1).
func (s State) After(now time.Time, o Outcome, w Waits, dice float64) (State, Effect) {
	s.Tries = maps.Clone(s.Tries)
	if s.Tries == nil {
		s.Tries = map[booth.SubmissionID]Try{}
	}
	id := o.Action.Packet.ID
	if o.Trouble == nil {
		s.Line = Line{}
		if o.Action.Kind == Probe {
			s.Cleared = true
			return s, Nothing
		}
		s.forget(id)
		return s, ConfirmIt
	}
	c := o.Trouble.Cause
	if o.Action.Kind == Upload {
		switch c {
		case Refused, Other: // an answer: the line is good
			s.Line = Line{}
			s.forget(id)
			if c == Other {
				return s, ConflictIt
			}
			return s, ParkIt
		case Pending, Local: // the others go on
			t := s.Tries[id]
			t.Waits++
			t.Until = now.Add(w.wait(c, t.Waits, 0, dice))
			s.Tries[id] = t
			if c == Local {
				return s, DamagedFile
			}
			s.Line = Line{}
			return s, Nothing
		}
		if s.setAside(now, id, o, w, dice) {
			return s, Nothing
		}
	}
	if c == Refused || c == Other || c == Local { // the probe's: no answer that helps
		c = Portal
	}
	if o.Moved || s.Line.Cause != c {
		s.Line.Failures = 0
	}
	s.Line.Cause = c
	s.Line.Failures++
	s.Line.Until = now.Add(w.wait(c, s.Line.Failures, o.Trouble.After, dice))
	if c == Revoked {
		return s, LockedOut
	}
	return s, Nothing
}

// setAside counts a failure that may be the packet's fault, and reports
// whether the packet was set aside because of it: then the line is not blamed.
func (s *State) setAside(now time.Time, id booth.SubmissionID, o Outcome, w Waits, dice float64) bool {
	t := s.Tries[id]
	cleared := s.Suspect == id && s.Cleared
	if s.Suspect == id {
		s.Cleared = false
	}
	switch {
	case o.Moved:
		s.forget(id)
		return false
	case !o.Trouble.Cause.blames():
		return false
	}
	t.Failures++
	if cleared {
		t.Cleared++
	}
	if t.Cleared >= asideAfter || t.Aside > 0 {
		s.forget(id)
		t.Failures, t.Cleared = 0, 0
		t.Aside++
		t.Until = now.Add(w.wait(aside, t.Aside, o.Trouble.After, dice))
		s.Tries[id] = t
		s.Line = Line{}
		return true
	}
	if t.Failures >= suspectAfter {
		s.Suspect, s.Cleared = id, false
	}
	s.Tries[id] = t
	return false
}

// forget ends what is held against a packet.
func (s *State) forget(id booth.SubmissionID) {
	delete(s.Tries, id)
	if s.Suspect == id {
		s.Suspect, s.Cleared = booth.SubmissionID{}, false
	}
}

// Woken gives the state after the network changed: waits for it end.
func (s State) Woken() State {
	if s.Line.Cause.network() {
		s.Line.Until = time.Time{}
	}
	return s
}

// Reached gives the state after the service answered somebody else's question.
func (s State) Reached() State {
	if s.Line.Cause.unreached() {
		s.Line = Line{}
	}
	return s
}

// Released gives the state after people asked for packets to be tried again.
func (s State) Released() State { return State{Line: s.Line} }

// expired are the confirmed packets whose retention is over.
func expired(now time.Time, items []outbox.Item, retention time.Duration) []booth.SubmissionID {
	var ids []booth.SubmissionID
	for _, it := range items {
		if it.State == outbox.Confirmed && !now.Before(it.At.Add(retention)) {
			ids = append(ids, it.ID)
		}
	}
	return ids
}
