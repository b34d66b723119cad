package quality

import (
	"image"
	"testing"

	"campuskiosk/capture/face"
)

// BenchmarkMeasureLive is one live frame of 1280×720 with what the live
// analysis gives: detector, mesh and eyes.
func BenchmarkMeasureLive(b *testing.B) {
	img, a := benchFigure(b)
	live := &face.Analysis{Width: a.Width, Height: a.Height, Faces: a.Faces, Mesh: a.Mesh, Eyes: a.Eyes}
	t := DefaultThresholds()
	for b.Loop() {
		Judge(Measure(img, live), t)
	}
}

// BenchmarkMeasurePhoto is the same picture with everything.
func BenchmarkMeasurePhoto(b *testing.B) {
	img, a := benchFigure(b)
	t := DefaultThresholds()
	for b.Loop() {
		Judge(Measure(img, a), t)
	}
}

func benchFigure(b *testing.B) (*image.RGBA, *face.Analysis) {
	b.Helper()
	f := plainFigure()
	f.w, f.h, f.eyesX, f.eyesY, f.ied = 1280, 720, 640, 260, 130
	img, a := f.draw(b)
	return img, a
}
