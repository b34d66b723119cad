package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

func TestCreateAndOpen(t *testing.T) {
	k := newKit(t)
	_, err := store.Create(k.dir, k.root, storetest.Audit("x"))
	wantError(t, err, store.ErrExists)
	_, err = store.Open(k.dir, k.root)
	wantError(t, err, store.ErrInUse)
	k.must(k.Close())
	_, err = store.Open(k.dir, keyring.NewRoot(keyring.NewKey()))
	wantError(t, err, store.ErrWrongKey)
	_, err = store.Open(t.TempDir(), k.root)
	wantError(t, err, store.ErrNotCreated)
	k.Store, err = store.Open(k.dir, k.root)
	k.must(err)
	key, err := k.CampusKey()
	k.must(err)
	if !bytes.Equal(key, storetest.CampusKey) {
		t.Error("the campus key was not kept")
	}
	k.whole()

	// Photos without a database are not taken for a new kiosk.
	k.must(k.PutTask(storetest.TheTask()))
	_, err = k.Apply(submitted(1))
	k.must(err)
	k.must(k.Close())
	k.must(os.Rename(filepath.Join(k.dir, "kiosk.db"), filepath.Join(k.dir, "lost")))
	_, err = store.Create(k.dir, k.root, storetest.Audit("x"))
	wantError(t, err, store.ErrExists)
}

func TestKeysFolder(t *testing.T) {
	k := newKit(t)
	k.must(k.Close())
	name := filepath.Join(k.dir, "keys", "students-00000001.key")
	b, err := os.ReadFile(name)
	k.must(err)
	k.must(os.Remove(name))
	_, err = store.Open(k.dir, k.root)
	wantError(t, err, keyring.ErrEpochLost)
	k.must(os.WriteFile(name, b, 0o600))
	k.Store, err = store.Open(k.dir, k.root)
	k.must(err)
}

func TestDamagedDatabase(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 200)))
	k.must(k.Close())
	name := filepath.Join(k.dir, "kiosk.db")
	whole, err := os.ReadFile(name)
	k.must(err)
	used := len(bytes.TrimRight(whole, "\x00")) // the file has room to grow
	for what, damage := range map[string]func([]byte) []byte{
		"empty":             func([]byte) []byte { return nil },
		"half a page":       func(b []byte) []byte { return b[:2000] },
		"two pages":         func(b []byte) []byte { return b[:2*os.Getpagesize()] },
		"cut in the middle": func(b []byte) []byte { return b[:used/2/4096*4096] },
		"cut at the end":    func(b []byte) []byte { return b[:used-1] },
		"both metas":        func(b []byte) []byte { clear(b[16:80]); clear(b[4096+16 : 4096+80]); return b },
		"text":              func([]byte) []byte { return bytes.Repeat([]byte("no database "), 10_000) },
		"noise after metas": func(b []byte) []byte {
			for i := 2 * 4096; i < len(b); i++ {
				b[i] = byte(i * 7)
			}
			return b
		},
		"zeros after metas": func(b []byte) []byte { clear(b[2*4096:]); return b },
	} {
		k.must(os.WriteFile(name, damage(bytes.Clone(whole)), 0o600))
		s, err := store.Open(k.dir, k.root)
		if err == nil {
			_ = s.Close()
		}
		wantError(t, err, store.ErrCorrupt)
		if t.Failed() {
			t.Fatal(what)
		}
	}
	// One that failed leaves no lock behind.
	k.must(os.WriteFile(name, whole, 0o600))
	k.Store, err = store.Open(k.dir, k.root)
	k.must(err)
	k.whole()
}

func TestTasksAndSettings(t *testing.T) {
	k := newKit(t)
	_, err := k.Task(storetest.Task)
	wantError(t, err, store.ErrNotFound)
	k.must(k.PutTask(storetest.TheTask(), storetest.Audit("task.put")))
	k.must(k.SetSetting("sync/cursor", []byte("17")))
	k.reopen()
	got, err := k.Task(storetest.Task)
	k.must(err)
	if got.Name != storetest.TheTask().Name || got.Policy.DailyLimit != 3 {
		t.Errorf("read %+v", got)
	}
	if v, found, err := k.Setting("sync/cursor"); err != nil || !found || string(v) != "17" {
		t.Errorf("%q %v %v", v, found, err)
	}
	if _, found, err := k.Setting("sync/other"); err != nil || found {
		t.Errorf("%v %v", found, err)
	}
	if all, err := k.Tasks(); err != nil || len(all) != 1 {
		t.Errorf("%d tasks, %v", len(all), err)
	}
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 20)))
	k.must(k.RemoveTask(storetest.Task))
	if r, err := k.Roster(storetest.Task); err != nil || r.Students != 0 {
		t.Errorf("%+v %v", r, err)
	}
	k.whole()
}

