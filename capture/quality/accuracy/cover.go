package main

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// Alterations of eyes and mouth. They hang on the mesh of the source picture.

func meshPoints(m *face.Mesh, v ...int) []face.Point {
	out := make([]face.Point, len(v))
	for i, k := range v {
		out[i] = m.Points[k].XY()
	}
	return out
}

// eyeParts are the mesh's corners and lids of an eye, right (0) or left (1).
var eyeParts = [2]struct{ outer, inner, upper, lower int }{
	{33, 133, 159, 145},
	{263, 362, 386, 374},
}

// closedEyes draws the upper lids down: what is above the eye is stretched
// down to the lower lid's line, as a lid does, and a line of lashes is drawn
// where the lids meet. share 1 closes the eyes, 0 changes nothing.
func closedEyes(src *image.RGBA, a *face.Analysis, share float64) *image.RGBA {
	if share == 0 {
		return src
	}
	out := src
	for side := range eyeParts {
		out = closedEye(out, a.Mesh, side, share)
	}
	return out
}

func closedEye(src *image.RGBA, m *face.Mesh, side int, share float64) *image.RGBA {
	e := eyeParts[side]
	p, q := m.Points[e.outer].XY(), m.Points[e.inner].XY()
	if p.X > q.X {
		p, q = q, p
	}
	c, w := p.Mid(q), p.Dist(q)
	ux, uy := (q.X-p.X)/w, (q.Y-p.Y)/w
	// In the eye's own axes: x along the corners, y down, in eye widths.
	local := func(v face.Point) (float64, float64) {
		d := v.Sub(c)
		return (d.X*ux + d.Y*uy) / w, (d.Y*ux - d.X*uy) / w
	}
	_, top := local(m.Points[e.upper].XY())
	_, bottom := local(m.Points[e.lower].XY())
	// The lids' lines are arcs through the corners, a little outside of the
	// mesh's so that nothing of the eye is left.
	arc := func(x, mid float64) float64 {
		t := math.Max(0, 1-(x/0.56)*(x/0.56))
		return mid * t
	}
	up := func(x float64) float64 { return arc(x, top-0.05) }
	low := func(x float64) float64 { return arc(x, bottom+0.03) }
	const brow = 0.55 // eye widths above the corners where the skin stays put
	warped := remap(src, src.Rect.Dx(), src.Rect.Dy(), func(px, py float64) (float64, float64) {
		x, y := local(face.Point{X: px, Y: py})
		if math.Abs(x) >= 0.56 || y < -brow || y > low(x) {
			return px, py
		}
		u := up(x)
		lid := u + share*(low(x)-u) // where the upper lid's edge is now
		if y > lid {
			return px, py
		}
		// From (−brow … lid) back to (−brow … u).
		sy := -brow + (y+brow)/(lid+brow)*(u+brow)
		return px - uy*w*(sy-y), py + ux*w*(sy-y)
	})
	skin := skinAt(src, face.Point{X: c.X + uy*w*0.4, Y: c.Y - ux*w*0.4}, 0.08*w)
	line := func(px, py float64) float64 {
		x, y := local(face.Point{X: px, Y: py})
		if math.Abs(x) > 0.5 {
			return 0
		}
		u := up(x)
		lid := u + share*(low(x)-u)
		return 0.8 * share * math.Max(0, 1-math.Abs(y-lid)/0.035)
	}
	return paint(warped, line, plain(rgb{skin[0] * 0.3, skin[1] * 0.25, skin[2] * 0.25}))
}

// paintedEyes covers both eyes, lids and lashes with skin.
func paintedEyes(src *image.RGBA, a *face.Analysis) *image.RGBA {
	out := src
	for side, e := range eyeParts {
		p, q := a.Mesh.Points[e.outer].XY(), a.Mesh.Points[e.inner].XY()
		c, w := p.Mid(q), p.Dist(q)
		cheek := a.Mesh.Points[[2]int{117, 346}[side]].XY()
		out = paint(out, ellipse(c, 0.75*w, 0.42*w, a.Faces[0].Landmarks.Roll()), grain(skinAt(src, cheek, 0.2*w), 4))
	}
	return out
}

