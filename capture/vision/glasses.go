package vision

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// Brow vertices of the mesh: the brows' upper edges and outer ends.
var meshBrows = []int{70, 63, 105, 66, 107, 336, 296, 334, 293, 300}

// glassesLogit runs the glasses network on the strip from the brows to the tip
// of the nose, as wide as the brows and a third more on either side, turned
// with the face.
func (e *Engine) glassesLogit(img *image.RGBA, m *face.Mesh) (*float64, error) {
	n := e.glasses
	p, q := m.Points[meshRightOuter].XY(), m.Points[meshLeftOuter].XY()
	d := q.Sub(p)
	roll := math.Atan2(d.Y, d.X)
	sin, cos := math.Sincos(roll)
	// Positions along and across the line of the eyes.
	level := func(p face.Point) face.Point { return face.Point{X: cos*p.X + sin*p.Y, Y: -sin*p.X + cos*p.Y} }
	nose := level(m.Points[meshNoseTip].XY())
	left, right, top := math.Inf(1), math.Inf(-1), math.Inf(1)
	for _, i := range meshBrows {
		b := level(m.Points[i].XY())
		left, right, top = min(left, b.X), max(right, b.X), min(top, b.Y)
	}
	w, h := (right-left)*(1+2.0/3), nose.Y-top
	cx, cy := (left+right)/2, (top+nose.Y)/2
	centre := face.Point{X: cos*cx - sin*cy, Y: sin*cx + cos*cy}
	a := rectangle(centre, w, max(h, 1), roll*180/math.Pi, n.feed.w, n.feed.h)
	var logit float64
	err := n.fixed(img, a, repeatEdge, func(out []tensor) error {
		v, err := want(out, 0, 1)
		if err != nil {
			return err
		}
		logit = float64(v[0])
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &logit, nil
}
