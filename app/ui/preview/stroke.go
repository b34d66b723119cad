package preview

import (
	"image"
	"image/color"
	"math"
)

// strokeWidth is the head frame's line in picture pixels.
const strokeWidth = 4.0

// dashes is how many dashes the head frame has while it is not good yet.
const dashes = 48

// stroke is a line as pixels with their coverage, computed once.
type stroke []struct {
	offset int32 // of the pixel in a tight RGBA picture
	cover  uint8 // how much of it the line covers, 0–255
}

// ellipse is the outline that fits the given box, within a picture of w×h;
// with n > 0 every other of 2n arcs is left out.
func ellipse(w, h int, x0, y0, x1, y1 float64, n int) stroke {
	cx, cy, a, b := (x0+x1)/2, (y0+y1)/2, (x1-x0)/2, (y1-y0)/2
	if a < strokeWidth || b < strokeWidth {
		return nil
	}
	var s stroke
	for y := max(0, int(y0-strokeWidth)); y < min(h, int(y1+strokeWidth)+1); y++ {
		for x := max(0, int(x0-strokeWidth)); x < min(w, int(x1+strokeWidth)+1); x++ {
			dx, dy := float64(x)+0.5-cx, float64(y)+0.5-cy
			// Distance to the ellipse, to first order: f/|∇f|.
			f := dx*dx/(a*a) + dy*dy/(b*b) - 1
			grad := 2 * math.Hypot(dx/(a*a), dy/(b*b))
			if grad == 0 {
				continue
			}
			c := strokeWidth/2 + 0.5 - math.Abs(f/grad)
			if c <= 0 {
				continue
			}
			if n > 0 {
				turn := (math.Atan2(dy/b, dx/a) + math.Pi) / (2 * math.Pi)
				if int(turn*float64(2*n))%2 == 1 {
					continue
				}
			}
			s = append(s, struct {
				offset int32
				cover  uint8
			}{int32(4 * (y*w + x)), uint8(math.Min(1, c) * 255)})
		}
	}
	return s
}

// draw blends the line into a tight picture.
func (s stroke) draw(dst *image.RGBA, c color.RGBA) {
	for _, p := range s {
		o := dst.Pix[p.offset : p.offset+3 : p.offset+3]
		k := int(p.cover)
		o[0] = uint8((int(o[0])*(255-k) + int(c.R)*k) / 255)
		o[1] = uint8((int(o[1])*(255-k) + int(c.G)*k) / 255)
		o[2] = uint8((int(o[2])*(255-k) + int(c.B)*k) / 255)
	}
}
