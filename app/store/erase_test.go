package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

// confirmed marks the submission of session n as confirmed by the service.
func (k *kit) confirmed(n int, at time.Time) {
	k.t.Helper()
	k.must(k.UpdateSubmission(submission(n).ID, func(s *booth.Submission) error {
		s.Status, s.ConfirmedAt = booth.Waiting, at
		return nil
	}))
}

func TestErase(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 10)))
	for n := range 3 {
		_, err := k.Apply(submitted(n))
		k.must(err)
	}
	k.must(k.PutReference(storetest.Task, storetest.Key(1), storetest.Photo(500)))
	wantError(t, k.Erase(storetest.Key(1), store.EraseOptions{}), store.ErrUnconfirmed)
	k.confirmed(1, storetest.Start)
	k.must(k.Erase(storetest.Key(1), store.EraseOptions{}, storetest.Audit("student.erased")))
	k.must(k.Erase(storetest.Key(77), store.EraseOptions{}))
	k.must(k.Erase(storetest.Key(2), store.EraseOptions{Unconfirmed: true}))

	for _, n := range []int{1, 2} {
		_, err := k.Session(storetest.SessionID(n))
		wantError(t, err, store.ErrNotFound)
		_, err = k.Student(storetest.Task, storetest.Key(n))
		wantError(t, err, store.ErrNotFound)
	}
	_, err := k.Reference(storetest.Task, storetest.Key(1))
	wantError(t, err, store.ErrNotFound)
	if st, _ := k.Standing(storetest.Task, storetest.Key(1)); len(st.Uses)+len(st.Submissions) != 0 {
		t.Errorf("still known: %+v", st)
	}
	if r := k.whole(); r.Students != 8 || r.Sessions != 1 || r.Photos != 2 || countFiles(t, k.dir) != 2 {
		t.Errorf("left %+v, %d files", r, countFiles(t, k.dir))
	}
	if p, _ := k.Pending(); p.Records == 0 || p.Photos == 0 {
		t.Errorf("nothing pending: %+v", p)
	}
	k.must(k.Purge(t.Context(), storetest.Audit("keys.rotated")))
	if p, _ := k.Pending(); p.Records+p.Photos != 0 || !p.Last.Equal(storetest.Start) {
		t.Errorf("pending after a purge: %+v", p)
	}
	if r := k.whole(); r.Students != 8 || r.Photos != 2 {
		t.Errorf("after a rotation: %+v", r)
	}
	k.reopen()
	if r := k.whole(); r.Students != 8 || r.Photos != 2 {
		t.Errorf("after opening: %+v", r)
	}
	if _, err := k.Photo(storetest.SessionID(0), submission(0).Photo); err != nil {
		t.Error(err)
	}
	if f, err := k.ByName(storetest.Task, storetest.Person(5).Name.Reveal(), 10); err != nil || len(f.Entries) == 0 {
		t.Errorf("the new index finds %d, %v", len(f.Entries), err)
	}
}

// TestErasedStaysErased plays someone who kept everything: a copy of the whole
// folder from before, keys too, except what a destroyed file was overwritten
// with. The database of today, and the backup of yesterday with the keys of
// today, must not give the erased student back.
func TestErasedStaysErased(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 10)))
	for n := range 2 {
		_, err := k.Apply(submitted(n))
		k.must(err)
	}
	var backup bytes.Buffer
	k.must(k.Backup(t.Context(), &backup))
	copied := t.TempDir()
	k.must(os.CopyFS(copied, os.DirFS(k.dir)))

	k.must(k.Erase(storetest.Key(1), store.EraseOptions{Unconfirmed: true}))
	k.must(k.Purge(t.Context()))
	k.must(k.Close())

	// The old database and files with the keys of today.
	k.must(os.RemoveAll(filepath.Join(copied, "keys")))
	k.must(os.CopyFS(filepath.Join(copied, "keys"), os.DirFS(filepath.Join(k.dir, "keys"))))
	_, err := store.Open(copied, k.root)
	wantError(t, err, keyring.ErrEpochLost)

	restored := t.TempDir()
	k.must(os.CopyFS(filepath.Join(restored, "keys"), os.DirFS(filepath.Join(k.dir, "keys"))))
	_, err = store.Restore(t.Context(), &backup, restored, k.root)
	wantError(t, err, keyring.ErrEpochLost)

	// Nothing in the files of today opens with the keys of today, old pages
	// included: no wrapped key of the old epochs does.
	k.Store, err = store.Open(k.dir, k.root)
	k.must(err)
	if n := k.OldWraps(filepath.Join(copied, "kiosk.db")); n != 0 {
		t.Errorf("%d of the old wrapped keys open", n)
	}
}

func expired(id booth.SessionID) audit.Record {
	r := storetest.Audit("retention.over")
	r.On = string(id)
	return r
}

