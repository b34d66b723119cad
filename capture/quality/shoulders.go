package quality

import (
	"math"
	"slices"

	"campuskiosk/capture/face"
)

const degrees = 180 / math.Pi

// measureShoulders fills tilt, reach and visibility from the person's
// silhouette and the body network.
//
// The tilt is the silhouette's: the body network's shoulder points draw every
// slope towards level (people turned by a known 10° read 3–6°), but their
// middle says well where the trunk's axis is, which a leaning head does not.
func (m *Measurements) measureShoulders(h face.Head, a *face.Analysis) {
	m.ShoulderSeen = bothSides(a, face.RoleBody)
	m.ShoulderTiltBody = absent(a, face.RoleBody)
	axis := h.Chin.X
	if a.Body != nil {
		r, l := a.Body.Points[face.PoseRightShoulder], a.Body.Points[face.PoseLeftShoulder]
		m.ShoulderSeen = Side{known(r.Presence), known(l.Presence)}
		m.ShoulderTiltBody = unknown(NotVisible)
		if l.X-r.X > 0.8*h.FaceWidth() {
			m.ShoulderTiltBody = known(math.Atan2(l.Y-r.Y, l.X-r.X) * degrees)
			// Halfway between both witnesses, within reason.
			shift := clamp((l.X+r.X)/2-axis, -0.3*h.FaceWidth(), 0.3*h.FaceWidth())
			axis += shift / 2
		}
	}
	m.ShoulderReach = bothSides(a, face.RoleSegmentation)
	m.ShoulderTilt = absent(a, face.RoleSegmentation)
	if a.Person != nil {
		s := silhouetteOf(a.Person, h, axis, float64(a.Width), float64(a.Height))
		m.ShoulderReach = Side{known(reach(s.right)), known(reach(s.left))}
		m.ShoulderTilt = s.tilt()
	}
}

// silhouette is the upper border of the body beside the neck, sampled at equal
// distances to the right and the left of the trunk's axis.
type silhouette struct {
	faceWidth   float64
	right, left []column
}

// column is the body's border at one distance from the axis.
type column struct {
	// state says what the column shows.
	state columnState
	// y is the picture row of the border, for shoulder only.
	y float64
}

type columnState int

const (
	empty    columnState = iota // outside of the picture, or no body
	covered                     // body, but hair hides where the shoulder begins
	shoulder                    // a shoulder's border with body below it
)

// Distances from the axis in face widths: from just beside the neck (half a
// neck is about 0.35) to the end of the shoulder (half the shoulders' width is
// about 1.4: 40 cm against a face of 14 cm).
const (
	silhouetteFrom = 0.45
	silhouetteTo   = 1.3
	silhouetteStep = 0.05
)

func silhouetteOf(mask *face.Mask, h face.Head, axis, width, height float64) silhouette {
	w, t := h.FaceWidth(), h.EyesToChin()
	s := silhouette{faceWidth: w}
	// The lowest row looked at: below any shoulder, above elbows and hips.
	start := math.Min(math.Min(height, mask.Region.Y+mask.Region.H), h.Chin.Y+1.6*t)
	dy := mask.Region.H / float64(mask.Alpha.Rect.Dy()) / 2
	body := func(x, y float64) bool { return bilinear(mask, x, y) >= 0.5 }
	read := func(x float64) column {
		if x < 0 || x >= width || x < mask.Region.X || x >= mask.Region.X+mask.Region.W {
			return column{}
		}
		// Upwards: the first run of body that is thick enough to be one.
		for y := start - dy/2; y > h.Eyes.Y; y -= dy {
			if !body(x, y) {
				continue
			}
			bottom := y
			for y > h.Eyes.Y && body(x, y-dy) {
				y -= dy
			}
			if bottom-y < 0.12*w {
				continue
			}
			// A border above the mouth's height is hair, not a shoulder.
			if y < h.Chin.Y-0.4*t {
				return column{state: covered}
			}
			above, here := bilinear(mask, x, y-dy), bilinear(mask, x, y)
			return column{shoulder, y - dy*(here-0.5)/math.Max(here-above, 1e-6)}
		}
		return column{}
	}
	for d := silhouetteFrom; d <= silhouetteTo+1e-9; d += silhouetteStep {
		s.right = append(s.right, read(axis-d*w))
		s.left = append(s.left, read(axis+d*w))
	}
	return s
}

// reach is how far from the axis the shoulder can be followed, in face widths;
// 0 when there is none.
func reach(columns []column) float64 {
	far := 0.0
	for i, c := range columns {
		if c.state == empty {
			break
		}
		if c.state == shoulder {
			far = silhouetteFrom + float64(i)*silhouetteStep
		}
	}
	return far
}

// outerFrom is where the shoulder proper begins: nearer to the neck the border
// is the neck's and hardly moves with the shoulders. In face widths.
const outerFrom = 0.6

// tilt is the median slope between the border's points at equal distances on
// both sides, in degrees, positive when the subject's left is lower.
func (s silhouette) tilt() Reading {
	var slopes, outer []float64
	for i := range s.right {
		r, l := s.right[i], s.left[i]
		if r.state != shoulder || l.state != shoulder {
			continue
		}
		d := silhouetteFrom + float64(i)*silhouetteStep
		slope := math.Atan2(l.y-r.y, 2*d*s.faceWidth) * degrees
		slopes = append(slopes, slope)
		if d > outerFrom {
			outer = append(outer, slope)
		}
	}
	if len(outer) >= 4 {
		slopes = outer
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
