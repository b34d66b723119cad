package storetest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"

	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// V1 writes a data folder as schema 1 had it, byte for byte by hand: it uses
// nothing of the store but the keys, so it stays what it was when the store
// changes. It holds session 1, which has ended, and session 2, which has not,
// both of nobody, in version 3.
func V1(dir string, root *keyring.Root) error {
	for _, d := range []string{"photos", "keys"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			return err
		}
	}
	keys := filepath.Join(dir, "keys")
	students, err := root.EpochsOf(keys, keyring.Students).Create(1)
	if err != nil {
		return err
	}
	if _, err := root.EpochsOf(keys, keyring.Photos).Create(1); err != nil {
		return err
	}
	db, err := bolt.Open(filepath.Join(dir, "kiosk.db"), 0o600, nil)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bolt.Tx) error { return v1Records(tx, keyring.NewBox(root.Derive("records")), students) })
	return errors.Join(err, db.Close())
}

func v1Records(tx *bolt.Tx, records keyring.Box, students keyring.Epoch) error {
	u64 := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	for _, name := range []string{
		"meta", "settings", "tasks", "audit", "subjects", "owned", "students", "rosters", "index", "photokeys",
		"sessions", "photos", "uses", "submissions", "comparisons", "standings",
	} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	var all error
	put := func(bucket, key string, value []byte) {
		all = errors.Join(all, tx.Bucket([]byte(bucket)).Put([]byte(key), value))
	}
	put("meta", "schema", u64(1))
	put("meta", "epoch", u64(1))
	put("meta", "photo_epoch", u64(1))
	put("meta", "check", records.Seal([]byte("kiosk.db"), []byte("check")))
	put("settings", "campus_key", records.Seal(bytes.Repeat([]byte{1}, 32), []byte("settings\x00campus_key")))

	sub, key := string(bytes.Repeat([]byte{7}, 16)), keyring.NewKey()
	box, nobody := keyring.NewBox(key), make([]byte, 32)
	put("subjects", sub, append([]byte{0}, students.Wrap.Seal(append(key[:], nobody...), []byte("subjects\x00"+sub))...))
	for n, state := range map[int]string{1: "ended", 2: "shooting"} {
		id := string(SessionID(n))
		text := `{"version":3,"step":"","session":{"session":{"schema":1,"id":"` + id + `","kiosk":"k1","state":"` + state + `"}}}`
		put("sessions", id, append([]byte(sub), box.Seal([]byte(text), []byte("sessions\x00"+id))...))
		put("owned", sub+"s"+id, nil)
	}
	return all
}
