package vision

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

// noisy is a picture of coloured areas with some noise, and a rough mask of
// one of them.
func noisy(w, h int) (*image.RGBA, []float32, []float32) {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	rough, true_ := make([]float32, w*h), make([]float32, w*h)
	for y := range h {
		for x := range w {
			c := color.RGBA{60, 90, 160, 255}
			in := math.Hypot(float64(x-w/2), float64(y-h/2)) < float64(min(w, h))/3
			if in {
				c = color.RGBA{200, 150, 110, 255}
				true_[y*w+x] = 1
			}
			n := uint8(r.IntN(12))
			img.SetRGBA(x, y, color.RGBA{c.R + n, c.G + n, c.B - n, 255})
			// The rough mask is too small and soft.
			d := math.Hypot(float64(x-w/2), float64(y-h/2)) - float64(min(w, h))/3 + 3
			rough[y*w+x] = float32(min(1, max(0, 0.5-d/12)))
		}
	}
	return img, rough, true_
}

// The definition, window by window: q = mean of a·I + b over all windows that
// hold the pixel, a = (Σ + εU)⁻¹ (cov(I, p)), b = mean(p) − a·mean(I).
// It is written from the paper and shares nothing with the library.
func guidedByDefinition(img *image.RGBA, p []float32, x, y, radius int, eps float64) float64 {
	w := img.Rect.Dx()
	pixel := func(x, y int) [3]float64 {
		c := img.RGBAAt(x, y)
		return [3]float64{float64(c.R) / 255, float64(c.G) / 255, float64(c.B) / 255}
	}
	q, n := 0.0, 0.0
	for cy := y - radius; cy <= y+radius; cy++ {
		for cx := x - radius; cx <= x+radius; cx++ {
			var mi [3]float64
			var mp float64
			var mii [3][3]float64
			var mip [3]float64
			k := float64((2*radius + 1) * (2*radius + 1))
			for v := cy - radius; v <= cy+radius; v++ {
				for u := cx - radius; u <= cx+radius; u++ {
					i, s := pixel(u, v), float64(p[v*w+u])
					mp += s / k
					for a := range 3 {
						mi[a] += i[a] / k
						mip[a] += i[a] * s / k
						for b := range 3 {
							mii[a][b] += i[a] * i[b] / k
						}
					}
				}
			}
			var m [3][4]float64
			for a := range 3 {
				for b := range 3 {
					m[a][b] = mii[a][b] - mi[a]*mi[b]
				}
				m[a][a] += eps
				m[a][3] = mip[a] - mi[a]*mp
			}
			// Gauss–Jordan.
			for a := range 3 {
				for r := range 3 {
					if r == a {
						continue
					}
					f := m[r][a] / m[a][a]
					for c := range 4 {
						m[r][c] -= f * m[a][c]
					}
				}
			}
			i := pixel(x, y)
			v := mp
			for a := range 3 {
				v += m[a][3] / m[a][a] * (i[a] - mi[a])
			}
			q += v
			n++
		}
	}
	return q / n
}

func TestGuidedFilterIsTheDefinition(t *testing.T) {
	img, rough, _ := noisy(61, 53)
	const radius, eps = 4, 1e-3
	var e *Engine
	got, err := e.GuidedFilter(img, rough, radius, eps)
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for y := 2*radius + 1; y < 53-2*radius-1; y += 3 {
		for x := 2*radius + 1; x < 61-2*radius-1; x += 3 {
			want := guidedByDefinition(img, rough, x, y, radius, eps)
			worst = max(worst, math.Abs(want-float64(got[y*61+x])))
		}
	}
	if worst > 2e-4 {
		t.Errorf("differs from the definition by %g", worst)
	}
}

// Strips give what the whole picture gives, and a rough mask gets its edge.
func TestGuidedFilterStrips(t *testing.T) {
	img, rough, exact := noisy(200, 333)
	whole, err := guidedStrips(img, rough, 12, 1e-3, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	for _, pixels := range []int{1, 200 * 50, 200 * 80, 200 * 200, 200 * 332} {
		strips, err := guidedStrips(img, rough, 12, 1e-3, pixels)
		if err != nil {
			t.Fatal(err)
		}
		for i := range whole {
			if d := math.Abs(float64(whole[i] - strips[i])); d > 1e-4 {
				t.Fatalf("strips of %d pixels: value %d differs by %g", pixels, i, d)
			}
		}
	}
	// The step across the true edge, from two pixels inside to two outside.
	step := func(v []float32) float64 {
		sum, n := 0.0, 0.0
		for y := 1; y < 332; y++ {
			for x := 3; x < 197; x++ {
				if exact[y*200+x] != exact[y*200+x+1] {
					sum += math.Abs(float64(v[y*200+x-1] - v[y*200+x+2]))
					n++
				}
			}
		}
		return sum / n
	}
	before, after := step(rough), step(whole)
	t.Logf("step at the edge: rough %.2f, refined %.2f", before, after)
	if after < 2*before {
		t.Errorf("step at the edge %.2f before, %.2f after", before, after)
	}
}
