// Package storetest is what the store must do on every database.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/sync/central/store"
)

// Opener opens an empty store, or the same again when it is called again with
// the same test.
type Opener func(t *testing.T, now func() time.Time) *store.Store

// Clock is a clock that tests move.
type Clock struct{ T time.Time }

// NewClock begins on a morning.
func NewClock() *Clock { return &Clock{time.Date(2026, 9, 1, 9, 0, 0, 0, booth.Shanghai)} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time { return c.T }

// Run runs all tests.
func Run(t *testing.T, open Opener) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, *store.Store, *Clock){
		"transactions are all or nothing":            atomic,
		"schools and tasks":                          tasks,
		"a kiosk's life":                             kiosks,
		"one-time codes":                             enrolments,
		"a nonce is good once":                       nonces,
		"the feed keeps the latest of each key":      feed,
		"the feed has no gaps under writers":         feedUnderWriters,
		"an upload grows by parts":                   uploads,
		"uploads end":                                expiry,
		"a damaged packet may be replaced":           packets,
		"counters only grow":                         uses,
		"a student's standing":                       standing,
		"two transactions about one student":         studentLock,
		"the queue in order":                         queue,
		"clerks and logins":                          clerks,
		"the trail's chain holds":                    trail,
		"rows beyond one statement":                  many,
		"text of people is text":                     hostile,
		"reference photos only for the task's kiosk": photos,
	} {
		t.Run(name, func(t *testing.T) {
			c := NewClock()
			test(t, open(t, c.Now), c)
		})
	}
}

// Update changes the store.
func Update(t *testing.T, s *store.Store, do func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// View reads it.
func View(t *testing.T, s *store.Store, do func(*store.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// Fill makes a school "s1", a task "t1" and kiosks "k1" and "k2" that serve it.
func Fill(t *testing.T, s *store.Store) {
	t.Helper()
	Update(t, s, func(tx *store.Tx) error {
		err := errors.Join(tx.PutSchool(School()), tx.PutTask(Task("t1")))
		for _, id := range []booth.KioskID{"k1", "k2"} {
			err = errors.Join(err, tx.AddKiosk(store.Kiosk{ID: id, School: "s1", Name: string(id), State: store.KioskInvited, Tasks: []booth.TaskID{"t1"}}))
		}
		return err
	})
}

// School is a school.
func School() booth.School {
	return booth.School{ID: "s1", Code: "10000", Name: "示范大学", Province: "北京市", City: "北京市"}
}

// Task is a task of the school.
func Task(id booth.TaskID) booth.Task {
	return booth.Task{ID: id, School: School(), Name: "2026级", Policy: booth.DefaultPolicy(booth.Collection)}
}

// Key is a student's key for tests.
func Key(n int) booth.StudentKey {
	var k booth.StudentKey
	k[0], k[30], k[31] = 1, byte(n>>8), byte(n)
	return k
}

// Entry is a student without a valid ID number.
func Entry(n int) roster.Entry {
	return roster.Entry{Student: booth.Student{
		Key: Key(n), Task: "t1", Origin: booth.Mainland, Category: booth.Undergraduate, Grade: "2026",
		Person: booth.Person{Name: booth.NewPersonName("张三"), Number: booth.NewStudentNumber(fmt.Sprintf("2026%05d", n))},
	}}
}

var errWanted = errors.New("wanted")

func atomic(t *testing.T, s *store.Store, _ *Clock) {
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		tx.Say(store.Change{Scope: store.Everyone, Kind: "x", Key: "1", Body: "{}"})
		return errors.Join(tx.PutSchool(School()), errWanted)
	})
	if !errors.Is(err, errWanted) {
		t.Fatal(err)
	}
	View(t, s, func(tx *store.Tx) error {
		all, err := tx.Schools()
		if len(all) != 0 {
			t.Errorf("%d schools after an error", len(all))
		}
		changes, err2 := tx.Changes(store.Everyone, 0, 10)
		if len(changes) != 0 {
			t.Errorf("%d changes after an error", len(changes))
		}
		return errors.Join(err, err2)
	})
	if err := s.View(t.Context(), func(tx *store.Tx) error { return tx.PutSchool(School()) }); err == nil {
		t.Error("View could write")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Update(ended, func(tx *store.Tx) error { return tx.PutSchool(School()) }); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

func tasks(t *testing.T, s *store.Store, _ *Clock) {
	Fill(t, s)
	Update(t, s, func(tx *store.Tx) error {
		task := Task("t1")
		task.Name = "another name"
		return tx.PutTask(task)
	})
	View(t, s, func(tx *store.Tx) error {
		task, err := tx.Task("t1")
		if task.Name != "another name" || task.School != School() || task.Policy.Spec != "chsi" {
			t.Errorf("%+v", task)
		}
		all, err2 := tx.Tasks("")
		none, err3 := tx.Tasks("s2")
		if len(all) != 1 || len(none) != 0 {
			t.Errorf("%d and %d tasks", len(all), len(none))
		}
		if _, err := tx.Task("t2"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an unknown task: %v", err)
		}
		return errors.Join(err, err2, err3)
	})
}