// TestRekey: a student who lives on but lost something gets a new key, so what
// was removed does not open in an old copy of the database with the keys that
// the student has today. Students who lost nothing keep theirs.
func TestRekey(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 5)))
	for n := range 2 {
		_, err := k.Apply(submitted(n))
		k.must(err)
	}
	copied := filepath.Join(t.TempDir(), "kiosk.db")
	b, err := os.ReadFile(filepath.Join(k.dir, "kiosk.db"))
	k.must(err)
	k.must(os.WriteFile(copied, b, 0o600))
	k.confirmed(0, storetest.Start)
	removed, err := k.Expire(booth.Now{Quota: storetest.Start.AddDate(1, 0, 0)}, expired)
	k.must(err)
	if removed != 1 {
		t.Fatalf("%d sessions went", removed)
	}
	if n := k.OldSessions(copied); n != 2 {
		t.Errorf("before a rotation %d of 2 old sessions open", n)
	}
	k.must(k.Rotate(t.Context()))
	if n := k.OldSessions(copied); n != 1 {
		t.Errorf("%d old sessions open, want that of the student who lost nothing", n)
	}
	if r := k.whole(); r.Sessions != 1 || r.Students != 5 || r.Submissions != 2 {
		t.Errorf("%+v", r)
	}
}

func TestExpire(t *testing.T) {
	k := newKit(t)
	for n := range 3 {
		_, err := k.Apply(submitted(n))
		k.must(err)
	}
	open := session(3, booth.StateReviewing)
	_, err := k.Apply(store.Step{Session: open})
	k.must(err)
	k.confirmed(0, storetest.Start)
	k.confirmed(1, storetest.Start.Add(20*24*time.Hour))
	expire := func(now booth.Now, want int) {
		t.Helper()
		got, err := k.Expire(now, expired)
		k.must(err)
		if got != want {
			t.Errorf("%v: %d sessions went, want %d", now.At, got, want)
		}
		k.whole()
	}
	at := func(days int) time.Time { return storetest.Start.AddDate(0, 0, days) }
	expire(booth.Now{At: at(29), Quota: at(29)}, 0)
	// A clock that jumped ahead removes nothing.
	expire(booth.Now{At: at(500), Quota: at(29), Trust: booth.TimeJumped}, 0)
	expire(booth.Now{At: at(30), Quota: at(30)}, 1)
	expire(booth.Now{At: at(30), Quota: at(30)}, 0)
	expire(booth.Now{At: at(500), Quota: at(500)}, 1)
	_, err = k.Photo(storetest.SessionID(0), submission(0).Photo)
	wantError(t, err, store.ErrNotFound)
	// What was never confirmed is there, years later.
	if _, err := k.Photo(storetest.SessionID(2), submission(2).Photo); err != nil {
		t.Error(err)
	}
	if st, _ := k.Standing(storetest.Task, storetest.Key(0)); st.Status() != booth.Waiting {
		t.Errorf("the submission went too: %v", st.Status())
	}
}

func TestRotateKeepsWhatIsWrittenMeanwhile(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 100)))
	done := make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		var err error
		for n := 100; err == nil; n++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			err = k.PutStudents(storetest.Task, storetest.Entries(n, n+1))
			if err == nil {
				_, err = k.Apply(submitted(n))
			}
			if err == nil {
				err = k.RemoveStudents(storetest.Task, []booth.StudentKey{storetest.Key(n - 50)})
			}
			if err == nil {
				_, err = k.Photo(storetest.SessionID(n), submission(n).Photo)
			}
		}
		done <- err
	}()
	for range 5 {
		k.must(k.Rotate(t.Context()))
		k.must(k.RotatePhotos())
		k.whole()
	}
	close(stop)
	k.must(<-done)
	k.whole()
	k.reopen()
	k.whole()
}

func TestRotateCanBeStopped(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 10)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantError(t, k.Rotate(ctx), context.Canceled)
	k.whole()
	k.must(k.PutStudents(storetest.Task, storetest.Entries(10, 20)))
	k.must(k.Rotate(t.Context()))
	if r := k.whole(); r.Students != 20 {
		t.Errorf("%d students", r.Students)
	}
	entries, _ := os.ReadDir(filepath.Join(k.dir, "keys"))
	if len(entries) != 2 {
		t.Errorf("%d files of keys", len(entries))
	}
}

func TestRotationForgetsWhoIsInNoRoster(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 10)))
	i, err := k.ImportRoster(storetest.Task, nil)
	k.must(err)
	k.must(i.Put(storetest.Entries(5, 10)...))
	k.must(i.Commit())
	if n := k.Subjects(); n != 10 {
		t.Errorf("%d subjects before", n)
	}
	k.must(k.Purge(t.Context()))
	if n := k.Subjects(); n != 5 {
		t.Errorf("%d subjects after", n)
	}
	k.whole()
}

func TestWipe(t *testing.T) {
	k := newKit(t)
	_, err := k.Apply(submitted(1))
	k.must(err)
	k.must(k.Wipe())
	k.must(k.Wipe())
	wantError(t, k.PutTask(storetest.TheTask()), store.ErrWrite)
	k.must(k.Close())
	_, err = store.Open(k.dir, k.root)
	wantError(t, err, keyring.ErrEpochLost)
}
