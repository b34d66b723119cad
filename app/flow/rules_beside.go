package flow

import (
	"time"

	"campuskiosk/app/booth"
)

// sendsAway are the refusals after which the student has to go and see the
// registry office.
var sendsAway = map[booth.Code]bool{
	booth.ErrPolicy.Code: true, booth.ErrRecheckReference.Code: true, booth.ErrWindowClosed.Code: true,
	booth.ErrManualNotAllowed.Code: true, booth.ErrManualRefused.Code: true, booth.ErrUnbindTooLate.Code: true,
	booth.ErrBoundElsewhere.Code: true, booth.ErrReferenceNotMe.Code: true, booth.ErrSubmissionsUsed.Code: true,
	booth.ErrCaseOpen.Code: true, booth.ErrNotOnList.Code: true, booth.ErrSentToOffice.Code: true,
}

// RuleSupportFor is the contact to show with a refusal: the task's, wherever a
// student is sent away; none where the student can go on here.
func RuleSupportFor(e *booth.Error, s booth.Support) booth.Support {
	if e == nil || !sendsAway[e.Code] {
		return booth.Support{}
	}
	return s
}

// RuleKeySame is the rule that nobody is reached by any key but the student
// key: the one that the evidence names is the one of the student that was
// found.
func RuleKeySame(named, found booth.StudentKey) error {
	if named.IsZero() || named != found {
		return booth.ErrStudentKey
	}
	return nil
}

// RuleLeaseOpen is the rule that the roster may be looked up so many days after
// the last contact with the service. A zero contact is standalone mode, days 0
// no lease.
func RuleLeaseOpen(contact time.Time, days int, at time.Time) error {
	if contact.IsZero() || days == 0 {
		return nil
	}
	if at.Sub(contact) > time.Duration(days)*24*time.Hour {
		return booth.ErrRosterLocked
	}
	return nil
}
