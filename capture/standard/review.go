package standard

import (
	"math"

	"campuskiosk/capture/face"
)

// edgeTouch is the alpha from which on the person counts as touching the
// picture's edge in the refined matte: below it the end of a faint strand is
// not seen.
const edgeTouch = 0.2

// review compares the refined matte with what the crop was planned from. It
// corrects the head and the canvas where they were wrong, and reports whether
// the crop must be found anew.
func (m matted) review(head *face.Head, canvas *Canvas, spec Spec) bool {
	again := false
	top, cut := m.hairTop(*head)
	if top >= 0 {
		head.HairTop = m.crop.back(face.Point{Y: top}).Y
		again = !spec.TopMargin.Holds(top) && spec.TopMargin.Holds(m.plan.TopMargin)
	}
	if cut {
		head.Cut.Top, again = true, true
	}
	in, w := m.crop.inside, m.picture.Rect.Dx()
	if in.Min.X > 0 {
		again = m.touches(in.Min.X, &canvas.LeftFrom) || again
	}
	if in.Max.X < w {
		again = m.touches(in.Max.X-1, &canvas.RightFrom) || again
	}
	return again
}

// hairTop is the row, in photo pixels, where the hair begins: a tenth of the
// face's width is more person than not. cut says that the source picture ends
// there. −1 when there is no hair at all.
func (m matted) hairTop(head face.Head) (row float64, cut bool) {
	w := m.picture.Rect.Dx()
	fw := head.FaceWidth() * m.crop.sx
	centre := m.crop.at(head.Eyes).X
	x0, x1 := int(math.Max(0, centre-0.9*fw)), int(math.Min(float64(w), centre+0.9*fw))
	need := math.Max(2, fw/10)
	for y := range m.picture.Rect.Dy() {
		n := 0.0
		for _, a := range m.alpha[y*w+x0 : y*w+x1] {
			if a >= solid {
				n++
			}
		}
		if n >= need {
			return float64(y), y <= m.crop.inside.Min.Y+1 && n >= 0.3*fw
		}
	}
	return -1, false
}

// touches looks for the person along a column of the photo next to added
// background, and lowers from, a source row, to where it begins.
func (m matted) touches(x int, from *float64) bool {
	w := m.picture.Rect.Dx()
	for y := m.crop.inside.Min.Y; y < m.crop.inside.Max.Y; y++ {
		if m.alpha[y*w+x] < edgeTouch {
			continue
		}
		row := m.crop.back(face.Point{Y: float64(y)}).Y
		if row < *from {
			*from = row
			return true
		}
		return false
	}
	return false
}
