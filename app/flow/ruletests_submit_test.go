package flow

import (
	"fmt"
	"slices"

	"campuskiosk/app/booth"
)

// reviewed brings a reviewer's answer about the last submission.
func (d *desk) reviewed(approved bool) error {
	to := booth.NotApproved
	if approved {
		to = booth.Approved
	}
	id := last(d.s.Standing.Submissions).ID
	return d.each(
		StatusChanged{Submission: id, Status: booth.Waiting},
		StatusChanged{Submission: id, Status: to, Review: booth.Review{Reviewer: "c1", Approved: approved, Reason: "模糊", At: d.now.At}},
	)
}

// answered brings the service's comparison of the last submission.
func (d *desk) answered(score float64, identity booth.IdentityAnswer, acceptable bool) error {
	d.now.At = d.now.At.Add(1)
	return d.do(ServiceAnswer{last(d.s.Standing.Submissions).ID, booth.Comparison{Score: &score, Identity: identity, Acceptable: acceptable, At: d.now.At}})
}

func testV1(r *rules) error {
	d := newDesk(r, booth.Collection)
	d.p.DailyLimit = 100
	for n := range 3 {
		if err := d.to(booth.StateReceipt); err != nil {
			return fmt.Errorf("submission %d: %w", n+1, err)
		}
		sub := last(d.s.Standing.Submissions)
		want := booth.Resubmission
		if n == 0 {
			want = booth.FirstSubmission
		}
		if err := inOrder(is(fmt.Sprintf("submission %d is %s", n+1, want), sub.Kind == want && sub.ID.N == n+1), d.reviewed(false)); err != nil {
			return err
		}
		if n < 2 {
			if err := d.do(Again{}); err != nil {
				return err
			}
		}
	}
	if err := refused("a fourth", d.do(Again{}), booth.ErrSubmissionsUsed); err != nil {
		return err
	}
	// Nor in another session.
	if err := d.do(Finish{}); err != nil {
		return err
	}
	standing := booth.Standing{}
	for n, k := range []booth.SubmissionKind{booth.FirstSubmission, booth.Resubmission, booth.Resubmission} {
		standing.Submissions = append(standing.Submissions, booth.Submission{ID: booth.SubmissionID{Session: "01ARZ3NDEKTSV4RRFFQ69G5FAX", N: n + 1}, Kind: k, Status: booth.NotApproved})
	}
	d.again().standing = standing
	if err := inOrder(d.to(booth.StateConfirmWho), d.do(ConfirmWho{}), that("sees how it stands", func() bool { return d.s.State == booth.StateProgress })); err != nil {
		return err
	}
	if err := inOrder(refused("a fourth, later", d.do(Again{}), booth.ErrSubmissionsUsed), d.do(Finish{})); err != nil {
		return err
	}
	// What the service's comparison stopped does not count (V3 counts it).
	standing.Submissions[1].Status = booth.Stopped
	d.again().standing = standing
	return inOrder(d.to(booth.StateReceipt), that("the third that counts", func() bool { return count[Seal](d) == 4 }))
}

func testV2(r *rules) error {
	d := newDesk(r, booth.Collection)
	d.p.DailyLimit = 100
	if err := inOrder(d.to(booth.StateReceipt), d.do(Again{}), d.to(booth.StateReceipt)); err != nil {
		return err
	}
	if err := is("a replacement", last(d.s.Standing.Submissions).Kind == booth.Replacement); err != nil {
		return err
	}
	if err := refused("a second replacement", d.do(Again{}), booth.ErrReplacementUsed); err != nil {
		return err
	}
	// After "not approved" a resubmission, which may be replaced once again.
	if err := inOrder(d.reviewed(false), d.do(Again{}), d.to(booth.StateReceipt), that("a resubmission", func() bool { return last(d.s.Standing.Submissions).Kind == booth.Resubmission }),
		d.do(Again{}), d.to(booth.StateReceipt), refused("replaced again", d.do(Again{}), booth.ErrReplacementUsed)); err != nil {
		return err
	}
	// After "approved" nothing.
	if err := inOrder(d.reviewed(true), refused("after approval", d.do(Again{}), booth.ErrApproved)); err != nil {
		return err
	}
	id := last(d.s.Standing.Submissions).ID
	if err := inOrder(d.do(StatusChanged{Submission: id, Status: booth.Delivered}), refused("after delivery", d.do(Again{}), booth.ErrApproved)); err != nil {
		return err
	}
	// Reviewed while the replacement was being photographed.
	d = newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateReceipt), d.do(Again{}), d.to(booth.StateConfirming), d.do(d.straight()), d.reviewed(true)); err != nil {
		return err
	}
	return refused("approved in between", d.do(d.straight()), booth.ErrApproved)
}

