package flow

import (
	"fmt"
	"slices"

	"campuskiosk/app/booth"
)

func testP2(r *rules) error {
	for _, missing := range booth.ChecklistItems() {
		d := newDesk(r, booth.Collection)
		c := checklist()
		delete(c, missing)
		if err := inOrder(d.to(booth.StateReviewing), d.do(ChecklistAnswered{c}), refused("without "+string(missing), d.do(Make{}), booth.ErrChecklistOpen)); err != nil {
			return err
		}
		c[missing] = false // "no" is an answer: it warns and is recorded
		if err := d.each(ChecklistAnswered{c}, Make{}); err != nil {
			return err
		}
		if so, answered := d.s.Checklist[missing]; so || !answered {
			return fmt.Errorf("the answer about %s is not recorded", missing)
		}
	}
	return nil
}

func testP3(r *rules) error {
	d := newDesk(r, booth.Collection)
	for n := range 50 {
		if err := inOrder(d.to(booth.StateReviewing), d.do(Retake{})); err != nil {
			return fmt.Errorf("retake %d: %w", n+1, err)
		}
		gone, ok := effect[Discard](d)
		if err := is("the picture is discarded", ok && len(gone.Pictures) == 1 && len(d.s.Shots) == 0); err != nil {
			return err
		}
	}
	if err := is("free", count[CountUse](d) == 0 && len(d.s.Standing.Uses) == 0 && d.s.Retakes == 50); err != nil {
		return err
	}
	for _, s := range []booth.State{booth.StateConfirmMake, booth.StateConfirming} {
		if err := inOrder(d.to(s), d.do(Retake{}), that("shooting again", func() bool { return d.s.State == booth.StateShooting })); err != nil {
			return err
		}
	}
	return nil
}

func testP4(r *rules) error {
	d := newDesk(r, booth.Collection)
	if err := d.to(booth.StateShooting); err != nil {
		return err
	}
	for i := range booth.TenChecks() {
		s := d.shot(booth.FromCamera)
		s.Checks = slices.Delete(slices.Clone(s.Checks), i, i+1)
		if err := refused("nine checks", d.do(ShotTaken{s}), booth.ErrChecksMissing); err != nil {
			return err
		}
		s = d.shot(booth.FromCamera)
		s.Checks[i].State = ""
		if err := refused("a check without a verdict", d.do(ShotTaken{s}), booth.ErrChecksMissing); err != nil {
			return err
		}
	}
	s := d.shot(booth.FromCamera)
	s.Checks[3].State = booth.CheckUnavailable
	return d.do(ShotTaken{s})
}

func testP5(r *rules) error {
	for _, id := range booth.TenChecks() {
		for _, blocking := range [][]booth.CheckID{nil, {id}, without2(id)} {
			d := newDesk(r, booth.Collection)
			d.p.Blocking = blocking
			shot := fail(d.shot(booth.FromCamera), id)
			if err := inOrder(d.to(booth.StateShooting), d.each(ShotTaken{shot}, ChecklistAnswered{checklist()})); err != nil {
				return err
			}
			err := d.do(Make{})
			if slices.Contains(blocking, id) {
				err = refused(string(id)+" blocks", err, booth.ErrCheckBlocks)
			}
			if err != nil {
				return err
			}
			if err := is("the failure is recorded", slices.Equal(last(d.s.Shots).Failed(), []booth.CheckID{id})); err != nil {
				return err
			}
		}
	}
	// It became blocking while the photo was made.
	d := newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateShooting), d.do(ShotTaken{fail(d.shot(booth.FromCamera), booth.Blur)}), d.to(booth.StateConfirming), d.do(d.straight())); err != nil {
		return err
	}
	d.p.Blocking = []booth.CheckID{booth.Blur}
	return refused("handing in", d.do(d.straight()), booth.ErrCheckBlocks)
}

func without2(id booth.CheckID) []booth.CheckID {
	return slices.DeleteFunc(booth.TenChecks(), func(c booth.CheckID) bool { return c == id })
}

