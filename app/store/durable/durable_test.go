package durable

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	put := func(text string) error {
		return WriteFile(name, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }, nil)
	}
	if err := put("one"); err != nil {
		t.Fatal(err)
	}
	var steps []string
	err := WriteFile(name, func(w io.Writer) error { _, err := io.WriteString(w, "two"); return err }, func(s string) {
		steps = append(steps, s)
		b, _ := os.ReadFile(name)
		if want := map[string]string{"written": "one", "synced": "one", "renamed": "two"}[s]; string(b) != want {
			t.Errorf("at %s the file holds %q", s, b)
		}
	})
	if err != nil || !slices.Equal(steps, []string{"written", "synced", "renamed"}) {
		t.Errorf("%v, %v", steps, err)
	}
	broken := errors.New("no")
	err = WriteFile(name, func(w io.Writer) error { _, _ = io.WriteString(w, "three"); return broken }, nil)
	if b, _ := os.ReadFile(name); !errors.Is(err, broken) || string(b) != "two" {
		t.Errorf("after a failed write: %q, %v", b, err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"a"}) {
		t.Errorf("left behind: %v", got)
	}
	if info, _ := os.Stat(name); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestShred(t *testing.T) {
	dir := t.TempDir()
	name, twin := filepath.Join(dir, "key"), filepath.Join(dir, "twin")
	secret := bytes.Repeat([]byte("secret"), 100)
	if err := os.WriteFile(name, secret, 0o600); err != nil {
		t.Fatal(err)
	}
	// A second name of the same blocks shows that they were overwritten.
	if err := os.Link(name, twin); err != nil {
		t.Skip("no hard links here")
	}
	if err := Shred(name); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(twin); len(b) != len(secret) || bytes.Contains(b, []byte("secret")) {
		t.Errorf("the blocks still hold %q", b)
	}
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Error("still there")
	}
	if err := Shred(name); err != nil {
		t.Errorf("the second time: %v", err)
	}
}

func TestRemoveAndMkdir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	for range 2 {
		if err := Mkdir(dir); err != nil {
			t.Fatal(err)
		}
	}
	_ = os.WriteFile(filepath.Join(dir, "a"), nil, 0o600)
	if err := Remove(dir, "a", "b"); err != nil || len(names(t, dir)) != 0 {
		t.Errorf("%v, %v", names(t, dir), err)
	}
}

func TestPathless(t *testing.T) {
	_, err := os.Open(filepath.Join(t.TempDir(), "wang"))
	if got := Pathless(err); strings.Contains(got.Error(), "wang") || !errors.Is(got, syscall.ENOENT) {
		t.Errorf("%v", got)
	}
	err = os.Rename(filepath.Join(t.TempDir(), "wang"), "li")
	if got := Pathless(err); strings.Contains(got.Error(), "wang") || !errors.Is(got, fs.ErrNotExist) {
		t.Errorf("%v", got)
	}
}
