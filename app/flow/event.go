package flow

import (
	"time"

	"campuskiosk/app/booth"
)

// EventName names an event in the transition table, the diagram and the audit
// trail.
type EventName string

// Event is something that happened: a person pressed, a machine finished, the
// service said. The types below are all of them; their zero values are valid.
type Event interface{ name() EventName }

// Name gives an event's name.
func Name(e Event) EventName { return e.name() }

// What people do about who they are.
type (
	// Begin ends the start screen. Task is the kiosk's fixed task, or nil where
	// the student chooses; the policy given to Next is this task's.
	Begin struct {
		Helper booth.HelperID
		Task   *booth.Task
	}
	// ChooseTask takes a task; the policy given to Next is this task's.
	ChooseTask struct{ Task booth.Task }
	// OtherTask goes back to the choice of task.
	OtherTask struct{}
	// Identified says that link, ticket or look-up found a student.
	Identified struct {
		Student booth.Student
		// Key is the key that the evidence names: the ticket's, the claim's, or
		// that of the typed number.
		Key      booth.StudentKey
		Evidence booth.Evidence
		Standing booth.Standing
		// Typed is what was typed to find the student; zero for links, tickets and
		// a helper's choice from the list.
		Typed booth.Person
		// Consent and the versions read, as far as the phone has them already.
		Consent          booth.Consent
		NoticeRead       string
		InstructionsRead string
	}
	// ManualEntry brings a student who is not in the roster and was typed in.
	ManualEntry struct {
		Student  booth.Student
		Evidence booth.Evidence
		Standing booth.Standing
	}
	// NotFound says that no student fits what was typed.
	NotFound struct{}
	// Correct goes back to typing.
	Correct struct{}
	// AskRegistry sends a student who is not on the list to the office.
	AskRegistry struct{}
	// ConfirmWho says that it is this student.
	ConfirmWho struct{}
	// WrongPerson says that it is not; nothing was bound yet.
	WrongPerson struct{}
	// Unbind undoes the association after a mistake (W6).
	Unbind struct{}
)

// What people do before the photo.
type (
	// Again goes on from a result: replace, resubmit, or shoot once more.
	Again struct{}
	// Finish ends a session in which nothing is left to do.
	Finish struct{}
	// ReferenceAnswer answers: is the admission photo there, is it me? (B3)
	ReferenceAnswer struct{ Present, IsMe bool }
	// ConsentAnswer is the answer on face data.
	ConsentAnswer struct{ Consent booth.Consent }
	// NoticesRead acknowledges both texts in these versions (B1).
	NoticesRead struct{ Notice, Instructions string }
)

// What people do about the photo.
type (
	// ShotTaken says that the shutter was pressed, or a file was chosen.
	ShotTaken struct{ Shot booth.Shot }
	// Retake throws the present picture away.
	Retake struct{}
	// ChecklistAnswered is the helper's checklist (P2), as a whole.
	ChecklistAnswered struct{ Checklist booth.Checklist }
	// Attest is the helper's word that this is the student in person (P6).
	Attest struct{ Helper booth.HelperID }
	// Override is the helper's reason for going on in spite of a rule.
	Override struct {
		Rule   booth.RuleID
		Reason booth.Note
		Helper booth.HelperID
	}
	// Make asks for the standard photo of the present shot.
	Make struct{}
	// ConfirmMake is the first confirmation of rule S3: yes, of this shot.
	ConfirmMake struct{ Shot booth.PhotoID }
	// Back returns from that question to the shot.
	Back struct{}
	// Accept is the second confirmation of rule S3: these two were seen side by
	// side.
	Accept struct{ Shot, Photo booth.PhotoID }
	// Submit goes on from the comparison.
	Submit struct{}
)

// What machines say.
type (
	// CameraTrouble tells what is wrong: the code is one of booth.ErrCamera…
	CameraTrouble struct{ Code booth.Code }
	// CameraReady says that the camera works again.
	CameraReady struct{}
	// TrackLost says that the face was not followed without a gap.
	TrackLost struct{}
	// CodeScanned is the national platform's code (采集码), as it was read.
	CodeScanned struct{ Payload []byte }
	// Made answers the effect Standardise.
	Made struct{ Photo booth.StandardPhoto }
	// MakeFailed answers it too; nil becomes booth.ErrInternal.
	MakeFailed struct{ Err *booth.Error }
	// Compared answers the effect Compare; a nil score is "not available".
	Compared struct{ Comparison booth.Comparison }
	// Sealed answers the effect Seal: the submission is durable.
	Sealed struct{ ID booth.SubmissionID }
	// SealFailed answers it too; nil becomes booth.ErrInternal.
	SealFailed struct{ Err *booth.Error }
	// Restarted says that the program was started again and found this session.
	Restarted struct{}
)

// What the service says. It is kept with the student whether or not a session
// is open; these tell the session.
type (
	// StandingChanged is the student's standing as it is now known.
	StandingChanged struct{ Standing booth.Standing }
	// ServiceAnswer is the result of the service's comparison and identity check.
	ServiceAnswer struct {
		Submission booth.SubmissionID
		Comparison booth.Comparison
	}
	// StatusChanged is a step of a submission (V6).
	StatusChanged struct {
		Submission booth.SubmissionID
		Status     booth.Status
		Review     booth.Review
	}
)

