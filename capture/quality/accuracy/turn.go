package main

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// turned makes a picture of the head turned by yaw and raised by pitch
// (degrees, signed as face.Angles) as far as a single picture allows: the
// mesh's vertices are rotated about an axis through the head, and the picture
// is warped along with them by a thin-plate spline. Away from the face the warp
// fades to nothing at an ellipse around the head, so hair and ears follow and
// the background stays.
//
// It is a simulation: the depth is the landmark network's own. What it tests
// is whether the angles follow the picture that a turned head makes; the
// head-pose network, which knows nothing of the mesh, is the independent
// witness (see the table).
func turned(src *image.RGBA, m *face.Mesh, h face.Head, yaw, pitch float64) *image.RGBA {
	sy, cy := math.Sincos(yaw * math.Pi / 180)
	sp, cp := math.Sincos(pitch * math.Pi / 180)
	// The axis: the face's middle in the picture, and in depth the rim of
	// the cheeks, about where the ears are.
	c := face.Point3{X: m.Points[6].X, Y: (m.Points[6].Y + m.Points[2].Y) / 2, Z: (m.Points[234].Z + m.Points[454].Z) / 2}
	var to, move []face.Point
	rim := (m.Points[33].Z+m.Points[263].Z)/2 + 0.3*h.IED
	add := func(p face.Point3, weightless bool) {
		// The rim of the cheeks turns out of sight on one side and its
		// vertices would pull the picture into a fold.
		if p.Z > rim && !weightless {
			return
		}
		x, y, z := p.X-c.X, p.Y-c.Y, p.Z-c.Z
		// Yaw to the subject's left (larger x) turns what is in front
		// (smaller z) to larger x; pitch raises it to smaller y.
		x, z = cy*x-sy*z, sy*x+cy*z
		y = cp*y + sp*z
		q := face.Point{X: c.X + x, Y: c.Y + y}
		if weightless {
			q = p.XY()
		}
		to, move = append(to, q), append(move, q.Sub(p.XY()))
	}
	// Every third vertex keeps the system small; the nose, lids and lips,
	// where sharpness matters, are dense enough even so.
	for i := 0; i < len(m.Points); i += 3 {
		add(m.Points[i], false)
	}
	for _, i := range []int{1, 4, 33, 133, 263, 362, 61, 291, 152, 10, 168, 6} {
		if i%3 != 0 {
			add(m.Points[i], false)
		}
	}
	w := h.FaceWidth()
	mx, my := (h.FaceLeft+h.FaceRight)/2, (h.Eyes.Y+h.Chin.Y)/2
	rx, ry := 1.25*w, 1.6*w
	for i := range 40 {
		s, co := math.Sincos(float64(i) / 40 * 2 * math.Pi)
		add(face.Point3{X: mx + rx*co, Y: my + ry*s}, true)
	}
	field := newSpline(to, move, 0.02*w)
	const step = 8
	gw, gh := src.Rect.Dx()/step+2, src.Rect.Dy()/step+2
	grid := make([]face.Point, gw*gh)
	for j := range gh {
		for i := range gw {
			x, y := float64(i*step), float64(j*step)
			e := math.Hypot((x-mx)/rx, (y-my)/ry)
			if e >= 1 {
				continue
			}
			d := field.at(x, y)
			k := math.Min(1, (1-e)/0.15)
			grid[j*gw+i] = face.Point{X: k * d.X, Y: k * d.Y}
		}
	}
	return remap(src, src.Rect.Dx(), src.Rect.Dy(), func(x, y float64) (float64, float64) {
		fx, fy := x/step, y/step
		i, j := int(fx), int(fy)
		fx, fy = fx-float64(i), fy-float64(j)
		k := j*gw + i
		mix := func(of func(face.Point) float64) float64 {
			return (of(grid[k])*(1-fx)+of(grid[k+1])*fx)*(1-fy) + (of(grid[k+gw])*(1-fx)+of(grid[k+gw+1])*fx)*fy
		}
		return x - mix(func(p face.Point) float64 { return p.X }), y - mix(func(p face.Point) float64 { return p.Y })
	})
}

// spline is a thin-plate spline from the plane to displacements.
type spline struct {
	at0    []face.Point
	kx, ky []float64 // weights, then constant, x and y terms
	scale  float64
}

// newSpline fits displacements at points; slack (pixels) is how far it may
// miss a point that contradicts its neighbours.
func newSpline(points, values []face.Point, slack float64) *spline {
	n := len(points)
	s := &spline{at0: points, scale: slack}
	a := make([][]float64, n+3)
	for i := range a {
		a[i] = make([]float64, n+5)
	}
	for i, p := range points {
		for j, q := range points {
			a[i][j] = s.kernel(p.Dist(q))
		}
		a[i][i] += 0.5
		a[i][n], a[i][n+1], a[i][n+2] = 1, p.X/slack, p.Y/slack
		a[n][i], a[n+1][i], a[n+2][i] = 1, p.X/slack, p.Y/slack
		a[i][n+3], a[i][n+4] = values[i].X, values[i].Y
	}
	solve(a)
	for i := range a {
		s.kx, s.ky = append(s.kx, a[i][n+3]), append(s.ky, a[i][n+4])
	}
	return s
}

// kernel is r² ln r, r in units of the slack.
func (s *spline) kernel(r float64) float64 {
	r /= s.scale
	if r < 1e-9 {
		return 0
	}
	return r * r * math.Log(r)
}

func (s *spline) at(x, y float64) face.Point {
	n := len(s.at0)
	d := face.Point{
		X: s.kx[n] + s.kx[n+1]*x/s.scale + s.kx[n+2]*y/s.scale,
		Y: s.ky[n] + s.ky[n+1]*x/s.scale + s.ky[n+2]*y/s.scale,
	}
	for i, p := range s.at0 {
		k := s.kernel(math.Hypot(x-p.X, y-p.Y))
		d.X += s.kx[i] * k
		d.Y += s.ky[i] * k
	}
	return d
}

// solve is Gauss–Jordan elimination with row pivoting; the columns beyond the
// square are right-hand sides and become the solutions.
func solve(a [][]float64) {
	n := len(a)
	for c := range n {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p] = a[p], a[c]
		pivot := a[c][c]
		for k := c; k < len(a[c]); k++ {
			a[c][k] /= pivot
		}
		for r := range n {
			if f := a[r][c]; r != c && f != 0 {
				for k := c; k < len(a[c]); k++ {
					a[r][k] -= f * a[c][k]
				}
			}
		}
	}
}
