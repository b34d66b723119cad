package flow

import (
	"fmt"
	"slices"

	"campuskiosk/app/booth"
)

func testW1(r *rules) error {
	d := newDesk(r, booth.Recheck)
	d.p.Reference = booth.RegistryPhoto
	if err := refused("re-check with the registry photo", d.do(d.straight()), booth.ErrRecheckReference); err != nil {
		return err
	}
	d = newDesk(r, booth.Collection)
	d.p.CoolDown = "tomorrow"
	if err := refused("unknown cool-down", d.do(d.straight()), booth.ErrPolicy); err != nil {
		return err
	}
	// Both kinds come to their receipt; only a re-check's first question is the
	// admission photo, only it asks for the identity check.
	for kind, first := range map[booth.TaskKind]booth.State{booth.Collection: booth.StateConsent, booth.Recheck: booth.StateReference} {
		d = newDesk(r, kind)
		if err := inOrder(d.to(booth.StateConfirmWho), d.do(ConfirmWho{}), that(string(kind)+" begins with "+string(first), func() bool { return d.s.State == first }),
			d.to(booth.StateSubmitting)); err != nil {
			return err
		}
		seal, ok := effect[Seal](d)
		if err := is("identity check only in the re-check", ok && seal.Identity == (kind == booth.Recheck)); err != nil {
			return err
		}
	}
	return nil
}

func testW2(r *rules) error {
	d := newDesk(r, booth.Collection)
	d.now.At = d.p.Window.From.Add(-1)
	if err := refused("a moment too early", d.do(d.straight()), booth.ErrWindowNotOpen); err != nil {
		return err
	}
	d.now.At = d.p.Window.Until
	if err := refused("a moment too late", d.do(d.straight()), booth.ErrWindowClosed); err != nil {
		return err
	}
	d.now.At = d.p.Window.Until.Add(-1)
	if err := d.to(booth.StateConfirming); err != nil {
		return err
	}
	if err := d.do(d.straight()); err != nil { // attest
		return err
	}
	d.now.At = d.p.Window.Until
	if err := refused("closed before handing in", d.do(d.straight()), booth.ErrWindowClosed); err != nil {
		return err
	}

	d = newDesk(r, booth.Collection)
	d.who.Task = "t2"
	if err := d.to(booth.StateWho); err != nil {
		return err
	}
	if err := refused("a student of another task", d.do(d.straight()), booth.ErrTaskOther); err != nil {
		return err
	}
	return testListed(r)
}

func testListed(r *rules) error {
	open, closed := booth.DefaultPolicy(booth.Collection), booth.DefaultPolicy(booth.Collection)
	closed.Window.Until = noon.AddDate(0, 0, -1)
	task := func(id booth.TaskID, p booth.Policy, code, name, city string, grades ...string) booth.Task {
		return booth.Task{
			ID: id, Policy: p, Grades: grades, Categories: booth.UsualCategories()[:2],
			School: booth.School{Code: code, Name: name, Province: "湖南", City: city},
		}
	}
	tasks := []booth.Task{
		task("a", open, "10542", "湖南师范大学", "长沙", "2025", "2026"),
		task("b", open, "10530", "湘潭大学", "湘潭"),
		task("c", closed, "10542", "湖南师范大学", "长沙"),
	}
	for _, c := range []struct {
		want Wanted
		ids  string
	}{
		{Wanted{}, "[a b]"},
		{Wanted{School: "师范"}, "[a]"},
		{Wanted{School: " 10530 "}, "[b]"},
		{Wanted{School: "105"}, "[]"},
		{Wanted{School: "大学", Category: booth.Postgraduate}, "[a b]"},
		{Wanted{Category: booth.Adult}, "[]"},
		{Wanted{Province: "湖南", City: "长沙", Grade: "2026"}, "[a]"},
		{Wanted{City: "长沙", Grade: "2024"}, "[]"},
		{Wanted{Province: "湖北"}, "[]"},
	} {
		ids := []booth.TaskID{}
		for _, t := range r.W2Listed(tasks, c.want, noon) {
			ids = append(ids, t.ID)
		}
		if fmt.Sprint(ids) != c.ids {
			return fmt.Errorf("%+v lists %v, want %s", c.want, ids, c.ids)
		}
	}
	return nil
}

func testW3(r *rules) error {
	tasks := []booth.Task{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}
	offers := r.W3MineFirst(tasks, []booth.TaskProgress{{Task: "d", Status: booth.Waiting}, {Task: "b", Status: booth.Approved}})
	got := ""
	for _, o := range offers {
		got += fmt.Sprintf("%s:%v:%s ", o.Task.ID, o.Mine, o.Status)
	}
	if want := "b:true:approved d:true:waiting a:false:none c:false:none "; got != want {
		return fmt.Errorf("offered %q, want %q", got, want)
	}
	return is("the list given is as it was", tasks[0].ID == "a")
}

