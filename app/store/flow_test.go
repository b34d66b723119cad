package store_test

import (
	"bytes"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
)

// booth1 is a kiosk of app/flow and the store: each step is decided by Next and
// made durable by Apply, and then the program is started again.
type booth1 struct {
	*kit
	task    booth.Task
	saved   store.Saved
	effects []flow.Effect
	pending []store.NewPhoto
	shots   int
}

func newBooth(t *testing.T) *booth1 {
	b := &booth1{kit: newKit(t), task: storetest.TheTask()}
	b.task.Policy.Association = []booth.Association{booth.ByIDNumber}
	b.must(b.PutTask(b.task))
	b.must(b.PutStudents(storetest.Task, storetest.Entries(0, 5)))
	return b
}

// begin begins session n.
func (b *booth1) begin(n int) {
	b.saved = store.Saved{Session: flow.New(storetest.SessionID(n), "k1")}
}

// do sends an event, which must be accepted.
func (b *booth1) do(e flow.Event) {
	b.t.Helper()
	next, effects := flow.Next(b.saved.Session, e, b.Now(), b.task.Policy)
	for _, f := range effects {
		if r, ok := f.(flow.Refused); ok {
			b.t.Fatalf("%s in %s: %v", flow.Name(e), b.saved.Session.State, r.Err)
		}
	}
	v, err := b.Apply(store.Step{From: b.saved.Version, Session: next, Effects: effects, Photos: b.pending})
	b.must(err)
	b.pending, b.effects = nil, effects
	b.reopen()
	saved, err := b.Session(next.ID)
	b.must(err)
	if saved.Version != v || saved.Session.State != next.State || saved.Session.Student.Person != next.Student.Person {
		b.t.Fatalf("after %s: read version %d in %s", flow.Name(e), saved.Version, saved.Session.State)
	}
	b.saved = saved
}

// shoot takes the n-th picture, on which all is well.
func (b *booth1) shoot() {
	b.t.Helper()
	b.shots++
	photo := storetest.Photo(b.shots)
	b.pending = []store.NewPhoto{{Role: store.Original, Bytes: photo}}
	shot := booth.Shot{ID: store.PhotoIDOf(photo), Source: booth.FromCamera, Camera: "usb-1", Width: 1280, Height: 720}
	for _, id := range booth.TenChecks() {
		shot.Checks = append(shot.Checks, booth.CheckResult{ID: id, State: booth.CheckPass})
	}
	b.do(flow.ShotTaken{Shot: shot})
}

// standard is the standard photo of the present shot.
func (b *booth1) standard() booth.StandardPhoto {
	photo := storetest.Photo(1000 + b.shots)
	b.pending = []store.NewPhoto{{Role: store.Standard, Bytes: photo}}
	return booth.StandardPhoto{
		ID: store.PhotoIDOf(photo), Shot: store.PhotoIDOf(storetest.Photo(b.shots)), Spec: b.task.Policy.Spec, Background: b.task.Policy.Background,
		Width: 480, Height: 640, Bytes: 30 << 10, Deliverable: true,
	}
}

// toShooting brings student n before the camera.
func (b *booth1) toShooting(n int) {
	b.t.Helper()
	e, err := b.Student(storetest.Task, storetest.Key(n))
	b.must(err)
	standing, err := b.Standing(storetest.Task, storetest.Key(n))
	b.must(err)
	b.do(flow.Begin{Helper: "h-07", Task: &b.task})
	b.do(flow.Identified{
		Student: e.Student, Key: e.Student.Key, Standing: standing,
		Evidence: booth.Evidence{Way: booth.ByLookUp, Association: booth.ByIDNumber, RosterContact: b.Now().At},
	})
	for range 20 {
		switch b.saved.Session.State {
		case booth.StateShooting:
			return
		case booth.StateConfirmWho:
			b.do(flow.ConfirmWho{})
		case booth.StateProgress:
			b.do(flow.Again{})
		case booth.StateConsent:
			b.do(flow.ConsentAnswer{Consent: booth.Consent{Version: b.task.Policy.ConsentVersion, Given: true, Way: booth.ByTouch}})
		case booth.StateNotices:
			n := flow.RuleB1Notices(b.task.Policy.Notices)
			b.do(flow.NoticesRead{Notice: n.Notice.Version, Instructions: n.Instructions.Version})
		default:
			b.t.Fatalf("no way on from %s", b.saved.Session.State)
		}
	}
}

