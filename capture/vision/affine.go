package vision

import (
	"math"

	"campuskiosk/capture/face"
)

// affine maps positions of a crop to positions of the picture it was cut from:
// X = a[0]x + a[1]y + a[2], Y = a[3]x + a[4]y + a[5]. Both count from the
// top-left corner of the top-left pixel, as package face does.
type affine [6]float64

// border says what a crop shows where it reaches beyond the picture.
type border int

const (
	black      border = iota // as the body networks were trained
	repeatEdge               // as the face networks were trained
)

func (a affine) apply(x, y float64) face.Point {
	return face.Point{X: a[0]*x + a[1]*y + a[2], Y: a[3]*x + a[4]*y + a[5]}
}

// scale is the length in the picture of one crop pixel, in pixels.
func (a affine) scale() float64 {
	return math.Sqrt(math.Abs(a[0]*a[4] - a[1]*a[3]))
}

// rectangle is the crop of the picture's rectangle of size w×h around centre,
// turned by degrees (clockwise on screen), as cw×ch pixels.
func rectangle(centre face.Point, w, h, degrees float64, cw, ch int) affine {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	sx, sy := w/float64(cw), h/float64(ch)
	a := affine{cos * sx, -sin * sy, 0, sin * sx, cos * sy, 0}
	p := a.apply(float64(cw)/2, float64(ch)/2)
	a[2], a[5] = centre.X-p.X, centre.Y-p.Y
	return a
}

// mirrored is the same crop, its left and right swapped; cw is its width.
func (a affine) mirrored(cw int) affine {
	w := float64(cw)
	return affine{-a[0], a[1], a[2] + a[0]*w, -a[3], a[4], a[5] + a[3]*w}
}

// similarity is the crop that brings the picture's points from nearest to the
// template's points to, by moving, turning and scaling alone (least squares,
// measured in the template). Both are positions of pixel centres, as in the
// templates that face recognition uses.
func similarity(from, to []face.Point) (affine, bool) {
	var fm, tm face.Point
	n := float64(len(from))
	for i := range from {
		fm.X += from[i].X / n
		fm.Y += from[i].Y / n
		tm.X += to[i].X / n
		tm.Y += to[i].Y / n
	}
	var dot, cross, norm float64
	for i := range from {
		f, t := from[i].Sub(fm), to[i].Sub(tm)
		dot += f.X*t.X + f.Y*t.Y
		cross += f.X*t.Y - f.Y*t.X
		norm += f.X*f.X + f.Y*f.Y
	}
	if norm == 0 || dot*dot+cross*cross == 0 {
		return affine{}, false
	}
	// The template as a function of the picture is p·(x,y) turned by q; its
	// inverse is what a crop needs.
	p, q := dot/norm, cross/norm
	d := p*p + q*q
	a := affine{p / d, q / d, 0, -q / d, p / d, 0}
	m := a.apply(tm.X+0.5, tm.Y+0.5)
	a[2], a[5] = fm.X+0.5-m.X, fm.Y+0.5-m.Y
	return a, true
}
