package flow

import (
	"fmt"
	"time"

	"campuskiosk/app/booth"
)

func testB1(r *rules) error {
	d := newDesk(r, booth.Collection)
	d.p.Notices.Notice = booth.Notice{Version: "7", Lines: []booth.Text{{ZH: "一", EN: "one"}}}
	if err := inOrder(d.to(booth.StateConsent), d.do(d.straight()), that("the notices are asked", func() bool { return d.s.State == booth.StateNotices })); err != nil {
		return err
	}
	if err := is("the built-in instructions", len(RuleB1Notices(d.p.Notices).Instructions.Lines) > 0); err != nil {
		return err
	}
	for _, e := range []NoticesRead{{}, {Notice: "7"}, {Notice: "6", Instructions: defaultInstructions.Version}} {
		if err := refused(fmt.Sprintf("%+v", e), d.do(e), booth.ErrNoticeUnread); err != nil {
			return err
		}
	}
	if err := d.do(NoticesRead{Notice: "7", Instructions: defaultInstructions.Version}); err != nil {
		return err
	}
	if err := is("read, so the camera", d.s.State == booth.StateShooting); err != nil {
		return err
	}
	// Once per session: a second photo does not ask again.
	if err := inOrder(d.to(booth.StateReceipt), d.do(Again{}), that("not asked again", func() bool { return d.s.State == booth.StateShooting })); err != nil {
		return err
	}
	// A new session does.
	d.s.State = booth.StateEnded
	d.again()
	return inOrder(d.to(booth.StateNotices), that("asked in the next session", func() bool { return d.s.State == booth.StateNotices }))
}

func testB2(r *rules) error {
	for _, c := range []struct {
		rule   booth.PaymentRule
		state  booth.Payment
		waits  bool
		held   bool
		source booth.Source
	}{
		{booth.NoPayment, booth.Unpaid, false, false, booth.FromCamera},
		{booth.PayLater, booth.Unpaid, false, true, booth.FromCamera},
		{booth.PayLater, booth.PaymentUnknown, false, true, booth.FromImport},
		{booth.PayLater, booth.Paid, false, false, booth.FromCamera},
		{booth.PayFirst, booth.Paid, false, false, booth.FromCamera},
		{booth.PayFirst, booth.Unpaid, true, false, booth.FromImport},
		{booth.PayFirst, booth.PaymentUnknown, true, false, booth.FromCamera},
	} {
		d := newDesk(r, booth.Collection)
		d.p.Payment, d.standing.Payment = c.rule, c.state
		if err := inOrder(d.to(booth.StateNotices), d.do(d.straight())); err != nil {
			return err
		}
		if err := is(fmt.Sprintf("%+v waits", c), (d.s.State == booth.StatePayment) == c.waits); err != nil {
			return err
		}
		if c.waits {
			still := d.s.Standing
			if err := inOrder(d.do(StandingChanged{still}), that("still waiting", func() bool { return d.s.State == booth.StatePayment }),
				refused("no picture before", d.do(ShotTaken{d.shot(c.source)}), booth.ErrNotNow)); err != nil {
				return err
			}
		}
		if err := inOrder(d.to(booth.StateShooting), d.do(ShotTaken{d.shot(c.source)}), d.to(booth.StateSubmitting)); err != nil {
			return err
		}
		seal, ok := effect[Seal](d)
		if err := is(fmt.Sprintf("%+v held", c), ok && seal.Submission.Held == c.held); err != nil {
			return err
		}
	}
	// Taken back after the photo: not handed in.
	d := newDesk(r, booth.Collection)
	d.p.Payment, d.standing.Payment = booth.PayFirst, booth.Paid
	if err := inOrder(d.to(booth.StateConfirming), d.do(d.straight()), d.do(StandingChanged{booth.Standing{Payment: booth.Unpaid}})); err != nil {
		return err
	}
	return refused("unpaid after all", d.do(d.straight()), booth.ErrUnpaid)
}

