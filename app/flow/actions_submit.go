package flow

import (
	"slices"

	"campuskiosk/app/booth"
)

func accept(st *step, e Accept) (booth.State, error) {
	if err := first(st.r.S3Accepted(e.Shot, e.Photo, st.photo()), st.mayHandIn()); err != nil {
		return "", err
	}
	st.PhotoConfirmed = true
	if st.p.Reference == booth.NoReference || st.Student.Reference == "" {
		return st.handIn()
	}
	st.do(Compare{Photo: st.photo().ID, Reference: st.Student.Reference})
	return booth.StateComparing, nil
}

// compared takes this kiosk's comparison. Whoever sent it, it is a local one.
func compared(st *step, e Compared) (booth.State, error) {
	c := e.Comparison
	if c.Photo != st.photo().ID {
		return "", booth.ErrNotNow
	}
	c.By, c.Identity, c.Acceptable, c.At = booth.Local, booth.IdentityNotAsked, st.photo().Acceptable, st.now.At
	st.Standing.Comparisons = with(st.Standing.Comparisons, c)
	st.do(KeepComparison{Student: st.Student.Key, Comparison: c})
	return booth.StateCompared, nil
}

func submit(st *step) (booth.State, error) {
	if err := st.mayHandIn(); err != nil {
		return "", err
	}
	c, ok := st.r.V9Effective(st.Standing.Comparisons, st.photo().ID)
	if !ok {
		return st.handIn()
	}
	if st.r.V9Decides(c.By) && st.r.V3Fails(c, st.p.CompareThreshold) {
		return "", booth.ErrPhotoFailed
	}
	if err := st.r.V3Local(c, st.p.CompareThreshold, st.reasonGiven(booth.RuleV3)); err != nil {
		return "", err
	}
	return st.handIn()
}

// mayHandIn asks every rule that stands between a confirmed photo and its
// submission.
func (st *step) mayHandIn() error {
	if _, err := st.r.B2Payment(st.p.Payment, st.Standing.Payment); err != nil {
		return err
	}
	return first(
		st.furtherPhoto(),
		st.r.B3Confirmed(st.p.Reference, st.ReferenceOK, st.NotMe),
		st.r.ConsentGiven(st.Consent, st.p.ConsentVersion),
		st.r.B1Read(st.p.Notices, st.NoticeRead, st.InstructionsRead),
		st.r.P5Blocking(st.shot().Failed(), st.p.Blocking),
		st.r.P6Live(st.shot(), st.reasonGiven(booth.RuleP6), st.Attestation),
		st.r.S1Meets(st.p, st.photo()),
	)
}

// handIn has the submission sealed.
func (st *step) handIn() (booth.State, error) {
	held, _ := st.r.B2Payment(st.p.Payment, st.Standing.Payment)
	st.Pending = booth.Submission{
		ID:   booth.SubmissionID{Session: st.ID, N: st.Submitted + 1},
		Kind: NextKind(st.Standing.Submissions), Task: st.Task.ID,
		Shot: st.shot().ID, Photo: st.photo().ID, At: st.now.At, Trust: st.now.Trust,
		Status: booth.Queued, Held: held,
	}
	st.seal()
	return booth.StateSubmitting, nil
}

func (st *step) seal() {
	st.do(Seal{
		Submission: st.Pending, Identity: st.r.V4IdentityAsked(st.p.IdentityCheck, st.Student.Person.ID.Kind()),
	})
}

func sealed(st *step, e Sealed) (booth.State, error) {
	if e.ID != st.Pending.ID {
		return "", booth.ErrNotNow
	}
	st.Standing.Submissions = with(st.Standing.Submissions, st.Pending)
	st.do(KeepSubmission{Student: st.Student.Key, Submission: st.Pending})
	st.Pending = booth.Submission{}
	st.Submitted++
	st.do(StopCamera{})
	return booth.StateReceipt, nil
}

func sealFailed(st *step, e SealFailed) (booth.State, error) {
	st.tell(orInternal(e.Err))
	st.Pending, st.PhotoConfirmed = booth.Submission{}, false
	return booth.StateConfirming, nil
}

// serviceAnswer takes what the service found. Only it stops and counts.
func serviceAnswer(st *step, e ServiceAnswer) (booth.State, error) {
	i := st.submission(e.Submission)
	if i < 0 {
		return "", booth.ErrNotNow
	}
	c := e.Comparison
	c.By, c.Photo = booth.Service, st.Standing.Submissions[i].Photo
	if !st.r.V4IdentityAsked(st.p.IdentityCheck, st.Student.Person.ID.Kind()) {
		c.Identity = booth.IdentityNotAsked
	}
	st.Standing.Comparisons = with(st.Standing.Comparisons, c)
	st.recorded = true
	if !st.r.V9Decides(c.By) || !st.r.V3Fails(c, st.p.CompareThreshold) {
		return "", nil
	}
	if err := st.setStatus(i, booth.Stopped, booth.Review{}); err != nil {
		return "", err
	}
	if st.State != booth.StateReceipt || e.Submission.N != st.Submitted || e.Submission.Session != st.ID {
		return "", nil
	}
	if cure := st.r.V5Cure(c.Identity); cure != (IdentityCure{}) {
		st.do(ShowCure{Cure: cure})
	}
	if err := st.r.V3Case(st.Standing.Case, st.failedPhotos(), st.p.MaxFailedPhotos); err != nil {
		return st.sendAway(err, booth.RuleV3), nil
	}
	st.tell(booth.ErrPhotoFailed)
	return booth.StateStopped, nil
}

func statusChanged(st *step, e StatusChanged) (booth.State, error) {
	i := st.submission(e.Submission)
	if i < 0 {
		return "", booth.ErrNotNow
	}
	st.recorded = true
	return "", st.setStatus(i, e.Status, e.Review)
}

// submission is the index of a submission of this student, or -1.
func (st *step) submission(id booth.SubmissionID) int {
	return slices.IndexFunc(st.Standing.Submissions, func(s booth.Submission) bool { return s.ID == id })
}

// setStatus takes one step of rule V6.
func (st *step) setStatus(i int, to booth.Status, r booth.Review) error {
	list := slices.Clone(st.Standing.Submissions)
	if err := st.r.V6Step(list[i].Status, to); err != nil {
		return err
	}
	list[i].Status = to
	if !r.IsZero() {
		list[i].Review = r
	}
	st.Standing.Submissions = list
	return nil
}
