package standard

import (
	"bytes"
	"image"
	"image/draw"
	_ "image/jpeg" // the shared photos' formats
	_ "image/png"
	"testing"

	_ "golang.org/x/image/webp"

	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/vision"
)

// engine opens all networks for a test.
func engine(t testing.TB) *vision.Engine {
	t.Helper()
	e, err := vision.Open(models.Find(modelstest.Models(t)), vision.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// shared decodes one of the shared photos.
func shared(t testing.TB, name string) *image.RGBA {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(modelstest.Photo(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	o := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(o, o.Rect, m, m.Bounds().Min, draw.Src)
	return o
}
