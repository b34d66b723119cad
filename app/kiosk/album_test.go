package kiosk

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/photo"
)

func testEntry() entry {
	return entry{
		Original: []byte("original bytes"), Standard: []byte("standard bytes"),
		Record: record{Camera: "Simulated camera", CameraID: "sim", Simulated: true, Frame: 7, Check: photo.Failed(nil)},
	}
}

func TestAlbumKeepsWholePhotos(t *testing.T) {
	data := t.TempDir()
	a := newAlbum(data)
	when := time.Date(2026, 9, 1, 8, 30, 0, 5e6, time.UTC)
	a.now = func() time.Time { return when }
	dir, err := a.save(testEntry())
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(dir) != filepath.Join(data, "photos") {
		t.Errorf("saved in %s", dir)
	}
	for name, want := range map[string]string{originalName: "original bytes", standardName: "standard bytes"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, recordName))
	if err != nil {
		t.Fatal(err)
	}
	var r record
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	if r.ID != filepath.Base(dir) || !r.Time.Equal(when) || r.Frame != 7 || r.SHA256[originalName] != digest([]byte("original bytes")) {
		t.Errorf("%+v", r)
	}
	entries, _ := os.ReadDir(filepath.Join(data, "photos"))
	if len(entries) != 1 {
		t.Errorf("%d things in the folder, want the one photo", len(entries))
	}
}

// A folder that can't be written to leaves nothing and says what to do.
func TestAlbumFailsWhole(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "photos"), []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := newAlbum(data).save(testEntry()); !errors.Is(err, ErrSave) {
		t.Errorf("%v", err)
	}
	if regexp.MustCompile(regexp.QuoteMeta(data)).MatchString(ErrSave.Because(cause(&os.PathError{Op: "open", Path: data, Err: os.ErrPermission})).Error()) {
		t.Error("the error names the folder")
	}
}

// A full disk leaves nothing behind, and there is room again for a photo that
// fits.
func TestAlbumOnFullDisk(t *testing.T) {
	data := t.TempDir()
	if err := syscall.Mount("tmpfs", data, "tmpfs", 0, "size=64k"); err != nil {
		modelstest.Missing(t, "no small file system can be mounted here (it takes root)")
	}
	t.Cleanup(func() { _ = syscall.Unmount(data, 0) })
	a := newAlbum(data)
	large := testEntry()
	large.Original = make([]byte, 200<<10)
	if _, err := a.save(large); !errors.Is(err, ErrSave) || !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("%v", err)
	}
	if left, _ := os.ReadDir(a.dir); len(left) != 0 {
		t.Errorf("%d things are left on the full disk", len(left))
	}
	if _, err := a.save(testEntry()); err != nil {
		t.Errorf("a small photo after the large one: %v", err)
	}
}

func TestTidyRemovesHalfWritten(t *testing.T) {
	a := newAlbum(t.TempDir())
	dir, err := a.save(testEntry())
	if err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(a.dir, ".part-123")
	if err := os.MkdirAll(part, 0o700); err != nil {
		t.Fatal(err)
	}
	a.tidy()
	if _, err := os.Stat(part); err == nil {
		t.Error("the half-written photo is still there")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Error("a whole photo was removed")
	}
}

func TestIDsSortByTime(t *testing.T) {
	shape := regexp.MustCompile(`^[0-7][0-9A-HJKMNP-TV-Z]{25}$`)
	t0 := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	last := ""
	for i := range 100 {
		id := newID(t0.Add(time.Duration(i) * time.Millisecond))
		if !shape.MatchString(id) {
			t.Fatalf("%q is no ULID", id)
		}
		if id <= last {
			t.Fatalf("%s after %s", id, last)
		}
		last = id
	}
	// The published example of the specification: 01ARZ3NDEK is 1469922850259.
	if id := newID(time.UnixMilli(1469922850259)); id[:10] != "01ARZ3NDEK" {
		t.Errorf("%s", id)
	}
	if first, second := newID(t0), newID(t0); first == second {
		t.Error("two are equal")
	}
}
