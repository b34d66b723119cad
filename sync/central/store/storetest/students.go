package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/sync/central/store"
)

func uses(t *testing.T, s *store.Store, c *Clock) {
	merge := func(uses ...booth.Use) (changed bool) {
		Update(t, s, func(tx *store.Tx) (err error) {
			changed, err = tx.MergeUses(Key(1), uses)
			return err
		})
		return changed
	}
	now := c.T.UTC()
	a := booth.Use{Day: "2026-09-01", Kiosk: "k1", Count: 2, Last: now}
	if !merge(a) || merge(a) || merge(booth.Use{Day: a.Day, Kiosk: a.Kiosk, Count: 1, Last: now.Add(-time.Hour)}) {
		t.Error("wrong about what changed")
	}
	if !merge(booth.Use{Day: a.Day, Kiosk: "k2", Count: 1, Last: now}, booth.Use{Day: a.Day, Kiosk: "k1", Count: 1, Last: now.Add(time.Hour)}) {
		t.Error("wrong about what changed")
	}
	View(t, s, func(tx *store.Tx) error {
		got, err := tx.Uses(Key(1))
		want := []booth.Use{
			{Day: a.Day, Kiosk: "k1", Count: 2, Last: now.Add(time.Hour)},
			{Day: a.Day, Kiosk: "k2", Count: 1, Last: now},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		return err
	})
}

// Session makes the id of a session.
func Session(n int) booth.SessionID {
	return booth.SessionID(fmt.Sprintf("01KBZ8N4Q0X5E7R9T2V4W6%04d", n))
}

// Submission makes a submission.
func Submission(n int, student booth.StudentKey, status booth.Status, at time.Time) store.Submission {
	return store.Submission{Submission: booth.Submission{
		ID: booth.SubmissionID{Session: Session(n), N: 1}, Kind: booth.FirstSubmission, Task: "t1", Shot: "a", Photo: "b",
		At: at.UTC(), Trust: booth.TimeVerified, Status: status,
	}, Student: student, Kiosk: "k1", Received: at, Details: `{"x":1}`}
}

func standing(t *testing.T, s *store.Store, c *Clock) {
	Fill(t, s)
	first, second := Submission(2, Key(1), booth.NotApproved, c.T), Submission(1, Key(1), booth.Waiting, c.T.Add(time.Hour))
	score := 91.5
	compared := booth.Comparison{Photo: "b", By: booth.Service, Score: &score, Identity: booth.IdentityValid, Acceptable: true, At: c.T.UTC()}
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(
			tx.AddSubmission(second), tx.AddSubmission(first), tx.AddSubmission(Submission(3, Key(2), booth.Waiting, c.T)),
			tx.AddComparison("t1", Key(1), compared), tx.AddComparison("t1", Key(1), compared),
			tx.SetPayment("t1", Key(1), booth.Paid), tx.SetBound("t1", Key(1), "a1"), tx.OpenCase("t1", Key(1), c.T),
		)
	})
	if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddSubmission(first) }); !errors.Is(err, store.ErrTaken) {
		t.Errorf("the same again: %v", err)
	}
	View(t, s, func(tx *store.Tx) error {
		st, err := tx.Standing("t1", Key(1))
		want := booth.Standing{
			Submissions: []booth.Submission{first.Submission, second.Submission}, Comparisons: []booth.Comparison{compared},
			Payment: booth.Paid, Bound: "a1", Case: booth.Case{OpenedAt: c.T.UTC()},
		}
		if !reflect.DeepEqual(st, want) {
			t.Errorf("%+v\nwant %+v", st, want)
		}
		none, err2 := tx.Standing("t2", Key(1))
		if !reflect.DeepEqual(none, booth.Standing{}) {
			t.Errorf("in another task %+v", none)
		}
		cases, err3 := tx.Cases("s1")
		if len(cases) != 1 || cases[0].Student != Key(1) {
			t.Errorf("%+v", cases)
		}
		return errors.Join(err, err2, err3)
	})
	first.Status, first.Review = booth.Delivered, booth.Review{Reviewer: "c1", Approved: true, At: c.T.UTC()}
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.SetSubmission(first.Submission), tx.ResolveCase("t1", Key(1), c.T.Add(time.Minute)))
	})
	View(t, s, func(tx *store.Tx) error {
		got, err := tx.Submission(first.ID)
		if !reflect.DeepEqual(got.Submission, first.Submission) || got.Details != first.Details || got.Student != Key(1) {
			t.Errorf("%+v", got)
		}
		cases, err2 := tx.Cases("")
		if len(cases) != 0 {
			t.Errorf("resolved cases: %+v", cases)
		}
		p, err3 := tx.Progress("t1")
		if p.Collected != 2 || p.By[booth.Waiting] != 2 || p.By[booth.Delivered] != 1 {
			t.Errorf("%+v", p)
		}
		return errors.Join(err, err2, err3)
	})
}

