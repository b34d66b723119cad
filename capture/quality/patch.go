package quality

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// The upright face patch on which everything about light, sharpness and
// colour is measured: the picture around the face, turned so that the eyes are
// level and scaled so that they are patchIED apart. That is about the size of
// the delivered photo (chsi: a face 180–300 px wide has an IED of 80–136 px),
// so sharpness means "as seen in the delivered photo".
const (
	patchIED    = 100.0
	patchWidth  = 240
	patchHeight = 280
	patchEyesX  = patchWidth / 2 // the eyes' middle in the patch
	patchEyesY  = 95
)

// patch is the sampled face. Coordinates are patch pixels.
type patch struct {
	// scale is picture pixels per patch pixel.
	scale    float64
	eyes     face.Point // in the picture
	cos, sin float64
	// rgb is 3 bytes per pixel, luma 0–255 (BT.601 weights on gamma-encoded
	// values).
	rgb  []uint8
	luma []float32
	// in tells which rows and columns are inside of the picture; nil when all
	// of the patch is.
	in []bool
}

// newPatch samples the picture around the eyes. Where the picture is finer
// than the patch, each patch pixel is the mean of up to 4×4 samples.
func newPatch(img *image.RGBA, right, left face.Point) *patch {
	ied := right.Dist(left)
	p := &patch{
		scale: ied / patchIED,
		eyes:  right.Mid(left),
		cos:   (left.X - right.X) / ied,
		sin:   (left.Y - right.Y) / ied,
		rgb:   make([]uint8, 3*patchWidth*patchHeight),
		luma:  make([]float32, patchWidth*patchHeight),
	}
	if p.scale <= 1.25 {
		p.sampleLinear(img)
	} else {
		p.sampleMean(img, min(4, int(math.Round(p.scale))))
	}
	p.markInside(img.Rect.Dx(), img.Rect.Dy())
	return p
}

// toPatch and toPicture convert positions.
func (p *patch) toPatch(q face.Point) face.Point {
	d := q.Sub(p.eyes)
	return face.Point{
		X: (d.X*p.cos+d.Y*p.sin)/p.scale + patchEyesX,
		Y: (d.Y*p.cos-d.X*p.sin)/p.scale + patchEyesY,
	}
}

func (p *patch) toPicture(q face.Point) face.Point {
	x, y := (q.X-patchEyesX)*p.scale, (q.Y-patchEyesY)*p.scale
	return face.Point{X: p.eyes.X + x*p.cos - y*p.sin, Y: p.eyes.Y + y*p.cos + x*p.sin}
}

// sampleLinear samples bilinearly; outside of the picture its edge repeats.
func (p *patch) sampleLinear(img *image.RGBA) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	dx, dy := p.cos*p.scale, p.sin*p.scale
	for j := range patchHeight {
		at := p.toPicture(face.Point{X: 0.5, Y: float64(j) + 0.5})
		x, y := at.X-0.5, at.Y-0.5
		for i := range patchWidth {
			cx, cy := clamp(x, 0, float64(w-1)), clamp(y, 0, float64(h-1))
			x0, y0 := int(cx), int(cy)
			fx, fy := float32(cx-float64(x0)), float32(cy-float64(y0))
			a := y0*img.Stride + 4*x0
			right, down := 4, img.Stride
			if x0 == w-1 {
				right = 0
			}
			if y0 == h-1 {
				down = 0
			}
			k := j*patchWidth + i
			var c [3]float32
			for ch := range 3 {
				q := a + ch
				top := float32(img.Pix[q]) + fx*(float32(img.Pix[q+right])-float32(img.Pix[q]))
				bot := float32(img.Pix[q+down]) + fx*(float32(img.Pix[q+down+right])-float32(img.Pix[q+down]))
				c[ch] = top + fy*(bot-top)
			}
			p.set(k, c[0], c[1], c[2])
			x, y = x+dx, y+dy
		}
	}
}

// sampleMean takes the mean of n×n samples per patch pixel.
func (p *patch) sampleMean(img *image.RGBA, n int) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	// Fixed point with 16 bits of fraction.
	step := p.scale / float64(n)
	dx, dy := int(math.Round(p.cos*step*65536)), int(math.Round(p.sin*step*65536))
	sums := make([]uint32, 3*patchWidth)
	norm := 1 / float32(n*n)
	inner := p.covered(w, h, 2)
	for j := range patchHeight {
		clear(sums)
		for s := range n {
			at := p.toPicture(face.Point{X: 0.5 / float64(n), Y: float64(j) + (float64(s)+0.5)/float64(n)})
			x, y := int(at.X*65536), int(at.Y*65536)
			for i := range patchWidth {
				o := sums[3*i : 3*i+3 : 3*i+3]
				if inner {
					for range n {
						at := (y>>16)*img.Stride + 4*(x>>16)
						q := img.Pix[at : at+3 : at+3]
						o[0] += uint32(q[0])
						o[1] += uint32(q[1])
						o[2] += uint32(q[2])
						x, y = x+dx, y+dy
					}
					continue
				}
				for range n {
					px, py := min(max(x>>16, 0), w-1), min(max(y>>16, 0), h-1)
					q := img.Pix[py*img.Stride+4*px:]
					_ = q[2]
					o[0] += uint32(q[0])
					o[1] += uint32(q[1])
					o[2] += uint32(q[2])
					x, y = x+dx, y+dy
				}
			}
		}
		for i := range patchWidth {
			p.set(j*patchWidth+i, float32(sums[3*i])*norm, float32(sums[3*i+1])*norm, float32(sums[3*i+2])*norm)
		}
	}
}

func (p *patch) set(k int, r, g, b float32) {
	p.rgb[3*k], p.rgb[3*k+1], p.rgb[3*k+2] = uint8(r+0.5), uint8(g+0.5), uint8(b+0.5)
	p.luma[k] = 0.299*r + 0.587*g + 0.114*b
}

// covered reports whether the picture of w×h reaches beyond the whole patch by
// margin pixels.
func (p *patch) covered(w, h int, margin float64) bool {
	for _, c := range []face.Point{{X: 0, Y: 0}, {X: patchWidth, Y: 0}, {X: 0, Y: patchHeight}, {X: patchWidth, Y: patchHeight}} {
		q := p.toPicture(c)
		if !(q.X >= margin && q.Y >= margin && q.X <= float64(w)-margin && q.Y <= float64(h)-margin) {
			return false
		}
	}
	return true
}

// markInside notes which patch pixels lie in the picture.
func (p *patch) markInside(w, h int) {
	if p.covered(w, h, 0) {
		return
	}
	p.in = make([]bool, patchWidth*patchHeight)
	for j := range patchHeight {
		for i := range patchWidth {
			q := p.toPicture(face.Point{X: float64(i) + 0.5, Y: float64(j) + 0.5})
			p.in[j*patchWidth+i] = q.X >= 0 && q.Y >= 0 && q.X < float64(w) && q.Y < float64(h)
		}
	}
}

// inside reports whether patch pixel k was in the picture.
func (p *patch) inside(k int) bool { return p.in == nil || p.in[k] }

func clamp(v, lo, hi float64) float64 { return math.Max(lo, math.Min(v, hi)) }
