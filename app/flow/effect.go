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
	// Refused says that the event was refused and the session is as before.
	// Support is filled where the student is sent away.
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
	// ShowCard shows the card to confirm, with the ID number's last four (W7, W8).
	ShowCard struct {
		passing
		Card Card
	}
	// OfferCures shows what can be done where nobody was found (W4).
	OfferCures struct {
		passing
		Cures []Cure
	}
	// ShowCure shows what to do about an identity answer (V5).
	ShowCure struct {
		passing
		Cure IdentityCure
	}
	// ClearScreen takes personal data off the screen at once.
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
	// KeepShot records a shot, whose original is a sealed file now.
	KeepShot struct {
		stored
		Shot booth.Shot
	}
	// KeepPhoto does the same for a standard photo.
	KeepPhoto struct {
		stored
		Photo booth.StandardPhoto
	}
	// Discard lets these pictures go, so that they can't come back.
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
	// KeepManual keeps a manual entry for the registry to approve.
	KeepManual struct {
		stored
		Student booth.Student
	}
	// Bind records that the student confirmed: the account is bound to the student.
	Bind struct {
		stored
		Student booth.StudentKey
		Task    booth.TaskID
		Account booth.AccountID
	}
	// Unbound undoes that.
	Unbound struct {
		stored
		Student booth.StudentKey
		Task    booth.TaskID
		Account booth.AccountID
	}
	// KeepConsent keeps the answer, given or refused.
	KeepConsent struct {
		stored
		Student booth.StudentKey
		Consent booth.Consent
	}
	// KeepComparison keeps a result of this kiosk.
	KeepComparison struct {
		stored
		Student    booth.StudentKey
		Comparison booth.Comparison
	}
	// KeepSubmission records a submission that is sealed and queued.
	KeepSubmission struct {
		stored
		Student    booth.StudentKey
		Submission booth.Submission
	}
	// OpenCase has the registry office look at this student.
	OpenCase struct {
		stored
		Student booth.StudentKey
		Rule    booth.RuleID
		At      time.Time
	}
	// Forget erases what personal data is kept beside the session, which holds
	// none any more.
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