func testW4(r *rules) error {
	d := newDesk(r, booth.Collection)
	d.p.Association = []booth.Association{booth.ByStudentNumber}
	if err := d.to(booth.StateWho); err != nil {
		return err
	}
	if err := refused("found by the wrong number", d.do(d.straight()), booth.ErrAssociation); err != nil {
		return err
	}
	e := d.identified()
	e.Evidence.Association = booth.ByStudentNumber
	if err := d.do(e); err != nil {
		return err
	}
	// Nobody found: the cures, and each leads on.
	for _, manual := range []bool{false, true} {
		d = newDesk(r, booth.Collection)
		d.p.ManualEntry = manual
		if err := inOrder(d.to(booth.StateWho), d.do(NotFound{})); err != nil {
			return err
		}
		offer, ok := effect[OfferCures](d)
		if err := is("three cures, and manual entry where allowed", ok && slices.Contains(offer.Cures, CureManual) == manual &&
			len(offer.Cures) >= 3); err != nil {
			return err
		}
	}
	who := student(7, booth.Passport)
	who.Origin = booth.Overseas
	found := d.s
	for name, c := range map[string]struct {
		e    Event
		want booth.State
	}{
		"correct it":      {Correct{}, booth.StateWho},
		"choose again":    {OtherTask{}, booth.StateTask},
		"ask the office":  {AskRegistry{}, booth.StateEnded},
		"enter by hand":   {ManualEntry{Student: who}, booth.StateConfirmWho},
		"back to looking": {Idle{For: 0}, booth.StateNotFound},
	} {
		d.s = found
		if err := inOrder(d.do(c.e), that(name, func() bool { return d.s.State == c.want })); err != nil {
			return err
		}
	}
	// Manual entries are marked for the office to approve.
	d.s = found
	if err := d.each(ManualEntry{Student: who}, ConfirmWho{}); err != nil {
		return err
	}
	kept, ok := effect[KeepManual](d)
	if err := is("kept for approval", ok && kept.Student.Manual == booth.ManualPending); err != nil {
		return err
	}
	who.Grade = ""
	d.s = found
	if err := refused("half an entry", d.do(ManualEntry{Student: who}), booth.ErrManualIncomplete); err != nil {
		return err
	}
	who.Grade, who.Manual = "2026", booth.ManualRefused
	if err := refused("an entry the office refused", d.do(ManualEntry{Student: who}), booth.ErrManualRefused); err != nil {
		return err
	}
	d.p.ManualEntry, who.Manual = false, booth.FromRoster
	return refused("where it is not allowed", d.do(ManualEntry{Student: who}), booth.ErrManualNotAllowed)
}

func testW5(r *rules) error {
	for _, c := range []struct {
		origin booth.Origin
		kind   booth.IDKind
		good   bool
	}{
		{booth.Mainland, booth.ResidentID, true},
		{booth.Mainland, booth.Passport, false},
		{booth.Mainland, booth.HMTID, false},
		{booth.HMT, booth.HMTID, true},
		{booth.HMT, booth.Passport, false},
		{booth.Overseas, booth.Passport, true},
		{booth.Overseas, booth.ResidentID, false},
	} {
		for _, manual := range []bool{false, true} {
			d := newDesk(r, booth.Collection)
			d.p.ManualEntry = true
			d.who = student(3, c.kind)
			d.who.Origin = c.origin
			if err := d.to(booth.StateWho); err != nil {
				return err
			}
			e := d.straight()
			if manual {
				e = ManualEntry{Student: d.who}
			}
			err := d.do(e)
			if c.good && err != nil {
				return err
			}
			if !c.good {
				if err := refused(fmt.Sprintf("%s with %s", c.origin, c.kind), err, booth.ErrIDKindForOrigin); err != nil {
					return err
				}
			}
		}
	}
	// Refused while typing: as soon as it can't become a number any more.
	for typed, want := range map[string]*booth.Error{
		"420100200513": booth.ErrIDBirthDate, "42010020050229": booth.ErrIDBirthDate, resident("42010020050601001")[:17] + "x": booth.ErrIDChecksum,
	} {
		if _, err := booth.Typing(booth.ResidentID, typed[:len(typed)-1], noon); err != nil {
			return fmt.Errorf("refused too early: %w", err)
		}
		_, err := booth.Typing(booth.ResidentID, typed, noon)
		if err := refused("typed", err, want); err != nil {
			return err
		}
	}
	d := newDesk(r, booth.Collection)
	d.who.Person.ID = booth.IDNumber{}
	if err := d.to(booth.StateWho); err != nil {
		return err
	}
	return refused("no number at all", d.do(d.straight()), booth.ErrIDKindForOrigin)
}

