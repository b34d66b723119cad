package vision

import (
	"cmp"
	"image"
	"math"
	"slices"

	"campuskiosk/capture/face"
)

// Thresholds of the detector, as the network's authors use them in their own
// programs (score 0.6–0.9, overlap 0.3).
const (
	minScore   = 0.6
	maxOverlap = 0.3
)

// Side lengths of the detector's input in pixels (long side of the picture
// after scaling).
const (
	liveSide  = 320 // one frame: faces from about 1/30 of the picture's height
	photoSide = 640 // a finished picture: also small second faces
	closeSide = 192 // faces that fill the picture, with a margin around it
)

// A second face counts from a tenth of the first's area on; people that far
// behind the subject are background.
const secondFaceArea = 0.10

// Faces whose areas differ by less than this are "the same size": then the one
// nearest to the centre is the subject.
const nearEqual = 0.8

// detector finds faces with one of the YuNet networks.
type detector struct {
	net    *network
	decode func(out []tensor, w, h int) ([]face.Detection, error)
}

func newDetector(n *network) *detector {
	d := &detector{net: n, decode: decodeYuNetN}
	if n.feed.w == 0 {
		d.decode = decodeYuNet2022
	}
	return d
}

// find runs the network once over the whole picture, whose long side becomes
// side pixels, with a margin around it (share of the long side).
func (d *detector) find(img *image.RGBA, side int, margin float64) ([]face.Detection, error) {
	pw, ph := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	long := max(pw, ph) * (1 + 2*margin)
	w, h := d.net.feed.w, d.net.feed.h
	if w == 0 {
		// The network halves its input six times: multiples of 32 keep its
		// grids and ours equal.
		w = roundUp(float64(side)*pw*(1+2*margin)/long, 32)
		h = roundUp(float64(side)*ph*(1+2*margin)/long, 32)
	} else {
		side = w
	}
	s := long / float64(side)
	a := affine{s, 0, -margin * pw, 0, s, -margin * ph}
	var found []face.Detection
	err := d.net.run(img, a, black, w, h, func(out []tensor) error {
		var err error
		found, err = d.decode(out, w, h)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range found {
		f := &found[i]
		p := a.apply(f.Box.X, f.Box.Y)
		f.Box = face.Box{X: p.X, Y: p.Y, W: f.Box.W * s, H: f.Box.H * s}
		for k, l := range f.Landmarks {
			f.Landmarks[k] = a.apply(l.X, l.Y)
		}
	}
	return found, nil
}

func roundUp(v float64, m int) int {
	return max(m, (int(math.Ceil(v-1e-9))+m-1)/m*m)
}

// photo finds the faces of a finished picture: once at full detail, and once
// more, small and with a margin, when nothing was found or a face fills so
// much of the picture that the network's largest anchors are too small for it.
func (d *detector) photo(img *image.RGBA) ([]face.Detection, error) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	found, err := d.find(img, photoSide, 0)
	if err != nil {
		return nil, err
	}
	largest := 0.0
	for _, f := range found {
		largest = max(largest, f.Box.H/max(w, h))
	}
	if largest == 0 || largest > 0.45 {
		again, err := d.find(img, closeSide, 0.25)
		if err != nil {
			return nil, err
		}
		found = append(found, again...)
	}
	return order(suppress(found), w, h), nil
}

func (d *detector) live(img *image.RGBA) ([]face.Detection, error) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	found, err := d.find(img, liveSide, 0)
	if err != nil {
		return nil, err
	}
	return order(suppress(found), w, h), nil
}

// suppress keeps the best of faces that overlap (greedy non-maximum
// suppression).
func suppress(fs []face.Detection) []face.Detection {
	slices.SortStableFunc(fs, func(a, b face.Detection) int { return cmp.Compare(b.Score, a.Score) })
	var kept []face.Detection
	for _, f := range fs {
		if !slices.ContainsFunc(kept, func(k face.Detection) bool { return overlap(k.Box, f.Box) > maxOverlap }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// overlap is intersection over union.
func overlap(a, b face.Box) float64 {
	w := min(a.X+a.W, b.X+b.W) - max(a.X, b.X)
	h := min(a.Y+a.H, b.Y+b.H) - max(a.Y, b.Y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / (a.Area() + b.Area() - w*h)
}

// order puts the subject first and drops faces too small to count; the rest
// follow by size.
func order(fs []face.Detection, w, h float64) []face.Detection {
	if len(fs) == 0 {
		return nil
	}
	slices.SortStableFunc(fs, func(a, b face.Detection) int { return cmp.Compare(b.Box.Area(), a.Box.Area()) })
	middle := face.Point{X: w / 2, Y: h / 2}
	subject := 0
	for i, f := range fs {
		if f.Box.Area() >= nearEqual*fs[0].Box.Area() &&
			f.Box.Centre().Dist(middle) < fs[subject].Box.Centre().Dist(middle) {
			subject = i
		}
	}
	s := fs[subject]
	out := []face.Detection{s}
	for i, f := range fs {
		if i != subject && f.Box.Area() >= secondFaceArea*s.Box.Area() {
			out = append(out, f)
		}
	}
	return out
}
