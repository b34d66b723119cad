package store_test

import (
	"bytes"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/desktest"
	"campuskiosk/app/store/storetest"
)

// booth1 is a kiosk of app/flow and the store; the program is started again
// after every step.
type booth1 struct {
	*kit
	desk desktest.Desk
}

func newBooth(t *testing.T) *booth1 {
	b := &booth1{kit: newKit(t)}
	b.desk = desktest.Desk{Store: b.Store, Task: storetest.TheTask(), Kiosk: "k1", After: func() error {
		b.reopen()
		b.desk.Store = b.Store
		return nil
	}}
	b.desk.Task.Policy.Association = []booth.Association{booth.ByIDNumber}
	b.must(b.PutTask(b.desk.Task))
	b.must(b.PutStudents(storetest.Task, storetest.Entries(0, 5)))
	return b
}

// TestWholeSession goes a student's way from the start screen to the receipt;
// the program is started again after every step.
func TestWholeSession(t *testing.T) {
	b := newBooth(t)
	b.desk.Begin(storetest.SessionID(1))
	b.must(b.desk.ToShooting(storetest.Key(1)))
	b.must(b.desk.Shoot())
	b.must(b.desk.Do(flow.Retake{}))
	b.must(b.desk.Shoot())
	b.must(b.desk.ToReceipt())
	b.must(b.desk.Do(flow.Finish{}))

	// The session has given up what it knew, and what was handed in is there.
	if got := b.desk.Saved.Session; got.State != booth.StateEnded || !got.Student.Person.IsZero() || len(got.Shots) != 0 {
		t.Errorf("ended as %+v", got)
	}
	for _, want := range [][]byte{desktest.Original(2), desktest.Standard(2)} {
		if got, err := b.Photo(b.desk.Saved.Session.ID, store.PhotoIDOf(want)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("a submitted picture: %v", err)
		}
	}
	_, err := b.Photo(b.desk.Saved.Session.ID, store.PhotoIDOf(desktest.Original(1)))
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

// TestErasedAfterItsSession: what was handed in belongs to its student when the
// session has ended too, so erasing the student takes it along.
func TestErasedAfterItsSession(t *testing.T) {
	b := newBooth(t)
	b.must(b.desk.Whole(storetest.SessionID(1), storetest.Key(1)))
	wantError(t, b.Erase(storetest.Key(1), store.EraseOptions{}), store.ErrUnconfirmed)
	if r := b.whole(); r.Photos != 2 || r.Submissions != 1 {
		t.Errorf("%+v", r)
	}
	b.must(b.Erase(storetest.Key(1), store.EraseOptions{Unconfirmed: true}))
	if r := b.whole(); r.Photos != 0 || r.Submissions != 0 || r.Sessions != 0 || countFiles(t, b.dir) != 0 {
		t.Errorf("%+v", r)
	}
}

// TestCancelledSession leaves no picture and no name.
func TestCancelledSession(t *testing.T) {
	b := newBooth(t)
	b.desk.Begin(storetest.SessionID(1))
	b.must(b.desk.ToShooting(storetest.Key(2)))
	b.must(b.desk.Shoot())
	b.must(b.desk.Do(flow.Cancel{}))
	if got := b.desk.Saved.Session; got.State != booth.StateEnded || !got.Student.Person.IsZero() {
		t.Errorf("ended as %+v", got)
	}
	if r := b.whole(); r.Photos != 0 || countFiles(t, b.dir) != 0 {
		t.Errorf("%+v", r)
	}
	if open, err := b.Unfinished(); err != nil || len(open) != 0 {
		t.Errorf("%d open, %v", len(open), err)
	}
}
