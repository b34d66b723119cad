package sheet

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"

	"campuskiosk/capture/face"
)

// The longer side of the pictures on the page, in pixels: enough to see what
// is drawn, also in a tiny picture, and sharp on a dense screen.
const (
	longest  = 720
	shortest = 480
)

// Colours of what is drawn, as on the kiosk's screens.
var (
	colourBox    = color.RGBA{0xf2, 0xf4, 0xf5, 0xff}
	colourMesh   = color.RGBA{0x56, 0xcc, 0xf2, 0xff}
	colourPoints = color.RGBA{0xf2, 0xb2, 0x33, 0xff}
	colourLids   = color.RGBA{0x35, 0xb3, 0x7e, 0xff}
	colourBody   = color.RGBA{0x2f, 0x80, 0xed, 0xff}
	colourOthers = color.RGBA{0xe5, 0x48, 0x4d, 0xff}
	// underlay is the light blue of photo specifications: on it, a mask that
	// cuts into the person or leaves background shows.
	underlay = color.RGBA{100, 197, 255, 255}
)

// scaled is a picture at the page's size and the factor that takes the
// original's pixels to its own.
type scaled struct {
	img    *image.RGBA
	factor float64
}

func fit(src *image.RGBA) scaled {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	long := float64(max(w, h))
	f := min(max(long, shortest), longest) / long
	size := image.Rect(0, 0, max(1, int(math.Round(float64(w)*f))), max(1, int(math.Round(float64(h)*f))))
	dst := image.NewRGBA(size)
	draw.BiLinear.Scale(dst, size, src, src.Rect, draw.Src, nil)
	return scaled{dst, f}
}

// at takes a point of the original, whose pixels' centres are at +0.5 on
// screen, to the page's picture.
func (s scaled) at(p face.Point) face.Point {
	return face.Point{X: (p.X+0.5)*s.factor - 0.5, Y: (p.Y+0.5)*s.factor - 0.5}
}

// landmarks draws everything that the networks saw.
func landmarks(s scaled, a *face.Analysis) {
	for i, d := range a.Faces {
		c := colourBox
		if i > 0 {
			c = colourOthers
		}
		s.box(d.Box, c)
	}
	if a.Mesh != nil {
		for _, p := range a.Mesh.Points {
			s.dot(p.XY(), 1.3, colourMesh)
		}
	}
	if a.Eyes != nil {
		for _, e := range a.Eyes {
			s.path(e.Upper, colourLids)
			s.path(e.Lower, colourLids)
			s.ring(e.Iris, e.IrisRadius, colourLids)
		}
	}
	if a.Body != nil {
		r, l := a.Body.Points[face.PoseRightShoulder], a.Body.Points[face.PoseLeftShoulder]
		s.line(r.Point, l.Point, colourBody)
		s.dot(r.Point, 4, colourBody)
		s.dot(l.Point, 4, colourBody)
	}
	if d, ok := a.Subject(); ok {
		for _, p := range d.Landmarks {
			s.dot(p, 3, colourPoints)
		}
	}
}

// cutOut lays the person over light blue by the raw mask.
func cutOut(s scaled, m *face.Mask) *image.RGBA {
	out := image.NewRGBA(s.img.Rect)
	for y := range s.img.Rect.Dy() {
		for x := range s.img.Rect.Dx() {
			a := smooth(m, (float64(x)+0.5)/s.factor, (float64(y)+0.5)/s.factor)
			p := s.img.RGBAAt(x, y)
			mix := func(p, u uint8) uint8 { return uint8(math.Round(a*float64(p) + (1-a)*float64(u))) }
			out.SetRGBA(x, y, color.RGBA{mix(p.R, underlay.R), mix(p.G, underlay.G), mix(p.B, underlay.B), 255})
		}
	}
	return out
}