// barOverEyes paints a bar across both eyes.
func barOverEyes(src *image.RGBA, a *face.Analysis, c rgb) *image.RGBA {
	l := a.Mesh.Points
	h := l[33].XY().Dist(l[263].XY())
	p, q := l[127].XY(), l[356].XY()
	return paint(src, polygon([]face.Point{
		{X: p.X, Y: p.Y - 0.13*h}, {X: q.X, Y: q.Y - 0.13*h}, {X: q.X, Y: q.Y + 0.13*h}, {X: p.X, Y: p.Y + 0.13*h},
	}), grain(c, 3))
}

// hairOver covers one eye with a lock of hair that comes from the forehead.
func hairOver(src *image.RGBA, a *face.Analysis, side int) *image.RGBA {
	e := eyeParts[side]
	p, q := a.Mesh.Points[e.outer].XY(), a.Mesh.Points[e.inner].XY()
	c, w := p.Mid(q), p.Dist(q)
	top := a.Mesh.Points[10].XY()
	lock := polygon([]face.Point{
		{X: top.X - 0.4*w, Y: top.Y - 0.2*w},
		{X: top.X + 0.4*w, Y: top.Y - 0.2*w},
		{X: c.X + 0.75*w, Y: c.Y},
		{X: c.X + 0.5*w, Y: c.Y + 0.9*w},
		{X: c.X - 0.5*w, Y: c.Y + 0.9*w},
		{X: c.X - 0.75*w, Y: c.Y},
	})
	return paint(src, lock, func(x, y float64) rgb {
		v := 28 + 14*math.Sin(x*1.1+0.2*y) + 8*math.Sin(x*2.7-0.13*y)
		return rgb{v + 6, v, v - 4}
	})
}

// lenses puts dark glasses on: lenses of the given darkness (share of light
// they take, 0–1), a frame, a bridge and a weak reflection.
func lenses(src *image.RGBA, a *face.Analysis, dark float64) *image.RGBA {
	out := src
	roll := a.Faces[0].Landmarks.Roll()
	m := a.Mesh
	ied := a.Faces[0].Landmarks.IED()
	frame := plain(rgb{20, 18, 18})
	for _, e := range eyeParts {
		p, q := m.Points[e.outer].XY(), m.Points[e.inner].XY()
		c := p.Mid(q)
		c.Y += 0.08 * ied
		rx, ry := 0.42*ied, 0.34*ied
		out = paint(out, ellipse(c, rx*1.07, ry*1.08, roll), func(x, y float64) rgb {
			k := src.Pix[clampInt(int(y), src.Rect.Dy())*src.Stride+4*clampInt(int(x), src.Rect.Dx()):]
			r := math.Hypot((x-c.X)/rx, (y-c.Y)/ry)
			if r > 1 {
				return frame(x, y)
			}
			// The lens takes light, and reflects some of the room.
			room := 18 * (1 - (y-c.Y+ry)/(2*ry))
			see := func(v uint8) float64 { return float64(fromLinear(toLinear[v]*(1-dark))) + room*dark }
			return rgb{see(k[0]), see(k[1]), see(k[2])}
		})
	}
	p, q := m.Points[133].XY(), m.Points[362].XY()
	d := 0.03 * ied
	return paint(out, polygon([]face.Point{
		{X: p.X, Y: p.Y - d}, {X: q.X, Y: q.Y - d}, {X: q.X, Y: q.Y + d}, {X: p.X, Y: p.Y + d},
	}), frame)
}

