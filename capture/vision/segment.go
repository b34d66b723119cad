package vision

import (
	"fmt"
	"image"
	"math"

	"campuskiosk/capture/face"
)

// segment runs the segmentation network on the rectangle region of the
// picture, stretched to the network's square as in training.
func (e *Engine) segment(img *image.RGBA, region face.Box) (*face.Mask, error) {
	n := e.segmentation
	w, h := n.feed.w, n.feed.h
	a := rectangle(region.Centre(), region.W, region.H, 0, w, h)
	m := &face.Mask{Alpha: image.NewAlpha(image.Rect(0, 0, w, h)), Region: region}
	err := n.fixed(img, a, repeatEdge, func(out []tensor) error {
		if len(out) == 0 {
			return fmt.Errorf("no output")
		}
		v := out[0].data
		switch {
		case len(v) == w*h: // alpha
			for i, x := range v {
				m.Alpha.Pix[i] = uint8(unit(x)*255 + 0.5)
			}
		case len(v) == 2*w*h && n.id == "portrait_slimnet_512": // logits of background, person
			for i := range w * h {
				m.Alpha.Pix[i] = uint8(sigmoid(v[w*h+i]-v[i])*255 + 0.5)
			}
		case len(v) == 2*w*h: // probabilities of background, person
			for i := range w * h {
				m.Alpha.Pix[i] = uint8(unit(v[w*h+i])*255 + 0.5)
			}
		default:
			return fmt.Errorf("output has %d numbers for %d×%d", len(v), w, h)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// personRegion is the part of the picture that the person's mask is made of:
// the whole picture, or, when the face is small in it, the head and shoulders
// around the face.
func personRegion(d face.Detection, w, h float64) face.Box {
	whole := face.Box{W: w, H: h}
	side := 5 * d.Box.H
	if side >= math.Min(w, h) {
		return whole
	}
	c := d.Box.Centre()
	b := face.Box{X: c.X - side/2, Y: c.Y - 0.35*side, W: side, H: side}
	b.X = math.Max(0, math.Min(b.X, w-side))
	b.Y = math.Max(0, math.Min(b.Y, h-side))
	return b
}
