package vision

import (
	"image"
	"image/color"
	"math"
	"testing"

	"gocv.io/x/gocv"
	"pgregory.net/rapid"

	"campuskiosk/capture/face"
)

// warped gives the crop a of img as a picture, through the same code that
// feeds the networks.
func warped(t testing.TB, img *image.RGBA, a affine, w, h int) *image.RGBA {
	t.Helper()
	dst, scratch := gocv.NewMat(), gocv.NewMat()
	defer dst.Close()
	defer scratch.Close()
	if err := warp(img, a, repeatEdge, w, h, &dst, &scratch); err != nil {
		t.Fatal(err)
	}
	return &image.RGBA{Pix: dst.ToBytes(), Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
}

// A soft spot at a known place of the picture is in the crop where the crop's
// geometry says, to a twentieth of a crop pixel, however much it turns and
// shrinks.
func TestWarpPositions(t *testing.T) {
	for _, side := range []int{1000, 1003} {
		for _, c := range []struct {
			w, h, degrees float64
			cw, ch        int
		}{
			{100, 100, 0, 100, 100},
			{300, 300, 0, 100, 100},
			{500, 400, 0, 64, 64},
			{500, 500, 30, 100, 100},
			{120, 90, -20, 192, 192},
			{600, 600, 10, 32, 32},
			{1003, 1003, 0, 64, 64},
			{3000, 3000, 5, 256, 256},
		} {
			a := rectangle(face.Point{X: 480.3, Y: 520.7}, c.w, c.h, c.degrees, c.cw, c.ch)
			for _, a := range []affine{a, a.mirrored(c.cw)} {
				// The spot, in crop pixels and in the picture's.
				at := face.Point{X: 0.47 * float64(c.cw), Y: 0.55 * float64(c.ch)}
				spot, sigma := a.apply(at.X, at.Y), 2.5*max(c.w/float64(c.cw), c.h/float64(c.ch))
				img := image.NewRGBA(image.Rect(0, 0, side, side))
				for y := range side {
					for x := range side {
						d := face.Point{X: float64(x) + 0.5, Y: float64(y) + 0.5}.Dist(spot) / sigma
						img.SetRGBA(x, y, color.RGBA{R: uint8(250 * math.Exp(-d*d/2)), A: 255})
					}
				}
				out := warped(t, img, a, c.cw, c.ch)
				var sum, cx, cy float64
				for y := range c.ch {
					for x := range c.cw {
						v := float64(out.RGBAAt(x, y).R)
						sum += v
						cx += v * (float64(x) + 0.5)
						cy += v * (float64(y) + 0.5)
					}
				}
				got := face.Point{X: cx / sum, Y: cy / sum}
				if d := got.Dist(at); !(d < 0.05) {
					t.Errorf("%+v of %d: the spot is at %v, not %v", c, side, got, at)
				}
			}
		}
	}
}

// Outside the picture a crop is black or repeats the edge, as asked.
func TestWarpBorder(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 10, 10))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	dst, scratch := gocv.NewMat(), gocv.NewMat()
	defer dst.Close()
	defer scratch.Close()
	for _, far := range []float64{20, 1e7} {
		a := rectangle(face.Point{X: 5, Y: 5}, far, far, 0, 20, 20)
		for b, want := range map[border]byte{black: 0, repeatEdge: 200} {
			if err := warp(img, a, b, 20, 20, &dst, &scratch); err != nil {
				t.Fatal(err)
			}
			if got := dst.ToBytes()[0]; got != want {
				t.Errorf("border %d at %g: %d, want %d", b, far, got, want)
			}
		}
	}
}

func TestAffine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
		c := face.Point{X: f("x", -500, 2000), Y: f("y", -500, 2000)}
		w, h, deg := f("w", 1, 3000), f("h", 1, 3000), f("deg", -180, 180)
		cw, ch := rapid.IntRange(1, 512).Draw(t, "cw"), rapid.IntRange(1, 512).Draw(t, "ch")
		a := rectangle(c, w, h, deg, cw, ch)
		if d := a.apply(float64(cw)/2, float64(ch)/2).Dist(c); d > 1e-6 {
			t.Fatalf("centre is off by %g", d)
		}
		left, right := a.apply(0, float64(ch)/2), a.apply(float64(cw), float64(ch)/2)
		if math.Abs(left.Dist(right)-w) > 1e-6*w {
			t.Fatalf("width %g, want %g", left.Dist(right), w)
		}
		m := a.mirrored(cw)
		x, y := f("px", 0, float64(cw)), f("py", 0, float64(ch))
		if d := m.apply(float64(cw)-x, y).Dist(a.apply(x, y)); d > 1e-6 {
			t.Fatalf("mirrored is off by %g", d)
		}
		if s := a.scale(); math.Abs(s*s*float64(cw*ch)-w*h) > 1e-6*w*h {
			t.Fatalf("scale %g", s)
		}
	})
}

// A face that is the template moved, turned and scaled is found exactly.
func TestSimilarity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
		s, deg := f("s", 0.1, 20), f("deg", -180, 180)
		sin, cos := math.Sincos(deg * math.Pi / 180)
		dx, dy := f("dx", -100, 3000), f("dy", -100, 3000)
		var from []face.Point
		for _, p := range arcFace {
			from = append(from, face.Point{X: s*(cos*p.X-sin*p.Y) + dx, Y: s*(sin*p.X+cos*p.Y) + dy})
		}
		a, ok := similarity(from, arcFace)
		if !ok {
			t.Fatal("no answer")
		}
		for i, p := range arcFace {
			// Pixel centres: index i is at i + 0.5.
			got := a.apply(p.X+0.5, p.Y+0.5)
			if d := got.Dist(face.Point{X: from[i].X + 0.5, Y: from[i].Y + 0.5}); d > 1e-6*(1+s*100) {
				t.Fatalf("point %d is off by %g", i, d)
			}
		}
	})
	if _, ok := similarity(make([]face.Point, 5), arcFace); ok {
		t.Error("five equal points have an answer")
	}
}
