package main

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// shearedShoulders slopes everything below the chin by deg (positive: the
// subject's left shoulder lower), rising from nothing at the chin to all of it
// at the base of the neck.
func shearedShoulders(src *image.RGBA, h face.Head, deg float64) *image.RGBA {
	slope := math.Tan(deg * math.Pi / 180)
	t := h.EyesToChin()
	return remap(src, src.Rect.Dx(), src.Rect.Dy(), func(x, y float64) (float64, float64) {
		k := math.Max(0, math.Min(1, (y-h.Chin.Y)/(0.35*t)))
		// Beside the face all of it, so that no part of a shoulder that is as
		// high as the chin stays behind.
		if d := math.Abs(x-h.Chin.X) / h.FaceWidth(); d > 0.52 {
			k = math.Max(k, math.Min(1, (d-0.52)/0.1)*math.Max(0, math.Min(1, (y-h.Eyes.Y)/(0.5*t))))
		}
		return x, y - k*slope*(x-h.Chin.X)
	})
}

// belowChin crops the picture's bottom to so many T below the chin.
func belowChin(src *image.RGBA, h face.Head, t float64) *image.RGBA {
	bottom := int(math.Round(h.Chin.Y + t*h.EyesToChin()))
	return cropped(src, 0, 0, src.Rect.Dx(), max(8, min(bottom, src.Rect.Dy())))
}

// besideFace crops both sides to so many face widths from the face's axis.
func besideFace(src *image.RGBA, h face.Head, widths float64) *image.RGBA {
	w := h.FaceWidth() * widths
	x0 := int(math.Round(math.Max(0, h.Chin.X-w)))
	x1 := int(math.Round(math.Min(float64(src.Rect.Dx()), h.Chin.X+w)))
	return cropped(src, x0, 0, x1-x0, src.Rect.Dy())
}

// oneSide crops the picture at so many face widths from the face's axis on one
// side: side < 0 cuts at small x.
func oneSide(src *image.RGBA, h face.Head, widths, side float64) *image.RGBA {
	w := h.FaceWidth() * widths
	if side < 0 {
		x0 := int(math.Round(math.Max(0, h.Chin.X-w)))
		return cropped(src, x0, 0, src.Rect.Dx()-x0, src.Rect.Dy())
	}
	return cropped(src, 0, 0, int(math.Round(math.Min(float64(src.Rect.Dx()), h.Chin.X+w))), src.Rect.Dy())
}

// zoomed shows the person factor times as large in a picture of the same size,
// around the eyes; beyond the source its edge is repeated.
func zoomed(src *image.RGBA, h face.Head, factor float64) *image.RGBA {
	small := src
	k := factor
	if factor < 1 {
		small = scaled(src, factor)
		k = float64(small.Rect.Dx()) / float64(src.Rect.Dx())
	}
	w, ht := src.Rect.Dx(), src.Rect.Dy()
	return remap(small, w, ht, func(x, y float64) (float64, float64) {
		// The eyes stay at the same place in the frame.
		if factor < 1 {
			return h.Eyes.X*k + x - h.Eyes.X, h.Eyes.Y*k + y - h.Eyes.Y
		}
		return h.Eyes.X + (x-h.Eyes.X)/k, h.Eyes.Y + (y-h.Eyes.Y)/k
	})
}

// secondFace pastes other's head beside the subject's so that its face box has
// the given share of the subject's area; false when it fits nowhere.
func secondFace(s, other *source, share float64) (*image.RGBA, bool) {
	box := s.analysis.Faces[0].Box
	ob := other.analysis.Faces[0].Box
	k := math.Sqrt(share * box.Area() / ob.Area())
	head := scaled(other.img, k)
	rx, ry := 0.75*ob.W*k, 0.8*ob.H*k
	oc := face.Point{X: (ob.X + ob.W/2) * k, Y: (ob.Y + ob.H/2) * k}
	w, h := float64(s.img.Rect.Dx()), float64(s.img.Rect.Dy())
	// Upper corners first: away from the subject's face.
	for _, at := range []face.Point{{X: rx + 2, Y: ry + 2}, {X: w - rx - 2, Y: ry + 2}, {X: rx + 2, Y: h - ry - 2}, {X: w - rx - 2, Y: h - ry - 2}} {
		gapX := math.Abs(at.X-(box.X+box.W/2)) - box.W/2 - rx
		gapY := math.Abs(at.Y-(box.Y+box.H/2)) - box.H/2 - ry
		if math.Max(gapX, gapY) < 0.05*box.W || at.X-rx < 0 || at.Y-ry < 0 || at.X+rx > w || at.Y+ry > h {
			continue
		}
		cover := ellipse(at, rx, ry, 0)
		return paint(s.img, cover, func(x, y float64) rgb {
			var q [4]uint8
			sample(head, x-at.X+oc.X-0.5, y-at.Y+oc.Y-0.5, q[:])
			return rgb{float64(q[0]), float64(q[1]), float64(q[2])}
		}), true
	}
	return nil, false
}
