package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"

	bolt "go.etcd.io/bbolt"
)

// TestCheckFinds damages a whole store in one way each and looks whether Check
// says so.
func TestCheckFinds(t *testing.T) {
	k := newKit(t)
	k.must(k.PutTask(storetest.TheTask(), storetest.Audit("task.put"), storetest.Audit("task.put"), storetest.Audit("task.put")))
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 30)))
	for n := range 3 {
		_, err := k.Apply(submitted(n))
		k.must(err)
	}
	_, err := k.Apply(store.Step{Session: anonymous(9)})
	k.must(err)
	k.whole()
	k.must(k.Close())

	flip := func(b []byte) []byte { b = bytes.Clone(b); b[len(b)-1] ^= 1; return b }
	damages := map[string]func(tx *bolt.Tx, photos string) error{
		"a photo's file is gone": func(_ *bolt.Tx, photos string) error { return os.Remove(firstFile(photos)) },
		"a photo's file is cut": func(_ *bolt.Tx, photos string) error {
			return os.Truncate(firstFile(photos), 900)
		},
		"two photos' files exchanged": func(_ *bolt.Tx, photos string) error {
			entries, _ := os.ReadDir(photos)
			a, b := filepath.Join(photos, entries[0].Name()), filepath.Join(photos, entries[1].Name())
			return errors.Join(os.Rename(a, a+"x"), os.Rename(b, a), os.Rename(a+"x", b))
		},
		"a photo's key is gone": func(tx *bolt.Tx, _ string) error { return deleteFirst(tx.Bucket([]byte("photokeys"))) },
		"the trail's end is cut": func(tx *bolt.Tx, _ string) error {
			b := tx.Bucket([]byte("audit"))
			k, _ := b.Cursor().Last()
			return b.Delete(k)
		},
		"a record of the trail is gone": func(tx *bolt.Tx, _ string) error {
			b := tx.Bucket([]byte("audit"))
			c := b.Cursor()
			c.First()
			k, _ := c.Next()
			return b.Delete(k)
		},
		"two records of the trail exchanged": func(tx *bolt.Tx, _ string) error { return exchange(tx.Bucket([]byte("audit"))) },
		"the list of open sessions is gone":  func(tx *bolt.Tx, _ string) error { return deleteFirst(tx.Bucket([]byte("open"))) },
		"an index entry is gone": func(tx *bolt.Tx, _ string) error {
			return deleteFirst(deepest(tx.Bucket([]byte("index"))))
		},
		"an index entry too many": func(tx *bolt.Tx, _ string) error {
			return deepest(tx.Bucket([]byte("index"))).Put(make([]byte, 32), nil)
		},
		"a roster entry is gone": func(tx *bolt.Tx, _ string) error {
			return deleteFirst(deepest(tx.Bucket([]byte("students"))))
		},
		"two roster entries exchanged": func(tx *bolt.Tx, _ string) error {
			return exchange(deepest(tx.Bucket([]byte("students"))))
		},
		"a student's key is gone":  func(tx *bolt.Tx, _ string) error { return deleteFirst(tx.Bucket([]byte("subjects"))) },
		"an owner's list is short": func(tx *bolt.Tx, _ string) error { return deleteFirst(tx.Bucket([]byte("owned"))) },
	}
	for _, name := range []string{"sessions", "photos", "uses", "submissions", "settings", "tasks", "rosters", "audit", "subjects"} {
		b := []byte(name)
		damages["a bit of "+name] = func(tx *bolt.Tx, _ string) error {
			k, v := tx.Bucket(b).Cursor().First()
			return tx.Bucket(b).Put(bytes.Clone(k), flip(v))
		}
		if name != "settings" && name != "tasks" && name != "rosters" && name != "audit" && name != "subjects" {
			damages["one of "+name+" gone"] = func(tx *bolt.Tx, _ string) error { return deleteFirst(tx.Bucket(b)) }
			damages["two of "+name+" exchanged"] = func(tx *bolt.Tx, _ string) error { return exchange(tx.Bucket(b)) }
		}
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			k.must(os.CopyFS(dir, os.DirFS(k.dir)))
			db, err := bolt.Open(filepath.Join(dir, "kiosk.db"), 0o600, nil)
			k.must(err)
			k.must(db.Update(func(tx *bolt.Tx) error { return damage(tx, filepath.Join(dir, "photos")) }))
			k.must(db.Close())
			s, err := store.Open(dir, k.root)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			r, err := s.Check(t.Context())
			if err != nil || r.OK() {
				t.Errorf("found nothing: %+v, %v", r, err)
			}
		})
	}
	k.Store, err = store.Open(k.dir, k.root)
	k.must(err)
	k.whole()
}

func firstFile(dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		panic(err)
	}
	return filepath.Join(dir, entries[0].Name())
}

func deleteFirst(b *bolt.Bucket) error {
	k, _ := b.Cursor().First()
	if k == nil {
		return errors.New("there is nothing to delete")
	}
	return b.Delete(bytes.Clone(k))
}

// exchange gives the first two keys each other's values.
func exchange(b *bolt.Bucket) error {
	c := b.Cursor()
	k1, v1 := c.First()
	k2, v2 := c.Next()
	if k2 == nil {
		return errors.New("there are no two")
	}
	k1, v1, k2, v2 = bytes.Clone(k1), bytes.Clone(v1), bytes.Clone(k2), bytes.Clone(v2)
	return errors.Join(b.Put(k1, v2), b.Put(k2, v1))
}

// deepest follows the last bucket of each level.
func deepest(b *bolt.Bucket) *bolt.Bucket {
	for {
		var last []byte
		_ = b.ForEachBucket(func(k []byte) error { last = bytes.Clone(k); return nil })
		if last == nil {
			return b
		}
		b = b.Bucket(last)
	}
}