func testW6(r *rules) error {
	other := student(2, booth.ResidentID).Person
	for _, by := range []booth.Association{booth.ByIDNumber, booth.ByStudentNumber} {
		for name, c := range map[string]struct {
			spoil func(*booth.Person)
			good  bool
		}{
			"alike":             {func(*booth.Person) {}, true},
			"another name":      {func(p *booth.Person) { p.Name = booth.NewPersonName("丁白芸") }, false},
			"no name":           {func(p *booth.Person) { p.Name = booth.PersonName{} }, false},
			"another number":    {func(p *booth.Person) { p.ID, p.Number = other.ID, other.Number }, false},
			"no number":         {func(p *booth.Person) { p.ID, p.Number = booth.IDNumber{}, booth.StudentNumber{} }, false},
			"the other's wrong": {func(p *booth.Person) { spoilOther(p, other, by) }, true},
		} {
			d := newDesk(r, booth.Collection)
			if err := d.to(booth.StateWho); err != nil {
				return err
			}
			e := d.identified()
			e.Evidence.Association, e.Typed = by, d.who.Person
			c.spoil(&e.Typed)
			err := d.do(e)
			if c.good && err != nil {
				return fmt.Errorf("%s by %s: %w", name, by, err)
			}
			if !c.good {
				if err := refused(name, err, booth.ErrNotSame); err != nil {
					return err
				}
			}
		}
	}
	// Undone before submission, from every step on the way.
	for _, s := range without(from(booth.StateConfirmWho, booth.StateCompared), booth.StateProgress, booth.StatePayment, booth.StateMaking, booth.StateComparing) {
		d := newDesk(r, booth.Recheck)
		if err := inOrder(d.to(s), d.do(Unbind{}), that("starts again", func() bool {
			return d.s.State == booth.StateWho && d.s.Student == booth.Student{} && len(d.s.Shots) == 0
		})); err != nil {
			return fmt.Errorf("unbind in %s: %w", s, err)
		}
		if _, ok := effect[Unbound](d); !ok {
			return fmt.Errorf("unbind in %s is not kept", s)
		}
	}
	d := newDesk(r, booth.Recheck)
	if err := d.to(booth.StateReceipt); err != nil {
		return err
	}
	if err := refused("unbind after submission", d.do(Unbind{}), booth.ErrUnbindTooLate); err != nil {
		return err
	}
	// What the service stopped was no submission.
	low := 10.0
	if err := d.each(ServiceAnswer{last(d.s.Standing.Submissions).ID, booth.Comparison{Score: &low, At: noon}}, Unbind{}); err != nil {
		return err
	}
	return is("unbound after a stop", d.s.State == booth.StateWho)
}

// spoilOther spoils the number that the association does not go by.
func spoilOther(p *booth.Person, other booth.Person, by booth.Association) {
	if by == booth.ByIDNumber {
		p.Number = other.Number
	} else {
		p.ID = other.ID
	}
}

func testW7(r *rules) error {
	for _, kind := range booth.IDKinds() {
		d := newDesk(r, booth.Collection)
		d.who = student(5, kind)
		if err := d.to(booth.StateConfirmWho); err != nil {
			return err
		}
		whole := d.who.Person.ID.Reveal()
		card, _ := effect[ShowCard](d)
		line := last(card.Card)
		if err := is("the card ends with the last four", line.ID == "id" && line.Value.ZH == "····"+whole[len(whole)-4:]); err != nil {
			return err
		}
		shown := r.W7Shown(d.who.Person.ID)
		if err := is("only the last four", len(shown) == len("····")+4 && whole[len(whole)-4:] == shown[len(shown)-4:]); err != nil {
			return err
		}
	}
	return nil
}

func testW8(r *rules) error {
	d := newDesk(r, booth.Collection)
	if err := d.to(booth.StateConfirmWho); err != nil {
		return err
	}
	card, ok := effect[ShowCard](d)
	if !ok {
		return fmt.Errorf("no card")
	}
	got := map[string]string{}
	for _, l := range card.Card {
		got[l.ID] = l.Value.ZH
	}
	for id, want := range map[string]string{"school": "测试大学", "name": "丁*云", "category": "普通本专科", "grade": "2026"} {
		if got[id] != want {
			return fmt.Errorf("the card's %s is %q, want %q", id, got[id], want)
		}
	}
	return nil
}