// studentLock guards: what a rule counted still holds when it is written.
func studentLock(t *testing.T, s *store.Store, c *Clock) {
	Fill(t, s)
	var wg sync.WaitGroup
	var mu sync.Mutex
	taken := 0
	for i := range 12 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			did := false
			err := s.Update(t.Context(), func(tx *store.Tx) error {
				did = false
				if err := tx.LockStudent("t1", Key(1)); err != nil {
					return err
				}
				all, err := tx.SubmissionsOf("t1", Key(1))
				if err != nil || len(all) > 0 {
					return err
				}
				did = true
				return tx.AddSubmission(Submission(i, Key(1), booth.Waiting, c.T))
			})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if did {
				taken++
			}
		}()
	}
	wg.Wait()
	if taken != 1 {
		t.Errorf("%d saw no submission before their own", taken)
	}
}

func queue(t *testing.T, s *store.Store, c *Clock) {
	Fill(t, s)
	Update(t, s, func(tx *store.Tx) error {
		for i := range 25 {
			sub := Submission(i, Key(i), booth.Waiting, c.T.Add(time.Duration(i/5)*time.Second)) // some at the same time
			sub.Held = i == 7
			if i == 9 { // replaced by the next
				sub.Student = Key(10)
			}
			if i == 8 {
				sub.Status = booth.Approved
			}
			if err := tx.AddSubmission(sub); err != nil {
				return err
			}
		}
		return nil
	})
	View(t, s, func(tx *store.Tx) error {
		var after booth.SubmissionID
		n := 0
		for {
			page, err := tx.Queue(store.Queue{Status: booth.Waiting, Task: "t1", School: "s1", After: after, Limit: 4})
			if err != nil {
				return err
			}
			for _, sub := range page {
				for n >= 7 && n <= 9 {
					n++
				}
				if sub.ID.Session != Session(n) {
					t.Errorf("%s at place %d", sub.ID.Session, n)
				}
				n++
				after = sub.ID
			}
			if len(page) == 0 {
				break
			}
		}
		if n != 25 {
			t.Errorf("ended at %d", n)
		}
		none, err := tx.Queue(store.Queue{Status: booth.Waiting, School: "s2"})
		if len(none) != 0 {
			t.Errorf("another school has %d", len(none))
		}
		return err
	})
}

func many(t *testing.T, s *store.Store, _ *Clock) {
	Fill(t, s)
	const n = 4000
	Update(t, s, func(tx *store.Tx) error {
		info, err := tx.RosterInfo("t1")
		if err != nil {
			return err
		}
		r, err := tx.ReplaceRoster("t1", info)
		if err != nil {
			return err
		}
		entries := make([]roster.Entry, n)
		for i := range entries {
			entries[i] = Entry(i)
			tx.Say(store.Change{Scope: store.OfTask("t1"), Kind: "roster", Key: fmt.Sprint(i), Body: "{}"})
		}
		if err := r.Put(entries...); err != nil {
			return err
		}
		gone, err := r.Finish()
		if len(gone) != 0 {
			t.Errorf("%d gone", len(gone))
		}
		return err
	})
	Update(t, s, func(tx *store.Tx) error {
		info, err := tx.RosterInfo("t1")
		if err != nil || info.Students != n {
			t.Fatalf("%+v, %v", info, err)
		}
		r, err := tx.ReplaceRoster("t1", info)
		if err != nil {
			return err
		}
		stay := make([]booth.StudentKey, 0, n)
		for i := range n - 10 {
			stay = append(stay, Key(i))
		}
		if err := r.Keep(stay...); err != nil {
			return err
		}
		gone, err := r.Finish()
		if len(gone) != 10 {
			t.Errorf("%d gone", len(gone))
		}
		return err
	})
	if err := s.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.ReplaceRoster("t1", roster.Info{})
		return err
	}); !errors.Is(err, store.ErrRosterChanged) {
		t.Errorf("planned on another roster: %v", err)
	}
}

func photos(t *testing.T, s *store.Store, c *Clock) {
	Fill(t, s)
	e := Entry(1)
	e.Student.Manual, e.Student.Reference = booth.ManualPending, "abc"
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.PutManual("t1", e), tx.AddPhoto("abc", 5, c.T), tx.AddPhoto("def", 6, c.T), tx.SetKioskTasks("k2", nil))
	})
	View(t, s, func(tx *store.Tx) error {
		for kiosk, want := range map[booth.KioskID]bool{"k1": true, "k2": false, "k3": false} {
			size, err := tx.PhotoFor(kiosk, "abc")
			if (err == nil) != want || want && size != 5 {
				t.Errorf("%s: %d, %v", kiosk, size, err)
			}
		}
		if _, err := tx.PhotoFor("k1", "def"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a photo that no entry names: %v", err)
		}
		tasks, err := tx.TasksOf(Key(1))
		if len(tasks) != 1 || tasks[0] != "t1" {
			t.Errorf("%v", tasks)
		}
		pending, err2 := tx.Manual("", booth.ManualPending)
		if len(pending) != 1 || pending[0].Student.Key != Key(1) || pending[0].Student.Person != e.Student.Person {
			t.Errorf("%+v", pending)
		}
		return errors.Join(err, err2)
	})
}