func testP6(r *rules) error {
	accept := func(d *desk) error {
		return d.do(Accept{Shot: last(d.s.Photos).Shot, Photo: last(d.s.Photos).ID})
	}
	d := newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateConfirming), refused("nobody attested", accept(d), booth.ErrNotAttested)); err != nil {
		return err
	}
	if err := d.each(Attest{Helper: "h1"}); err != nil {
		return err
	}
	if err := inOrder(accept(d), that("recorded who", func() bool { return d.s.Attestation.Helper == "h1" })); err != nil {
		return err
	}
	// An attestation is about one picture.
	d = newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateConfirming), d.each(Attest{Helper: "h1"}, Retake{}), d.to(booth.StateConfirming),
		refused("attested another picture", accept(d), booth.ErrNotAttested)); err != nil {
		return err
	}
	// The camera is named.
	d = newDesk(r, booth.Collection)
	anonymous := d.shot(booth.FromCamera)
	anonymous.Camera = ""
	if err := inOrder(d.to(booth.StateShooting), d.do(ShotTaken{anonymous}), d.to(booth.StateConfirming), d.do(Attest{Helper: "h1"}),
		refused("which camera", accept(d), booth.ErrNoCamera)); err != nil {
		return err
	}
	// The face was lost: a reason, and only for this picture.
	for _, s := range []booth.State{booth.StateConfirmWho, booth.StateConsent, booth.StateShooting} {
		d = newDesk(r, booth.Collection)
		if err := inOrder(d.to(s), d.do(TrackLost{}), d.to(booth.StateConfirming), d.do(Attest{Helper: "h1"}),
			refused("lost in "+string(s), accept(d), booth.ErrTrackLost)); err != nil {
			return err
		}
		if err := refused("no reason", d.do(Override{Rule: booth.RuleP6, Reason: " ", Helper: "h1"}), booth.ErrReasonMissing); err != nil {
			return err
		}
		if err := d.each(Override{Rule: booth.RuleP6, Reason: "系鞋带", Helper: "h1"}); err != nil {
			return err
		}
		if err := accept(d); err != nil {
			return err
		}
	}
	// A restart loses the face too.
	d = newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateShooting), d.each(Restarted{}, Present{}), d.to(booth.StateConfirming), d.do(Attest{Helper: "h1"})); err != nil {
		return err
	}
	return refused("after a restart", accept(d), booth.ErrTrackLost)
}

