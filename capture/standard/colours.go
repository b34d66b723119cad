package standard

import (
	"image"
	"math"
)

// sums are the colour statistics of a set of pixels: count, sums of r, g, b
// (minus 128, to keep the squares small) and of their products rr, rg, rb, gg,
// gb, bb. Whole numbers, so that sliding windows stay exact.
type sums [10]int32

func (s *sums) add(r, g, b int32) {
	s[0]++
	s[1] += r
	s[2] += g
	s[3] += b
	s[4] += r * r
	s[5] += r * g
	s[6] += r * b
	s[7] += g * g
	s[8] += g * b
	s[9] += b * b
}

// label says what a pixel is taken for when the colours are learnt.
type label int8

const (
	background label = -1
	unknown    label = 0
	person     label = 1
)

// statistics sums up the pixels of each block×block cell by label. The grid
// has ⌈w/block⌉×⌈h/block⌉ cells.
func statistics(img *image.RGBA, labels []label, block int) (fore, back []sums, gw, gh int) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	gw, gh = (w+block-1)/block, (h+block-1)/block
	fore, back = make([]sums, gw*gh), make([]sums, gw*gh)
	inBands(gh, func(from, to int) {
		for y := from * block; y < min(to*block, h); y++ {
			line := img.Pix[y*img.Stride : y*img.Stride+4*w]
			cells := (y / block) * gw
			for x, l := range labels[y*w : (y+1)*w] {
				if l == unknown {
					continue
				}
				r, g, b := int32(line[4*x])-128, int32(line[4*x+1])-128, int32(line[4*x+2])-128
				if l == person {
					fore[cells+x/block].add(r, g, b)
				} else {
					back[cells+x/block].add(r, g, b)
				}
			}
		}
	})
	return fore, back, gw, gh
}

// window replaces each cell by the sum over the square of cells up to r away.
func window(s []sums, w, h, r int) []sums {
	rows := make([]sums, w*h)
	inBands(h, func(from, to int) {
		for y := from; y < to; y++ {
			in, out := s[y*w:(y+1)*w], rows[y*w:(y+1)*w]
			var acc sums
			for x := range min(r, w) {
				for k, v := range &in[x] {
					acc[k] += v
				}
			}
			for x := range w {
				if x+r < w {
					for k, v := range &in[x+r] {
						acc[k] += v
					}
				}
				if x-r-1 >= 0 {
					for k, v := range &in[x-r-1] {
						acc[k] -= v
					}
				}
				out[x] = acc
			}
		}
	})
	out := make([]sums, w*h)
	inBands(w, func(from, to int) {
		acc := make([]sums, to-from)
		slide := func(y int, sign int32) {
			for i, v := range rows[y*w+from : y*w+to] {
				a := &acc[i]
				for k := range v {
					a[k] += sign * v[k]
				}
			}
		}
		for y := range min(r, h) {
			slide(y, 1)
		}
		for y := range h {
			if y+r < h {
				slide(y+r, 1)
			}
			if y-r-1 >= 0 {
				slide(y-r-1, -1)
			}
			copy(out[y*w+from:y*w+to], acc)
		}
	})
	return out
}

// coarsen sums up squares of k×k cells.
func coarsen(s []sums, w, h, k int) (out []sums, cw, ch int) {
	cw, ch = (w+k-1)/k, (h+k-1)/k
	out = make([]sums, cw*ch)
	for y := range h {
		row := out[y/k*cw : (y/k+1)*cw]
		for x := range w {
			o := &row[x/k]
			for i, v := range &s[y*w+x] {
				o[i] += v
			}
		}
	}
	return out, cw, ch
}

// surroundings are the sums over a wide square around each cell, found on a
// coarser grid.
type surroundings struct {
	s []sums
	w int
}

// coarse is how many cells of the fine grid a cell of the surroundings' grid
// spans.
const coarse = 3

func newSurroundings(cells []sums, w, h int) surroundings {
	c, cw, ch := coarsen(cells, w, h, coarse)
	return surroundings{window(c, cw, ch, wideCells/coarse), cw}
}

// at is the sum around the fine grid's cell (x,y).
func (s surroundings) at(x, y int) *sums { return &s.s[y/coarse*s.w+x/coarse] }

// gaussian is a colour distribution: mean (minus 128) and covariance rr, rg,
// rb, gg, gb, bb.
type gaussian struct {
	mean [3]float64
	cov  [6]float64
}