func testV3(r *rules) error {
	// Locally under the threshold: advice, then a reason.
	d := newDesk(r, booth.Recheck)
	d.score = 79.99
	if err := inOrder(d.to(booth.StateCompared), refused("79.99", d.do(Submit{}), booth.ErrLocalScoreLow)); err != nil {
		return err
	}
	if err := d.each(Override{Rule: booth.RuleV3, Reason: "双胞胎", Helper: "h1"}, Submit{}); err != nil {
		return err
	}
	// A reason is about one photo.
	d = newDesk(r, booth.Recheck)
	d.score = 10
	if err := inOrder(d.to(booth.StateCompared), d.each(Override{Rule: booth.RuleV3, Reason: "双胞胎", Helper: "h1"}, Retake{}), d.to(booth.StateCompared),
		refused("the reason of another photo", d.do(Submit{}), booth.ErrLocalScoreLow)); err != nil {
		return err
	}
	d = newDesk(r, booth.Recheck)
	d.score = 80
	if err := d.to(booth.StateReceipt); err != nil {
		return fmt.Errorf("80 is enough: %w", err)
	}
	if err := inOrder(d.answered(80, booth.IdentityValid, true), that("80 is enough at the service", func() bool { return d.s.State == booth.StateReceipt })); err != nil {
		return err
	}
	return testV3Stops(r)
}

