package quality

import (
	"encoding/json"
	"image"
	"image/color"
	"math"
	"os"
	"testing"

	"campuskiosk/capture/face"
)

// figure is a drawn portrait: a mean mesh (testdata/mean_mesh.json, the
// symmetric mean of many meshes, nobody's face) with skin, eyes, lips, hair and
// shoulders painted on it, and the analysis that the networks would give of it.
type figure struct {
	// ied is the distance of the eyes in pixels; eyesX, eyesY their middle.
	ied, eyesX, eyesY float64
	w, h              int
	skin, lips        color.RGBA
	wall, coat        color.RGBA
	// tilt lowers the left shoulder by so many degrees.
	tilt float64
	// lens, if set, is painted over both eyes.
	lens *color.RGBA
	// lid is how far the lids are open: 1 as in the mean mesh, 0 closed.
	lid float64
}

func plainFigure() figure {
	return figure{
		ied: 100, eyesX: 300, eyesY: 330, w: 600, h: 800, lid: 1,
		skin: color.RGBA{214, 168, 140, 255}, lips: color.RGBA{178, 92, 92, 255},
		wall: color.RGBA{226, 229, 231, 255}, coat: color.RGBA{38, 48, 84, 255},
	}
}

func meanMesh(t testing.TB) *face.Mesh {
	t.Helper()
	b, err := os.ReadFile("testdata/mean_mesh.json")
	if err != nil {
		t.Fatal(err)
	}
	var p [468][3]float64
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	m := &face.Mesh{Presence: 0.99}
	for i, q := range p {
		m.Points[i] = face.Point3{X: q[0], Y: q[1], Z: q[2]}
	}
	return m
}

// draw paints the figure.
func (f figure) draw(t testing.TB) (*image.RGBA, *face.Analysis) {
	t.Helper()
	m := meanMesh(t)
	for i, q := range m.Points {
		m.Points[i] = face.Point3{X: f.eyesX + q.X*f.ied, Y: f.eyesY + q.Y*f.ied, Z: q.Z * f.ied}
	}
	at := func(v ...int) []face.Point {
		out := make([]face.Point, len(v))
		for i, k := range v {
			out[i] = m.Points[k].XY()
		}
		return out
	}
	chin := m.Points[vChin].XY()
	w := m.Points[vLeftCheek].X - m.Points[vRightCheek].X
	slope := math.Tan(f.tilt * math.Pi / 180)
	// Shoulders: level from the neck outwards, falling a little to the arms.
	body := func(x, y float64) bool {
		d := math.Abs(x-chin.X) / w
		top := chin.Y + 0.35*f.ied + 0.25*w*math.Max(0, d-0.3) + slope*(x-chin.X)
		return y > top && d < 1.35 || d < 0.32 && y > chin.Y-0.5*f.ied
	}
	head := func(x, y float64) bool {
		dx, dy := (x-f.eyesX)/(0.6*w), (y-(f.eyesY-0.1*f.ied))/(1.35*f.ied)
		return dx*dx+dy*dy < 1 && y < f.eyesY+0.6*f.ied
	}
	oval := at(vOval...)
	img := image.NewRGBA(image.Rect(0, 0, f.w, f.h))
	mask := image.NewAlpha(image.Rect(0, 0, 256, 256))
	neck := color.RGBA{uint8(float64(f.skin.R) * 0.9), uint8(float64(f.skin.G) * 0.9), uint8(float64(f.skin.B) * 0.9), 255}
	hair := color.RGBA{32, 27, 25, 255}
	visage := func(x, y float64) bool {
		return math.Abs(x-f.eyesX) < 0.7*w && y > f.eyesY-1.2*f.ied && y < chin.Y+1 && within(oval, x, y)
	}
	person := func(x, y float64) bool { return body(x, y) || head(x, y) || visage(x, y) }
	for y := range f.h {
		for x := range f.w {
			fx, fy := float64(x)+0.5, float64(y)+0.5
			c := f.wall
			switch {
			case visage(fx, fy):
				c = f.skin
			case head(fx, fy):
				c = hair
			case body(fx, fy):
				c = f.coat
				if math.Abs(fx-chin.X)/w < 0.32 && fy < chin.Y+0.45*f.ied {
					c = neck
				}
			}
			img.SetRGBA(x, y, c)
		}
	}
	for y := range 256 {
		for x := range 256 {
			n := 0
			for s := range 4 {
				if person((float64(x)+(float64(s%2)+0.5)/2)*float64(f.w)/256, (float64(y)+(float64(s/2)+0.5)/2)*float64(f.h)/256) {
					n++
				}
			}
			mask.Pix[y*mask.Stride+x] = uint8(n * 255 / 4)
		}
	}
	fill := func(p []face.Point, c color.RGBA) { fillPolygon(img, p, c) }
	eyes := &[2]face.Eye{}
	for side := range eyes {
		contour := at(vEyes[side]...)
		mid := contour[0].Mid(contour[8])
		for i := range contour {
			contour[i].Y = mid.Y + (contour[i].Y-mid.Y)*f.lid
		}
		e := &eyes[side]
		e.Upper = append(e.Upper, contour[:9]...)
		e.Lower = append(e.Lower, contour[0])
		for i := 15; i >= 8; i-- {
			e.Lower = append(e.Lower, contour[i])
		}
		var gap float64
		for i := 1; i < 8; i++ {
			gap += e.Upper[i].Dist(e.Lower[i]) / 7
		}
		e.LidRatio = gap / contour[0].Dist(contour[8])
		e.Iris, e.IrisRadius = mid, 0.095*f.ied
		fill(contour, color.RGBA{232, 230, 228, 255})
		fillDisc(img, contour, mid, e.IrisRadius, color.RGBA{58, 40, 30, 255})
		fill(thick(contour[:9], 0.02*f.ied), color.RGBA{40, 30, 28, 255})
		brow := at(vBrows[side]...)
		fill(thick(brow, 0.06*f.ied), color.RGBA{52, 42, 38, 255})
		if f.lens != nil {
			fillDisc(img, nil, face.Point{X: mid.X, Y: mid.Y + 0.06*f.ied}, 0.4*f.ied, *f.lens)
		}
	}
	fill(at(vOuterLips...), f.lips)
	fill(thick(at(78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308), 0.015*f.ied), color.RGBA{96, 42, 44, 255})
	for _, v := range []int{98, 327} {
		fillDisc(img, nil, m.Points[v].XY(), 0.04*f.ied, color.RGBA{120, 76, 60, 255})
	}
	a := &face.Analysis{
		Width: f.w, Height: f.h, Mesh: m, Eyes: eyes,
		Faces: []face.Detection{{
			Box: face.Box{X: f.eyesX - 0.55*w, Y: f.eyesY - 0.9*f.ied, W: 1.1 * w, H: 2.2 * f.ied},
			Landmarks: face.Landmarks5{
				{X: f.eyesX - f.ied/2, Y: f.eyesY},
				{X: f.eyesX + f.ied/2, Y: f.eyesY},
				m.Points[vNoseTip].XY(), m.Points[vMouthRight].XY(), m.Points[vMouthLeft].XY(),
			},
			Score: 0.95,
		}},
		HeadPose: &face.Angles{Pitch: netPitchZero}, EyesOpen: &[2]float64{0.95, 0.95},
		Person: &face.Mask{Alpha: mask, Region: face.Box{W: float64(f.w), H: float64(f.h)}},
		Body:   &face.Pose{Score: 0.9}, Glasses: ptr(4.0), FaceMask: ptr(0.01),
	}
	for i, side := range map[int]float64{face.PoseRightShoulder: -1, face.PoseLeftShoulder: 1} {
		x := chin.X + side*1.2*w
		a.Body.Points[i] = face.PosePoint{Point: face.Point{X: x, Y: chin.Y + 0.8*f.ied + slope*(x-chin.X)}, Visibility: 0.9, Presence: 0.95}
	}
	return img, a
}

