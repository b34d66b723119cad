package modelstest_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"campuskiosk/capture/models/modelstest"
)

// recorder is a test that only notes how it ended.
type recorder struct {
	testing.TB
	ended string
}

func (r *recorder) Helper()               {}
func (r *recorder) Skip(...any)           { r.ended = "skip"; runtime.Goexit() }
func (r *recorder) Fatalf(string, ...any) { r.ended = "fail"; runtime.Goexit() }
func (r *recorder) Fatal(...any)          { r.ended = "fail"; runtime.Goexit() }

func ends(f func(testing.TB)) string {
	r := &recorder{ended: "no"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r.ended
}

func TestMissingSkipsOrFails(t *testing.T) {
	t.Setenv(modelstest.EnvModels, filepath.Join(t.TempDir(), "no"))
	t.Setenv(modelstest.EnvPhotos, t.TempDir())
	models := func(tb testing.TB) { modelstest.Models(tb) }
	photo := func(tb testing.TB) { modelstest.Photo(tb, "max/Paul.jpeg") }
	for value, want := range map[string]string{"": "skip", "0": "skip", "1": "fail"} {
		t.Setenv(modelstest.EnvRequire, value)
		if got := ends(models); got != want {
			t.Errorf("require %q, no folder: %s, want %s", value, got, want)
		}
		if got := ends(photo); got != want {
			t.Errorf("require %q, no photo: %s, want %s", value, got, want)
		}
	}
}

func TestFoldersAreFound(t *testing.T) {
	if _, err := os.Stat(filepath.Join(modelstest.Root(t), "go.mod")); err != nil {
		t.Error(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.jpg"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(modelstest.EnvPhotos, dir)
	if got := string(modelstest.Photo(t, "a.jpg")); got != "x" {
		t.Errorf("%q", got)
	}
	// A relative folder counts from the repository, not from the package.
	t.Setenv(modelstest.EnvModels, "capture/models")
	if got := modelstest.Models(t); got != filepath.Join(modelstest.Root(t), "capture", "models") {
		t.Errorf("%s", got)
	}
}
