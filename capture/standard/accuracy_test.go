package standard

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"path"
	"testing"

	"campuskiosk/capture/vision"
)

// The portraits before plain backgrounds that difference keying works on. The
// framing is that of a crop: head and shoulders.
var plainPortraits = []string{
	"hivision/test3.jpg", "sfhq/crops/s3x6_1_0.jpg", "sfhq/crops/s3x6_1_1.jpg", "sfhq/crops/s3x6_1_2.jpg",
	"sfhq/crops/s2x4_1_2.jpg", "sfhq/crops/s3x6_1_3.jpg", "sfhq/crops/s1x2_0_1.jpg",
}

// backdrop is a background that the cutouts are composed onto.
type backdrop struct {
	name  string
	plain bool // as at a kiosk
	paint func(t *testing.T, e *vision.Engine, w, h int) func(x, y int) [3]float64
}

var backdrops = []backdrop{
	{"grey wall, uneven light", true, func(_ *testing.T, _ *vision.Engine, w, h int) func(x, y int) [3]float64 {
		return func(x, y int) [3]float64 {
			g := 205 + 25*float64(x)/float64(w) - 30*float64(y)/float64(h)
			return [3]float64{g + 4, g, g - 6}
		}
	}},
	{"blue gradient", true, func(_ *testing.T, _ *vision.Engine, _, h int) func(x, y int) [3]float64 {
		return func(_, y int) [3]float64 {
			g := float64(y) / float64(h)
			return [3]float64{70 + 60*g, 120 + 40*g, 180 + 20*g}
		}
	}},
	{"coloured noise", false, func(_ *testing.T, _ *vision.Engine, w, _ int) func(x, y int) [3]float64 {
		return valueNoise(w)
	}},
	{"blurred street", false, func(t *testing.T, e *vision.Engine, w, h int) func(x, y int) [3]float64 {
		street := shared(t, "hivision/test1.jpg")
		street.Rect.Max.Y = 200 // above the person
		street.Pix = street.Pix[:200*street.Stride]
		small, err := e.Resize(street, 96, 50)
		if err != nil {
			t.Fatal(err)
		}
		large, err := e.Resize(small, w, h)
		if err != nil {
			t.Fatal(err)
		}
		return func(x, y int) [3]float64 { return at(large, y*w+x) }
	}},
	{"book shelf", false, func(_ *testing.T, _ *vision.Engine, w, h int) func(x, y int) [3]float64 {
		rng := rand.New(rand.NewPCG(3, 3))
		var books [64][3]float64
		for i := range books {
			for k := range 3 {
				books[i][k] = 40 + 180*rng.Float64()
			}
		}
		return func(x, y int) [3]float64 {
			if y%(h/4) < h/40 {
				return [3]float64{90, 60, 40}
			}
			return books[(x*24/w+y/(h/4)*13)%64]
		}
	}},
}

// valueNoise is smooth coloured noise of four octaves.
func valueNoise(w int) func(x, y int) [3]float64 {
	const n = 64
	rng := rand.New(rand.NewPCG(4, 2))
	var grid [4][3][n * n]float64
	for o := range grid {
		for k := range 3 {
			for i := range grid[o][k] {
				grid[o][k][i] = rng.Float64()
			}
		}
	}
	return func(x, y int) (v [3]float64) {
		amplitude, total := 1.0, 0.0
		for o := range grid {
			f := float64(int(4)<<o) / float64(w)
			u, t := float64(x)*f, float64(y)*f
			iu, it := int(u), int(t)
			fu, ft := u-float64(iu), t-float64(it)
			fu, ft = fu*fu*(3-2*fu), ft*ft*(3-2*ft)
			for k := range 3 {
				g := func(i, j int) float64 { return grid[o][k][((it+j)%n)*n+(iu+i)%n] }
				v[k] += amplitude * ((g(0, 0)*(1-fu)+g(1, 0)*fu)*(1-ft) + (g(0, 1)*(1-fu)+g(1, 1)*fu)*ft)
			}
			total += amplitude
			amplitude *= 0.6
		}
		for k := range 3 {
			v[k] = 30 + 200*v[k]/total
		}
		return v
	}
}

// matteErrors are mean absolute errors of a matte.
type matteErrors struct {
	overall float64 // alpha, whole picture
	edge    float64 // alpha, within 10 px of the true edge
	colour  float64 // 8-bit levels of the composite over light blue, there
	n       float64
}

func (e *matteErrors) add(o matteErrors) {
	e.overall, e.edge, e.colour, e.n = e.overall+o.overall, e.edge+o.edge, e.colour+o.colour, e.n+1
}

func (e *matteErrors) mean() matteErrors {
	return matteErrors{e.overall / e.n, e.edge / e.n, e.colour / e.n, e.n}
}

var lightBlue = color.RGBA{100, 197, 255, 255}

