package flow

import "campuskiosk/app/booth"

// RuleB1Notices are the texts to show: the task's, or the built-in ones where
// it brings none.
func RuleB1Notices(n booth.Notices) booth.Notices {
	if n.Notice.IsZero() {
		n.Notice = defaultNotice
	}
	if n.Instructions.IsZero() {
		n.Instructions = defaultInstructions
	}
	return n
}

// RuleB1Read is the rule that both texts were acknowledged in this session, in
// their present versions.
func RuleB1Read(n booth.Notices, notice, instructions string) error {
	n = RuleB1Notices(n)
	if notice != n.Notice.Version || instructions != n.Instructions.Version {
		return booth.ErrNoticeUnread
	}
	return nil
}

// RuleB2Payment is the rule that payment belongs to student and task and is due
// for imported pictures too. held: the service keeps the packet until it is
// paid.
func RuleB2Payment(rule booth.PaymentRule, state booth.Payment) (held bool, err error) {
	switch {
	case rule == booth.NoPayment || state == booth.Paid:
		return false, nil
	case rule == booth.PayFirst:
		return false, booth.ErrUnpaid
	}
	return true, nil
}

// RuleB3Answer is the rule that the admission photo is there and is the
// student's; otherwise nothing is compared and the registry office is asked.
func RuleB3Answer(present, isMe bool) error {
	if !present || !isMe {
		return booth.ErrReferenceNotMe
	}
	return nil
}

// RuleB3Confirmed is the rule that where the reference is the admission photo,
// nothing is compared before the student has confirmed it, nor after "not me".
func RuleB3Confirmed(reference booth.ReferencePhoto, confirmed, notMe bool) error {
	switch {
	case reference != booth.AdmissionPhoto:
		return nil
	case notMe:
		return booth.ErrReferenceNotMe
	case !confirmed:
		return booth.ErrReferenceUnconfirmed
	}
	return nil
}

// RuleB4Camera is the rule that no picture is taken while the camera is in
// trouble, and says what to do about it. trouble is the code of one of
// booth.ErrCamera…, empty when the camera works; a code that is not known is
// told as "gone".
func RuleB4Camera(trouble booth.Code) error {
	switch trouble {
	case "":
		return nil
	case booth.ErrCameraPermission.Code:
		return booth.ErrCameraPermission
	case booth.ErrCameraBusy.Code:
		return booth.ErrCameraBusy
	}
	return booth.ErrCameraGone
}

// RuleConsentGiven is the rule that consent to the processing of face data was
// given to the text of this version, and it is recorded how, and through whom
// at the kiosk.
func RuleConsentGiven(c booth.Consent, version string) error {
	switch {
	case !c.Given:
		return booth.ErrConsentMissing
	case c.Version != version:
		return booth.ErrConsentVersion
	case c.At.IsZero(), c.Way == "", c.Way == booth.ThroughHelper && c.Helper == "":
		return booth.ErrConsentRecord
	}
	return nil
}
