package storetest

import (
	"errors"
	"testing"
	"time"

	"campuskiosk/sync/central/store"
)

func begin(t *testing.T, s *store.Store, c *Clock, id, packet string) store.Upload {
	t.Helper()
	var u store.Upload
	Update(t, s, func(tx *store.Tx) (err error) {
		u, err = tx.BeginUpload(store.Upload{ID: id, Packet: packet, Kiosk: "k1", SHA256: "aa", Size: 10, Expires: c.T.Add(time.Hour)})
		return err
	})
	return u
}

func add(t *testing.T, s *store.Store, c *Clock, id string, start, size int64) (ok bool) {
	t.Helper()
	Update(t, s, func(tx *store.Tx) (err error) {
		if _, err := tx.LockUpload(id); err != nil {
			return err
		}
		ok, err = tx.AddPart(id, store.Part{Start: start, Size: size, Blob: "b"}, c.T.Add(2*time.Hour))
		return err
	})
	return ok
}

func uploads(t *testing.T, s *store.Store, c *Clock) {
	Fill(t, s)
	if u := begin(t, s, c, "u1", "p1"); u.ID != "u1" || u.Received != 0 || u.Size != 10 || u.Kiosk != "k1" {
		t.Errorf("%+v", u)
	}
	if u := begin(t, s, c, "u2", "p1"); u.ID != "u1" {
		t.Errorf("begun again it is %s", u.ID)
	}
	if !add(t, s, c, "u1", 0, 4) || add(t, s, c, "u1", 0, 4) || add(t, s, c, "u1", 5, 1) || add(t, s, c, "u1", 4, 7) || !add(t, s, c, "u1", 4, 6) {
		t.Error("parts are not taken exactly where they belong")
	}
	View(t, s, func(tx *store.Tx) error {
		u, err := tx.UploadOf("k1", "p1")
		parts, err2 := tx.Parts("u1")
		open, err3 := tx.Unopened(10)
		if u.Received != 10 || len(parts) != 2 || parts[1] != (store.Part{Start: 4, Size: 6, Blob: "b"}) || len(open) != 1 || !u.Expires.Equal(c.T.Add(2*time.Hour)) {
			t.Errorf("%+v %v %v", u, parts, open)
		}
		if _, err := tx.UploadOf("k2", "p1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another kiosk's: %v", err)
		}
		return errors.Join(err, err2, err3)
	})
	Update(t, s, func(tx *store.Tx) error { return tx.DoneUpload("u1") })
	View(t, s, func(tx *store.Tx) error {
		open, err := tx.Unopened(10)
		if len(open) != 0 {
			t.Errorf("%v", open)
		}
		return err
	})
	if err := s.Update(t.Context(), func(tx *store.Tx) error { _, err := tx.LockUpload("u9"); return err }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown upload: %v", err)
	}
}

func expiry(t *testing.T, s *store.Store, c *Clock) {
	Fill(t, s)
	begin(t, s, c, "u1", "p1")
	add(t, s, c, "u1", 0, 4)
	begin(t, s, c, "u2", "p2")
	add(t, s, c, "u2", 0, 10)
	Update(t, s, func(tx *store.Tx) error { return tx.DoneUpload("u2") })
	begin(t, s, c, "u3", "p3")
	add(t, s, c, "u3", 0, 10) // whole, and nobody has looked yet
	c.T = c.T.Add(3 * time.Hour)
	Update(t, s, func(tx *store.Tx) error {
		over, err := tx.Expired(10)
		if len(over) != 2 {
			t.Fatalf("%d are over", len(over))
		}
		gone := 0
		for _, u := range over {
			parts, err := tx.EndUpload(u)
			if err != nil {
				return err
			}
			gone += len(parts)
		}
		if gone != 1 {
			t.Errorf("%d parts go, want those of the unfinished one", gone)
		}
		return err
	})
	View(t, s, func(tx *store.Tx) error {
		parts, err := tx.Parts("u2")
		if len(parts) != 1 {
			t.Errorf("%d parts of the packet are left", len(parts))
		}
		return err
	})
}

func packets(t *testing.T, s *store.Store, c *Clock) {
	put := func(p store.Packet) error {
		return s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutPacket(p) })
	}
	p := store.Packet{ID: "p1", Kiosk: "k1", Upload: "u1", SHA256: "aa", Size: 10, Received: c.T, Outcome: store.PacketDamaged, Code: "packet.damaged"}
	if err := put(p); err != nil {
		t.Fatal(err)
	}
	p.SHA256, p.Outcome, p.Code, p.Manifest, p.Receipt = "bb", store.PacketRefused, "submission.used_up", "cc", "{}"
	p.Rule = "V1"
	if err := put(p); err != nil {
		t.Fatal(err)
	}
	if err := put(p); !errors.Is(err, store.ErrTaken) {
		t.Errorf("again: %v", err)
	}
	other := p
	other.Kiosk = "k2"
	if err := put(other); err != nil {
		t.Errorf("another kiosk's packet of the same id: %v", err)
	}
	View(t, s, func(tx *store.Tx) error {
		got, err := tx.Packet("k1", "p1")
		if got != p {
			got.Received = p.Received
			if got != p {
				t.Errorf("%+v, want %+v", got, p)
			}
		}
		n, err2 := tx.CountPackets()
		if n[store.PacketRefused] != 2 || n[store.PacketDamaged] != 0 {
			t.Errorf("%v", n)
		}
		return errors.Join(err, err2)
	})
	p.Outcome, p.Rule, p.Code = store.PacketAccepted, "", ""
	Update(t, s, func(tx *store.Tx) error { return tx.SetOutcome(p) })
	View(t, s, func(tx *store.Tx) error {
		all, err := tx.Packets(store.PacketAccepted, 10)
		if len(all) != 1 || all[0].ID != "p1" {
			t.Errorf("%+v", all)
		}
		return err
	})
}
