package flow

import (
	"time"

	"campuskiosk/app/booth"
)

// rules are the rules that Next applies, one field for each function. There is
// one set, production; tests run the same machine with one rule switched off
// to show that its test notices.
type rules struct {
	W1Task          func(booth.Policy) error
	W2Window        func(booth.Window, time.Time) error
	W2SameTask      func(student, chosen booth.TaskID) error
	W2Listed        func([]booth.Task, Wanted, time.Time) []booth.Task
	W3MineFirst     func([]booth.Task, []booth.TaskProgress) []Offer
	W4Association   func([]booth.Association, booth.Association) error
	W4Manual        func(bool, booth.Student) error
	W4Cures         func(bool) []Cure
	W5Kind          func(booth.Origin, booth.IDNumber) error
	W6Same          func(typed, registry booth.Person, by booth.Association) error
	W6Unbind        func([]booth.Submission) error
	W7Shown         func(booth.IDNumber) string
	W8Card          func(booth.Task, booth.Student) Card
	B1Read          func(n booth.Notices, notice, instructions string) error
	B2Payment       func(booth.PaymentRule, booth.Payment) (bool, error)
	B3Answer        func(present, isMe bool) error
	B3Confirmed     func(r booth.ReferencePhoto, confirmed, notMe bool) error
	B4Camera        func(booth.Code) error
	P2Checklist     func(booth.Checklist) error
	P3MayRetake     func(booth.State) bool
	P4Complete      func([]booth.CheckResult) error
	P5Blocking      func(failed, blocking []booth.CheckID) error
	P6Live          func(s booth.Shot, reasonGiven bool, a booth.Attestation) error
	P7Source        func(booth.TaskKind, []booth.Source, booth.Source) error
	S1Meets         func(booth.Policy, booth.StandardPhoto) error
	S2DailyLimit    func([]booth.Use, int, booth.CoolDown, time.Time, booth.Trust) Quota
	S3Made          func(seen, shot booth.PhotoID) error
	S3Accepted      func(seenShot, seenPhoto booth.PhotoID, p booth.StandardPhoto) error
	S4Discardable   func([]booth.PhotoID, []booth.Submission) []booth.PhotoID
	S4MayDelete     func(booth.Submission, int, time.Time) error
	V1Submissions   func([]booth.Submission, int) error
	V2Replacement   func([]booth.Submission, int) error
	V3Fails         func(booth.Comparison, float64) bool
	V3FailedPhotos  func([]booth.Comparison, float64, time.Time) int
	V3Case          func(c booth.Case, failedPhotos, maxFailed int) error
	V3Local         func(booth.Comparison, float64, bool) error
	V4IdentityAsked func(bool, booth.IDKind) bool
	V5Cure          func(booth.IdentityAnswer) IdentityCure
	V6Step          func(from, to booth.Status) error
	V7ResultPage    func(booth.Task, booth.Student, string, *booth.Comparison, booth.Status) []Line
	V8Acting        func(booth.TaskKind, booth.Account, booth.StudentKey) error
	V8Bound         func(bound, claiming booth.AccountID) error
	V9Decides       func(booth.Judge) bool
	V9Effective     func([]booth.Comparison, booth.PhotoID) (booth.Comparison, bool)
	V9Override      func(booth.RuleID) error
	ConsentGiven    func(booth.Consent, string) error
	SupportFor      func(*booth.Error, booth.Support) booth.Support
	DayOf           func(time.Time) booth.Day
	KeySame         func(named, found booth.StudentKey) error
	LeaseOpen       func(time.Time, int, time.Time) error
	ClockQuota      func(booth.Now) time.Time
}

var production = rules{
	W1Task: RuleW1Task, W2Window: RuleW2Window, W2SameTask: RuleW2SameTask, W2Listed: RuleW2Listed,
	W3MineFirst: RuleW3MineFirst, W4Association: RuleW4Association, W4Manual: RuleW4Manual, W4Cures: RuleW4Cures,
	W5Kind: RuleW5Kind, W6Same: RuleW6Same, W6Unbind: RuleW6Unbind, W7Shown: RuleW7Shown, W8Card: RuleW8Card,
	B1Read: RuleB1Read, B2Payment: RuleB2Payment, B3Answer: RuleB3Answer, B3Confirmed: RuleB3Confirmed, B4Camera: RuleB4Camera,
	P2Checklist: RuleP2Checklist, P3MayRetake: RuleP3MayRetake, P4Complete: RuleP4Complete, P5Blocking: RuleP5Blocking,
	P6Live: RuleP6Live, P7Source: RuleP7Source,
	S1Meets: RuleS1Meets, S2DailyLimit: RuleS2DailyLimit, S3Made: RuleS3Made, S3Accepted: RuleS3Accepted,
	S4Discardable: RuleS4Discardable, S4MayDelete: RuleS4MayDelete,
	V1Submissions: RuleV1Submissions, V2Replacement: RuleV2Replacement, V3Fails: RuleV3Fails,
	V3FailedPhotos: RuleV3FailedPhotos, V3Case: RuleV3Case, V3Local: RuleV3Local, V4IdentityAsked: RuleV4IdentityAsked,
	V5Cure: RuleV5Cure, V6Step: RuleV6Step, V7ResultPage: RuleV7ResultPage, V8Acting: RuleV8Acting, V8Bound: RuleV8Bound,
	V9Decides: RuleV9Decides, V9Effective: RuleV9Effective, V9Override: RuleV9Override,
	ConsentGiven: RuleConsentGiven, SupportFor: RuleSupportFor, DayOf: booth.DayOf, KeySame: RuleKeySame, LeaseOpen: RuleLeaseOpen,
	ClockQuota: RuleClockQuota,
}
