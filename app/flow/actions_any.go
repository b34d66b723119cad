package flow

import (
	"slices"

	"campuskiosk/app/booth"
)

func cameraTrouble(st *step, e CameraTrouble) (booth.State, error) {
	st.CameraTrouble = e.Code
	if err := st.r.B4Camera(st.CameraTrouble); err != nil {
		st.tell(err)
	}
	return "", nil
}

func cameraReady(st *step) (booth.State, error) {
	st.CameraTrouble = ""
	return "", nil
}

func trackLost(st *step) (booth.State, error) {
	st.TrackLost = true
	return "", nil
}

func codeScanned(st *step, e CodeScanned) (booth.State, error) {
	st.CollectionCode = slices.Clone(e.Payload)
	return "", nil
}

func standingChanged(st *step, e StandingChanged) (booth.State, error) {
	st.Standing = e.Standing
	return "", nil
}

// paid goes on from waiting for the payment.
func paid(st *step, e StandingChanged) (booth.State, error) {
	st.Standing = e.Standing
	if _, err := st.r.B2Payment(st.p.Payment, st.Standing.Payment); err != nil {
		return "", nil //nolint:nilerr // still waiting
	}
	return st.ahead(), nil
}

func confirmTime(st *step, e ConfirmTime) (booth.State, error) {
	if e.Helper == "" {
		return "", booth.ErrReasonMissing
	}
	st.do(TrustClock{Helper: e.Helper})
	st.recorded, st.rule = true, booth.RuleClock
	return "", nil
}

func cancel(st *step) (booth.State, error) { return st.end(booth.OutcomeCancelled), nil }

func escalate(st *step, e Escalate) (booth.State, error) {
	if e.Helper == "" || e.Reason == "" {
		return "", booth.ErrReasonMissing
	}
	return st.sendAway(booth.ErrSentToOffice, booth.RuleV3), nil
}

// sendAway gives the case to the registry office.
func (st *step) sendAway(err error, rule booth.RuleID) booth.State {
	st.tell(err)
	st.do(OpenCase{Student: st.Student.Key, Rule: rule, At: st.now.At})
	return st.end(booth.OutcomeRegistry)
}

func finish(o booth.Outcome) func(*step) (booth.State, error) {
	return func(st *step) (booth.State, error) { return st.end(o), nil }
}

// idleFor clears the screen, then ends the session; never while a machine
// works on a photo.
func idleFor(st *step, e Idle) (booth.State, error) {
	if e.For >= StartAfter && !slices.Contains(machine, st.State) {
		switch st.State {
		case booth.StateReceipt:
			return st.end(booth.OutcomeSubmitted), nil
		case booth.StateStopped:
			return st.end(booth.OutcomeStopped), nil
		}
		return st.end(booth.OutcomeTimedOut), nil
	}
	if e.For >= ClearAfter && !st.Hidden {
		st.hideAll()
	}
	return "", nil
}

func present(st *step) (booth.State, error) {
	st.Hidden = false
	return "", nil
}

func (st *step) hideAll() {
	st.Hidden = true
	st.do(ClearScreen{})
}

// restarted finds a session where the program stopped: what a machine did is
// begun again, the screen waits for the helper, the face was not followed.
func restarted(st *step) (booth.State, error) {
	st.hideAll()
	st.TrackLost = st.TrackLost || slices.Contains(tracked, st.State)
	st.recorded = true
	switch st.State {
	case booth.StateShooting:
		st.do(StartCamera{})
	case booth.StateMaking:
		st.MakeConfirmed = false
		return booth.StateReviewing, nil
	case booth.StateComparing:
		st.PhotoConfirmed = false
		return booth.StateConfirming, nil
	case booth.StateSubmitting:
		st.seal()
	}
	return "", nil
}

// end ends the session: no personal data stays in it, pictures of which no
// submission was made go.
func (st *step) end(o booth.Outcome) booth.State {
	key := st.Student.Key
	st.forget()
	st.Student.Key = key // which tells nothing without the campus key
	st.Outcome, st.Hidden = o, false
	st.do(StopCamera{}, ClearScreen{})
	return booth.StateEnded
}

// forget takes the student out of the session.
func (st *step) forget() {
	var pictures []booth.PhotoID
	for _, s := range st.Shots {
		pictures = append(pictures, s.ID)
	}
	for _, p := range st.Photos {
		pictures = append(pictures, p.ID)
	}
	st.discard(pictures)
	st.Student, st.Evidence, st.Standing = booth.Student{}, booth.Evidence{}, booth.Standing{}
	st.Consent, st.Checklist, st.Attestation, st.Overrides = booth.Consent{}, nil, booth.Attestation{}, nil
	st.NoticeRead, st.InstructionsRead = "", ""
	st.ReferenceOK, st.MakeConfirmed, st.PhotoConfirmed, st.TrackLost = false, false, false, false
	st.Shots, st.Photos, st.Pending, st.CollectionCode = nil, nil, booth.Submission{}, nil
	st.do(Forget{Session: st.ID})
}

// discard lets those pictures go that no submission needs.
func (st *step) discard(pictures []booth.PhotoID) {
	if free := st.r.S4Discardable(pictures, st.Standing.Submissions); len(free) > 0 {
		st.do(Discard{Pictures: free})
	}
}
