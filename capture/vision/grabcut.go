package vision

import (
	"fmt"
	"image"
	"math"
	"sync"

	"gocv.io/x/gocv"

	"campuskiosk/capture/face"
)

// grabCutID names the stand-in segmentation in reports.
const grabCutID = "grabcut"

// grabCutter is the stand-in for the segmentation: OpenCV's GrabCut, told by
// the face box where head and body must be. It knows colours only: hair in
// front of something dark or a white shirt on a white wall is lost. Without a
// face it can do nothing.
type grabCutter struct {
	mu     sync.Mutex
	bgr    gocv.Mat
	mask   gocv.Mat
	closed bool
}

const (
	grabCutSide   = 256 // long side of what GrabCut works on
	grabCutRounds = 4
	grabCutSeed   = 1 // its clustering draws random numbers: always the same
)

func newGrabCutter() *grabCutter {
	return &grabCutter{bgr: gocv.NewMat(), mask: gocv.NewMat()}
}

func (g *grabCutter) id() string { return grabCutID }

func (g *grabCutter) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return
	}
	g.closed = true
	_ = g.bgr.Close()
	_ = g.mask.Close()
}

// segment cuts the subject out of region. The result is hard but for one
// pixel's smoothing.
func (g *grabCutter) segment(img *image.RGBA, region face.Box, subject *face.Detection) (*face.Mask, error) {
	if subject == nil {
		return nil, nil
	}
	part := image.Rect(int(region.X), int(region.Y), int(math.Ceil(region.X+region.W)), int(math.Ceil(region.Y+region.H))).Intersect(img.Rect)
	if part.Empty() {
		return nil, nil
	}
	view := &image.RGBA{
		Pix: img.Pix[img.PixOffset(part.Min.X, part.Min.Y):], Stride: img.Stride,
		Rect: image.Rect(0, 0, part.Dx(), part.Dy()),
	}
	s := grabCutSide / float64(max(part.Dx(), part.Dy()))
	w, h := max(2, int(float64(part.Dx())*s)), max(2, int(float64(part.Dy())*s))

	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	fail := func(err error) (*face.Mask, error) {
		return nil, ErrNetwork.Because(fmt.Errorf("%s: %w", grabCutID, err))
	}
	if err := toMat(view, w, h, false, &g.bgr); err != nil {
		return fail(err)
	}
	if g.mask.Rows() != h || g.mask.Cols() != w {
		_ = g.mask.Close()
		g.mask = gocv.NewMatWithSize(h, w, gocv.MatTypeCV8U)
	}
	seeds, err := g.mask.DataPtrUint8()
	if err != nil {
		return fail(err)
	}
	sx, sy := float64(w)/float64(part.Dx()), float64(h)/float64(part.Dy())
	box := face.Box{
		X: (subject.Box.X - float64(part.Min.X)) * sx, Y: (subject.Box.Y - float64(part.Min.Y)) * sy,
		W: subject.Box.W * sx, H: subject.Box.H * sy,
	}
	if !seed(seeds, w, h, box) {
		return nil, nil
	}
	if err := grabCut(&g.bgr, &g.mask, grabCutRounds, grabCutSeed); err != nil {
		return fail(err)
	}
	m := &face.Mask{
		Alpha:  image.NewAlpha(image.Rect(0, 0, w, h)),
		Region: face.Box{X: float64(part.Min.X), Y: float64(part.Min.Y), W: float64(part.Dx()), H: float64(part.Dy())},
	}
	smooth(seeds, m.Alpha)
	return m, nil
}

// seed marks what is known before GrabCut starts, from the face box alone:
// the face, the neck and what is below them are person, the picture's edge well beside and above the head is
// background, a body-shaped area is probably person, the rest probably not.
// It reports whether there is some of either.
func seed(mask []uint8, w, h int, f face.Box) bool {
	const background, person, maybeBackground, maybePerson = 0, 1, 2, 3
	c := f.Centre()
	var persons, others bool
	for y := range h {
		for x := range w {
			px, py := float64(x)+0.5, float64(y)+0.5
			dx, dy := math.Abs(px-c.X), py-c.Y
			m := maybeBackground
			// Shoulders are about three face widths wide from one face height
			// below the face's middle on.
			body := f.W * (0.45 + 1.2*min(1, max(0, (dy-0.6*f.H)/(0.5*f.H))))
			switch {
			case sq(dx/(0.45*f.W))+sq(dy/(0.45*f.H)) < 1, dy > 0.5*f.H && dx < 0.3*f.W:
				m = person
			case dy > 0.6*f.H && dx < body, sq(dx/(0.75*f.W))+sq((dy+0.1*f.H)/(0.75*f.H)) < 1:
				m = maybePerson
			case dy < 0.6*f.H && (dx > 1.6*f.W || dy < -1.3*f.H), dx > 3*f.W:
				m = background
			}
			persons = persons || m == person
			others = others || m == background || m == maybeBackground
			mask[y*w+x] = uint8(m)
		}
	}
	return persons && others
}

func sq(v float64) float64 { return v * v }

// smooth turns GrabCut's classes (odd = person) into alpha: the mean over 3×3.
func smooth(classes []uint8, a *image.Alpha) {
	w, h := a.Rect.Dx(), a.Rect.Dy()
	for y := range h {
		for x := range w {
			n, sum := 0, 0
			for v := max(0, y-1); v <= min(h-1, y+1); v++ {
				for u := max(0, x-1); u <= min(w-1, x+1); u++ {
					n++
					sum += int(classes[v*w+u] & 1)
				}
			}
			a.Pix[y*a.Stride+x] = uint8((sum*255 + n/2) / n)
		}
	}
}