// toReceipt goes from the shot to the receipt.
func (b *booth1) toReceipt() {
	b.t.Helper()
	list := booth.Checklist{}
	for _, i := range booth.ChecklistItems() {
		list[i] = true
	}
	b.do(flow.ChecklistAnswered{Checklist: list})
	b.do(flow.Make{})
	b.do(flow.ConfirmMake{Shot: b.saved.Session.Shots[len(b.saved.Session.Shots)-1].ID})
	b.do(flow.Made{Photo: b.standard()})
	b.do(flow.Attest{Helper: "h-07"})
	last := b.saved.Session.Photos[len(b.saved.Session.Photos)-1]
	b.do(flow.Accept{Shot: last.Shot, Photo: last.ID})
	score := 95.0
	for range 5 {
		switch b.saved.Session.State {
		case booth.StateComparing:
			b.do(flow.Compared{Comparison: booth.Comparison{Photo: last.ID, Score: &score}})
		case booth.StateCompared:
			b.do(flow.Submit{})
		case booth.StateSubmitting:
			b.do(flow.Sealed{ID: b.saved.Session.Pending.ID})
		}
	}
	if b.saved.Session.State != booth.StateReceipt {
		b.t.Fatalf("ended in %s", b.saved.Session.State)
	}
}

// TestWholeSession goes a student's way from the start screen to the receipt;
// the program is started again after every step.
func TestWholeSession(t *testing.T) {
	b := newBooth(t)
	b.begin(1)
	b.toShooting(1)
	b.shoot()
	b.do(flow.Retake{})
	b.shoot()
	b.toReceipt()
	b.do(flow.Finish{})

	// The session has given up what it knew, and what was handed in is there.
	if got := b.saved.Session; got.State != booth.StateEnded || !got.Student.Person.IsZero() || len(got.Shots) != 0 {
		t.Errorf("ended as %+v", got)
	}
	for _, want := range [][]byte{storetest.Photo(2), storetest.Photo(1002)} {
		if got, err := b.Photo(b.saved.Session.ID, store.PhotoIDOf(want)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("a submitted picture: %v", err)
		}
	}
	_, err := b.Photo(b.saved.Session.ID, store.PhotoIDOf(storetest.Photo(1)))
	wantError(t, err, store.ErrNotFound)
	st, err := b.Standing(storetest.Task, storetest.Key(1))
	b.must(err)
	if st.Status() != booth.Queued || len(st.Uses) != 1 || st.Uses[0].Count != 1 {
		t.Errorf("standing %+v", st)
	}
	if r := b.whole(); r.Photos != 2 || r.Submissions != 1 {
		t.Errorf("%+v", r)
	}
	// Only the service's confirmation and the time let them go.
	n, err := b.Expire(booth.Now{Quota: storetest.Start.AddDate(9, 0, 0)}, expired)
	b.must(err)
	if n != 0 {
		t.Error("removed before the service confirmed")
	}
	b.must(b.UpdateSubmission(st.Submissions[0].ID, func(s *booth.Submission) error { s.ConfirmedAt = storetest.Start; return nil }))
	n, err = b.Expire(booth.Now{Quota: storetest.Start.Add(31 * 24 * time.Hour)}, expired)
	b.must(err)
	if r := b.whole(); n != 1 || r.Photos != 0 || countFiles(t, b.dir) != 0 {
		t.Errorf("%d went, %+v", n, r)
	}
}

// TestCancelledSession leaves no picture and no name.
func TestCancelledSession(t *testing.T) {
	b := newBooth(t)
	b.begin(1)
	b.toShooting(2)
	b.shoot()
	b.do(flow.Cancel{})
	if got := b.saved.Session; got.State != booth.StateEnded || !got.Student.Person.IsZero() {
		t.Errorf("ended as %+v", got)
	}
	if r := b.whole(); r.Photos != 0 || countFiles(t, b.dir) != 0 {
		t.Errorf("%+v", r)
	}
	if open, err := b.Unfinished(); err != nil || len(open) != 0 {
		t.Errorf("%d open, %v", len(open), err)
	}
}