func TestClockIsPersistedWithEveryTransaction(t *testing.T) {
	k := newKit(t)
	k.hand.pass(3 * time.Hour)
	k.must(k.PutTask(storetest.TheTask()))
	k.hand.wall = storetest.Start.AddDate(0, 0, -1) // the battery is empty
	k.hand.elapsed = 0
	k.reopen()
	if now := k.Now(); !now.At.Equal(storetest.Start.Add(3 * time.Hour)) {
		t.Errorf("the clock went back to %v", now.At)
	}
}

func TestAuditTrail(t *testing.T) {
	k := newKit(t)
	for range 3 {
		k.must(k.Audit(storetest.Audit("doctor.run")))
	}
	heads, err := k.Trail().Heads()
	k.must(err)
	head, err := audit.Verify(k.Trail().Lines(t.Context()), heads...)
	k.must(err)
	if head.Seq != 4 || head != heads[0] {
		t.Errorf("head %v", head)
	}
	// What fails leaves no record, a record that is none fails the whole.
	bad := storetest.Audit("Not A Code")
	if err := k.PutTask(storetest.TheTask(), storetest.Audit("task.put"), bad); err == nil {
		t.Error("took a record that is none")
	}
	_, err = k.Task(storetest.Task)
	wantError(t, err, store.ErrNotFound)
	if again, _ := k.Trail().Heads(); again[0] != head {
		t.Error("a failed transaction left a record")
	}
}

func TestApply(t *testing.T) {
	k := newKit(t)
	step := submitted(1)
	v, err := k.Apply(step)
	k.must(err)
	if v != 1 {
		t.Errorf("version %d", v)
	}
	k.reopen()
	saved, err := k.Session(storetest.SessionID(1))
	k.must(err)
	if saved.Version != 1 || saved.Session.Student.Person != storetest.Person(1) {
		t.Errorf("read %+v", saved)
	}
	for i, id := range []booth.PhotoID{submission(1).Shot, submission(1).Photo} {
		got, err := k.Photo(storetest.SessionID(1), id)
		k.must(err)
		if !bytes.Equal(got, storetest.Photo(2+i)) {
			t.Errorf("photo %d differs", i)
		}
	}
	st, err := k.Standing(storetest.Task, storetest.Key(1))
	k.must(err)
	if len(st.Uses) != 1 || st.Uses[0].Count != 1 || len(st.Submissions) != 1 || st.Status() != booth.Queued {
		t.Errorf("standing %+v", st)
	}
	k.whole()

	// The same step again has no effect.
	v, err = k.Apply(step)
	k.must(err)
	if again, _ := k.Standing(storetest.Task, storetest.Key(1)); v != 1 || again.Uses[0].Count != 1 {
		t.Errorf("applied twice: version %d, %+v", v, again.Uses)
	}
	// Another step from the same version is refused, whole.
	other := submitted(1)
	other.Session.Retakes = 5
	_, err = k.Apply(other)
	wantError(t, err, store.ErrConflict)
	other.From = 7
	_, err = k.Apply(other)
	wantError(t, err, store.ErrConflict)
	if r := k.whole(); r.Photos != 2 {
		t.Errorf("%d photos", r.Photos)
	}
	if n := countFiles(t, k.dir); n != 2 {
		t.Errorf("%d files of 2 photos", n)
	}
}

