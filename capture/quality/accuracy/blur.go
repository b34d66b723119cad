package main

import (
	"cmp"
	"image"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// gaussian blurs with standard deviation sigma in pixels, in linear light as a
// lens out of focus does.
func gaussian(src *image.RGBA, sigma float64) *image.RGBA {
	if sigma <= 0 {
		return src
	}
	r := int(math.Ceil(3 * sigma))
	kernel := make([]float64, 2*r+1)
	var sum float64
	for i := range kernel {
		// The kernel's integral over each pixel, so that small sigmas hold.
		d := float64(i - r)
		kernel[i] = math.Erf((d+0.5)/(sigma*math.Sqrt2)) - math.Erf((d-0.5)/(sigma*math.Sqrt2))
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	p := planesOf(src)
	for c := range p.v {
		p.v[c] = along(p.v[c], p.w, p.h, kernel, r, 1, 0)
		p.v[c] = along(p.v[c], p.w, p.h, kernel, r, 0, 1)
	}
	return p.image()
}

// motion blurs along a line of length pixels at deg (0 sideways, 90 up and
// down), in linear light: each pixel is the mean of the picture along it.
func motion(src *image.RGBA, length, deg float64) *image.RGBA {
	n := int(math.Ceil(length)) + 1
	sin, cos := math.Sincos(deg * math.Pi / 180)
	// One kernel for all pixels: the bilinear weights of every sample along
	// the line, gathered by whole-pixel offset.
	weights := map[image.Point]float64{}
	for i := range n {
		t := (float64(i)/float64(n-1) - 0.5) * length
		x, y := t*cos, t*sin
		x0, y0 := math.Floor(x), math.Floor(y)
		fx, fy := x-x0, y-y0
		q := image.Pt(int(x0), int(y0))
		weights[q] += (1 - fx) * (1 - fy) / float64(n)
		weights[q.Add(image.Pt(1, 0))] += fx * (1 - fy) / float64(n)
		weights[q.Add(image.Pt(0, 1))] += (1 - fx) * fy / float64(n)
		weights[q.Add(image.Pt(1, 1))] += fx * fy / float64(n)
	}
	// In a fixed order, so that equal calls give equal pictures.
	offsets := slices.SortedFunc(maps.Keys(weights), func(a, b image.Point) int {
		return cmp.Or(cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X))
	})
	p := planesOf(src)
	out := planes{w: p.w, h: p.h}
	for c := range p.v {
		out.v[c] = make([]float64, p.w*p.h)
		for _, q := range offsets {
			k := weights[q]
			if k < 1e-9 {
				continue
			}
			for y := range p.h {
				row := clampInt(y+q.Y, p.h) * p.w
				for x := range p.w {
					out.v[c][y*p.w+x] += k * p.v[c][row+clampInt(x+q.X, p.w)]
				}
			}
		}
	}
	return out.image()
}

// noisy adds Gaussian noise of standard deviation sd (8-bit steps), the same
// for the same seed.
func noisy(src *image.RGBA, sd float64, seed uint64) *image.RGBA {
	r := rand.New(rand.NewPCG(seed, 1)) // #nosec G404 -- noise of a test picture
	dst := image.NewRGBA(src.Rect)
	for i := range src.Pix {
		if i%4 == 3 {
			dst.Pix[i] = 255
			continue
		}
		dst.Pix[i] = byteOf(float64(src.Pix[i]) + sd*r.NormFloat64())
	}
	return dst
}

// planes is a picture in linear light, 0–1, a plane per colour.
type planes struct {
	w, h int
	v    [3][]float64
}

func planesOf(src *image.RGBA) planes {
	p := planes{w: src.Rect.Dx(), h: src.Rect.Dy()}
	for c := range p.v {
		p.v[c] = make([]float64, p.w*p.h)
		for y := range p.h {
			for x := range p.w {
				p.v[c][y*p.w+x] = toLinear[src.Pix[y*src.Stride+4*x+c]]
			}
		}
	}
	return p
}

func (p planes) image() *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, p.w, p.h))
	for i := range p.w * p.h {
		for c := range p.v {
			dst.Pix[4*i+c] = fromLinear(p.v[c][i])
		}
		dst.Pix[4*i+3] = 255
	}
	return dst
}

// along convolves along (dx,dy), the edge repeated.
func along(v []float64, w, h int, kernel []float64, r, dx, dy int) []float64 {
	out := make([]float64, len(v))
	for y := range h {
		for x := range w {
			var s float64
			for i, k := range kernel {
				s += k * v[clampInt(y+(i-r)*dy, h)*w+clampInt(x+(i-r)*dx, w)]
			}
			out[y*w+x] = s
		}
	}
	return out
}

// toLinear maps 8-bit sRGB to linear light (IEC 61966-2-1).
var toLinear = func() (t [256]float64) {
	for i := range t {
		v := float64(i) / 255
		if v <= 0.04045 {
			t[i] = v / 12.92
		} else {
			t[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return t
}()

func fromLinear(v float64) uint8 {
	if v <= 0.0031308 {
		return byteOf(255 * 12.92 * math.Max(0, v))
	}
	return byteOf(255 * (1.055*math.Pow(math.Min(v, 1), 1/2.4) - 0.055))
}
