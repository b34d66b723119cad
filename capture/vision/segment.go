package vision

import (
	"fmt"
	"image"

	"campuskiosk/capture/face"
)

// A segmenter makes the subject's mask inside region. subject is nil when there
// is no face; a mask of nil then means that nothing can be said.
type segmenter interface {
	id() string
	segment(img *image.RGBA, region face.Box, subject *face.Detection) (*face.Mask, error)
	close()
}

// segmentationNet segments by a network.
type segmentationNet struct{ net *network }

func (s segmentationNet) id() string { return s.net.id }
func (s segmentationNet) close()     { s.net.close() }

// segment runs the network on the rectangle region of the picture, stretched
// to the network's square as in training.
func (s segmentationNet) segment(img *image.RGBA, region face.Box, _ *face.Detection) (*face.Mask, error) {
	n := s.net
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

// The part of the picture that the subject's mask is made of, in face heights
// around the face box: enough for hats and hair above, and for both shoulders.
const (
	personWidth  = 4.4
	personHeight = 5.0
	personAbove  = 1.0
	// nearlyWhole is the share of the picture's width and height from which
	// the region is the whole picture.
	nearlyWhole = 0.85
)

// personRegion is the part of the picture that the person's mask is made of:
// the head and shoulders around the subject, so that the network's few pixels
// are spent there, or the whole picture when that is nearly the same. On wide
// pictures the whole, squeezed into a square, loses hair and takes in
// background.
func personRegion(d face.Detection, w, h float64) face.Box {
	x0 := max(0, d.Box.Centre().X-personWidth/2*d.Box.H)
	x1 := min(w, d.Box.Centre().X+personWidth/2*d.Box.H)
	y0 := max(0, d.Box.Y-personAbove*d.Box.H)
	y1 := min(h, d.Box.Y+(personHeight-personAbove)*d.Box.H)
	if (x1-x0 >= nearlyWhole*w && y1-y0 >= nearlyWhole*h) || x1-x0 < 1 || y1-y0 < 1 {
		return face.Box{W: w, H: h}
	}
	return face.Box{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
}