func ptr[T any](v T) *T { return &v }

// thick makes a closed ribbon of the given width of an open line.
func thick(line []face.Point, width float64) []face.Point {
	out := append([]face.Point(nil), line...)
	for i := len(line) - 1; i >= 0; i-- {
		out = append(out, face.Point{X: line[i].X, Y: line[i].Y + width})
	}
	return out
}

func within(p []face.Point, x, y float64) bool {
	in := false
	for i, a := range p {
		b := p[(i+1)%len(p)]
		if (a.Y <= y) != (b.Y <= y) && x < a.X+(y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
			in = !in
		}
	}
	return in
}

func fillPolygon(img *image.RGBA, p []face.Point, c color.RGBA) {
	lo, hi := p[0], p[0]
	for _, q := range p {
		lo = face.Point{X: math.Min(lo.X, q.X), Y: math.Min(lo.Y, q.Y)}
		hi = face.Point{X: math.Max(hi.X, q.X), Y: math.Max(hi.Y, q.Y)}
	}
	for y := max(0, int(lo.Y)); y <= min(img.Rect.Dy()-1, int(hi.Y)); y++ {
		for x := max(0, int(lo.X)); x <= min(img.Rect.Dx()-1, int(hi.X)); x++ {
			if within(p, float64(x)+0.5, float64(y)+0.5) {
				img.SetRGBA(x, y, c)
			}
		}
	}
}

// fillDisc paints a disc, only inside the polygon where one is given.
func fillDisc(img *image.RGBA, inside []face.Point, c face.Point, r float64, col color.RGBA) {
	for y := int(c.Y - r); y <= int(c.Y+r); y++ {
		for x := int(c.X - r); x <= int(c.X+r); x++ {
			fx, fy := float64(x)+0.5, float64(y)+0.5
			if math.Hypot(fx-c.X, fy-c.Y) <= r && (inside == nil || within(inside, fx, fy)) {
				img.SetRGBA(x, y, col)
			}
		}
	}
}
