package booth

// RuleID names one rule of a collection as the product's rule list numbers
// them. It stands in refusals, overrides and the audit trail, is shown by the
// service in its answers, and never changes its meaning.
type RuleID string

// Who stands here and for what.
const (
	RuleW1 RuleID = "W1" // two kinds of task, reference photo, identity check
	RuleW2 RuleID = "W2" // the ways to a task, and its window of time
	RuleW3 RuleID = "W3" // the student's own tasks first
	RuleW4 RuleID = "W4" // association modes, not found, manual entry
	RuleW5 RuleID = "W5" // kinds of ID and their validity
	RuleW6 RuleID = "W6" // equal to the registry's, undone before submission
	RuleW7 RuleID = "W7" // the last four characters only
	RuleW8 RuleID = "W8" // grade and category shown before confirming
)

// Before the photo.
const (
	RuleB1 RuleID = "B1" // notice and instructions once per session
	RuleB2 RuleID = "B2" // payment on the phone
	RuleB3 RuleID = "B3" // the admission photo is confirmed first
	RuleB4 RuleID = "B4" // camera trouble is said
)

// The photo.
const (
	RuleP1 RuleID = "P1" // head frame
	RuleP2 RuleID = "P2" // guidance and the helper's checklist
	RuleP3 RuleID = "P3" // retakes are free
	RuleP4 RuleID = "P4" // ten checks
	RuleP5 RuleID = "P5" // which checks block
	RuleP6 RuleID = "P6" // a live person, not a picture
	RuleP7 RuleID = "P7" // where a picture may come from
)

// The standard photo.
const (
	RuleS1 RuleID = "S1" // crop, background, file size
	RuleS2 RuleID = "S2" // daily limit and cool-down
	RuleS3 RuleID = "S3" // confirmed before and after
	RuleS4 RuleID = "S4" // the original is kept
)

// Submission and review.
const (
	RuleV1 RuleID = "V1" // first submission and resubmissions
	RuleV2 RuleID = "V2" // replacement before review
	RuleV3 RuleID = "V3" // comparison threshold and escalation
	RuleV4 RuleID = "V4" // no identity check outside the mainland
	RuleV5 RuleID = "V5" // identity answers and their cures
	RuleV6 RuleID = "V6" // status after submission
	RuleV7 RuleID = "V7" // the result page
	RuleV8 RuleID = "V8" // change of phone, acting for others
	RuleV9 RuleID = "V9" // the service's answer replaces the local one
)

// Beside the numbered rows.
const (
	RuleConsent RuleID = "consent" // consent to face data, asked separately
	RuleSupport RuleID = "support" // whom to call, wherever someone is sent away
	RuleDay     RuleID = "day"     // a day is a day in Asia/Shanghai
	RuleKey     RuleID = "key"     // nobody is reached but by the student key
	RuleLease   RuleID = "lease"   // the roster locks without contact
	RuleClock   RuleID = "clock"   // an unverified jump gives no new quota
)

// NumberedRules are the 32 rows in their order.
func NumberedRules() []RuleID {
	return []RuleID{
		RuleW1, RuleW2, RuleW3, RuleW4, RuleW5, RuleW6, RuleW7, RuleW8,
		RuleB1, RuleB2, RuleB3, RuleB4,
		RuleP1, RuleP2, RuleP3, RuleP4, RuleP5, RuleP6, RuleP7,
		RuleS1, RuleS2, RuleS3, RuleS4,
		RuleV1, RuleV2, RuleV3, RuleV4, RuleV5, RuleV6, RuleV7, RuleV8, RuleV9,
	}
}

// RulesBeside are the rules that stand beside the rows.
func RulesBeside() []RuleID {
	return []RuleID{RuleConsent, RuleSupport, RuleDay, RuleKey, RuleLease, RuleClock}
}