// smooth is the mask's value 0–1 at a position of the picture, interpolated
// between its samples; 0 outside of its region.
func smooth(m *face.Mask, x, y float64) float64 {
	b := m.Alpha.Rect
	u := (x-m.Region.X)/m.Region.W*float64(b.Dx()) - 0.5
	v := (y-m.Region.Y)/m.Region.H*float64(b.Dy()) - 0.5
	if !(u >= -0.5 && v >= -0.5 && u <= float64(b.Dx())-0.5 && v <= float64(b.Dy())-0.5) {
		return 0
	}
	at := func(i, j int) float64 {
		i, j = min(max(i, 0), b.Dx()-1), min(max(j, 0), b.Dy()-1)
		return float64(m.Alpha.Pix[j*m.Alpha.Stride+i]) / 255
	}
	i, j := int(math.Floor(u)), int(math.Floor(v))
	fx, fy := u-float64(i), v-float64(j)
	top := at(i, j)*(1-fx) + at(i+1, j)*fx
	bottom := at(i, j+1)*(1-fx) + at(i+1, j+1)*fx
	return top*(1-fy) + bottom*fy
}

// dot draws a disc; its radius is in pixels of the page.
func (s scaled) dot(p face.Point, radius float64, c color.RGBA) {
	p = s.at(p)
	s.cover(p.X-radius-1, p.Y-radius-1, p.X+radius+1, p.Y+radius+1, c, func(x, y float64) float64 {
		return radius + 0.5 - math.Hypot(x-p.X, y-p.Y)
	})
}

// ring draws a circle; its radius is in pixels of the original.
func (s scaled) ring(p face.Point, radius float64, c color.RGBA) {
	p, radius = s.at(p), radius*s.factor
	s.cover(p.X-radius-2, p.Y-radius-2, p.X+radius+2, p.Y+radius+2, c, func(x, y float64) float64 {
		return 1.25 - math.Abs(math.Hypot(x-p.X, y-p.Y)-radius)
	})
}

func (s scaled) path(points []face.Point, c color.RGBA) {
	for i := 1; i < len(points); i++ {
		s.line(points[i-1], points[i], c)
	}
}

func (s scaled) box(b face.Box, c color.RGBA) {
	s.path([]face.Point{
		{X: b.X, Y: b.Y},
		{X: b.X + b.W, Y: b.Y},
		{X: b.X + b.W, Y: b.Y + b.H},
		{X: b.X, Y: b.Y + b.H},
		{X: b.X, Y: b.Y},
	}, c)
}

// line draws a line of 1.5 pixels of the page.
func (s scaled) line(a, b face.Point, c color.RGBA) {
	a, b = s.at(a), s.at(b)
	d := b.Sub(a)
	long := d.X*d.X + d.Y*d.Y
	s.cover(min(a.X, b.X)-2, min(a.Y, b.Y)-2, max(a.X, b.X)+2, max(a.Y, b.Y)+2, c, func(x, y float64) float64 {
		t := 0.0
		if long > 0 {
			t = min(max(((x-a.X)*d.X+(y-a.Y)*d.Y)/long, 0), 1)
		}
		return 1.25 - math.Hypot(x-a.X-t*d.X, y-a.Y-t*d.Y)
	})
}

// cover blends c into the pixels of a rectangle by coverage, clipped to 0–1.
func (s scaled) cover(left, top, right, bottom float64, c color.RGBA, coverage func(x, y float64) float64) {
	b := s.img.Rect
	if !(left < float64(b.Max.X) && top < float64(b.Max.Y) && right > 0 && bottom > 0) {
		return // outside, or not a number
	}
	for y := max(0, int(top)); y < b.Max.Y && float64(y) <= bottom; y++ {
		for x := max(0, int(left)); x < b.Max.X && float64(x) <= right; x++ {
			a := min(max(coverage(float64(x), float64(y)), 0), 1)
			if a == 0 {
				continue
			}
			p := s.img.RGBAAt(x, y)
			mix := func(p, c uint8) uint8 { return uint8(math.Round(a*float64(c) + (1-a)*float64(p))) }
			s.img.SetRGBA(x, y, color.RGBA{mix(p.R, c.R), mix(p.G, c.G), mix(p.B, c.B), 255})
		}
	}
}