// testV3Stops: the service stops, and the third different acceptable photo
// opens a case.
func testV3Stops(r *rules) error {
	d := newDesk(r, booth.Recheck)
	d.p.DailyLimit = 100
	for n, c := range []struct {
		score      float64
		identity   booth.IdentityAnswer
		acceptable bool
		failed     int
	}{
		{79.99, booth.IdentityValid, true, 1},
		{20, booth.IdentityValid, false, 1}, // not acceptable: stopped, not counted
		{95, booth.IdentityNotVerified, true, 2},
		{60, booth.IdentityValid, true, 3},
	} {
		if err := inOrder(d.to(booth.StateReceipt), d.answered(c.score, c.identity, c.acceptable)); err != nil {
			return err
		}
		told, _ := effect[Told](d)
		if n < 3 {
			if err := inOrder(
				is(fmt.Sprintf("answer %d stops", n+1), d.s.State == booth.StateStopped && told.Err.Code == booth.ErrPhotoFailed.Code),
				that(fmt.Sprintf("%d failed", c.failed), func() bool { return d.failed() == c.failed }),
				that("and does not count as a submission", func() bool { return last(d.s.Standing.Submissions).Status == booth.Stopped }),
			); err != nil {
				return err
			}
			continue
		}
		if err := inOrder(
			is("the third photo opens a case", count[OpenCase](d) == 1 && d.s.State == booth.StateEnded && d.s.Outcome == booth.OutcomeRegistry),
			that("with the contact", func() bool { return told.Err.Code == booth.ErrCaseOpen.Code && told.Support == d.p.Support }),
		); err != nil {
			return err
		}
	}
	// Who comes again with an open case is told before any photo.
	again := newDesk(r, booth.Recheck)
	again.standing.Case.OpenedAt = noon
	if err := inOrder(again.to(booth.StateConfirmWho), again.do(ConfirmWho{}), that("told at once", func() bool { return again.s.State == booth.StateProgress }),
		refused("the office has it", again.do(Again{}), booth.ErrCaseOpen)); err != nil {
		return err
	}
	// The case stays until the office closes it.
	low, next := 10.0, newDesk(r, booth.Recheck)
	next.standing.Submissions = []booth.Submission{{Status: booth.Stopped}}
	for _, p := range []booth.PhotoID{"a", "b", "b", "c"} {
		next.standing.Comparisons = append(next.standing.Comparisons, booth.Comparison{Photo: p, By: booth.Service, Score: &low, Acceptable: true, At: noon})
	}
	local := slices.Clone(next.standing.Comparisons)
	for i := range local {
		local[i].By = booth.Local
	}
	next.now.At = noon.Add(1)
	if err := inOrder(next.to(booth.StateProgress), refused("three photos failed", next.do(Again{}), booth.ErrCaseOpen)); err != nil {
		return err
	}
	for _, c := range []struct {
		name string
		with booth.Standing
		open bool
	}{
		{"the same photo twice is one", booth.Standing{Submissions: next.standing.Submissions, Comparisons: next.standing.Comparisons[:3]}, false},
		{"local ones don't count", booth.Standing{Submissions: next.standing.Submissions, Comparisons: local}, false},
		{"the office has it", booth.Standing{Submissions: next.standing.Submissions, Case: booth.Case{OpenedAt: noon}}, true},
		{"the office has closed it", booth.Standing{Submissions: next.standing.Submissions, Comparisons: next.standing.Comparisons, Case: booth.Case{OpenedAt: noon, ResolvedAt: noon}}, false},
	} {
		if err := next.do(StandingChanged{c.with}); err != nil {
			return err
		}
		before := next.s
		err := next.do(Again{})
		next.s = before
		if c.open {
			err = refused(c.name, err, booth.ErrCaseOpen)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

func (d *desk) failed() int {
	return d.r.V3FailedPhotos(d.s.Standing.Comparisons, d.p.CompareThreshold, d.s.Standing.Case.ResolvedAt)
}

func testV4(r *rules) error {
	for _, kind := range booth.IDKinds() {
		d := newDesk(r, booth.Recheck)
		d.who = student(4, kind)
		if err := d.to(booth.StateSubmitting); err != nil {
			return err
		}
		seal, _ := effect[Seal](d)
		mainland := kind == booth.ResidentID
		if err := inOrder(
			is(string(kind)+": identity check asked only in the mainland", seal.Identity == mainland),
			that(string(kind)+": faces compared", func() bool { return count[Compare](d) == 1 }),
			d.to(booth.StateReceipt), d.answered(95, booth.IdentityNotVerified, true),
			that(string(kind)+": an identity answer stops only there", func() bool { return (d.s.State == booth.StateStopped) == mainland }),
		); err != nil {
			return err
		}
	}
	d := newDesk(r, booth.Recheck)
	d.p.IdentityCheck = false
	if err := d.to(booth.StateSubmitting); err != nil {
		return err
	}
	seal, _ := effect[Seal](d)
	return is("not asked where the task does not want it", !seal.Identity)
}

func testV5(r *rules) error {
	for answer, unbinds := range map[booth.IdentityAnswer]bool{booth.IdentityInvalid: true, booth.IdentityNotVerified: false} {
		d := newDesk(r, booth.Recheck)
		if err := inOrder(d.to(booth.StateReceipt), d.answered(95, answer, true)); err != nil {
			return err
		}
		cure, ok := effect[ShowCure](d)
		if err := is(string(answer)+" has its cure", ok && cure.Cure.Unbind == unbinds && cure.Cure.Text.ZH != "" && cure.Cure.Text.EN != ""); err != nil {
			return err
		}
		if err := inOrder(d.do(Unbind{}), that("unbind and correct", func() bool { return d.s.State == booth.StateWho })); err != nil {
			return err
		}
	}
	d := newDesk(r, booth.Recheck)
	if err := inOrder(d.to(booth.StateReceipt), d.answered(60, booth.IdentityValid, true)); err != nil {
		return err
	}
	_, ok := effect[ShowCure](d)
	return is("a valid identity needs none", !ok)
}

func testV6(r *rules) error {
	order := []booth.Status{booth.Queued, booth.Uploaded, booth.Waiting, booth.NotApproved, booth.Approved, booth.Delivered}
	for i, a := range order {
		for j, b := range order {
			good := i == j || i < j && a != booth.NotApproved && (a != booth.Approved || b == booth.Delivered)
			err := r.V6Step(a, b)
			if !good {
				err = refused(fmt.Sprintf("%s to %s", a, b), err, booth.ErrStatusStep)
			}
			if err != nil {
				return err
			}
		}
	}
	d := newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateReceipt), d.reviewed(true)); err != nil {
		return err
	}
	sub := last(d.s.Standing.Submissions)
	if err := inOrder(is("status and reviewer are kept", sub.Status == booth.Approved && sub.Review.Reviewer == "c1"),
		refused("back to waiting", d.do(StatusChanged{Submission: sub.ID, Status: booth.Waiting}), booth.ErrStatusStep)); err != nil {
		return err
	}
	// Shown when asked, in a later session.
	d.again()
	return inOrder(d.to(booth.StateProgress), that("progress is shown", func() bool { return d.s.Standing.Status() == booth.Approved }), d.do(Finish{}))
}

func testV7(r *rules) error {
	d := newDesk(r, booth.Recheck)
	score := 92.0
	verdict := &booth.Comparison{By: booth.Service, Score: &score, Identity: booth.IdentityValid}
	lines := map[string]string{}
	var order []string
	for _, l := range r.V7ResultPage(d.task, d.who, r.W7Shown(d.who.Person.ID), verdict, booth.Waiting) {
		lines[l.ID] = l.Value.ZH
		order = append(order, l.ID)
	}
	if want := []string{"school", "category", "name", "number", "id", "grade", "same_person", "identity", "task", "status"}; !slices.Equal(order, want) {
		return fmt.Errorf("the page has %v, want %v", order, want)
	}
	for id, want := range map[string]string{
		"school": "测试大学", "category": "普通本专科", "name": "丁*云", "number": "20260001", "id": d.who.Person.ID.Masked(),
		"grade": "2026", "same_person": "是", "identity": "是", "task": "2026 采集", "status": "等待审核",
	} {
		if lines[id] != want {
			return fmt.Errorf("%s is %q, want %q", id, lines[id], want)
		}
	}
	return nil
}

func testV8(r *rules) error {
	other := student(2, booth.ResidentID).Key
	for _, c := range []struct {
		name    string
		kind    booth.TaskKind
		account booth.Account
		bound   booth.AccountID
		want    *booth.Error
	}{
		{"no phone", booth.Recheck, booth.Account{}, "a1", nil},
		{"own, new", booth.Recheck, booth.Account{ID: "a1"}, "", nil},
		{"own, bound", booth.Recheck, booth.Account{ID: "a1"}, "a1", nil},
		{"own, another phone", booth.Recheck, booth.Account{ID: "a2"}, "a1", booth.ErrBoundElsewhere},
		{"another's in a re-check", booth.Recheck, booth.Account{ID: "b1", Student: other, OwnFinished: true}, "", booth.ErrActingInRecheck},
		{"another's, own not finished", booth.Collection, booth.Account{ID: "b1", Student: other}, "", booth.ErrActingBeforeOwn},
		{"another's, own finished", booth.Collection, booth.Account{ID: "b1", Student: other, OwnFinished: true}, "", nil},
	} {
		d := newDesk(r, c.kind)
		if err := d.to(booth.StateWho); err != nil {
			return err
		}
		e := d.identified()
		e.Standing.Bound, e.Evidence.Account, e.Evidence.Way = c.bound, c.account, booth.ByLink
		if c.account.ID != "" && c.account.Student.IsZero() {
			e.Evidence.Account.Student = d.who.Key
		}
		err := d.do(e)
		if c.want != nil {
			err = refused(c.name, err, c.want)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if c.want == nil {
			if err := d.do(ConfirmWho{}); err != nil {
				return err
			}
			bind, ok := effect[Bind](d)
			if err := is(c.name+": bound on confirming", ok && bind.Account == c.account.ID && bind.Student == d.who.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

func testV9(r *rules) error {
	// Local results neither stop nor count, however many and however low.
	d := newDesk(r, booth.Recheck)
	d.p.DailyLimit, d.score = 100, 5
	for range 4 {
		if err := d.to(booth.StateCompared); err != nil {
			return err
		}
		if err := d.each(Override{Rule: booth.RuleV3, Reason: "眼镜", Helper: "h1"}, Retake{}); err != nil {
			return err
		}
	}
	if err := inOrder(is("none counted", d.failed() == 0), d.to(booth.StateCompared), d.each(Override{Rule: booth.RuleV3, Reason: "眼镜", Helper: "h1"}, Submit{})); err != nil {
		return err
	}
	page := func(c *booth.Comparison) string {
		for _, l := range r.V7ResultPage(d.task, d.who, "", c, booth.Queued) {
			if l.ID == "same_person" {
				return l.Value.ZH
			}
		}
		return ""
	}
	c, ok := r.V9Effective(d.s.Standing.Comparisons, last(d.s.Photos).ID)
	if err := is("named as a local comparison", ok && c.By == booth.Local && page(&c) == "否（本机比对，仅供参考）"); err != nil {
		return err
	}
	// The service's answer replaces it.
	if err := inOrder(d.do(d.straight()), d.answered(91, booth.IdentityValid, true)); err != nil {
		return err
	}
	c, ok = r.V9Effective(d.s.Standing.Comparisons, last(d.s.Photos).ID)
	if err := is("replaced by the service's", ok && c.By == booth.Service && page(&c) == "是" && d.s.State == booth.StateReceipt); err != nil {
		return err
	}
	if err := testV9Effective(r); err != nil {
		return err
	}
	// A kiosk's result is local whatever it calls itself.
	d = newDesk(r, booth.Recheck)
	if err := d.to(booth.StateComparing); err != nil {
		return err
	}
	if err := d.do(Compared{booth.Comparison{Photo: last(d.s.Photos).ID, By: booth.Service, Score: &d.score, Identity: booth.IdentityValid}}); err != nil {
		return err
	}
	kept, _ := effect[KeepComparison](d)
	if err := is("kept as local", kept.Comparison.By == booth.Local && kept.Comparison.Identity == booth.IdentityNotAsked); err != nil {
		return err
	}
	// A photo that failed at the service is not handed in again, and no helper
	// can override what the service decides.
	low := 30.0
	standing := d.s.Standing
	standing.Comparisons = with(standing.Comparisons, booth.Comparison{Photo: last(d.s.Photos).ID, By: booth.Service, Score: &low, At: noon})
	if err := inOrder(d.do(StandingChanged{standing}), refused("failed there", d.do(Submit{}), booth.ErrPhotoFailed)); err != nil {
		return err
	}
	for _, rule := range append(booth.NumberedRules(), booth.RulesBeside()...) {
		err := d.do(Override{Rule: rule, Reason: "理由", Helper: "h1"})
		if rule != booth.RuleV3 && rule != booth.RuleP6 {
			err = refused("overriding "+string(rule), err, booth.ErrNotOverridable)
		}
		if err != nil {
			return err
		}
	}
	return refused("in spite of the reason", d.do(Submit{}), booth.ErrPhotoFailed)
}

// testV9Effective: the service's latest result of a photo, else the latest
// local one; never another photo's.
func testV9Effective(r *rules) error {
	result := func(photo booth.PhotoID, by booth.Judge, score float64) booth.Comparison {
		return booth.Comparison{Photo: photo, By: by, Score: &score}
	}
	for _, c := range []struct {
		name string
		of   []booth.Comparison
		want float64
	}{
		{"the latest local", []booth.Comparison{result("a", booth.Local, 1), result("a", booth.Local, 2)}, 2},
		{"the service's after a local", []booth.Comparison{result("a", booth.Local, 1), result("a", booth.Service, 2)}, 2},
		{"the service's before a local", []booth.Comparison{result("a", booth.Service, 1), result("a", booth.Local, 2)}, 1},
		{"the service's latest", []booth.Comparison{result("a", booth.Service, 1), result("a", booth.Service, 2)}, 2},
		{"not another photo's", []booth.Comparison{result("b", booth.Service, 1), result("a", booth.Local, 2), result("b", booth.Service, 3)}, 2},
	} {
		got, ok := r.V9Effective(c.of, "a")
		if !ok || got.Photo != "a" || *got.Score != c.want {
			return fmt.Errorf("%s: %v by %s", c.name, ok, got.By)
		}
	}
	_, ok := r.V9Effective([]booth.Comparison{result("b", booth.Service, 1)}, "a")
	return is("none of this photo", !ok)
}
