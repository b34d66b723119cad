package sealed

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"campuskiosk/app/store/durable"
)

// photo is n bytes that begin like a JPEG.
func photo(n int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	copy(b, "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00")
	return b
}

func TestWriteAndRead(t *testing.T) {
	f := In(t.TempDir())
	for _, n := range []int{0, 1, 40_000, 64<<10 - 1, 64 << 10, 300_000} {
		p := photo(n)
		name, key, err := f.Write(p)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f.Read(name, key); err != nil || !bytes.Equal(got, p) {
			t.Errorf("%d bytes: %d back, %v", n, len(got), err)
		}
		disk, _ := os.ReadFile(f.path(name))
		if n > 10 && bytes.Contains(disk, p[:10]) {
			t.Error("the file shows a JPEG header")
		}
		_, other, _ := f.Write(p)
		if got, err := f.Read(name, other); err == nil || got != nil {
			t.Error("another photo's key opens it")
		}
	}
	if _, _, err := f.Write(make([]byte, MaxPhoto+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := f.Read(strings.Repeat("a", 32)+suffix, []byte("AGE-SECRET-KEY-1")); !errors.Is(err, ErrKey) {
		t.Errorf("no key: %v", err)
	}
}

// TestHalfIsNothing cuts and changes a file of several chunks everywhere.
func TestHalfIsNothing(t *testing.T) {
	f := In(t.TempDir())
	name, key, err := f.Write(photo(200_000))
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := os.ReadFile(f.path(name))
	check := func(b []byte, what string, at int) {
		t.Helper()
		_ = os.WriteFile(f.path(name), b, 0o600)
		if got, err := f.Read(name, key); !errors.Is(err, ErrDamaged) || got != nil {
			t.Fatalf("%s at %d of %d: %d bytes, %v", what, at, len(whole), len(got), err)
		}
	}
	for at := 0; at < len(whole); at += 1 + at/7 {
		check(whole[:at], "cut", at)
		bad := bytes.Clone(whole)
		bad[at] ^= 0x10
		check(bad, "changed", at)
	}
	check(append(bytes.Clone(whole), 0), "longer", len(whole))
	// At a border of age's 64 KiB chunks a cut is easiest to miss.
	const chunks, tag = 4, 16
	header := len(whole) - 200_000 - chunks*tag // with the nonce
	for chunk := 1; chunk < chunks; chunk++ {
		check(whole[:header+chunk*(64<<10+tag)], "cut between chunks", chunk)
	}
	if err := os.Remove(f.path(name)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Read(name, key); !errors.Is(err, ErrMissing) {
		t.Errorf("gone: %v", err)
	}
}

func TestSweep(t *testing.T) {
	f := In(t.TempDir())
	keep, key, _ := f.Write(photo(100))
	orphan, _, _ := f.Write(photo(100))
	for _, n := range []string{strings.Repeat("0", 32) + suffix + durable.TempSuffix, "README", "x" + suffix} {
		_ = os.WriteFile(filepath.Join(f.dir, n), nil, 0o600)
	}
	n, err := f.Sweep(func(name string) bool { return name == keep })
	if err != nil || n != 2 {
		t.Errorf("removed %d, %v", n, err)
	}
	entries, _ := os.ReadDir(f.dir)
	if len(entries) != 3 {
		t.Errorf("left %v", entries)
	}
	if _, err := f.Read(keep, key); err != nil {
		t.Error(err)
	}
	if err := f.Remove(keep, orphan); err != nil {
		t.Error(err)
	}
	if err := f.Remove("../x" + suffix); err == nil {
		t.Error("removes outside its folder")
	}
}

func TestCopyIsSealed(t *testing.T) {
	f := In(t.TempDir())
	name, _, _ := f.Write(photo(1000))
	var b bytes.Buffer
	var size int64
	err := f.Copy(name, func(n int64) (io.Writer, error) { size = n; return &b, nil })
	disk, _ := os.ReadFile(f.path(name))
	if err != nil || size != int64(len(disk)) || !bytes.Equal(b.Bytes(), disk) {
		t.Errorf("%d of %d bytes, %v", b.Len(), len(disk), err)
	}
	if err := f.Copy(strings.Repeat("0", 32)+suffix, nil); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}
