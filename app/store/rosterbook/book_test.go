package rosterbook

import (
	"context"
	"testing"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/booktest"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

func TestBook(t *testing.T) {
	booktest.Run(t, func(t *testing.T) booktest.Opened {
		s, err := store.Create(t.TempDir(), keyring.NewRoot(keyring.NewKey()), storetest.Audit("store.created"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if r, err := s.Check(context.Background()); err != nil || !r.OK() { // the test's context has ended
				t.Errorf("%+v, %v", r, err)
			}
			_ = s.Close()
		})
		b := New(s, func(booth.TaskID, roster.Change) audit.Record { return storetest.Audit("roster.imported") })
		return booktest.Opened{
			Book: b,
			AddManual: func(task booth.TaskID, e roster.Entry) {
				entry, err := ToStore(e)
				if err != nil {
					t.Fatal(err)
				}
				if err := s.PutStudents(task, []store.Entry{entry}); err != nil {
					t.Fatal(err)
				}
			},
			Reference: func(student booth.StudentKey, id booth.PhotoID) []byte {
				photo, err := s.Reference("t1", student)
				if err != nil || store.PhotoIDOf(photo) != id {
					return nil
				}
				return photo
			},
		}
	})
}
