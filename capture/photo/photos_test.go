package photo_test

import (
	"bytes"
	"context"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/photo"
)

// shared is the pipeline with all networks, opened once for all tests.
var shared struct {
	once sync.Once
	p    *photo.Pipeline
	err  error
}

func pipeline(t testing.TB) *photo.Pipeline {
	t.Helper()
	dir := modelstest.Models(t)
	shared.once.Do(func() { shared.p, shared.err = photo.Open(models.Find(dir), photo.Options{}) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.p
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.p != nil {
		_ = shared.p.Close()
	}
	os.Exit(code)
}

func decode(t testing.TB, p *photo.Pipeline, data []byte) *image.RGBA {
	t.Helper()
	img, _, err := p.Decode(context.Background(), bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func check(t testing.TB, p *photo.Pipeline, img *image.RGBA) *photo.Checked {
	t.Helper()
	c, err := p.Check(context.Background(), img)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// allPhotos are the shared test pictures by their path with slashes, sorted.
func allPhotos(t testing.TB) []string {
	t.Helper()
	root := modelstest.Photos(t)
	var names []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(path) {
		case ".jpg", ".jpeg", ".png", ".webp":
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			names = append(names, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	if len(names) < 20 {
		modelstest.Missing(t, "only some of the test photos are there")
	}
	return names
}

// real tells photos of real people from generated faces.
func real(name string) bool {
	return strings.HasPrefix(name, "max/") || strings.HasPrefix(name, "us_official/")
}

// person names whom a photo shows; two photos show the same person only here.
func person(name string) string {
	if name == "max/Paul2.jpeg" {
		return "max/Paul.jpeg"
	}
	return name
}
