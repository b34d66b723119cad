package keys_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"campuskiosk/sync/central/keys"
)

var now = time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC)

// TestKiosksFollow guards: a kiosk that knows an old set finds the present one,
// over any number of new packet keys and roots, also after a restart.
func TestKiosksFollow(t *testing.T) {
	dir := t.TempDir()
	k, err := keys.LoadOrNew(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := k.Chain().First(k.Fingerprint())
	if err != nil || pinned.Version != 1 {
		t.Fatal(pinned, err)
	}
	version := 1
	for i, roll := range []func(time.Time) error{k.RollPackets, k.RollRoot, k.RollPackets, k.RollPackets, k.RollRoot, k.RollRoot, k.RollPackets} {
		if err := roll(now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		version++
		if i == 1 || i == 4 || i == 5 {
			version++
		}
		next, err := k.Chain().Next(pinned)
		if err != nil || next.Version != version || !bytes.Equal(next.Root, k.Set().Root) {
			t.Errorf("after step %d: version %d, %v", i, next.Version, err)
		}
		first, err := k.Chain().First(k.Fingerprint())
		if err != nil || first.Version != version {
			t.Errorf("enrolled after step %d: version %d, %v", i, first.Version, err)
		}
	}
	if n := len(k.Identities()); n != 5 {
		t.Errorf("%d keys open packets, want 5", n)
	}
	if err := k.Save(dir); err != nil {
		t.Fatal(err)
	}
	again, err := keys.Load(dir)
	if err != nil || again.Fingerprint() != k.Fingerprint() || again.Set().Version != 11 || !bytes.Equal(again.Campus(), k.Campus()) || len(again.Identities()) != 5 {
		t.Errorf("%v, %v", again, err)
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := keys.LoadOrNew(dir, now); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, keys.File)
	if err := os.Chmod(name, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Load(dir); !errors.Is(err, keys.ErrOpen) {
		t.Errorf("readable by others: %v", err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(whole); i += 97 { // never a new file in the place of a damaged one
		if err := os.WriteFile(name, whole[:i], 0o600); err != nil {
			t.Fatal(err)
		}
		_ = os.Chmod(name, 0o600)
		if _, err := keys.LoadOrNew(dir, now); !errors.Is(err, keys.ErrFile) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
}
