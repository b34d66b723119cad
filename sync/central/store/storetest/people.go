package storetest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/sync/central/store"
)

func clerks(t *testing.T, s *store.Store, c *Clock) {
	Update(t, s, func(tx *store.Tx) error {
		return tx.PutClerk(store.Clerk{ID: "c1", Login: "li", Name: "李", Password: "hash", Role: store.RoleReviewer})
	})
	if err := s.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutClerk(store.Clerk{ID: "c2", Login: "li", Password: "hash", Role: store.RoleClerk})
	}); !errors.Is(err, store.ErrTaken) {
		t.Errorf("a login twice: %v", err)
	}
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.LoginFailed("c1", time.Time{}), tx.LoginFailed("c1", c.T.Add(time.Minute)))
	})
	View(t, s, func(tx *store.Tx) error {
		k, err := tx.ClerkByLogin("li")
		if k.Failures != 2 || !k.LockedUntil.Equal(c.T.Add(time.Minute)) || k.Role != store.RoleReviewer || k.Name != "李" {
			t.Errorf("%+v", k)
		}
		return err
	})
	token := bytes.Repeat([]byte{9}, 32)
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.LoginSucceeded("c1"), tx.AddLogin(store.Login{Token: token, Clerk: "c1", Expires: c.T.Add(time.Hour)}))
	})
	c.T = c.T.Add(30 * time.Minute)
	Update(t, s, func(tx *store.Tx) error { return tx.TouchLogin(token) })
	View(t, s, func(tx *store.Tx) error {
		l, err := tx.Login(token)
		k, err2 := tx.Clerk("c1")
		if l.Clerk != "c1" || !l.Seen.Equal(c.T) || k.Failures != 0 || !k.LockedUntil.IsZero() {
			t.Errorf("%+v %+v", l, k)
		}
		return errors.Join(err, err2)
	})
	c.T = c.T.Add(31 * time.Minute)
	View(t, s, func(tx *store.Tx) error {
		if _, err := tx.Login(token); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a login that is over: %v", err)
		}
		return nil
	})
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.AddLogin(store.Login{Token: []byte("2"), Clerk: "c1", Expires: c.T.Add(time.Hour)}), tx.EndLogins("c1"))
	})
	View(t, s, func(tx *store.Tx) error {
		if _, err := tx.Login([]byte("2")); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a login that was ended: %v", err)
		}
		return nil
	})
	Fill(t, s)
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(
			tx.PutHelper(store.Helper{ID: "h1", School: "s1", Body: `{"a":1}`}), tx.PutHelper(store.Helper{ID: "h1", School: "s1", Removed: true, Body: `{"a":2}`}))
	})
	View(t, s, func(tx *store.Tx) error {
		all, err := tx.Helpers("s1")
		if len(all) != 1 || !all[0].Removed || all[0].Body != `{"a":2}` {
			t.Errorf("%+v", all)
		}
		return err
	})
}

func trail(t *testing.T, s *store.Store, c *Clock) {
	for range 3 {
		Update(t, s, func(tx *store.Tx) error {
			tx.Audit(audit.Record{Who: audit.Actor{Role: audit.Service}, What: "kiosk.enrolled", On: "k1"},
				audit.Record{Who: audit.Actor{Role: audit.Admin, ID: "c1"}, What: "task.changed", On: "t1"})
			return nil
		})
	}
	View(t, s, func(tx *store.Tx) error {
		head, err := tx.TrailHead()
		if err != nil || head.Seq != 6 {
			t.Errorf("%v, %v", head, err)
		}
		verified, err := audit.Verify(tx.Trail(), head)
		if verified != head {
			t.Errorf("%v, want %v", verified, head)
		}
		return err
	})
}

// hostile guards: nothing that people write is SQL.
func hostile(t *testing.T, s *store.Store, _ *Clock) {
	Fill(t, s)
	name := `'); drop table tasks; -- "$1 %s ' ` + "\\ 张😀"
	e := Entry(1)
	e.Student.Manual = booth.ManualPending
	e.Student.Person.Name = booth.NewPersonName(name)
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.PutManual("t1", e), tx.ChangeKiosk("k1", name, name, name),
			tx.PutClerk(store.Clerk{ID: "c1", Login: name, Name: name, Role: store.RoleAdmin}))
	})
	View(t, s, func(tx *store.Tx) error {
		k, err := tx.Kiosk("k1")
		c, err2 := tx.ClerkByLogin(name)
		st, err3 := tx.Student("t1", Key(1))
		if k.Name != name || c.Name != name || st.Student.Person.Name != e.Student.Person.Name {
			t.Errorf("%q %q", k.Name, c.Name)
		}
		_, err4 := tx.Task("t1")
		return errors.Join(err, err2, err3, err4)
	})
	for _, id := range []booth.TaskID{"\x00", "a\xff", "t1\x00"} {
		if err := s.View(t.Context(), func(tx *store.Tx) error { _, err := tx.Task(id); return err }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
}
