package main

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// remap makes a picture of w×h pixels whose pixel (x,y) is the source's at
// from(x,y), sampled bicubically (Catmull–Rom), the source's edge repeated
// beyond it. Positions are pixel corners, as everywhere: the middle of the
// first pixel is (0.5, 0.5).
func remap(src *image.RGBA, w, h int, from func(x, y float64) (float64, float64)) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := from(float64(x)+0.5, float64(y)+0.5)
			sample(src, sx-0.5, sy-0.5, dst.Pix[y*dst.Stride+4*x:])
		}
	}
	return dst
}

func sample(src *image.RGBA, x, y float64, out []uint8) {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	x, y = math.Max(-1, math.Min(x, float64(w))), math.Max(-1, math.Min(y, float64(h)))
	x0, y0 := math.Floor(x), math.Floor(y)
	wx, wy := cubic(x-x0), cubic(y-y0)
	var c [3]float64
	for j := range 4 {
		py := clampInt(int(y0)+j-1, h)
		for i := range 4 {
			px := clampInt(int(x0)+i-1, w)
			k := wx[i] * wy[j]
			q := src.Pix[py*src.Stride+4*px:]
			c[0] += k * float64(q[0])
			c[1] += k * float64(q[1])
			c[2] += k * float64(q[2])
		}
	}
	out[0], out[1], out[2], out[3] = byteOf(c[0]), byteOf(c[1]), byteOf(c[2]), 255
}

// cubic are the four weights of Catmull–Rom interpolation at t.
func cubic(t float64) [4]float64 {
	return [4]float64{
		((-t+2)*t - 1) * t / 2,
		((3*t-5)*t*t + 2) / 2,
		((-3*t+4)*t + 1) * t / 2,
		(t - 1) * t * t / 2,
	}
}

func clampInt(v, n int) int { return max(0, min(v, n-1)) }

func byteOf(v float64) uint8 { return uint8(math.Max(0, math.Min(255, v+0.5))) }

// shrink halves a picture until its longer side is at most size pixels and
// more would go below it, then scales the rest; each step is a mean of 2×2.
func shrink(src *image.RGBA, size int) *image.RGBA {
	for max(src.Rect.Dx(), src.Rect.Dy()) >= 2*size {
		src = halve(src)
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	if max(w, h) <= size {
		return src
	}
	return scaled(src, float64(size)/float64(max(w, h)))
}

func halve(src *image.RGBA) *image.RGBA {
	w, h := src.Rect.Dx()/2, src.Rect.Dy()/2
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			a, b := src.Pix[2*y*src.Stride+8*x:], src.Pix[(2*y+1)*src.Stride+8*x:]
			o := dst.Pix[y*dst.Stride+4*x:]
			for c := range 3 {
				o[c] = uint8((int(a[c]) + int(a[c+4]) + int(b[c]) + int(b[c+4]) + 2) / 4)
			}
			o[3] = 255
		}
	}
	return dst
}

// scaled resizes by factor: below 1 after a blur that keeps it free of
// aliasing.
func scaled(src *image.RGBA, factor float64) *image.RGBA {
	for factor <= 0.5 {
		src, factor = halve(src), factor*2
	}
	if factor < 1 {
		src = gaussian(src, 0.5*math.Sqrt(1/(factor*factor)-1))
	}
	w := max(1, int(math.Round(float64(src.Rect.Dx())*factor)))
	h := max(1, int(math.Round(float64(src.Rect.Dy())*factor)))
	return remap(src, w, h, func(x, y float64) (float64, float64) { return x / factor, y / factor })
}

// rotated turns the picture by deg (clockwise on the screen) around c.
func rotated(src *image.RGBA, c face.Point, deg float64) *image.RGBA {
	sin, cos := math.Sincos(deg * math.Pi / 180)
	return remap(src, src.Rect.Dx(), src.Rect.Dy(), func(x, y float64) (float64, float64) {
		dx, dy := x-c.X, y-c.Y
		return c.X + cos*dx + sin*dy, c.Y - sin*dx + cos*dy
	})
}

// cropped cuts out the rectangle; where it reaches beyond the picture the edge
// repeats.
func cropped(src *image.RGBA, x0, y0, w, h int) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		sy := clampInt(y+y0, src.Rect.Dy())
		for x := range w {
			sx := clampInt(x+x0, src.Rect.Dx())
			copy(dst.Pix[y*dst.Stride+4*x:y*dst.Stride+4*x+4], src.Pix[sy*src.Stride+4*sx:])
		}
	}
	return dst
}

// mirrored exchanges left and right.
func mirrored(src *image.RGBA) *image.RGBA {
	w := src.Rect.Dx()
	return remap(src, w, src.Rect.Dy(), func(x, y float64) (float64, float64) { return float64(w) - x, y })
}
