package flow

import (
	"time"

	"campuskiosk/app/booth"
)

// NextKind is what a further submission would be: the first, a replacement of
// the one that waits, or a resubmission after "not approved". Submissions that
// the service's comparison stopped are none (V3).
func NextKind(submissions []booth.Submission) booth.SubmissionKind {
	current, ok := booth.Standing{Submissions: submissions}.Current()
	switch {
	case !ok:
		return booth.FirstSubmission
	case current.Status == booth.NotApproved:
		return booth.Resubmission
	}
	return booth.Replacement
}

// roundStarts goes over the submissions that were not stopped and says of each
// whether a round of review begins with it. A replacement whose predecessor was
// stopped later begins one itself: it is what the reviewer sees first.
func roundStarts(submissions []booth.Submission) []bool {
	var starts []bool
	for _, s := range submissions {
		if s.Status != booth.Stopped {
			starts = append(starts, s.Kind != booth.Replacement || len(starts) == 0)
		}
	}
	return starts
}

// RuleV1Submissions is the rule of a first submission and so many free
// resubmissions. Replacements don't count, nor what the comparison stopped.
func RuleV1Submissions(submissions []booth.Submission, resubmissions int) error {
	if NextKind(submissions) == booth.Replacement {
		return nil
	}
	n := 0
	for _, first := range roundStarts(submissions) {
		if first {
			n++
		}
	}
	if n > resubmissions {
		return booth.ErrSubmissionsUsed
	}
	return nil
}

// RuleV2Replacement is the rule that until a person has reviewed it, a
// submission may be replaced so many times; after "approved" nothing changes.
func RuleV2Replacement(submissions []booth.Submission, replacements int) error {
	current, ok := booth.Standing{Submissions: submissions}.Current()
	switch {
	case !ok || current.Status == booth.NotApproved:
		return nil
	case current.Status == booth.Approved || current.Status == booth.Delivered:
		return booth.ErrApproved
	}
	used := 0
	for _, first := range roundStarts(submissions) {
		if used++; first {
			used = 0
		}
	}
	if used >= replacements {
		return booth.ErrReplacementUsed
	}
	return nil
}

// RuleV3Fails reports whether the faces don't match well enough, or the
// identity check failed. What was not compared has not failed.
func RuleV3Fails(c booth.Comparison, threshold float64) bool {
	return c.Score != nil && *c.Score < threshold ||
		c.Identity == booth.IdentityInvalid || c.Identity == booth.IdentityNotVerified
}

// RuleV3FailedPhotos counts the different acceptable photos that failed at the
// service since the registry office last closed a case. Local results don't
// count.
func RuleV3FailedPhotos(comparisons []booth.Comparison, threshold float64, since time.Time) int {
	failed := map[booth.PhotoID]bool{}
	for _, c := range comparisons {
		if RuleV9Decides(c.By) && c.Acceptable && RuleV3Fails(c, threshold) && c.At.After(since) {
			failed[c.Photo] = true
		}
	}
	return len(failed)
}

// RuleV3Case is the rule that after so many failed photos, and while the
// registry office has the case, nothing more is submitted.
func RuleV3Case(c booth.Case, failedPhotos, maxFailed int) error {
	if c.Open() || failedPhotos >= maxFailed {
		return booth.ErrCaseOpen
	}
	return nil
}

// RuleV3Local is the rule that a local score under the threshold advises;
// submitting then needs the helper's reason.
func RuleV3Local(c booth.Comparison, threshold float64, reasonGiven bool) error {
	if c.By == booth.Local && RuleV3Fails(c, threshold) && !reasonGiven {
		return booth.ErrLocalScoreLow
	}
	return nil
}

// RuleV4IdentityAsked is the rule that the identity check is made where the
// task wants it, for resident cards only.
func RuleV4IdentityAsked(wanted bool, kind booth.IDKind) bool {
	return wanted && kind == booth.ResidentID
}

// IdentityCure is what to do about an answer of the population register.
type IdentityCure struct {
	// Unbind: name or number are wrong; unbind, correct, start again.
	Unbind bool
	Text   booth.Text
}

// RuleV5Cure is the cure for an identity answer; zero where none is needed.
func RuleV5Cure(a booth.IdentityAnswer) IdentityCure {
	switch a {
	case booth.IdentityInvalid:
		return IdentityCure{Unbind: true, Text: booth.Text{
			ZH: "身份信息无效。请核对姓名和证件号，是否有曾用名；有错请解绑后改正再来。",
			EN: "The identity data is invalid. Check name and number, and whether there is a former name; if something is wrong, unbind, correct it and start again.",
		}}
	case booth.IdentityNotVerified:
		return IdentityCure{Text: booth.Text{
			ZH: "人证核验没有通过。请先开通网证（CTID）再试，或重新办理身份证并更新人口库。",
			EN: "The identity could not be verified. Open a network credential (CTID) and try again, or renew the ID card and have the register updated.",
		}}
	}
	return IdentityCure{}
}

// statusSteps are the steps that a submission's status may take. Staying is no
// step.
var statusSteps = map[booth.Status][]booth.Status{
	booth.Queued:   {booth.Uploaded, booth.Waiting, booth.Stopped, booth.Approved, booth.NotApproved, booth.Delivered},
	booth.Uploaded: {booth.Waiting, booth.Stopped, booth.Approved, booth.NotApproved, booth.Delivered},
	booth.Waiting:  {booth.Stopped, booth.Approved, booth.NotApproved, booth.Delivered},
	booth.Approved: {booth.Delivered},
}

// RuleV6Step is the order of a status: uploaded, waiting, approved or not,
// delivered. Steps in between may be missed by a kiosk that was offline; none
// goes back.
func RuleV6Step(from, to booth.Status) error {
	if from == to {
		return nil
	}
	for _, s := range statusSteps[from] {
		if s == to {
			return nil
		}
	}
	return booth.ErrStatusStep
}

// RuleV8Acting is the rule that acting for another with one's own account never
// happens in a re-check, and in a collection only after one's own is finished.
func RuleV8Acting(kind booth.TaskKind, a booth.Account, student booth.StudentKey) error {
	switch {
	case a.IsZero() || a.Student == student:
		return nil
	case kind == booth.Recheck:
		return booth.ErrActingInRecheck
	case !a.OwnFinished:
		return booth.ErrActingBeforeOwn
	}
	return nil
}

// RuleV8Bound is the rule that a student who changes phones unbinds the old
// account first.
func RuleV8Bound(bound, claiming booth.AccountID) error {
	if bound != "" && claiming != "" && bound != claiming {
		return booth.ErrBoundElsewhere
	}
	return nil
}

// RuleV9Decides is the rule that only the service's results decide; local ones
// advise.
func RuleV9Decides(j booth.Judge) bool { return j == booth.Service }

// RuleV9Effective is the comparison of a photo that counts: the service's
// latest, else the local one, which is to be named as such.
func RuleV9Effective(comparisons []booth.Comparison, photo booth.PhotoID) (booth.Comparison, bool) {
	var found booth.Comparison
	ok := false
	for _, c := range comparisons {
		if c.Photo == photo && (!ok || RuleV9Decides(c.By) || !RuleV9Decides(found.By)) {
			found, ok = c, true
		}
	}
	return found, ok
}

// RuleV9Override is the rule that a helper may override what this kiosk judged
// (the local score, the face it lost), never what only the service may decide.
func RuleV9Override(r booth.RuleID) error {
	if r == booth.RuleV3 || r == booth.RuleP6 {
		return nil
	}
	return booth.ErrNotOverridable
}