func testP7(r *rules) error {
	for _, c := range []struct {
		kind    booth.TaskKind
		allowed []booth.Source
		source  booth.Source
		good    bool
	}{
		{booth.Collection, []booth.Source{booth.FromCamera, booth.FromImport}, booth.FromImport, true},
		{booth.Collection, []booth.Source{booth.FromCamera}, booth.FromImport, false},
		{booth.Collection, []booth.Source{booth.FromImport}, booth.FromCamera, false},
		{booth.Recheck, []booth.Source{booth.FromCamera, booth.FromImport}, booth.FromImport, false},
		{booth.Recheck, []booth.Source{booth.FromCamera}, booth.FromCamera, true},
	} {
		d := newDesk(r, c.kind)
		d.p.Sources = c.allowed
		if err := d.to(booth.StateShooting); err != nil {
			return err
		}
		err := d.do(ShotTaken{d.shot(c.source)})
		if !c.good {
			err = refused(fmt.Sprintf("%s in %s", c.source, c.kind), err, booth.ErrSourceNotAllowed)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func testS1(r *rules) error {
	for name, c := range map[string]struct {
		spoil func(*booth.StandardPhoto)
		want  *booth.Error
	}{
		"another specification": {func(p *booth.StandardPhoto) { p.Spec = "resident-id" }, booth.ErrSpec},
		"another background":    {func(p *booth.StandardPhoto) { p.Background = "#64C5FF" }, booth.ErrSpec},
		"too small a file":      {func(p *booth.StandardPhoto) { p.Bytes = 20*1024 - 1 }, booth.ErrSpec},
		"too large a file":      {func(p *booth.StandardPhoto) { p.Bytes = 40*1024 + 1 }, booth.ErrSpec},
		"not for delivery":      {func(p *booth.StandardPhoto) { p.Deliverable = false }, booth.ErrNotDeliverable},
	} {
		d := newDesk(r, booth.Collection)
		d.p.MinBytes, d.p.MaxBytes = 20*1024, 40*1024
		if err := d.to(booth.StateConfirmMake); err != nil {
			return err
		}
		if err := d.do(d.straight()); err != nil {
			return err
		}
		asked, ok := effect[Standardise](d)
		if err := is("asked with the task's numbers", ok && asked.Spec == d.p.Spec && asked.Background == d.p.Background &&
			asked.MinBytes == 20*1024 && asked.MaxBytes == 40*1024); err != nil {
			return err
		}
		photo := d.photo()
		c.spoil(&photo)
		if err := d.do(Made{photo}); err != nil {
			return err
		}
		told, ok := effect[Told](d)
		if err := inOrder(is(name+" is told", ok && told.Err.Code == c.want.Code),
			that(name+" is not taken and not counted", func() bool { return d.s.State == booth.StateReviewing && count[CountUse](d)+count[KeepPhoto](d) == 0 })); err != nil {
			return err
		}
	}
	// The window's ends are inside.
	for _, bytes := range []int{20 * 1024, 40 * 1024} {
		d := newDesk(r, booth.Collection)
		d.p.MinBytes, d.p.MaxBytes = 20*1024, 40*1024
		if err := d.to(booth.StateMaking); err != nil {
			return err
		}
		photo := d.photo()
		photo.Bytes = bytes
		if err := inOrder(d.do(Made{photo}), that("taken", func() bool { return d.s.State == booth.StateConfirming })); err != nil {
			return err
		}
	}
	d := newDesk(r, booth.Collection)
	return d.to(booth.StateReceipt)
}

func testS3(r *rules) error {
	d := newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateReviewing), d.do(ChecklistAnswered{checklist()}), d.do(Make{}), that("asked before", func() bool { return d.s.State == booth.StateConfirmMake && count[Standardise](d) == 0 })); err != nil {
		return err
	}
	if err := inOrder(
		refused("nothing was seen", d.do(ConfirmMake{}), booth.ErrNotConfirmed),
		refused("another shot was seen", d.do(ConfirmMake{Shot: "shot-0"}), booth.ErrNotConfirmed),
	); err != nil {
		return err
	}
	if err := inOrder(d.do(d.straight()), that("made after", func() bool { return count[Standardise](d) == 1 }), d.do(d.straight()), d.do(Attest{Helper: "h1"})); err != nil {
		return err
	}
	photo := last(d.s.Photos)
	for name, e := range map[string]Accept{
		"nothing was seen":       {},
		"only the standard one":  {Photo: photo.ID},
		"another standard photo": {Shot: photo.Shot, Photo: "photo-0"},
	} {
		if err := refused(name, d.do(e), booth.ErrNotConfirmed); err != nil {
			return err
		}
	}
	if err := inOrder(d.do(Accept{Shot: photo.Shot, Photo: photo.ID}), that("handed in after", func() bool { return d.s.PhotoConfirmed && count[Seal](d) == 1 })); err != nil {
		return err
	}
	return nil
}

func testS4(r *rules) error {
	d := newDesk(r, booth.Collection)
	if err := inOrder(d.to(booth.StateReceipt), d.do(Again{}), d.to(booth.StateConfirming), d.do(Retake{})); err != nil {
		return err
	}
	gone, _ := effect[Discard](d)
	if err := is("what was not handed in goes, both", slices.Equal(gone.Pictures, []booth.PhotoID{"shot-2", "photo-of-shot-2"})); err != nil {
		return err
	}
	if err := inOrder(d.do(Cancel{}), that("what was handed in stays, both", func() bool { return !discarded(d, "shot-1") && !discarded(d, "photo-of-shot-1") })); err != nil {
		return err
	}
	sub := booth.Submission{Status: booth.Uploaded}
	if err := refused("not confirmed by the service", r.S4MayDelete(sub, 0, noon), booth.ErrOriginalNeeded); err != nil {
		return err
	}
	sub.ConfirmedAt = noon
	if err := refused("in the retention", r.S4MayDelete(sub, 30, noon.AddDate(0, 0, 30).Add(-1)), booth.ErrRetention); err != nil {
		return err
	}
	return r.S4MayDelete(sub, 30, noon.AddDate(0, 0, 30))
}

func discarded(d *desk, id booth.PhotoID) bool {
	for _, f := range d.all {
		if g, ok := f.(Discard); ok && slices.Contains(g.Pictures, id) {
			return true
		}
	}
	return false
}
