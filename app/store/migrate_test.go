package store_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"

	bolt "go.etcd.io/bbolt"
)

// v1 writes a data folder as schema 1 had it, byte for byte by hand: it uses
// nothing of the store but the keys, so it stays what it was when the store
// changes. It holds session 1, which has ended, and session 2, which has not,
// both of a student without a roster.
func v1(t testing.TB, dir string, root *keyring.Root) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range []string{"photos", "keys"} {
		must(os.MkdirAll(filepath.Join(dir, d), 0o700))
	}
	students, err := root.EpochsOf(filepath.Join(dir, "keys"), keyring.Students).Create(1)
	must(err)
	_, err = root.EpochsOf(filepath.Join(dir, "keys"), keyring.Photos).Create(1)
	must(err)
	records := keyring.NewBox(root.Derive("records"))
	u64 := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	sub, key := bytes.Repeat([]byte{7}, 16), keyring.NewKey()
	box := keyring.NewBox(key)

	db, err := bolt.Open(filepath.Join(dir, "kiosk.db"), 0o600, nil)
	must(err)
	must(db.Update(func(tx *bolt.Tx) error {
		for _, name := range []string{
			"meta", "settings", "tasks", "audit", "subjects", "owned", "students", "rosters", "index", "photokeys",
			"sessions", "photos", "uses", "submissions", "comparisons", "standings",
		} {
			_, err := tx.CreateBucket([]byte(name))
			must(err)
		}
		put := func(bucket string, key, value []byte) { must(tx.Bucket([]byte(bucket)).Put(key, value)) }
		put("meta", []byte("schema"), u64(1))
		put("meta", []byte("epoch"), u64(1))
		put("meta", []byte("photo_epoch"), u64(1))
		put("meta", []byte("check"), records.Seal([]byte("kiosk.db"), []byte("check")))
		put("settings", []byte("campus_key"), records.Seal(bytes.Repeat([]byte{1}, 32), []byte("settings\x00campus_key")))
		wrapped := students.Wrap.Seal(append(key[:], make([]byte, 32)...), append([]byte("subjects\x00"), sub...))
		put("subjects", sub, append([]byte{0}, wrapped...))
		for id, state := range map[string]string{string(storetest.SessionID(1)): "ended", string(storetest.SessionID(2)): "shooting"} {
			text := `{"version":3,"step":"","session":{"session":{"schema":1,"id":"` + id + `","kiosk":"k1","state":"` + state + `"}}}`
			put("sessions", []byte(id), append(bytes.Clone(sub), box.Seal([]byte(text), []byte("sessions\x00"+id))...))
			put("owned", append(append(bytes.Clone(sub), 's'), id...), nil)
		}
		return nil
	}))
	must(db.Close())
}

func TestMigrateFromSchema1(t *testing.T) {
	dir, root := t.TempDir(), keyring.NewRoot(keyring.NewKey())
	v1(t, dir, root)
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
