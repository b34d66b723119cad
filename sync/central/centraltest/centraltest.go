// Package centraltest makes central services for tests, on both kinds of
// database and storage, with a school, a task and students.
package centraltest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"sync"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/store/storetest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/blob"
	"campuskiosk/sync/central/keys"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

// Backend opens an empty store and blobs.
type Backend func(t testing.TB, now func() time.Time) (*store.Store, blob.Store)

// Lite is SQLite and a folder.
func Lite(t testing.TB, now func() time.Time) (*store.Store, blob.Store) {
	t.Helper()
	s, err := store.OpenSQLite(context.Background(), t.TempDir(), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s, b
}

// Central is a service for tests.
type Central struct {
	*service.Service
	Store *store.Store
	Blobs blob.Store
	Keys  *keys.Keys
	// Clock is the service's time; tests move it.
	Clock *Clock
	// Other has the same database, storage and keys: another process.
	Other func(testing.TB) *service.Service
}

// Clock is a clock that tests move while others read it.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// Now is what it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Forward moves it.
func (c *Clock) Forward(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(by)
}

// Task is the id of the task that the students are in.
const Task = storetest.Task

// School is its school.
func School() booth.School { return TheTask().School }

// TheTask is the task: a collection without a reference photo, open for ever.
func TheTask() booth.Task {
	t := storetest.TheTask()
	t.School.Province, t.School.City = "湖南省", "长沙市"
	return t
}

// Change changes the options of a new service.
type Change func(*service.Options)

// New makes a service with a school, a task and no students.
func New(t testing.TB, backend Backend, changes ...Change) *Central {
	t.Helper()
	c := &Central{Clock: &Clock{t: storetest.Start.Add(24 * time.Hour)}}
	c.Store, c.Blobs = backend(t, c.Clock.Now)
	var err error
	if c.Keys, err = keys.New(c.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	c.Other = func(t testing.TB) *service.Service {
		t.Helper()
		o := service.Options{Store: c.Store, Blobs: c.Blobs, Keys: c.Keys, Address: "http://127.0.0.1"}
		for _, change := range changes {
			change(&o)
		}
		s, err := service.New(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			s.Run(ctx)
		}()
		t.Cleanup(func() { cancel(); <-ended })
		return s
	}
	c.Service = c.Other(t)
	admin := service.Console()
	if err := errors.Join(c.PutSchool(context.Background(), admin, School()), c.PutTask(context.Background(), admin, TheTask())); err != nil {
		t.Fatal(err)
	}
	return c
}

// Entry is the n-th student, with the key that this service gives.
func (c *Central) Entry(t testing.TB, n int) roster.Entry {
	t.Helper()
	e := roster.Entry{Student: storetest.Student(n)}
	key, err := c.Book(service.Console()).KeyOf(e.Student.Person.ID)
	if err != nil {
		t.Fatal(err)
	}
	e.Student.Key = key
	return e
}

// Roster puts the students from 0 to n-1 on the task's roster.
func (c *Central) Roster(t testing.TB, n int) {
	t.Helper()
	b := c.Book(service.Console())
	base, err := b.Info(context.Background(), Task)
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]roster.Entry, n)
	for i := range entries {
		entries[i] = c.Entry(t, i)
	}
	if err := b.Replace(context.Background(), Task, base, roster.Change{Added: n}, func(w roster.Writer) error { return w.Put(entries...) }); err != nil {
		t.Fatal(err)
	}
}

// Kiosk is an enrolled kiosk.
type Kiosk struct {
	ID  booth.KioskID
	Key ed25519.PrivateKey
	// Enrolled is what it was told.
	Enrolled api.Enrolled
}

// Kiosk enrols a kiosk for the task.
func (c *Central) Kiosk(t testing.TB) Kiosk {
	t.Helper()
	id, code, err := c.AddKiosk(context.Background(), service.Console(), service.NewKiosk{
		School: School().ID, Name: "一号机", Place: booth.Text{ZH: "图书馆", EN: "Library"}, Tasks: []booth.TaskID{Task},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	e, again, err := c.Enrol(context.Background(), api.NewEnrolment(code, key, "test 1"))
	if err != nil || again || e.Kiosk != id {
		t.Fatal(e.Kiosk, again, err)
	}
	return Kiosk{id, key, e}
}
