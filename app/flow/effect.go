package flow

import (
	"time"

	"campuskiosk/app/booth"
)

// Effect is something that has to be done because of an event. Whoever calls
// Next does the stored ones in one transaction with the new session, so that
// they happen exactly once, then the others, which may happen again after a
// restart. A picture's bytes are not in an effect: whoever took or made the
// picture has them under its id, and makes the file durable before the
// transaction that records it.
type Effect interface {
	// Stored reports whether the effect belongs into the store's transaction.
	Stored() bool
}

type (
	stored  struct{}
	passing struct{}
)

// Stored is true.
func (stored) Stored() bool { return true }

// Stored is false.
func (passing) Stored() bool { return false }

// What people are told.
type (
	// Refused: the event was refused and the session is as before. Support is
	// filled where the student is sent away.
	Refused struct {
		passing
		Err     *booth.Error
		Support booth.Support
	}
	// Told is a sentence with the new state; Support as above.
	Told struct {
		passing
		Err     *booth.Error
		Support booth.Support
	}
	// ShowCard: the card to confirm, with the ID number's last four (W7, W8).
	ShowCard struct {
		passing
		Card Card
	}
	// OfferCures: what can be done where nobody was found (W4).
	OfferCures struct {
		passing
		Cures []Cure
	}
	// ShowCure: what to do about an identity answer (V5).
	ShowCure struct {
		passing
		Cure IdentityCure
	}
	// ClearScreen: personal data off the screen at once.
	ClearScreen struct{ passing }
)

// What machines have to do.
type (
	// StartCamera shows the live picture.
	StartCamera struct{ passing }
	// StopCamera ends it.
	StopCamera struct{ passing }
	// Standardise makes the standard photo of a shot; answered by Made or
	// MakeFailed.
	Standardise struct {
		passing
		Shot             booth.PhotoID
		Spec, Background string
		MinBytes         int
		MaxBytes         int
	}
	// Compare compares a standard photo with the reference photo on this kiosk;
	// answered by Compared.
	Compare struct {
		passing
		Photo, Reference booth.PhotoID
	}
	// Seal makes the packet of a submission, exactly once per id; answered by
	// Sealed or SealFailed. Identity: the service is asked for the identity
	// check.
	Seal struct {
		passing
		Submission booth.Submission
		Identity   bool
	}
	// TrustClock tells the clock that a helper confirmed the time.
	TrustClock struct {
		passing
		Helper booth.HelperID
	}
)

// What has to be durable.
type (
	// KeepShot: the original of a shot is a sealed file now.
	KeepShot struct {
		stored
		Shot booth.Shot
	}
	// KeepPhoto: the standard photo too.
	KeepPhoto struct {
		stored
		Photo booth.StandardPhoto
	}
	// Discard: these pictures go, and can't come back.
	Discard struct {
		stored
		Pictures []booth.PhotoID
	}
	// CountUse counts one standardisation, by the time that quotas count by.
	CountUse struct {
		stored
		Student booth.StudentKey
		Kiosk   booth.KioskID
		At      time.Time
	}
	// KeepManual: a manual entry for the registry to approve.
	KeepManual struct {
		stored
		Student booth.Student
	}
	// Bind: the student confirmed; the account is bound to the student.
	Bind struct {
		stored
		Student booth.StudentKey
		Task    booth.TaskID
		Account booth.AccountID
	}
	// Unbound: that is undone.
	Unbound struct {
		stored
		Student booth.StudentKey
		Task    booth.TaskID
		Account booth.AccountID
	}
	// KeepConsent: the answer, given or refused.
	KeepConsent struct {
		stored
		Student booth.StudentKey
		Consent booth.Consent
	}
	// KeepComparison: a result of this kiosk.
	KeepComparison struct {
		stored
		Student    booth.StudentKey
		Comparison booth.Comparison
	}
	// KeepSubmission: sealed and queued.
	KeepSubmission struct {
		stored
		Student    booth.StudentKey
		Submission booth.Submission
	}
	// OpenCase: the registry office has to look at this student.
	OpenCase struct {
		stored
		Student booth.StudentKey
		Rule    booth.RuleID
		At      time.Time
	}
	// Forget: the session holds no personal data any more; erase what is kept
	// beside it.
	Forget struct {
		stored
		Session booth.SessionID
	}
	// Audit is a line of the trail; nothing personal.
	Audit struct {
		stored
		Event   EventName
		From    booth.State
		To      booth.State
		Rule    booth.RuleID // of a refusal or an override
		Code    booth.Code   // of a refusal
		Helper  booth.HelperID
		Outcome booth.Outcome
	}
)