func testB3(r *rules) error {
	for _, e := range []ReferenceAnswer{{Present: false, IsMe: true}, {Present: true, IsMe: false}, {}} {
		d := newDesk(r, booth.Recheck)
		if err := inOrder(d.to(booth.StateConfirmWho), d.do(ConfirmWho{}), that("asked first", func() bool { return d.s.State == booth.StateReference }), d.do(e)); err != nil {
			return err
		}
		told, ok := effect[Told](d)
		if err := inOrder(
			is("ends, for the office", d.s.State == booth.StateEnded && d.s.Outcome == booth.OutcomeRegistry),
			that("says whom to ask", func() bool { return ok && told.Err.Code == booth.ErrReferenceNotMe.Code && told.Support.Phone != "" }),
			that("no result", func() bool { return count[Compare](d)+count[Seal](d)+count[KeepComparison](d)+count[OpenCase](d) == 0 }),
		); err != nil {
			return fmt.Errorf("%+v: %w", e, err)
		}
	}
	// Not asked, not compared: however a session came to the photo.
	d := newDesk(r, booth.Recheck)
	if err := inOrder(d.to(booth.StateConfirming), d.do(d.straight())); err != nil {
		return err
	}
	d.s.ReferenceOK = false
	if err := refused("not confirmed", d.do(d.straight()), booth.ErrReferenceUnconfirmed); err != nil {
		return err
	}
	d.s.NotMe = true
	return refused("said not me", d.do(d.straight()), booth.ErrReferenceNotMe)
}

func testB4(r *rules) error {
	for _, e := range []*booth.Error{booth.ErrCameraGone, booth.ErrCameraPermission, booth.ErrCameraBusy} {
		d := newDesk(r, booth.Collection)
		if err := inOrder(d.to(booth.StateShooting), d.do(CameraTrouble{e.Code})); err != nil {
			return err
		}
		told, ok := effect[Told](d)
		if err := is("it is said, with what to do", ok && told.Err.Code == e.Code && told.Err.Text.ZH != "" && told.Err.Text.EN != ""); err != nil {
			return err
		}
		shot := d.shot(booth.FromCamera)
		if err := refused("a picture all the same", d.do(ShotTaken{shot}), e); err != nil {
			return err
		}
		if err := inOrder(d.do(CameraReady{}), d.do(ShotTaken{shot})); err != nil {
			return err
		}
	}
	// A file needs no camera.
	d := newDesk(r, booth.Collection)
	return inOrder(d.to(booth.StateShooting), d.do(CameraTrouble{"camera.melted"}), d.do(ShotTaken{d.shot(booth.FromImport)}))
}

