package storetest

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/central/store"
)

var key = ed25519.PublicKey(bytes.Repeat([]byte{7}, ed25519.PublicKeySize))

func kiosks(t *testing.T, s *store.Store, c *Clock) {
	Fill(t, s)
	if err := s.Update(t.Context(), func(tx *store.Tx) error {
		return tx.AddKiosk(store.Kiosk{ID: "k1", School: "s1", State: store.KioskInvited})
	}); !errors.Is(err, store.ErrTaken) {
		t.Errorf("the same id again: %v", err)
	}
	Update(t, s, func(tx *store.Tx) error { return tx.EnrolKiosk("k1", key) })
	if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.EnrolKiosk("k1", key) }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("enrolled twice: %v", err)
	}
	before := c.T
	c.T = c.T.Add(time.Minute)
	Update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.PutHealth("k1", `{"ok":true}`), tx.ChangeKiosk("k1", "one", "hall", `{"a":1}`), tx.SetKioskTasks("k1", nil))
	})
	View(t, s, func(tx *store.Tx) error {
		k, err := tx.Kiosk("k1")
		if !bytes.Equal(k.Key, key) || k.State != store.KioskActive || !k.Enrolled.Equal(before) || !k.Seen.Equal(c.T) ||
			k.Health != `{"ok":true}` || k.Name != "one" || k.Place != "hall" || k.Body != `{"a":1}` || len(k.Tasks) != 0 || k.Epoch != 3 {
			t.Errorf("%+v", k)
		}
		of, err2 := tx.KiosksOfTask("t1")
		if len(of) != 1 || of[0] != "k2" {
			t.Errorf("the task's kiosks: %v", of)
		}
		return errors.Join(err, err2)
	})
	Update(t, s, func(tx *store.Tx) error {
		for want := int64(1); want < 3; want++ {
			if n, err := tx.NextOrder("k1"); err != nil || n != want {
				t.Errorf("order %d, want %d, %v", n, want, err)
			}
		}
		return tx.RevokeKiosk("k1")
	})
	View(t, s, func(tx *store.Tx) error {
		k, err := tx.Kiosk("k1")
		if k.State != store.KioskRevoked || !bytes.Equal(k.Key, key) || k.Revoked.IsZero() {
			t.Errorf("%+v", k)
		}
		return err
	})
}

func enrolments(t *testing.T, s *store.Store, c *Clock) {
	Fill(t, s)
	code := bytes.Repeat([]byte{1}, 32)
	Update(t, s, func(tx *store.Tx) error { return tx.AddEnrolment(code, "k1", c.T.Add(15*time.Minute)) })
	Update(t, s, func(tx *store.Tx) error {
		k, err := tx.Enrolment(code)
		if k.ID != "k1" {
			t.Errorf("%+v", k)
		}
		if _, err := tx.Enrolment(bytes.Repeat([]byte{2}, 32)); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another code: %v", err)
		}
		return err
	})
	newer := bytes.Repeat([]byte{3}, 32)
	Update(t, s, func(tx *store.Tx) error { return tx.AddEnrolment(newer, "k1", c.T.Add(15*time.Minute)) })
	Update(t, s, func(tx *store.Tx) error {
		if _, err := tx.Enrolment(code); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the older code: %v", err)
		}
		return nil
	})
	c.T = c.T.Add(16 * time.Minute)
	Update(t, s, func(tx *store.Tx) error {
		if _, err := tx.Enrolment(newer); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a code that is over: %v", err)
		}
		return nil
	})
}

func nonces(t *testing.T, s *store.Store, c *Clock) {
	use := func(id booth.KioskID, nonce string) (fresh bool) {
		Update(t, s, func(tx *store.Tx) (err error) {
			fresh, err = tx.UseNonce(id, nonce, c.T.Add(10*time.Minute))
			return err
		})
		return fresh
	}
	if !use("k1", "a") || use("k1", "a") || !use("k2", "a") || !use("k1", "b") {
		t.Error("not exactly once each")
	}
	c.T = c.T.Add(9 * time.Minute)
	Update(t, s, func(tx *store.Tx) error { return tx.Sweep() })
	if use("k1", "a") {
		t.Error("forgotten too early")
	}
	c.T = c.T.Add(2 * time.Minute)
	Update(t, s, func(tx *store.Tx) error { return tx.Sweep() })
	if !use("k1", "a") {
		t.Error("not forgotten")
	}
}
