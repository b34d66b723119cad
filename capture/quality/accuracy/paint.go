package main

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// rgb is an 8-bit colour.
type rgb [3]float64

// paint mixes colour into the picture: cover(x,y) is how much, 0–1, and
// colour(x,y) what.
func paint(src *image.RGBA, cover func(x, y float64) float64, colour func(x, y float64) rgb) *image.RGBA {
	dst := image.NewRGBA(src.Rect)
	copy(dst.Pix, src.Pix)
	for y := range src.Rect.Dy() {
		for x := range src.Rect.Dx() {
			fx, fy := float64(x)+0.5, float64(y)+0.5
			k := cover(fx, fy)
			if k <= 0 {
				continue
			}
			c := colour(fx, fy)
			o := dst.Pix[y*dst.Stride+4*x:]
			for i := range 3 {
				o[i] = byteOf(float64(o[i])*(1-k) + c[i]*k)
			}
		}
	}
	return dst
}

func plain(c rgb) func(x, y float64) rgb { return func(_, _ float64) rgb { return c } }

// ellipse covers an ellipse with an edge one pixel soft.
func ellipse(c face.Point, rx, ry, turn float64) func(x, y float64) float64 {
	sin, cos := math.Sincos(turn * math.Pi / 180)
	return func(x, y float64) float64 {
		dx, dy := x-c.X, y-c.Y
		u, v := (cos*dx+sin*dy)/rx, (cos*dy-sin*dx)/ry
		r := math.Hypot(u, v)
		return math.Max(0, math.Min(1, (1-r)*math.Min(rx, ry)+0.5))
	}
}

// polygon covers a polygon with a soft edge about two pixels wide.
func polygon(points []face.Point) func(x, y float64) float64 {
	lo, hi := points[0], points[0]
	for _, p := range points {
		lo = face.Point{X: math.Min(lo.X, p.X), Y: math.Min(lo.Y, p.Y)}
		hi = face.Point{X: math.Max(hi.X, p.X), Y: math.Max(hi.Y, p.Y)}
	}
	inside := func(x, y float64) bool {
		in := false
		for i, a := range points {
			b := points[(i+1)%len(points)]
			if (a.Y <= y) != (b.Y <= y) && x < a.X+(y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
				in = !in
			}
		}
		return in
	}
	return func(x, y float64) float64 {
		if x < lo.X-1 || x > hi.X+1 || y < lo.Y-1 || y > hi.Y+1 {
			return 0
		}
		n := 0
		for j := range 3 {
			for i := range 3 {
				if inside(x+float64(i-1)*0.67, y+float64(j-1)*0.67) {
					n++
				}
			}
		}
		return float64(n) / 9
	}
}

// skinAt is the mean colour in a disc.
func skinAt(src *image.RGBA, c face.Point, r float64) rgb {
	var sum rgb
	var n float64
	for y := int(c.Y - r); y <= int(c.Y+r); y++ {
		for x := int(c.X - r); x <= int(c.X+r); x++ {
			if math.Hypot(float64(x)-c.X, float64(y)-c.Y) > r {
				continue
			}
			q := src.Pix[clampInt(y, src.Rect.Dy())*src.Stride+4*clampInt(x, src.Rect.Dx()):]
			sum[0] += float64(q[0])
			sum[1] += float64(q[1])
			sum[2] += float64(q[2])
			n++
		}
	}
	return rgb{sum[0] / n, sum[1] / n, sum[2] / n}
}

// grain makes a plain colour a little uneven, as skin or cloth is: a slow
// change of shade and fine noise from a hash of the position.
func grain(c rgb, amount float64) func(x, y float64) rgb {
	return func(x, y float64) rgb {
		h := uint32(int(x)*374761393 + int(y)*668265263)
		h = (h ^ h>>13) * 1274126177
		n := (float64(h>>16&255)/255-0.5)*amount + amount*math.Sin(x/23)*math.Cos(y/17)
		return rgb{c[0] + n, c[1] + n, c[2] + n}
	}
}
