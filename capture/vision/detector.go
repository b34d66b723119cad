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
	// sureScore is what a face needs to be told beside or instead of another:
	// folds of cloth and backgrounds reach 0.65 now and then.
	sureScore = 0.8
	// sameFace is the overlap from which answers are averaged.
	sameFace = 0.5
)

// The detector's input, in pixels of its long side. Measured on the shared
// photos: its boxes and points are best for faces of 45 to 220 pixels in the
// input, whatever the picture's own size; beyond 250 it loses them.
const (
	overviewSide = 320 // every picture, and live frames
	smallSide    = 640 // again, when the subject is small in the overview
	smallFace    = 45  // pixels of height in the overview
	largeSide    = 192 // again, with a margin, when the subject fills it
	largeMargin  = 0.25
	largeFace    = 220
)

// Faces whose areas differ by less than this are "the same size": then the one
// nearest to the centre is the subject.
const nearEqual = 0.8

// A finder finds faces, the subject first: in a finished picture, and in a
// camera frame, where time counts.
type finder interface {
	id() string
	photo(img *image.RGBA) ([]face.Detection, error)
	live(img *image.RGBA) ([]face.Detection, error)
	close()
}

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

func (d *detector) id() string { return d.net.id }
func (d *detector) close()     { d.net.close() }

// find runs the network once over the whole picture, whose long side becomes
// side pixels, with a margin around it (share of the long side).
func (d *detector) find(img *image.RGBA, side int, margin float64) ([]face.Detection, error) {
	pw, ph := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	long := max(pw, ph) * (1 + 2*margin)
	w, h := d.net.feed.w, d.net.feed.h
	if w == 0 {
		w = gridSide(float64(side) * pw * (1 + 2*margin) / long)
		h = gridSide(float64(side) * ph * (1 + 2*margin) / long)
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

// gridSide is the input side that has room for v pixels: the network halves
// its input six times, so multiples of 32 keep its grids and ours equal, and
// with less than 64 its coarsest grid would be empty.
func gridSide(v float64) int {
	return max(64, (int(math.Ceil(v-1e-9))+31)/32*32)
}

// photo finds the faces of a finished picture: in an overview, and once more
// at a scale that suits the subject when the overview's doesn't.
func (d *detector) photo(img *image.RGBA) ([]face.Detection, error) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	found, err := d.find(img, overviewSide, 0)
	if err != nil {
		return nil, err
	}
	found = merge(found)
	subject := 0.0
	for _, f := range found {
		subject = max(subject, f.Box.H*overviewSide/max(w, h))
	}
	// A face too large for the overview can also be lost in it.
	type view struct {
		side   int
		margin float64
	}
	var again []view
	switch {
	case subject == 0:
		again = []view{{largeSide, largeMargin}, {smallSide, 0}}
	case subject < smallFace:
		again = []view{{smallSide, 0}}
	case subject > largeFace:
		again = []view{{largeSide, largeMargin}}
	}
	for _, v := range again {
		better, err := d.find(img, v.side, v.margin)
		if err != nil {
			return nil, err
		}
		found = add(merge(better), found)
		if subject == 0 && len(found) > 0 {
			break
		}
	}
	return order(found, w, h), nil
}

// live finds the faces of a camera frame in the overview alone.
func (d *detector) live(img *image.RGBA) ([]face.Detection, error) {
	found, err := d.find(img, overviewSide, 0)
	if err != nil {
		return nil, err
	}
	return order(merge(found), float64(img.Rect.Dx()), float64(img.Rect.Dy())), nil
}

// merge makes one face of all answers about it: the best of those that overlap
// stays (greedy non-maximum suppression), its box and points become the mean
// of the answers that agree with it, weighted by score. The mean's points lie
// about a fifth nearer to the eyes than the best answer's.
func merge(fs []face.Detection) []face.Detection {
	slices.SortStableFunc(fs, func(a, b face.Detection) int { return cmp.Compare(b.Score, a.Score) })
	var kept []face.Detection
	for _, f := range fs {
		if slices.ContainsFunc(kept, func(k face.Detection) bool { return overlap(k.Box, f.Box) > maxOverlap }) {
			continue
		}
		kept = append(kept, f)
	}
	for i, k := range kept {
		m := face.Detection{Score: k.Score}
		sum := 0.0
		for _, f := range fs {
			if overlap(f.Box, k.Box) >= sameFace {
				sum += f.Score
			}
		}
		for _, f := range fs {
			if overlap(f.Box, k.Box) < sameFace {
				continue
			}
			s := f.Score / sum
			m.Box.X += s * f.Box.X
			m.Box.Y += s * f.Box.Y
			m.Box.W += s * f.Box.W
			m.Box.H += s * f.Box.H
			for j, p := range f.Landmarks {
				m.Landmarks[j].X += s * p.X
				m.Landmarks[j].Y += s * p.Y
			}
		}
		kept[i] = m
	}
	return kept
}

// add gives the faces of better and those of worse that better doesn't have.
func add(better, worse []face.Detection) []face.Detection {
	for _, f := range worse {
		known := slices.ContainsFunc(better, func(b face.Detection) bool {
			c := f.Box.Centre()
			inside := c.X > b.Box.X && c.X < b.Box.X+b.Box.W && c.Y > b.Box.Y && c.Y < b.Box.Y+b.Box.H
			return inside || overlap(b.Box, f.Box) > maxOverlap
		})
		if !known {
			better = append(better, f)
		}
	}
	return better
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

// order puts the subject first and drops what doesn't count: faces too small
// beside the subject, and doubtful ones wherever there is a sure one. The rest
// follow by size.
func order(fs []face.Detection, w, h float64) []face.Detection {
	if slices.ContainsFunc(fs, sure) {
		fs = slices.DeleteFunc(fs, func(f face.Detection) bool { return !sure(f) })
	}
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
		if i != subject && f.Box.Area() >= face.SecondFaceShare*s.Box.Area() {
			out = append(out, f)
		}
	}
	return out
}

// sure reports whether a face is one beyond doubt. The stand-in's scores, all
// below, leave its faces on equal terms.
func sure(f face.Detection) bool { return f.Score >= sureScore }
