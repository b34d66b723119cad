package photo_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"campuskiosk/capture/photo"
)

// TestWriteFile guards: whole or not at all, what stood there stays when it
// fails, and nothing but files is written to.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.jpg")
	for _, text := range []string{"first", "second"} {
		if err := photo.WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != text {
			t.Fatalf("%q, %v", b, err)
		}
	}
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path string
		want error
	}{
		"no folder":      {filepath.Join(dir, "none", "out.jpg"), photo.ErrWrite},
		"through a file": {filepath.Join(path, "out.jpg"), photo.ErrWrite},
		"a folder":       {folder, photo.ErrNotFile},
		"a device":       {"/dev/full", photo.ErrNotFile},
	} {
		if err := photo.WriteFile(c.path, []byte("x")); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