// errorsOf compares a matte and its composite over light blue with the truth.
func errorsOf(c cutout, alpha []float32, composite *image.RGBA) (e matteErrors) {
	in := distances(c.alpha, c.w, c.h, func(v float64) bool { return v >= 0.5 })
	out := distances(c.alpha, c.w, c.h, func(v float64) bool { return v < 0.5 })
	blue := [3]float64{float64(lightBlue.R), float64(lightBlue.G), float64(lightBlue.B)}
	near := 0.0
	for i, truth := range c.alpha {
		d := math.Abs(float64(alpha[i]) - truth)
		e.overall += d / float64(len(c.alpha))
		if max(in[i], out[i]) > 10 {
			continue
		}
		near++
		e.edge += d
		got := at(composite, i)
		for k := range 3 {
			e.colour += math.Abs(got[k]-truth*c.colour[i][k]-(1-truth)*blue[k]) / 3
		}
	}
	e.edge, e.colour = e.edge/near, e.colour/near
	return e
}

// TestMatteAccuracy measures the matte on pictures of known alpha. The raw
// network beside it is Segment, the first segmentation network alone.
func TestMatteAccuracy(t *testing.T) {
	e := engine(t)
	type pair struct{ raw, ours matteErrors }
	var all, plain pair
	by := map[string]*pair{}
	for _, name := range plainPortraits {
		img := shared(t, name)
		m, err := e.Segment(img)
		if err != nil {
			t.Fatal(err)
		}
		net := make([]float64, img.Rect.Dx()*img.Rect.Dy())
		for i := range net {
			net[i] = m.At(float64(i%img.Rect.Dx())+0.5, float64(i/img.Rect.Dx())+0.5)
		}
		c := keyOut(t, path.Base(name), img, net)
		for c.w > 800 {
			c = c.half()
		}
		for i, b := range backdrops {
			person := c
			if i%2 == 0 {
				person = c.withHair(40, 1)
			}
			picture := person.over(b.paint(t, e, c.w, c.h))
			raw, ours := mattes(t, e, person, picture)
			if by[b.name] == nil {
				by[b.name] = &pair{}
			}
			for _, p := range []*pair{&all, by[b.name]} {
				p.raw.add(raw)
				p.ours.add(ours)
			}
			if b.plain {
				plain.raw.add(raw)
				plain.ours.add(ours)
			}
			if b.plain && ours.overall > 0.02 {
				t.Errorf("%s before %s: mean error %.4f", person.name, b.name, ours.overall)
			}
		}
	}
	show := func(name string, p pair) {
		r, o := p.raw.mean(), p.ours.mean()
		t.Logf("%-24s overall %.4f (network %.4f)  edge %.4f (%.4f, %2.0f %%)  colour %.2f (%.2f)",
			name, o.overall, r.overall, o.edge, r.edge, 100*o.edge/r.edge, o.colour, r.colour)
	}
	for _, b := range backdrops {
		show(b.name, *by[b.name])
	}
	show("plain backgrounds", plain)
	show("all", all)
	if v := all.ours.mean().overall; v > 0.02 {
		t.Errorf("mean absolute error %.4f overall, at most 0.02 is allowed", v)
	}
	// The aim is half of the network's error at the edge. Measured: 0.42 before
	// plain backgrounds, 0.53 over all five.
	for _, c := range []struct {
		name  string
		p     pair
		share float64
	}{{"plain backgrounds", plain, 0.5}, {"all", all, 0.6}} {
		if r, o := c.p.raw.mean(), c.p.ours.mean(); o.edge > c.share*r.edge || o.colour > c.share*r.colour {
			t.Errorf("%s: edge %.4f of %.4f, colour %.2f of %.2f", c.name, o.edge, r.edge, o.colour, r.colour)
		}
	}
}

// mattes gives the errors of the network alone and of the whole matte.
func mattes(t *testing.T, e *vision.Engine, c cutout, picture *image.RGBA) (raw, ours matteErrors) {
	t.Helper()
	network, err := e.Segment(picture)
	if err != nil {
		t.Fatal(err)
	}
	grid := newTrimap(network.Alpha, c.w, c.h)
	rawAlpha := enlarge(grid.raw, grid.w, grid.h, c.w, c.h)
	// Without cleaned colours: the plain mix.
	mixed := image.NewRGBA(picture.Rect)
	for i, a := range rawAlpha {
		for k, b := range [3]float32{float32(lightBlue.R), float32(lightBlue.G), float32(lightBlue.B)} {
			mixed.Pix[4*i+k] = uint8(a*float32(picture.Pix[4*i+k]) + (1-a)*b + 0.5)
		}
	}
	both, err := e.Portrait(picture)
	if err != nil {
		t.Fatal(err)
	}
	tri := newTrimap(both.Alpha, c.w, c.h)
	alpha, err := refine(picture, tri, e)
	if err != nil {
		t.Fatal(err)
	}
	clean(alpha, c.w, c.h, tri, c.w/2, c.h/2)
	return errorsOf(c, rawAlpha, mixed), errorsOf(c, alpha, compose(picture, alpha, lightBlue))
}
