package quality

import (
	"image"
	"testing"

	"campuskiosk/capture/face"
)

// TestLiveKeepsPixelsMeasured: within LiveEvery frames the pixels are measured
// once; the head's place, a jump and a lost face are seen at once.
func TestLiveKeepsPixelsMeasured(t *testing.T) {
	draw := func(x, ied float64) (*image.RGBA, *face.Analysis) {
		f := plainFigure()
		f.w, f.h, f.eyesX, f.eyesY, f.ied = 640, 480, x, 200, ied
		return f.draw(t)
	}
	img, a := draw(320, 80)
	black := image.NewRGBA(img.Rect)
	for i := 3; i < len(black.Pix); i += 4 {
		black.Pix[i] = 255
	}
	var l Live
	first := l.Measure(img, a)
	if first != Measure(img, a) {
		t.Fatal("the first frame is not measured whole")
	}
	_, moved := draw(325, 80)
	for i := range LiveEvery - 1 {
		m := l.Measure(black, moved)
		if m.SkinLuma != first.SkinLuma {
			t.Fatalf("frame %d: the light was measured again", i+2)
		}
		if m.OffsetX == first.OffsetX {
			t.Fatalf("frame %d: the head's place was not", i+2)
		}
	}
	if m := l.Measure(black, moved); m != Measure(black, moved) {
		t.Error("the light is never measured again")
	}
	img, far := draw(350, 80)
	if m := l.Measure(img, far); m != Measure(img, far) {
		t.Error("a jump is not measured at once")
	}
	img, near := draw(350, 92)
	if m := l.Measure(img, near); m != Measure(img, near) {
		t.Error("a nearer head is not measured at once")
	}
	nobody := &face.Analysis{Width: 640, Height: 480}
	if m := l.Measure(img, nobody); m != Measure(img, nobody) {
		t.Error("nobody there, but measured")
	}
	if m := l.Measure(black, near); m != Measure(black, near) {
		t.Error("who comes back is not measured at once")
	}
}