// openedMouth draws the jaw down: what is below the middle of the lips moves
// down by gap (in T), and the opening is filled with the dark of the mouth, or
// with a row of teeth above it.
func openedMouth(src *image.RGBA, a *face.Analysis, h face.Head, gap float64, teeth bool) *image.RGBA {
	if gap == 0 {
		return src
	}
	m := a.Mesh
	right, left := m.Points[78].XY(), m.Points[308].XY()
	c, w := right.Mid(left), right.Dist(left)
	ux, uy := (left.X-right.X)/w, (left.Y-right.Y)/w
	t := h.EyesToChin()
	local := func(x, y float64) (float64, float64) {
		dx, dy := x-c.X, y-c.Y
		return dx*ux + dy*uy, dy*ux - dx*uy
	}
	_, seam := local(m.Points[13].X, (m.Points[13].Y+m.Points[14].Y)/2)
	line := func(x float64) float64 { return seam * math.Max(0, 1-(2*x/w)*(2*x/w)) }
	// How far the opening is at x: an arc between the corners. Outside of
	// the mouth the jaw follows and fades out.
	open := func(x float64) float64 { return gap * t * math.Sqrt(math.Max(0, 1-(2*x/w)*(2*x/w))) }
	jaw := func(x float64) float64 { return gap * t * math.Exp(-math.Pow(math.Abs(x)/(0.9*w), 4)) }
	_, chin := local(h.Chin.X, h.Chin.Y)
	out := remap(src, src.Rect.Dx(), src.Rect.Dy(), func(px, py float64) (float64, float64) {
		x, y := local(px, py)
		l := line(x)
		if y <= l {
			return px, py
		}
		k := jaw(x)
		if math.Abs(x) < w/2 {
			k = open(x) + (jaw(x)-open(x))*math.Min(1, (y-l)/(0.5*w))
		}
		// Below the chin the movement fades out within half a T.
		if y > chin {
			k *= math.Max(0, 1-(y-chin)/(0.5*t))
		}
		sy := math.Max(l, y-k)
		return px - uy*(sy-y), py + ux*(sy-y)
	})
	hole := func(px, py float64) float64 {
		x, y := local(px, py)
		l := line(x)
		o := open(x)
		if o < 1 {
			return 0
		}
		return math.Max(0, math.Min(1, math.Min(y-l, l+o-y)+0.5))
	}
	return paint(out, hole, func(px, py float64) rgb {
		x, y := local(px, py)
		if teeth && y-line(x) < 0.09*t {
			// Teeth with dark lines between them.
			v := 225 - 40*math.Exp(-40*math.Abs(math.Sin(math.Pi*x/(0.16*w))))
			return rgb{v, v - 6, v - 20}
		}
		return rgb{60, 22, 22}
	})
}

// maskOver covers nose and mouth like a face mask; pattern adds stripes.
func maskOver(src *image.RGBA, a *face.Analysis, c rgb, stripes bool) *image.RGBA {
	pts := meshPoints(a.Mesh, 195, 347, 346, 352, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
		148, 176, 149, 150, 136, 172, 58, 132, 93, 123, 117, 118)
	chin := a.Mesh.Points[152].XY()
	for i := range pts {
		if pts[i].Y > a.Mesh.Points[17].Y {
			pts[i].Y += 0.03 * math.Abs(chin.Y-a.Mesh.Points[10].Y)
		}
	}
	y0, y1 := a.Mesh.Points[195].Y, chin.Y
	return paint(src, polygon(pts), func(x, y float64) rgb {
		// Pleats and the shading of a surface that curves away.
		v := 10*math.Sin((y-y0)/(y1-y0)*12) + 6*math.Cos((x-chin.X)/40)
		if stripes && int(x/9)%2 == 0 {
			v -= 45
		}
		return rgb{c[0] + v, c[1] + v, c[2] + v}
	})
}

// handOver covers the mouth with four fingers in the colour of the cheek's
// skin, each shaded round, with dark gaps between them.
func handOver(src *image.RGBA, a *face.Analysis) *image.RGBA {
	m := a.Mesh
	ied := a.Faces[0].Landmarks.IED()
	c := m.Points[13].XY().Mid(m.Points[14].XY())
	skin := skinAt(src, m.Points[50].XY(), 0.1*ied)
	const turn = 8.0
	sin, cos := math.Sincos(turn * math.Pi / 180)
	return paint(src, ellipse(c, 0.9*ied, 0.46*ied, turn), func(x, y float64) rgb {
		across := ((y-c.Y)*cos - (x-c.X)*sin) / (0.25 * ied)
		finger := math.Abs(math.Sin(math.Pi * (across + 0.3)))
		k := 0.6 + 0.42*math.Sqrt(finger) + 0.06*math.Sin((x-c.X)/(0.35*ied))
		// Where the light falls steeply skin is redder.
		return rgb{skin[0] * (k + 0.04*(1-finger)), skin[1] * k, skin[2] * k}
	})
}
