package standard

import "testing"

// TestClean: an island goes, a hole that the network calls person is filled, a
// gap that it sees through stays, and so does a
// strand that is joined; haze goes.
func TestClean(t *testing.T) {
	const w, h = 200, 200
	alpha := make([]float32, w*h)
	paint := func(x0, y0, x1, y1 int, v float32) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				alpha[y*w+x] = v
			}
		}
	}
	paint(50, 40, 150, 200, 1)    // the person
	paint(10, 10, 30, 30, 0.9)    // an island
	paint(80, 100, 90, 110, 0.2)  // a light button
	paint(110, 100, 130, 120, 0)  // a gap under an arm
	paint(100, 20, 102, 40, 0.4)  // a strand
	paint(50, 150, 60, 160, 0.05) // haze in a notch open to the outside
	tri := trimap{w: w, h: h, raw: make([]float32, w*h)}
	copy(tri.raw, alpha)
	for y := 100; y < 110; y++ {
		for x := 80; x < 90; x++ {
			tri.raw[y*w+x] = 0.9
		}
	}
	clean(alpha, w, h, tri, 100, 90)
	for _, c := range []struct {
		what string
		x, y int
		want float32
	}{
		{"island", 20, 20, 0},
		{"button", 85, 105, 1},
		{"gap", 120, 110, 0},
		{"strand", 100, 30, 0.4},
		{"haze", 55, 155, 0},
		{"person", 70, 60, 1},
		{"wall", 180, 100, 0},
	} {
		if got := alpha[c.y*w+c.x]; got != c.want {
			t.Errorf("%s: %g, want %g", c.what, got, c.want)
		}
	}
}
