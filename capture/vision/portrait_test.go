package vision

import (
	"image"
	"testing"
)

// TestMix: each pixel takes the mean of what it covers of the other mask,
// whether that is finer or coarser.
func TestMix(t *testing.T) {
	fine := &image.Alpha{Pix: []uint8{0, 100, 200, 200, 0, 100, 200, 240}, Stride: 4, Rect: image.Rect(0, 0, 4, 2)}
	dst := &image.Alpha{Pix: []uint8{100, 100}, Stride: 2, Rect: image.Rect(0, 0, 2, 1)}
	mix(dst, fine, 0.5)
	if dst.Pix[0] != 75 || dst.Pix[1] != 155 {
		t.Errorf("from finer: %v", dst.Pix)
	}
	coarse := &image.Alpha{Pix: []uint8{0, 200}, Stride: 2, Rect: image.Rect(0, 0, 2, 1)}
	dst = &image.Alpha{Pix: make([]uint8, 8), Stride: 4, Rect: image.Rect(0, 0, 4, 2)}
	mix(dst, coarse, 1)
	for i, want := range []uint8{0, 0, 200, 200, 0, 0, 200, 200} {
		if dst.Pix[i] != want {
			t.Errorf("from coarser: %v", dst.Pix)
			break
		}
	}
}
