package flow

import (
	"time"

	"campuskiosk/app/booth"
)

// New is a session on the start screen.
func New(id booth.SessionID, kiosk booth.KioskID) booth.Session {
	return booth.Session{Schema: booth.SessionSchema, ID: id, Kiosk: kiosk, State: booth.StateIdle}
}

// Next decides what an event does to a session: the new session, and what has
// to be done. It is pure: it reads no clock and no store, changes nothing that
// it was given, and gives the same for the same. now is app/clock's present, p
// the present policy of the session's task (of the event's task for Begin and
// ChooseTask).
//
// A refused event leaves the session as it was; the only effects are Refused
// and an Audit line. An event that the state doesn't know is refused with
// booth.ErrNotNow, every event after the end with booth.ErrEnded.
func Next(s booth.Session, e Event, now booth.Now, p booth.Policy) (booth.Session, []Effect) {
	return production.next(s, e, now, p)
}

func (r *rules) next(s booth.Session, e Event, now booth.Now, p booth.Policy) (booth.Session, []Effect) {
	st := &step{r: r, was: s, Session: s, now: now, p: p, event: e}
	to, err := st.take()
	if err != nil {
		return s, st.refusal(err)
	}
	if to != "" {
		st.State = to
	}
	if st.State != s.State || st.recorded {
		st.do(Audit{Event: e.name(), From: s.State, To: st.State, Rule: st.rule, Helper: st.Helper, Outcome: st.Outcome})
	}
	return st.Session, st.effects
}

// step is one call of Next at work. It embeds the session that is becoming.
type step struct {
	booth.Session
	r       *rules
	was     booth.Session
	now     booth.Now
	p       booth.Policy
	event   Event
	effects []Effect
	// recorded: the event goes into the audit trail though the state stays.
	recorded bool
	rule     booth.RuleID
}

// take finds the edge and walks it. The state "" is "stay".
func (st *step) take() (booth.State, error) {
	if st.State == booth.StateEnded {
		return "", booth.ErrEnded
	}
	ed, ok := edges[at{st.State, st.event.name()}]
	if !ok || st.Hidden && ed.person {
		return "", booth.ErrNotNow
	}
	return ed.do(st)
}

// by makes a step of one kind of event fit into the table.
func by[E Event](f func(*step, E) (booth.State, error)) func(*step) (booth.State, error) {
	return func(st *step) (booth.State, error) {
		e, ok := st.event.(E)
		if !ok {
			return "", booth.ErrNotNow
		}
		return f(st, e)
	}
}

func (st *step) do(e ...Effect) { st.effects = append(st.effects, e...) }

// refusal is what a refused event does: it is said, and where a rule refused
// it is recorded.
func (st *step) refusal(err error) []Effect {
	e := booth.Explain(err)
	effects := []Effect{Refused{Err: e, Support: st.r.SupportFor(e, st.p.Support)}}
	if e.Rule != "" { // a press at the wrong moment is nothing to keep
		effects = append(effects, Audit{
			Event: st.event.name(), From: st.was.State, To: st.was.State, Rule: e.Rule, Code: e.Code, Helper: st.was.Helper,
		})
	}
	return effects
}

// tell says something together with the new state.
func (st *step) tell(err error) {
	e := booth.Explain(err)
	st.do(Told{Err: e, Support: st.r.SupportFor(e, st.p.Support)})
	st.recorded, st.rule = true, e.Rule
}

// first gives the first error: rules are asked in their order.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// shot is the present shot; there is one from reviewing to submitting.
func (st *step) shot() booth.Shot { return last(st.Shots) }

// photo is the present standard photo; there is one from confirming to
// submitting.
func (st *step) photo() booth.StandardPhoto { return last(st.Photos) }

func last[T any](list []T) T {
	if len(list) == 0 {
		var none T
		return none
	}
	return list[len(list)-1]
}

// with returns a copy of list with v at its end: sessions share no memory.
func with[T any](list []T, v T) []T {
	return append(append(make([]T, 0, len(list)+1), list...), v)
}

// ClearAfter is how long nobody may be there before personal data leaves the
// screen, StartAfter how long before the session ends (the design's 60 and
// 120 s).
const (
	ClearAfter = 60 * time.Second
	StartAfter = 120 * time.Second
)