func (s sums) gaussian() gaussian {
	var v [10]float64
	for k := range v {
		v[k] = float64(s[k])
	}
	return moments(v)
}

// moments turns sums in the order of type sums into a distribution.
func moments(s [10]float64) gaussian {
	var g gaussian
	for k := range 3 {
		g.mean[k] = s[1+k] / s[0]
	}
	for k := range 6 {
		g.cov[k] = s[4+k] / s[0]
	}
	m := g.mean
	g.cov[0] = math.Max(0, g.cov[0]-m[0]*m[0])
	g.cov[1] -= m[0] * m[1]
	g.cov[2] -= m[0] * m[2]
	g.cov[3] = math.Max(0, g.cov[3]-m[1]*m[1])
	g.cov[4] -= m[1] * m[2]
	g.cov[5] = math.Max(0, g.cov[5]-m[2]*m[2])
	return g
}

// quadratic is nᵀ·cov·n.
func quadratic(n [3]float64, c [6]float64) float64 {
	return n[0]*n[0]*c[0] + n[1]*n[1]*c[3] + n[2]*n[2]*c[5] +
		2*(n[0]*n[1]*c[1]+n[0]*n[2]*c[2]+n[1]*n[2]*c[4])
}

// stray is the mean squared distance of g's colours from the value at under
// the rule: how often a colour of the surroundings looks like the other side.
func (r *rule) stray(g gaussian, at float64) float32 {
	n := [3]float64{float64(r.n0), float64(r.n1), float64(r.n2)}
	d := n[0]*(g.mean[0]+128) + n[1]*(g.mean[1]+128) + n[2]*(g.mean[2]+128) + float64(r.b) - at
	return float32(quadratic(n, g.cov) + d*d)
}

// solveSymmetric solves S·x = d for the symmetric S = rr, rg, rb, gg, gb, bb;
// false where S is singular.
func solveSymmetric(s [6]float64, d [3]float64) ([3]float64, bool) {
	c00, c01, c02 := s[3]*s[5]-s[4]*s[4], s[2]*s[4]-s[1]*s[5], s[1]*s[4]-s[2]*s[3]
	det := s[0]*c00 + s[1]*c01 + s[2]*c02
	if !(det > 1e-9) {
		return d, false
	}
	c11, c12, c22 := s[0]*s[5]-s[2]*s[2], s[1]*s[2]-s[0]*s[4], s[0]*s[3]-s[1]*s[1]
	return [3]float64{
		(c00*d[0] + c01*d[1] + c02*d[2]) / det,
		(c01*d[0] + c11*d[1] + c12*d[2]) / det,
		(c02*d[0] + c12*d[1] + c22*d[2]) / det,
	}, true
}

// rule is a cell's linear rule from a colour to alpha: alpha = n·colour + b,
// with the variances of that number for pure person and pure background, and
// the mean squares by which the colours of a wider surrounding stray from 1 and
// 0. ok is 0 where the two can't be told apart. Neighbouring rules may be
// averaged.
type rule struct{ n0, n1, n2, b, varF, varB, strayF, strayB, ok float32 }

// separate is Fisher's linear discriminant of the two colour distributions,
// scaled so that the background's mean gives 0 and the person's 1. noise is the
// picture's own, in levels.
func separate(f, b gaussian, noise float64) rule {
	var s [6]float64
	for k := range s {
		s[k] = f.cov[k] + b.cov[k]
	}
	v := noise * noise
	s[0], s[3], s[5] = s[0]+2*v, s[3]+2*v, s[5]+2*v
	d := [3]float64{f.mean[0] - b.mean[0], f.mean[1] - b.mean[1], f.mean[2] - b.mean[2]}
	n, ok := solveSymmetric(s, d)
	gain := n[0]*d[0] + n[1]*d[1] + n[2]*d[2]
	if !ok || gain < 1e-6 {
		return rule{}
	}
	for k := range n {
		n[k] /= gain
	}
	own := v * (n[0]*n[0] + n[1]*n[1] + n[2]*n[2])
	offset := 128 * (n[0] + n[1] + n[2])
	return rule{
		n0: float32(n[0]), n1: float32(n[1]), n2: float32(n[2]),
		b:    float32(-(n[0]*b.mean[0] + n[1]*b.mean[1] + n[2]*b.mean[2]) - offset),
		varF: float32(quadratic(n, f.cov) + own), varB: float32(quadratic(n, b.cov) + own), ok: 1,
	}
}
