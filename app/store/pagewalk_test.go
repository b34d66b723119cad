package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// grown is a database with branch pages, nested buckets, an inline bucket and a
// value of several pages.
func grown(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "db")
	db, err := bolt.Open(name, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		big, err := tx.CreateBucket([]byte("big"))
		if err != nil {
			return err
		}
		for i := range 3000 {
			if err := big.Put(fmt.Appendf(nil, "%06d", i), make([]byte, 50)); err != nil {
				return err
			}
		}
		if err := big.Put([]byte("long"), make([]byte, 20_000)); err != nil {
			return err
		}
		small, err := big.CreateBucket([]byte("small"))
		if err != nil {
			return err
		}
		return small.Put([]byte("k"), []byte("v"))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return name
}

func walked(t *testing.T, name string) error {
	t.Helper()
	db, err := bolt.Open(name, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return db.View(walkPages)
}

// TestPagesInCircles: a branch that leads back to itself, out of the file, or to a
// page that is none, is told instead of followed.
func TestPagesInCircles(t *testing.T) {
	if err := walked(t, grown(t)); err != nil {
		t.Fatalf("a whole tree: %v", err)
	}
	page := os.Getpagesize()
	for what, child := range map[string]func(self uint64) uint64{
		"itself":          func(self uint64) uint64 { return self },
		"beyond the file": func(uint64) uint64 { return 1 << 40 },
		"the meta page":   func(uint64) uint64 { return 0 },
	} {
		name := grown(t)
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		changed := 0
		for at := 0; at+page <= len(b); at += page {
			if binary.LittleEndian.Uint16(b[at+8:]) == branchPage {
				id := binary.LittleEndian.Uint64(b[at:])
				binary.LittleEndian.PutUint64(b[at+pageHead+8:], child(id))
				changed++
			}
		}
		if changed == 0 {
			t.Fatal("there is no branch page")
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := walked(t, name); !errors.Is(err, errPages) {
			t.Errorf("a branch to %s: %v", what, err)
		}
	}
}
