// Package desktest is a kiosk for tests: app/flow decides each step of a
// session and the store makes it durable, as the running program does. It is
// imported by tests only.
package desktest

import (
	"fmt"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
)

// Desk walks one session at a time. Its fields but the first three are what
// became of the last step.
type Desk struct {
	Store *store.Store
	Task  booth.Task
	Kiosk booth.KioskID

	Saved   store.Saved
	Effects []flow.Effect

	// After is called after each step; it may start the program again. May be nil.
	After func() error

	pending []store.NewPhoto
	shots   int
}

// Begin begins a session.
func (d *Desk) Begin(id booth.SessionID) {
	d.Saved, d.pending = store.Saved{Session: flow.New(id, d.Kiosk)}, nil
}

// Do sends an event and keeps what becomes of it. The error is the refusal, if
// it is refused, and nothing is kept then; otherwise it says what failed.
func (d *Desk) Do(e flow.Event) error {
	next, effects := flow.Next(d.Saved.Session, e, d.Store.Now(), d.Task.Policy)
	for _, f := range effects {
		if r, ok := f.(flow.Refused); ok {
			return r.Err
		}
	}
	_, err := d.Store.Apply(store.Step{From: d.Saved.Version, Session: next, Effects: effects, Photos: d.pending})
	if err != nil {
		return fmt.Errorf("%s: %w", flow.Name(e), err)
	}
	d.pending, d.Effects = nil, effects
	if d.After != nil {
		if err := d.After(); err != nil {
			return err
		}
	}
	// What counts is what is read back.
	saved, err := d.Store.Session(next.ID)
	if err != nil {
		return fmt.Errorf("after %s: %w", flow.Name(e), err)
	}
	if saved.Version != d.Saved.Version+1 || saved.Session.State != next.State || saved.Session.Student.Person != next.Student.Person {
		return fmt.Errorf("after %s: read version %d in %s", flow.Name(e), saved.Version, saved.Session.State)
	}
	d.Saved = saved
	return nil
}

// do sends events until one fails.
func (d *Desk) do(events ...flow.Event) error {
	for _, e := range events {
		if err := d.Do(e); err != nil {
			return fmt.Errorf("%s in %s: %w", flow.Name(e), d.Saved.Session.State, err)
		}
	}
	return nil
}

// Original and Standard are the bytes of the n-th shot since the desk was made
// and of its standard photo.
func Original(n int) []byte { return storetest.Photo(n) }

// Standard is the standard photo of the n-th shot.
func Standard(n int) []byte { return storetest.Photo(1000 + n) }

// Shots is how many shots were taken.
func (d *Desk) Shots() int { return d.shots }

// Shoot takes the next picture, on which all is well.
func (d *Desk) Shoot() error {
	d.shots++
	photo := Original(d.shots)
	d.pending = []store.NewPhoto{{Role: store.Original, Bytes: photo}}
	shot := booth.Shot{ID: store.PhotoIDOf(photo), Source: booth.FromCamera, Camera: "usb-1", Width: 1280, Height: 720}
	for _, id := range booth.TenChecks() {
		shot.Checks = append(shot.Checks, booth.CheckResult{ID: id, State: booth.CheckPass})
	}
	return d.do(flow.ShotTaken{Shot: shot})
}

// standard is the standard photo of the present shot.
func (d *Desk) standard() booth.StandardPhoto {
	photo := Standard(d.shots)
	d.pending = []store.NewPhoto{{Role: store.Standard, Bytes: photo}}
	return booth.StandardPhoto{
		ID: store.PhotoIDOf(photo), Shot: store.PhotoIDOf(Original(d.shots)), Spec: d.Task.Policy.Spec, Background: d.Task.Policy.Background,
		Width: 480, Height: 640, Bytes: 30 << 10, Deliverable: true,
	}
}

// ToShooting brings a student of the roster from the start screen before the
// camera.
func (d *Desk) ToShooting(student booth.StudentKey) error {
	e, err := d.Store.Student(d.Task.ID, student)
	if err != nil {
		return err
	}
	standing, err := d.Store.Standing(d.Task.ID, student)
	if err != nil {
		return err
	}
	err = d.do(flow.Begin{Helper: "h-07", Task: &d.Task}, flow.Identified{
		Student: e.Student, Key: e.Student.Key, Standing: standing,
		Evidence: booth.Evidence{Way: booth.ByLookUp, Association: booth.ByIDNumber, RosterContact: d.Store.Now().At},
	})
	for range 20 {
		if err != nil {
			return err
		}
		switch d.Saved.Session.State {
		case booth.StateShooting:
			return nil
		case booth.StateConfirmWho:
			err = d.do(flow.ConfirmWho{})
		case booth.StateProgress:
			err = d.do(flow.Again{})
		case booth.StateConsent:
			err = d.do(flow.ConsentAnswer{Consent: booth.Consent{Version: d.Task.Policy.ConsentVersion, Given: true, Way: booth.ByTouch}})
		case booth.StateNotices:
			n := flow.RuleB1Notices(d.Task.Policy.Notices)
			err = d.do(flow.NoticesRead{Notice: n.Notice.Version, Instructions: n.Instructions.Version})
		case booth.StateReference:
			err = d.do(flow.ReferenceAnswer{Present: true, IsMe: true})
		default:
			return fmt.Errorf("no way on from %s", d.Saved.Session.State)
		}
	}
	return fmt.Errorf("still in %s", d.Saved.Session.State)
}

// Ticked is the checklist with everything ticked.
func Ticked() booth.Checklist {
	list := booth.Checklist{}
	for _, i := range booth.ChecklistItems() {
		list[i] = true
	}
	return list
}

// Make makes the standard photo of the shot on the screen. The error is the
// refusal where there is no quota.
func (d *Desk) Make() error {
	err := d.do(
		flow.ChecklistAnswered{Checklist: Ticked()}, flow.Make{},
		flow.ConfirmMake{Shot: d.Saved.Session.Shots[len(d.Saved.Session.Shots)-1].ID},
	)
	if err != nil {
		return err
	}
	return d.do(flow.Made{Photo: d.standard()})
}

// ToReceipt goes from the shot to the receipt.
func (d *Desk) ToReceipt() error {
	if err := d.Make(); err != nil {
		return err
	}
	last := d.Saved.Session.Photos[len(d.Saved.Session.Photos)-1]
	err := d.do(flow.Attest{Helper: "h-07"}, flow.Accept{Shot: last.Shot, Photo: last.ID})
	score := 95.0
	for range 5 {
		if err != nil {
			return err
		}
		switch d.Saved.Session.State {
		case booth.StateComparing:
			err = d.do(flow.Compared{Comparison: booth.Comparison{Photo: last.ID, Score: &score}})
		case booth.StateCompared:
			err = d.do(flow.Submit{})
		case booth.StateSubmitting:
			err = d.do(flow.Sealed{ID: d.Saved.Session.Pending.ID})
		case booth.StateReceipt:
			return nil
		}
	}
	return fmt.Errorf("ended in %s", d.Saved.Session.State)
}

// Whole is a student's whole session, from the start screen to the receipt and
// away.
func (d *Desk) Whole(id booth.SessionID, student booth.StudentKey) error {
	d.Begin(id)
	if err := d.ToShooting(student); err != nil {
		return err
	}
	if err := d.Shoot(); err != nil {
		return err
	}
	if err := d.ToReceipt(); err != nil {
		return err
	}
	return d.do(flow.Finish{})
}
