package flow

import (
	"fmt"
	"time"

	"campuskiosk/app/booth"
)

// event draws the next event: mostly what leads on, often something else that
// fits, sometimes anything.
func (w *world) event() Event {
	if w.s.State == booth.StateEnded {
		if w.n(3) > 0 {
			w.begin()
		}
		return w.anything()
	}
	if w.stuck > 10 {
		return w.giveUp()
	}
	switch n := w.n(100); {
	case n < 55:
		return w.sensible()
	case n < 62:
		return w.failure()
	case n < 72:
		return w.news()
	}
	return w.anything()
}

// giveUp is what people do where nothing goes on: come another day, or go.
func (w *world) giveUp() Event {
	w.stuck = 0
	if w.n(2) == 0 {
		w.trueTime = w.trueTime.Add(25 * time.Hour)
	}
	switch w.s.State {
	case booth.StateIdle:
		w.p = drawPolicy(w.t)
		w.task.Policy = w.p
		return w.straight()
	case booth.StateProgress, booth.StateReceipt, booth.StateStopped:
		return Finish{}
	case booth.StatePayment:
		w.me().standing.Payment = booth.Paid
		return StandingChanged{w.me().standing}
	}
	return Cancel{}
}

// sensible is the straight way on, with the variations that people make.
func (w *world) sensible() Event {
	if w.s.Hidden {
		return Present{}
	}
	w.score = float64(w.n(101))
	switch w.s.State {
	case booth.StateWho:
		if w.n(8) == 0 {
			return NotFound{}
		}
		return w.identify()
	case booth.StateNotFound:
		return []Event{Correct{}, OtherTask{}, AskRegistry{}, w.manual()}[w.n(4)]
	case booth.StatePayment:
		w.me().standing.Payment = []booth.Payment{booth.Paid, booth.Unpaid}[w.n(2)]
		return StandingChanged{w.me().standing}
	case booth.StateShooting:
		if w.s.CameraTrouble != "" && w.n(2) == 0 {
			return CameraReady{}
		}
		return ShotTaken{w.anyShot()}
	case booth.StateConfirming:
		if e := w.straight(); w.s.TrackLost || !last(w.s.Shots).Tracked {
			return []Event{Override{Rule: booth.RuleP6, Reason: "系鞋带", Helper: "h1"}, e}[w.n(2)]
		}
	case booth.StateConsent:
		if w.n(12) == 0 {
			return ConsentAnswer{booth.Consent{Version: "1", Way: booth.ByTouch}}
		}
	case booth.StateReference:
		return ReferenceAnswer{Present: w.n(12) > 0, IsMe: w.n(12) > 0}
	case booth.StateCompared:
		return []Event{Submit{}, Submit{}, Override{Rule: booth.RuleV3, Reason: "系鞋带", Helper: "h1"}, Retake{}}[w.n(4)]
	case booth.StateProgress:
		return []Event{Again{}, Again{}, Finish{}}[w.n(3)]
	case booth.StateReceipt:
		if w.n(2) == 0 {
			return w.news()
		}
		return []Event{Again{}, Finish{}, Again{}}[w.n(3)]
	case booth.StateStopped:
		return []Event{Again{}, Finish{}, Again{}}[w.n(3)]
	}
	return w.straight()
}

func (w *world) identify() Event {
	e := w.identified()
	e.Standing = w.me().standing
	e.Evidence.Association = w.p.Association[0]
	e.Evidence.Way = []booth.Way{booth.ByLink, booth.ByTicket, booth.ByLookUp}[w.n(3)]
	e.Evidence.RosterContact = w.now.At.Add(-time.Duration(w.n(50)) * 6 * time.Hour)
	if w.n(3) == 0 { // read and agreed to on the phone
		e.Consent = booth.Consent{Version: "1", Given: true, Way: booth.OnPhone, At: w.now.At}
	}
	if read := w.notices(); w.n(4) == 0 {
		e.NoticeRead, e.InstructionsRead = read.Notice, read.Instructions
	}
	if w.n(4) == 0 {
		e.Typed = w.who.Person
	}
	return e
}

func (w *world) manual() Event {
	return ManualEntry{Student: w.who, Standing: w.me().standing}
}

func (w *world) anyShot() booth.Shot {
	s := w.shot([]booth.Source{booth.FromCamera, booth.FromCamera, booth.FromCamera, booth.FromImport}[w.n(4)])
	s.ID = booth.PhotoID(fmt.Sprintf("shot-%d-%d", w.sessions, w.shots))
	if w.n(6) == 0 {
		s = fail(s, booth.TenChecks()[w.n(10)])
	}
	return s
}

// failure is what goes wrong.
func (w *world) failure() Event {
	return []Event{
		CameraTrouble{booth.ErrCameraBusy.Code},
		MakeFailed{},
		SealFailed{},
		TrackLost{},
		Restarted{},
		NotFound{},
		Idle{For: 70 * time.Second},
		Idle{For: 130 * time.Second},
		Compared{booth.Comparison{Photo: last(w.s.Photos).ID}},
	}[w.n(9)]
}

