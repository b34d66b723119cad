package models_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
)

func TestFindTheSharedModels(t *testing.T) {
	dir := modelstest.Models(t)
	s := models.Find(dir)
	if miss := s.Missing(); len(miss) > 0 {
		t.Errorf("nothing found for %v", miss)
	}
	f, ok := s.First(face.RoleFaceMask)
	if !ok || len(f.Files) != 2 || f.Path(1) != filepath.Join(dir, "face_mask_detection.prototxt") {
		t.Errorf("face mask: %+v", f)
	}
}

func TestFindTakesWholeEntriesOnly(t *testing.T) {
	m, err := models.Parse(tiny(t))
	if err != nil {
		t.Fatal(err)
	}
	a, b := t.TempDir(), t.TempDir()
	write(t, a, "two.bin", "weights")        // its second file is missing here
	write(t, a, "one.onnx", "too long")      // wrong size
	write(t, b, "two.bin", "weights")        //
	write(t, b, "two.txt", "text")           //
	write(t, b, "one-second.onnx", "second") //
	s := m.Find(a, filepath.Join(a, "no"), b)

	if f, ok := s.First(face.RoleFaceMask); !ok || f.Dir != b {
		t.Errorf("the two-file entry was taken from %q, want the folder with both", f.Dir)
	}
	if got := ids(s.All(face.RoleDetector)); !slices.Equal(got, []string{"second"}) {
		t.Errorf("detectors %v, want the one with the right size", got)
	}
	write(t, a, "one.onnx", "first")
	if got := ids(m.Find(a, b).All(face.RoleDetector)); !slices.Equal(got, []string{"first", "second"}) {
		t.Errorf("detectors %v, want both by rank", got)
	}
	if err := os.Mkdir(filepath.Join(a, "dir"), 0o700); err != nil {
		t.Fatal(err)
	}
	if len(m.Find(filepath.Join(a, "dir")).Missing()) != len(models.Roles) {
		t.Error("an empty folder holds something")
	}
}

func TestDirsOrder(t *testing.T) {
	t.Setenv(models.EnvDir, "/one:/two")
	t.Setenv("XDG_DATA_HOME", "/data")
	want := []string{"/one", "/two", "/data/campuskiosk/models", models.SystemDir}
	if got := models.Dirs(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	t.Setenv("XDG_DATA_HOME", "relative")
	t.Setenv("HOME", "/home/k")
	if got := models.UserDir(); got != "/home/k/.local/share/campuskiosk/models" {
		t.Errorf("a relative XDG_DATA_HOME gives %q", got)
	}
}

func ids(fs []models.Found) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.ID)
	}
	return out
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