func countFiles(t testing.TB, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "photos"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestApplyRefusesWhatDoesNotFit(t *testing.T) {
	k := newKit(t)
	photo := storetest.Photo(9)
	for name, step := range map[string]store.Step{
		"no id":           {Session: booth.Session{}},
		"photo not given": {Session: session(1, booth.StateReviewing), Effects: []flow.Effect{shot(photo)}},
		"photo not kept":  {Session: session(1, booth.StateReviewing), Photos: []store.NewPhoto{{Role: store.Original, Bytes: photo}}},
		"wrong role":      {Session: session(1, booth.StateReviewing), Effects: []flow.Effect{shot(photo)}, Photos: []store.NewPhoto{{Role: store.Standard, Bytes: photo}}},
		"no student":      {Session: anonymous(1), Effects: []flow.Effect{flow.CountUse{Kiosk: "k1", At: storetest.Start}}},
	} {
		if _, err := k.Apply(step); err == nil {
			t.Errorf("%s: applied", name)
		}
		if _, err := k.Session(storetest.SessionID(1)); err == nil {
			t.Errorf("%s: left a session", name)
		}
	}
	if n := countFiles(t, k.dir); n != 0 {
		t.Errorf("%d files left", n)
	}
}

func TestSessionChangesHands(t *testing.T) {
	k := newKit(t)
	photo := storetest.Photo(9)
	step := func(from uint64, s booth.Session, effects ...flow.Effect) {
		t.Helper()
		st := store.Step{From: from, Session: s, Effects: effects}
		for _, e := range effects {
			if _, ok := e.(flow.KeepShot); ok {
				st.Photos = []store.NewPhoto{{Role: store.Original, Bytes: photo}}
			}
		}
		v, err := k.Apply(st)
		k.must(err)
		if v != from+1 {
			t.Fatalf("version %d after %d", v, from)
		}
		got, err := k.Session(s.ID)
		k.must(err)
		if got.Session.State != s.State || got.Session.Student.Key != s.Student.Key {
			t.Fatalf("read %+v", got.Session)
		}
		k.whole()
	}
	named := func(student int, state booth.State) booth.Session {
		s := session(1, state)
		s.Student = storetest.Student(student)
		return s
	}
	step(0, anonymous(1))
	step(1, named(1, booth.StateReviewing), shot(photo))
	step(2, anonymous(1)) // unbound: the picture stays with the session
	if _, err := k.Photo(storetest.SessionID(1), store.PhotoIDOf(photo)); err != nil {
		t.Error(err)
	}
	if all, _ := k.SessionsOf(storetest.Key(1)); len(all) != 0 {
		t.Error("an unbound session is still the student's")
	}
	step(3, named(2, booth.StateReviewing))
	if all, _ := k.SessionsOf(storetest.Key(2)); len(all) != 1 {
		t.Error("not the new student's")
	}
	if all, _ := k.Unfinished(); len(all) != 1 || all[0].Version != 4 {
		t.Errorf("unfinished %v", all)
	}
	step(4, named(2, booth.StateReviewing), flow.Discard{Pictures: []booth.PhotoID{store.PhotoIDOf(photo)}})
	_, err := k.Photo(storetest.SessionID(1), store.PhotoIDOf(photo))
	wantError(t, err, store.ErrNotFound)
	step(5, named(2, booth.StateReviewing), shot(photo))
	end := anonymous(1)
	end.State, end.Outcome = booth.StateEnded, booth.OutcomeCancelled
	step(6, end, flow.Forget{Session: end.ID})
	if all, _ := k.Unfinished(); len(all) != 0 {
		t.Errorf("unfinished %v", all)
	}
	if n := countFiles(t, k.dir); n != 0 {
		t.Errorf("%d files left", n)
	}
}

func TestEffects(t *testing.T) {
	k := newKit(t)
	key := storetest.Key(1)
	score := 91.5
	manual := storetest.Student(1)
	manual.Manual = booth.ManualPending
	consent := flow.KeepConsent{Student: key, Consent: booth.Consent{Version: "1", Given: true, Way: booth.ByTouch, At: storetest.Start}}
	compared := flow.KeepComparison{Student: key, Comparison: booth.Comparison{Photo: "p", By: booth.Local, Score: &score, At: storetest.Start}}
	_, err := k.Apply(store.Step{
		Session: session(1, booth.StateCompared), Spellings: []string{storetest.Initials(1)},
		Effects: []flow.Effect{
			flow.KeepManual{Student: manual},
			flow.Bind{Student: key, Task: storetest.Task, Account: "a1"},
			consent, consent, compared, compared,
			flow.OpenCase{Student: key, Rule: booth.RuleV3, At: storetest.Start},
			flow.OpenCase{Student: key, Rule: booth.RuleV3, At: storetest.Start.Add(time.Hour)},
			flow.StartCamera{},
		},
	})
	k.must(err)
	st, err := k.Standing(storetest.Task, key)
	k.must(err)
	if st.Bound != "a1" || len(st.Comparisons) != 1 || !st.Case.OpenedAt.Equal(storetest.Start) {
		t.Errorf("standing %+v", st)
	}
	if len(st.Tasks) != 1 || st.Tasks[0].Task != storetest.Task {
		t.Errorf("tasks %+v", st.Tasks)
	}
	e, err := k.Student(storetest.Task, key)
	k.must(err)
	if e.Student.Manual != booth.ManualPending {
		t.Errorf("manual entry %+v", e.Student)
	}
	_, err = k.Apply(store.Step{From: 1, Session: session(1, booth.StateWho), Effects: []flow.Effect{
		flow.Unbound{Student: key, Task: storetest.Task, Account: "a1"},
	}})
	k.must(err)
	if st, _ := k.Standing(storetest.Task, key); st.Bound != "" {
		t.Errorf("still bound to %q", st.Bound)
	}
	k.whole()
}
