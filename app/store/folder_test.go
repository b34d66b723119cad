package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

func TestOpenOrCreate(t *testing.T) {
	first := storetest.Audit("store.created")
	demo := func(dir, credentials string) bool {
		t.Helper()
		s, err := store.OpenOrCreate(dir, credentials, first)
		if err != nil {
			t.Fatal(err)
		}
		st, err := s.Status()
		if err != nil || s.Close() != nil {
			t.Fatal(err)
		}
		return st.DemoKey
	}
	credentials := t.TempDir()
	key := keyring.NewKey()
	name := filepath.Join(credentials, store.CredentialName)
	if err := os.WriteFile(name, key[:], 0o400); err != nil {
		t.Fatal(err)
	}

	// Without a credential: a demo key, and the same at the next start.
	dir := filepath.Join(t.TempDir(), "data")
	for range 2 {
		if !demo(dir, "") {
			t.Error("a key in a file is demo only")
		}
	}
	// Its key lost: nothing new is made in its place.
	demoKey := filepath.Join(dir, keyring.DemoFile)
	if err := os.Remove(demoKey); err != nil {
		t.Fatal(err)
	}
	_, err := store.OpenOrCreate(dir, "", first)
	wantError(t, err, keyring.ErrNoKey)
	if _, err := os.Stat(demoKey); err == nil {
		t.Error("made a new key over old data")
	}

	// With a credential: no key in the folder, and none without it.
	dir = filepath.Join(t.TempDir(), "data")
	for range 2 {
		if demo(dir, credentials) {
			t.Error("a credential is no demo")
		}
	}
	if _, err := os.Stat(filepath.Join(dir, keyring.DemoFile)); err == nil {
		t.Error("a key lies beside the data")
	}
	_, err = store.OpenOrCreate(dir, "", first)
	wantError(t, err, keyring.ErrNoKey)
	_, err = store.OpenOrCreate(dir, t.TempDir(), first)
	wantError(t, err, keyring.ErrNoKey)
}

// TestFindKey: where the key is, without opening or making anything.
func TestFindKey(t *testing.T) {
	first := storetest.Audit("store.created")
	credentials := t.TempDir()
	dir := filepath.Join(t.TempDir(), "data")
	want := func(dir, credentials string, want store.Key, wantErr error) {
		t.Helper()
		got, err := store.FindKey(dir, credentials)
		if got != want {
			t.Errorf("key %q, want %q", got, want)
		}
		wantError(t, err, wantErr)
	}
	want(dir, "", store.KeyNone, nil)
	want(dir, credentials, store.KeyNone, nil)
	_, err := store.OpenFolder(dir, "")
	wantError(t, err, store.ErrNotCreated)
	if _, err := os.Stat(dir); err == nil {
		t.Error("looking made the folder")
	}
	s, err := store.OpenOrCreate(dir, "", first)
	if err != nil || s.Close() != nil {
		t.Fatal(err)
	}
	want(dir, "", store.KeyDemo, nil)
	want(dir, credentials, store.KeyDemo, nil)
	demo := filepath.Join(dir, keyring.DemoFile)
	if err := os.Chmod(demo, 0o644); err != nil {
		t.Fatal(err)
	}
	want(dir, "", "", keyring.ErrKeyOpen)
	if err := os.Remove(demo); err != nil {
		t.Fatal(err)
	}
	want(dir, "", "", keyring.ErrNoKey)
	key := keyring.NewKey()
	if err := os.WriteFile(filepath.Join(credentials, store.CredentialName), key[:], 0o400); err != nil {
		t.Fatal(err)
	}
	want(dir, credentials, store.KeyCredential, nil)
	_, err = store.OpenFolder(dir, credentials)
	wantError(t, err, store.ErrWrongKey)
}