func testConsent(r *rules) error {
	good := booth.Consent{Version: "1", Given: true, Way: booth.ByTouch}
	for name, c := range map[string]struct {
		consent booth.Consent
		want    *booth.Error
	}{
		"old text":     {booth.Consent{Version: "0", Given: true, Way: booth.ByTouch}, booth.ErrConsentVersion},
		"no way":       {booth.Consent{Version: "1", Given: true}, booth.ErrConsentRecord},
		"helper's who": {booth.Consent{Version: "1", Given: true, Way: booth.ThroughHelper}, booth.ErrConsentRecord},
	} {
		d := newDesk(r, booth.Collection)
		if err := inOrder(d.to(booth.StateConsent), refused(name, d.do(ConsentAnswer{c.consent}), c.want)); err != nil {
			return err
		}
	}
	d := newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateConsent), d.do(ConsentAnswer{good})); err != nil {
		return err
	}
	kept, ok := effect[KeepConsent](d)
	if err := is("recorded: who, how, when, which text", ok && kept.Student == d.who.Key && kept.Consent.Way == booth.ByTouch &&
		kept.Consent.Version == "1" && kept.Consent.At.Equal(noon)); err != nil {
		return err
	}
	// Withdrawn or outdated before handing in.
	if err := inOrder(d.to(booth.StateConfirming), d.do(d.straight())); err != nil {
		return err
	}
	d.p.ConsentVersion = "2"
	if err := refused("another text by now", d.do(d.straight()), booth.ErrConsentVersion); err != nil {
		return err
	}
	d.s.Consent = booth.Consent{}
	if err := refused("none", d.do(d.straight()), booth.ErrConsentMissing); err != nil {
		return err
	}
	// It can be refused; the refusal is kept, nothing else.
	d = newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateConsent), d.do(ConsentAnswer{booth.Consent{Version: "1", Way: booth.ByTouch}})); err != nil {
		return err
	}
	kept, ok = effect[KeepConsent](d)
	if err := is("refused and ended", ok && !kept.Consent.Given && d.s.State == booth.StateEnded && d.s.Outcome == booth.OutcomeNoConsent); err != nil {
		return err
	}
	// Given on the phone: not asked again.
	d = newDesk(r, booth.Collection)
	e := Identified{Student: d.who, Key: d.who.Key, Consent: booth.Consent{Version: "1", Given: true, Way: booth.OnPhone, At: noon}}
	e.Evidence = booth.Evidence{Way: booth.ByTicket, Association: booth.ByIDNumber}
	if err := inOrder(d.to(booth.StateWho), d.each(e, ConfirmWho{})); err != nil {
		return err
	}
	kept, ok = effect[KeepConsent](d)
	return first(is("not asked again", d.s.State == booth.StateNotices), is("recorded here too", ok && kept.Consent.Way == booth.OnPhone))
}

func testSupport(r *rules) error {
	d := newDesk(r, booth.Recheck)
	if err := inOrder(d.to(booth.StateReference), d.do(ReferenceAnswer{})); err != nil {
		return err
	}
	told, _ := effect[Told](d)
	if err := is("sent away with the contact", told.Support == d.p.Support); err != nil {
		return err
	}
	d = newDesk(r, booth.Collection)
	d.now.At = d.p.Window.Until
	_ = d.do(d.straight())
	ref, _ := effect[Refused](d)
	if err := is("refused and sent away with the contact", ref.Support == d.p.Support); err != nil {
		return err
	}
	d.now.At = noon
	if err := d.to(booth.StateReviewing); err != nil {
		return err
	}
	_ = d.do(Make{})
	ref, _ = effect[Refused](d)
	return is("no contact where one can go on", ref.Err.Code == booth.ErrChecklistOpen.Code && ref.Support == booth.Support{})
}

func testKey(r *rules) error {
	d := newDesk(r, booth.Collection)
	if err := d.to(booth.StateWho); err != nil {
		return err
	}
	e := d.identified()
	e.Key = student(2, booth.ResidentID).Key
	if err := refused("the key of another", d.do(e), booth.ErrStudentKey); err != nil {
		return err
	}
	e.Key, e.Student.Key = booth.StudentKey{}, booth.StudentKey{}
	return refused("no key", d.do(e), booth.ErrStudentKey)
}

func testLease(r *rules) error {
	for _, c := range []struct {
		name    string
		days    int
		offline time.Duration
		way     booth.Way
		locked  bool
	}{
		{"inside", 14, 14 * 24 * time.Hour, booth.ByLookUp, false},
		{"over", 14, 14*24*time.Hour + 1, booth.ByLookUp, true},
		{"a ticket needs no roster", 14, 365 * 24 * time.Hour, booth.ByTicket, false},
		{"no lease", 0, 365 * 24 * time.Hour, booth.ByLookUp, false},
	} {
		d := newDesk(r, booth.Collection)
		d.p.RosterLeaseDays = c.days
		if err := d.to(booth.StateWho); err != nil {
			return err
		}
		e := d.identified()
		e.Evidence.Way, e.Evidence.RosterContact = c.way, d.now.At.Add(-c.offline)
		err := d.do(e)
		if c.locked {
			err = refused(c.name, err, booth.ErrRosterLocked)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return is("standalone has none", r.LeaseOpen(time.Time{}, 14, noon) == nil)
}