// news is what the service says.
func (w *world) news() Event {
	subs := w.me().standing.Submissions
	if len(subs) == 0 || w.n(4) == 0 || w.s.State == booth.StatePayment {
		return w.changed()
	}
	sub := subs[len(subs)-1-w.n(min(2, len(subs)))]
	score := float64(w.n(101))
	return []Event{
		StatusChanged{Submission: sub.ID, Status: booth.Uploaded},
		StatusChanged{Submission: sub.ID, Status: booth.Waiting},
		StatusChanged{Submission: sub.ID, Status: booth.NotApproved, Review: booth.Review{Reviewer: "c1", At: w.now.At}},
		StatusChanged{Submission: sub.ID, Status: booth.NotApproved, Review: booth.Review{Reviewer: "c1", At: w.now.At}},
		StatusChanged{Submission: sub.ID, Status: booth.Approved, Review: booth.Review{Reviewer: "c1", Approved: true, At: w.now.At}},
		StatusChanged{Submission: sub.ID, Status: booth.Delivered},
		ServiceAnswer{sub.ID, booth.Comparison{
			Score: &score, Acceptable: w.n(3) > 0, At: w.now.At,
			Identity: []booth.IdentityAnswer{booth.IdentityValid, booth.IdentityValid, booth.IdentityInvalid, booth.IdentityNotVerified}[w.n(4)],
		}},
	}[w.n(7)]
}

// changed is a new standing: another kiosk's uses, a payment, a closed case.
func (w *world) changed() Event {
	p := w.me()
	st := p.standing
	switch w.n(4) {
	case 0:
		at := RuleClockQuota(w.now).Add(-time.Duration(w.n(60)) * time.Minute)
		st.Uses = booth.AddUse(st.Uses, "k2", at)
		p.model.stamps = append(p.model.stamps, at)
	case 1:
		st.Payment = []booth.Payment{booth.Paid, booth.Unpaid, booth.PaymentUnknown}[w.n(3)]
	case 2:
		if st.Case.Open() {
			st.Case.ResolvedAt = later(st.Case.OpenedAt, w.now.At)
		}
	}
	p.standing = st
	return StandingChanged{st}
}

// anything is any event, sensible or not.
func (w *world) anything() Event {
	all := []Event{
		Begin{Helper: "h1", Task: &w.task},
		Begin{},
		ChooseTask{w.task},
		OtherTask{},
		NotFound{},
		Correct{},
		AskRegistry{},
		ConfirmWho{},
		WrongPerson{},
		Unbind{},
		Again{},
		Finish{},
		ReferenceAnswer{w.n(2) == 0, w.n(2) == 0},
		ConsentAnswer{booth.Consent{Version: "1", Given: w.n(2) == 0, Way: booth.ByTouch}},
		ConsentAnswer{booth.Consent{Given: true}},
		NoticesRead{},
		w.notices(),
		ShotTaken{},
		ShotTaken{w.anyShot()},
		Retake{},
		ChecklistAnswered{},
		ChecklistAnswered{checklist()},
		Attest{Helper: "h2"},
		Override{Rule: booth.RuleS2, Reason: "系鞋带", Helper: "h1"},
		Override{Rule: booth.RuleV3, Helper: "h1"},
		Make{},
		ConfirmMake{},
		ConfirmMake{last(w.s.Shots).ID},
		Back{},
		Accept{},
		Accept{last(w.s.Photos).Shot, last(w.s.Photos).ID},
		Submit{},
		CameraTrouble{"camera.odd"},
		CameraReady{},
		TrackLost{},
		CodeScanned{[]byte("opaque")},
		Made{},
		Made{w.photo()},
		MakeFailed{Err: booth.ErrSpec},
		Compared{},
		Sealed{},
		Sealed{w.s.Pending.ID},
		SealFailed{Err: booth.ErrInternal},
		Restarted{},
		StatusChanged{},
		ServiceAnswer{},
		Cancel{},
		Escalate{},
		Escalate{Helper: "h1", Reason: "系鞋带"},
		ConfirmTime{},
		ConfirmTime{Helper: "h1"},
		Idle{},
		Idle{For: ClearAfter},
		Idle{For: StartAfter},
		Present{},
	}
	return all[w.n(len(all))]
}

// clock moves time: mostly seconds, sometimes to midnight, days, wrongly
// forward, and back to the truth.
func (w *world) clock() {
	switch n := w.n(200); {
	case n < 170:
		w.trueTime = w.trueTime.Add(time.Duration(1+n) * time.Second)
	case n < 180:
		w.trueTime = w.trueTime.Add(time.Duration(n-169) * time.Hour)
	case n < 185: // around midnight
		start, _ := booth.DayOf(w.trueTime).Next().Start()
		w.trueTime = later(w.trueTime, start.Add(time.Duration(n-183)*time.Second))
	case n < 188 && w.now.Trust != booth.TimeJumped: // the clock goes wrong
		w.now = booth.Now{At: w.trueTime.AddDate(n-187, 1, 0), Quota: w.now.At, Trust: booth.TimeJumped}
		return
	case n < 191 && w.now.Trust == booth.TimeJumped: // a helper confirms it
		w.now.Quota, w.now.Trust = w.now.At, booth.TimeConfirmed
		return
	}
	if w.now.Trust == booth.TimeJumped && w.n(8) > 0 {
		return
	}
	trust := booth.TimeVerified
	if w.n(10) == 0 {
		trust = booth.TimeUnverified
	}
	w.now = booth.Now{At: w.trueTime, Quota: w.trueTime, Trust: trust}
}
