package vision

import (
	"bytes"
	"image"
	"image/draw"
	_ "image/jpeg"
	_ "image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	_ "golang.org/x/image/webp"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
)

var shared struct {
	sync.Once
	engine *Engine
	err    error
}

// engine is one engine with all models for all tests that only use it.
func engine(t testing.TB) *Engine {
	t.Helper()
	dir := modelstest.Models(t)
	shared.Do(func() { shared.engine, shared.err = Open(models.Find(dir), Options{}) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.engine
}

// photo decodes one of the shared photos.
func photo(t testing.TB, name string) *image.RGBA {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(modelstest.Photo(t, name)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

// photos are the names of all shared photos.
func photos(t testing.TB) []string {
	t.Helper()
	dir := modelstest.Photos(t)
	var names []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if slices.Contains([]string{".jpg", ".jpeg", ".png"}, filepath.Ext(p)) {
			name, err := filepath.Rel(dir, p)
			if err != nil {
				return err
			}
			names = append(names, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 30 {
		t.Fatalf("only %d photos", len(names))
	}
	return names
}

// webcam is the real webcam picture that the gocv module carries.
func webcam(t testing.TB) []byte {
	t.Helper()
	dirs, _ := filepath.Glob(filepath.Join(goModCache(), "gocv.io", "x", "gocv@v0.31.0", "images", "face.jpg"))
	if len(dirs) == 0 {
		modelstest.Missing(t, "gocv's face.jpg is not in the module cache")
	}
	b, err := os.ReadFile(dirs[0])
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func goModCache() string {
	if d := os.Getenv("GOMODCACHE"); d != "" {
		return d
	}
	if d := os.Getenv("GOPATH"); d != "" {
		return filepath.Join(d, "pkg", "mod")
	}
	home, _ := os.UserHomeDir()
	return filepath.Join(home, "go", "pkg", "mod")
}

func mirror(img *image.RGBA) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(img.Rect)
	for y := range h {
		for x := range w {
			out.SetRGBA(x, y, img.RGBAAt(w-1-x, y))
		}
	}
	return out
}

func clone(img *image.RGBA) *image.RGBA {
	out := *img
	out.Pix = slices.Clone(img.Pix)
	return &out
}

func analyse(t testing.TB, e *Engine, img *image.RGBA) *face.Analysis {
	t.Helper()
	a, err := e.Analyse(img)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var known sync.Map // photo name → *face.Analysis

// analysed is a photo with its analysis by the shared engine, made once.
func analysed(t testing.TB, name string) (*image.RGBA, *face.Analysis) {
	t.Helper()
	img := photo(t, name)
	a, ok := known.Load(name)
	if !ok {
		a = analyse(t, engine(t), img)
		known.Store(name, a)
	}
	return img, a.(*face.Analysis)
}

// subject finds the face or ends the test.
func subject(t testing.TB, e *Engine, img *image.RGBA) face.Detection {
	t.Helper()
	ds, err := e.Detect(img)
	if err != nil {
		t.Fatal(err)
	}
	if len(ds) == 0 {
		t.Fatal("no face found")
	}
	return ds[0]
}

// eyeMid is the middle between the corners of an eye of the mesh.
func eyeMid(m *face.Mesh, eye int) face.Point {
	p, q := eyeCorners(m, eye)
	return p.Mid(q)
}
