package store_test

import (
	"encoding/binary"
	"path/filepath"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"

	bolt "go.etcd.io/bbolt"
)

func TestMigrateFromSchema1(t *testing.T) {
	dir, root := t.TempDir(), keyring.NewRoot(keyring.NewKey())
	if err := storetest.V1(dir, root); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		s, err := store.Open(dir, root)
		if err != nil {
			t.Fatal(err)
		}
		if st, err := s.Status(); err != nil || st.Schema != store.Schema {
			t.Errorf("%+v, %v", st, err)
		}
		open, err := s.Unfinished()
		if err != nil || len(open) != 1 || open[0].Session.ID != storetest.SessionID(2) || open[0].Session.State != booth.StateShooting || open[0].Version != 3 {
			t.Errorf("unfinished %+v, %v", open, err)
		}
		r, err := s.Check(t.Context())
		if err != nil || !r.OK() || r.Sessions != 2 {
			t.Errorf("%+v, %v", r, err)
		}
		// And it works as ever.
		if err := s.PutStudents(storetest.Task, storetest.Entries(0, 3)); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewerSchema(t *testing.T) {
	k := newKit(t)
	k.must(k.Close())
	db, err := bolt.Open(filepath.Join(k.dir, "kiosk.db"), 0o600, nil)
	k.must(err)
	k.must(db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("schema"), binary.BigEndian.AppendUint64(nil, store.Schema+1))
	}))
	k.must(db.Close())
	_, err = store.Open(k.dir, k.root)
	wantError(t, err, store.ErrNewer)
}
