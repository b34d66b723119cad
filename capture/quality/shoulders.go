package quality

import (
	"math"
	"slices"

	"campuskiosk/capture/face"
)

const degrees = 180 / math.Pi

// measureShoulders fills tilt, reach and visibility from the body network and
// the person's silhouette.
func (m *Measurements) measureShoulders(h face.Head, a *face.Analysis) {
	m.ShoulderSeen = bothSides(a, face.RoleBody)
	body := absent(a, face.RoleBody)
	if a.Body != nil {
		r, l := a.Body.Points[face.PoseRightShoulder], a.Body.Points[face.PoseLeftShoulder]
		m.ShoulderSeen = Side{known(r.Presence), known(l.Presence)}
		body = unknown(NotVisible)
		if l.X-r.X > 0.8*h.FaceWidth() {
			body = known(math.Atan2(l.Y-r.Y, l.X-r.X) * degrees)
		}
	}
	m.ShoulderReach = bothSides(a, face.RoleSegmentation)
	outline := absent(a, face.RoleSegmentation)
	if a.Person != nil {
		s := silhouetteOf(a.Person, h, float64(a.Width), float64(a.Height))
		m.ShoulderReach = s.reach()
		outline = s.tilt()
	}
	m.ShoulderTiltBody, m.ShoulderTiltOutline = body, outline
	m.ShoulderTilt = mergeTilt(body, outline)
}

// mergeTilt takes the middle of both answers. One alone is believed too.
func mergeTilt(body, outline Reading) Reading {
	switch {
	case body.Known && outline.Known:
		return known((body.Value + outline.Value) / 2)
	case outline.Known:
		return outline
	}
	return body
}

// silhouette is the upper border of the body beside the neck, sampled at
// equal distances to the right and the left of the face's axis.
type silhouette struct {
	faceWidth float64
	// step is the distance of neighbouring columns in face widths, the first
	// being at silhouetteFrom.
	right, left []column
}

// column is the body's border at one distance from the axis.
type column struct {
	y    float64 // picture row of the border
	body bool    // there is body below it, and the border is a shoulder's
	in   bool    // the column is within the picture
}

// Distances from the face's axis in face widths: from just beside the neck
// (half a neck is about 0.35) to beyond the shoulder (half the shoulders' width
// is about 1.4: 40 cm against a face of 14 cm).
const (
	silhouetteFrom = 0.45
	silhouetteTo   = 1.5
	silhouetteStep = 0.05
)

func silhouetteOf(mask *face.Mask, h face.Head, width, height float64) silhouette {
	w := h.FaceWidth()
	axis := h.Chin.X
	t := h.EyesToChin()
	s := silhouette{faceWidth: w}
	bottom := math.Min(height, mask.Region.Y+mask.Region.H)
	read := func(x float64) column {
		if x < 0 || x >= width {
			return column{}
		}
		c := column{in: true}
		// From below: the lowest run of body in the column, so hair beside
		// the face that is not joined to the shoulder does not count.
		dy := mask.Region.H / float64(mask.Alpha.Rect.Dy()) / 2
		y := bottom - dy/2
		if bilinear(mask, x, y) < 0.5 {
			return c
		}
		for y > h.Eyes.Y && bilinear(mask, x, y-dy) >= 0.5 {
			y -= dy
		}
		above, here := bilinear(mask, x, y-dy), bilinear(mask, x, y)
		c.y = y
		if here > above {
			c.y = y - dy*(here-0.5)/(here-above)
		}
		// A border above the mouth's height is hair, not a shoulder.
		c.body = c.y > h.Chin.Y-0.4*t
		return c
	}
	for d := silhouetteFrom; d <= silhouetteTo+1e-9; d += silhouetteStep {
		s.right = append(s.right, read(axis-d*w))
		s.left = append(s.left, read(axis+d*w))
	}
	return s
}

// reach is how far to each side there is body, in face widths.
func (s silhouette) reach() Side {
	side := func(cols []column) Reading {
		far := 0.0
		for i, c := range cols {
			if !c.in || !c.body && c.y == 0 {
				break
			}
			far = silhouetteFrom + float64(i)*silhouetteStep
		}
		return known(far)
	}
	return Side{side(s.right), side(s.left)}
}

// tilt is the median slope between the border's points at equal distances on
// both sides.
func (s silhouette) tilt() Reading {
	var slopes []float64
	for i := range s.right {
		r, l := s.right[i], s.left[i]
		if r.body && l.body {
			d := silhouetteFrom + float64(i)*silhouetteStep
			slopes = append(slopes, math.Atan2(l.y-r.y, 2*d*s.faceWidth)*degrees)
		}
	}
	if len(slopes) < 4 {
		return unknown(NotVisible)
	}
	slices.Sort(slopes)
	return known((slopes[(len(slopes)-1)/2] + slopes[len(slopes)/2]) / 2)
}

// bilinear is the mask's value 0–1 between its cells' middles.
func bilinear(m *face.Mask, x, y float64) float64 {
	b := m.Alpha.Rect
	fx := clamp((x-m.Region.X)/m.Region.W*float64(b.Dx())-0.5, 0, float64(b.Dx()-1))
	fy := clamp((y-m.Region.Y)/m.Region.H*float64(b.Dy())-0.5, 0, float64(b.Dy()-1))
	x0, y0 := int(fx), int(fy)
	x1, y1 := min(x0+1, b.Dx()-1), min(y0+1, b.Dy()-1)
	tx, ty := fx-float64(x0), fy-float64(y0)
	at := func(i, j int) float64 { return float64(m.Alpha.Pix[j*m.Alpha.Stride+i]) }
	return ((at(x0, y0)*(1-tx)+at(x1, y0)*tx)*(1-ty) + (at(x0, y1)*(1-tx)+at(x1, y1)*tx)*ty) / 255
}
