package vision

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"campuskiosk/capture/face"
)

// Glasses: who wears some was seen by eye. Faces of less than 60 pixels between
// the eyes are left out.
func TestGlasses(t *testing.T) {
	wearers := []string{"sfhq/crops/s3x6_0_3.jpg", "sfhq/crops/s3x6_2_5.jpg"}
	for _, name := range photos(t) {
		_, a := analysed(t, name)
		if a.Faces[0].Landmarks.IED() < 60 {
			continue
		}
		if wears := slices.Contains(wearers, name); (*a.Glasses < 0) != wears {
			t.Errorf("%s: glasses logit %.1f, wears glasses: %v", name, *a.Glasses, wears)
		}
	}
}

// A face mask painted over mouth and nose, in three colours.
func TestFaceMask(t *testing.T) {
	e := engine(t)
	colours := []color.RGBA{{160, 200, 225, 255}, {240, 240, 240, 255}, {30, 30, 35, 255}}
	for i, name := range photos(t) {
		img, a := analysed(t, name)
		bare := a.FaceMask
		paint(img, maskOutline(a.Mesh), colours[i%len(colours)])
		worn, err := e.maskProbability(img, a.Faces[0])
		if err != nil {
			t.Fatal(err)
		}
		if bare == nil || worn == nil || *bare > 0.2 || *worn < 0.8 {
			t.Errorf("%s: mask probability %v bare, %v with a mask", name, value(bare), value(worn))
		}
	}
}

func value(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// maskOutline is the lower face, ear to ear, up to the bridge of the nose.
func maskOutline(m *face.Mesh) []face.Point {
	var out []face.Point
	for _, i := range []int{
		234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152,
		377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 6,
	} {
		out = append(out, m.Points[i].XY())
	}
	return out
}

// paint fills a polygon.
func paint(img *image.RGBA, outline []face.Point, c color.RGBA) {
	x0, x1, y0, y1 := img.Rect.Dx(), 0, img.Rect.Dy(), 0
	for _, p := range outline {
		x0, x1, y0, y1 = min(x0, int(p.X)), max(x1, int(p.X)+1), min(y0, int(p.Y)), max(y1, int(p.Y)+1)
	}
	for y := max(0, y0); y < min(y1, img.Rect.Dy()); y++ {
		for x := max(0, x0); x < min(x1, img.Rect.Dx()); x++ {
			px, py := float64(x)+0.5, float64(y)+0.5
			inside := false
			for i, p := range outline {
				q := outline[(i+1)%len(outline)]
				if (p.Y > py) != (q.Y > py) && px < (q.X-p.X)*(py-p.Y)/(q.Y-p.Y)+p.X {
					inside = !inside
				}
			}
			if inside {
				img.SetRGBA(x, y, c)
			}
		}
	}
}

// Lids painted shut: the lid ratio and the eye-state network both notice, on
// average; single painted eyes fool the network.
func TestClosedEyes(t *testing.T) {
	e := engine(t)
	var n, lidsOpen, lidsShut, open, shut float64
	for _, name := range photos(t) {
		img, a := analysed(t, name)
		if a.Faces[0].Landmarks.IED() < 60 {
			continue
		}
		for _, eye := range a.Eyes {
			shutEye(img, eye)
		}
		m, err := e.mesh(img, a.Faces[0], photoPasses)
		if err != nil {
			t.Fatal(err)
		}
		lids, err := e.eyes(img, m)
		if err != nil {
			t.Fatal(err)
		}
		state, err := e.eyesOpen(img, m, lids)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			n++
			lidsOpen += a.Eyes[i].LidRatio
			lidsShut += lids[i].LidRatio
			open += a.EyesOpen[i]
			shut += state[i]
		}
	}
	t.Logf("means over %.0f eyes: lid ratio %.2f open, %.2f shut; eye state %.2f open, %.2f shut", n, lidsOpen/n, lidsShut/n, open/n, shut/n)
	if n < 60 || lidsOpen/n < 0.2 || lidsShut/n > 0.15 || open/n < 0.85 || shut/n > 0.55 {
		t.Error("the eyes' signals don't tell open from shut")
	}
}

// shutEye draws the upper lid's skin down over the eye, and a line of lashes.
func shutEye(img *image.RGBA, eye face.Eye) {
	w := eye.Lower[0].Dist(eye.Lower[8])
	for i := range 800 {
		k, f := i/100, float64(i%100)/100
		at := func(ps []face.Point) face.Point {
			return face.Point{X: ps[k].X*(1-f) + ps[k+1].X*f, Y: ps[k].Y*(1-f) + ps[k+1].Y*f}
		}
		u, l := at(eye.Upper), at(eye.Lower)
		x, top, bottom := int(u.X), int(u.Y-0.05*w), int(l.Y+0.05*w)
		for y := top; y <= bottom; y++ {
			img.SetRGBA(x, y, img.RGBAAt(x, top-2-(bottom-y)/2))
		}
		for y := int(l.Y); y <= int(l.Y+w/25); y++ {
			c := img.RGBAAt(x, y)
			img.SetRGBA(x, y, color.RGBA{c.R / 3, c.G / 3, c.B / 3, 255})
		}
	}
}

// The same person scores above the networks' thresholds, all pairs of
// different real people below; a mirrored picture is nearly the same.
func TestEmbeddings(t *testing.T) {
	e := engine(t)
	thresholds := map[string]float64{"face_reidentification_retail_0095": 0.48, "mobilefacenet_foamliu": 0.41}
	names := []string{
		"max/Paul.jpeg", "max/Paul2.jpeg", "max/Chris.jpeg", "max/Luciano.png", "max/Bryan.png",
		"us_official/biden_biden2.jpg", "us_official/examples_obama.jpg", "us_official/grace_hopper.jpg",
	}
	vectors := map[string]map[string][]float32{}
	embedAll := func(img *image.RGBA) map[string][]float32 {
		es, err := e.Embed(img, subject(t, e, img))
		if err != nil {
			t.Fatal(err)
		}
		out := map[string][]float32{}
		for _, v := range es {
			if n := cosine(v.Vector, v.Vector); math.Abs(n-1) > 1e-5 {
				t.Errorf("%s: squared length %f", v.Network, n)
			}
			out[v.Network] = v.Vector
		}
		return out
	}
	for _, name := range names {
		vectors[name] = embedAll(photo(t, name))
	}
	for network, threshold := range thresholds {
		if vectors[names[0]][network] == nil {
			t.Fatalf("no embedding by %s", network)
		}
		most := -1.0
		for i, a := range names {
			for _, b := range names[i+1:] {
				c := cosine(vectors[a][network], vectors[b][network])
				same := a == "max/Paul.jpeg" && b == "max/Paul2.jpeg"
				if same {
					t.Logf("%s: same person %.3f", network, c)
				} else {
					most = max(most, c)
				}
				if (c >= threshold) != same {
					t.Errorf("%s: %s and %s: cosine %.3f", network, a, b, c)
				}
			}
		}
		t.Logf("%s: nearest different people %.3f", network, most)
		m := embedAll(mirror(photo(t, "max/Chris.jpeg")))
		if c := cosine(m[network], vectors["max/Chris.jpeg"][network]); c < 0.95 {
			t.Errorf("%s: mirrored picture: cosine %.3f", network, c)
		}
	}
}

func cosine(a, b []float32) float64 {
	s := 0.0
	for i := range a {
		s += float64(a[i]) * float64(b[i])
	}
	return s
}
