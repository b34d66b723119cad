package standard

import (
	"math"

	"campuskiosk/capture/face"
)

// reached is the mask value from which on the person counts as touching the
// picture's edge.
const reached = 0.3

// canvasOf finds where the person meets the edges of a picture of w×h pixels,
// from the network's mask of it. Where the mask does not cover an edge nothing
// is known; the person counts as touching it all along.
func canvasOf(m *face.Mask, h face.Head, width, height int) Canvas {
	w, ht := float64(width), float64(height)
	c := Canvas{Width: w, Height: ht, LeftFrom: math.Inf(1), RightFrom: math.Inf(1)}
	r, b := m.Region, m.Alpha.Rect
	if r.X > 0.5 {
		c.LeftFrom = 0
	}
	if r.X+r.W < w-0.5 {
		c.RightFrom = 0
	}
	c.TopReached = r.Y > 0.5
	stepX, stepY := r.W/float64(b.Dx()), r.H/float64(b.Dy())
	for j := range b.Dy() {
		y := r.Y + (float64(j)+0.5)*stepY
		// Higher up than the head it is somebody or something else; the matte
		// removes it.
		if y < h.HairTop {
			continue
		}
		if m.At(r.X+stepX/2, y) >= reached {
			c.LeftFrom = math.Min(c.LeftFrom, y-stepY/2)
		}
		if m.At(r.X+r.W-stepX/2, y) >= reached {
			c.RightFrom = math.Min(c.RightFrom, y-stepY/2)
		}
	}
	return c
}