// What may happen at any time.
type (
	// Cancel ends the session without a result.
	Cancel struct{}
	// Escalate gives the case to the registry office.
	Escalate struct {
		Helper booth.HelperID
		Reason booth.Note
	}
	// ConfirmTime is the word of a helper with a PIN that the clock is right.
	ConfirmTime struct{ Helper booth.HelperID }
	// Idle says that nobody was there for so long, by a monotonic clock.
	Idle struct{ For time.Duration }
	// Present says that someone is there again; a helper pressed "go on".
	Present struct{}
)

// The persisted names of the events.
const (
	evBegin             EventName = "begin"
	evChooseTask        EventName = "choose_task"
	evOtherTask         EventName = "other_task"
	evIdentified        EventName = "identified"
	evManualEntry       EventName = "manual_entry"
	evNotFound          EventName = "not_found"
	evCorrect           EventName = "correct"
	evAskRegistry       EventName = "ask_registry"
	evConfirmWho        EventName = "confirm_who"
	evWrongPerson       EventName = "wrong_person"
	evUnbind            EventName = "unbind"
	evAgain             EventName = "again"
	evFinish            EventName = "finish"
	evReferenceAnswer   EventName = "reference_answer"
	evConsentAnswer     EventName = "consent_answer"
	evNoticesRead       EventName = "notices_read"
	evShotTaken         EventName = "shot_taken"
	evRetake            EventName = "retake"
	evChecklistAnswered EventName = "checklist_answered"
	evAttest            EventName = "attest"
	evOverride          EventName = "override"
	evMake              EventName = "make"
	evConfirmMake       EventName = "confirm_make"
	evBack              EventName = "back"
	evAccept            EventName = "accept"
	evSubmit            EventName = "submit"
	evCameraTrouble     EventName = "camera_trouble"
	evCameraReady       EventName = "camera_ready"
	evTrackLost         EventName = "track_lost"
	evCodeScanned       EventName = "code_scanned"
	evMade              EventName = "made"
	evMakeFailed        EventName = "make_failed"
	evCompared          EventName = "compared"
	evSealed            EventName = "sealed"
	evSealFailed        EventName = "seal_failed"
	evRestarted         EventName = "restarted"
	evStandingChanged   EventName = "standing_changed"
	evServiceAnswer     EventName = "service_answer"
	evStatusChanged     EventName = "status_changed"
	evCancel            EventName = "cancel"
	evEscalate          EventName = "escalate"
	evConfirmTime       EventName = "confirm_time"
	evIdle              EventName = "idle"
	evPresent           EventName = "present"
)

func (Begin) name() EventName             { return evBegin }
func (ChooseTask) name() EventName        { return evChooseTask }
func (OtherTask) name() EventName         { return evOtherTask }
func (Identified) name() EventName        { return evIdentified }
func (ManualEntry) name() EventName       { return evManualEntry }
func (NotFound) name() EventName          { return evNotFound }
func (Correct) name() EventName           { return evCorrect }
func (AskRegistry) name() EventName       { return evAskRegistry }
func (ConfirmWho) name() EventName        { return evConfirmWho }
func (WrongPerson) name() EventName       { return evWrongPerson }
func (Unbind) name() EventName            { return evUnbind }
func (Again) name() EventName             { return evAgain }
func (Finish) name() EventName            { return evFinish }
func (ReferenceAnswer) name() EventName   { return evReferenceAnswer }
func (ConsentAnswer) name() EventName     { return evConsentAnswer }
func (NoticesRead) name() EventName       { return evNoticesRead }
func (ShotTaken) name() EventName         { return evShotTaken }
func (Retake) name() EventName            { return evRetake }
func (ChecklistAnswered) name() EventName { return evChecklistAnswered }
func (Attest) name() EventName            { return evAttest }
func (Override) name() EventName          { return evOverride }
func (Make) name() EventName              { return evMake }
func (ConfirmMake) name() EventName       { return evConfirmMake }
func (Back) name() EventName              { return evBack }
func (Accept) name() EventName            { return evAccept }
func (Submit) name() EventName            { return evSubmit }
func (CameraTrouble) name() EventName     { return evCameraTrouble }
func (CameraReady) name() EventName       { return evCameraReady }
func (TrackLost) name() EventName         { return evTrackLost }
func (CodeScanned) name() EventName       { return evCodeScanned }
func (Made) name() EventName              { return evMade }
func (MakeFailed) name() EventName        { return evMakeFailed }
func (Compared) name() EventName          { return evCompared }
func (Sealed) name() EventName            { return evSealed }
func (SealFailed) name() EventName        { return evSealFailed }
func (Restarted) name() EventName         { return evRestarted }
func (StandingChanged) name() EventName   { return evStandingChanged }
func (ServiceAnswer) name() EventName     { return evServiceAnswer }
func (StatusChanged) name() EventName     { return evStatusChanged }
func (Cancel) name() EventName            { return evCancel }
func (Escalate) name() EventName          { return evEscalate }
func (ConfirmTime) name() EventName       { return evConfirmTime }
func (Idle) name() EventName              { return evIdle }
func (Present) name() EventName           { return evPresent }
