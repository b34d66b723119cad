package flow

import "campuskiosk/app/booth"

// ahead finds the next state in front of the shutter: the first rule that is
// not satisfied yet says which.
func (st *step) ahead() booth.State {
	switch {
	case st.r.B3Confirmed(st.p.Reference, st.ReferenceOK, st.NotMe) != nil:
		return booth.StateReference
	case st.r.ConsentGiven(st.Consent, st.p.ConsentVersion) != nil:
		return booth.StateConsent
	case st.r.B1Read(st.p.Notices, st.NoticeRead, st.InstructionsRead) != nil:
		return booth.StateNotices
	}
	if _, err := st.r.B2Payment(st.p.Payment, st.Standing.Payment); err != nil {
		st.tell(err)
		return booth.StatePayment
	}
	st.do(StartCamera{})
	return booth.StateShooting
}

// again goes to the next photo if a further one makes sense.
func again(st *step) (booth.State, error) {
	if err := st.furtherPhoto(); err != nil {
		return "", err
	}
	st.MakeConfirmed, st.PhotoConfirmed, st.Attestation = false, false, booth.Attestation{}
	return st.ahead(), nil
}

// furtherPhoto asks whether the task and the student's standing allow one more
// photo to be handed in.
func (st *step) furtherPhoto() error {
	return first(
		st.r.W2Window(st.p.Window, st.now.At),
		st.r.V3Case(st.Standing.Case, st.failedPhotos(), st.p.MaxFailedPhotos),
		st.r.V1Submissions(st.Standing.Submissions, st.p.Resubmissions),
		st.r.V2Replacement(st.Standing.Submissions, st.p.Replacements),
	)
}

func (st *step) failedPhotos() int {
	return st.r.V3FailedPhotos(st.Standing.Comparisons, st.p.CompareThreshold, st.Standing.Case.ResolvedAt)
}

func referenceAnswer(st *step, e ReferenceAnswer) (booth.State, error) {
	if err := st.r.B3Answer(e.Present, e.IsMe); err != nil {
		st.tell(err)
		st.NotMe = true
		return st.end(booth.OutcomeRegistry), nil
	}
	st.ReferenceOK = true
	return st.ahead(), nil
}

func consentAnswer(st *step, e ConsentAnswer) (booth.State, error) {
	c := e.Consent
	c.At = st.now.At
	if !c.Given {
		st.do(KeepConsent{Student: st.Student.Key, Consent: c})
		return st.end(booth.OutcomeNoConsent), nil
	}
	if err := st.r.ConsentGiven(c, st.p.ConsentVersion); err != nil {
		return "", err
	}
	st.Consent = c
	st.do(KeepConsent{Student: st.Student.Key, Consent: c})
	return st.ahead(), nil
}

func noticesRead(st *step, e NoticesRead) (booth.State, error) {
	if err := st.r.B1Read(st.p.Notices, e.Notice, e.Instructions); err != nil {
		return "", err
	}
	st.NoticeRead, st.InstructionsRead = e.Notice, e.Instructions
	return st.ahead(), nil
}
