package vision

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// The face-mask network is a single-shot detector with two classes, mask and
// no mask. Its anchors: per cell of five grids two squares of the grid's sizes
// and the first size in the two other aspect ratios.
var maskGrids = []struct {
	cells int
	sizes [2]float64
}{
	{33, [2]float64{0.04, 0.056}},
	{17, [2]float64{0.08, 0.11}},
	{9, [2]float64{0.16, 0.22}},
	{5, [2]float64{0.32, 0.45}},
	{3, [2]float64{0.64, 0.72}},
}

var maskRatios = [2]float64{0.62, 0.42}

const (
	maskVarCentre  = 0.1
	maskVarSize    = 0.2
	maskCropPerBox = 2.0
	maskMinOverlap = 0.4
)

// maskAnchors are the anchors' boxes in parts of the input, centre and size.
var maskAnchors = func() []face.Box {
	var all []face.Box
	for _, g := range maskGrids {
		for y := range g.cells {
			for x := range g.cells {
				cx, cy := (float64(x)+0.5)/float64(g.cells), (float64(y)+0.5)/float64(g.cells)
				for _, s := range g.sizes {
					all = append(all, face.Box{X: cx, Y: cy, W: s, H: s})
				}
				for _, r := range maskRatios {
					q := math.Sqrt(r)
					all = append(all, face.Box{X: cx, Y: cy, W: g.sizes[0] * q, H: g.sizes[0] / q})
				}
			}
		}
	}
	return all
}()

// maskProbability runs the network on a square around the face and gives the
// share of "mask" in the most certain answer about this face.
func (e *Engine) maskProbability(img *image.RGBA, d face.Detection) (*float64, error) {
	n := e.faceMask
	side := maskCropPerBox * max(d.Box.W, d.Box.H)
	a := rectangle(d.Box.Centre(), side, side, 0, n.feed.w, n.feed.h)
	// The face's box in parts of the crop.
	box := face.Box{W: d.Box.W / side, H: d.Box.H / side}
	box.X, box.Y = 0.5-box.W/2, 0.5-box.H/2
	var p *float64
	err := n.fixed(img, a, repeatEdge, func(out []tensor) error {
		loc, err := want(out, 0, len(maskAnchors)*4)
		if err != nil {
			return err
		}
		cls, err := want(out, 1, len(maskAnchors)*2)
		if err != nil {
			return err
		}
		best := 0.0
		for i, k := range maskAnchors {
			mask, bare := unit(cls[2*i]), unit(cls[2*i+1])
			if max(mask, bare) <= best {
				continue
			}
			var b face.Box
			b.W = k.W * math.Exp(float64(loc[4*i+2])*maskVarSize)
			b.H = k.H * math.Exp(float64(loc[4*i+3])*maskVarSize)
			b.X = k.X + float64(loc[4*i])*maskVarCentre*k.W - b.W/2
			b.Y = k.Y + float64(loc[4*i+1])*maskVarCentre*k.H - b.H/2
			if overlap(b, box) < maskMinOverlap {
				continue
			}
			best = max(mask, bare)
			v := mask / (mask + bare)
			p = &v
		}
		return nil
	})
	return p, err
}
