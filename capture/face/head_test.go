package face

import (
	"image"
	"math"
	"testing"
)

// portrait makes the analysis of a frontal head in a 400×500 picture: eyes at
// (160,200) and (240,200), face 176 wide, chin at 350, hair from row top on.
func portrait(top float64) *Analysis {
	a := &Analysis{Width: 400, Height: 500}
	a.Faces = []Detection{{
		Box:       Box{X: 110, Y: 150, W: 180, H: 200},
		Landmarks: Landmarks5{{160, 200}, {240, 200}, {200, 240}, {170, 290}, {230, 290}},
	}}
	m := &Mesh{Presence: 1}
	for i := range m.Points {
		m.Points[i] = Point3{X: 200, Y: 240}
	}
	for k, i := range faceOval {
		angle := 2 * math.Pi * float64(k) / float64(len(faceOval))
		m.Points[i] = Point3{X: 200 + 88*math.Sin(angle), Y: 240 - 110*math.Cos(angle)}
	}
	m.Points[meshChin] = Point3{X: 200, Y: 350}
	m.Points[meshRightEyeOuter], m.Points[meshRightEyeInner] = Point3{X: 140, Y: 201}, Point3{X: 180, Y: 201}
	m.Points[meshLeftEyeInner], m.Points[meshLeftEyeOuter] = Point3{X: 220, Y: 201}, Point3{X: 260, Y: 201}
	a.Mesh = m
	a.Eyes = &[2]Eye{{Iris: Point{161, 199}}, {Iris: Point{241, 199}}}
	a.Person = mask(func(x, y float64) bool {
		head := y >= top && y < 350 && math.Abs(x-200) < 110
		return head || y >= 350
	})
	return a
}

// mask paints a 200×250 mask over the 400×500 picture.
func mask(in func(x, y float64) bool) *Mask {
	m := &Mask{Alpha: image.NewAlpha(image.Rect(0, 0, 200, 250)), Region: Box{W: 400, H: 500}}
	for j := range 250 {
		for i := range 200 {
			if in(float64(i)*2+1, float64(j)*2+1) {
				m.Alpha.Pix[j*200+i] = 255
			}
		}
	}
	return m
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s is %.2f, want %.2f ± %g", what, got, want, tolerance)
	}
}

func TestHeadOf(t *testing.T) {
	h, ok := HeadOf(portrait(80))
	if !ok || h.Estimated() || h.Cut.Any() {
		t.Fatalf("%v %+v", ok, h)
	}
	near(t, "eyes' x", h.Eyes.X, 201, 0)
	near(t, "eyes' y", h.Eyes.Y, 199, 0)
	near(t, "inter-eye distance", h.IED, 80, 0)
	near(t, "roll", h.Roll, 0, 1e-9)
	near(t, "face width", h.FaceWidth(), 176, 1)
	near(t, "chin", h.Chin.Y, 350, 0)
	near(t, "hair", h.HairTop, 80, 2)
	near(t, "left", h.Left, 90, 2)
	near(t, "right", h.Right, 310, 2)
}

// TestEyeSources: the irises unless one of them lies outside of its eye, then
// the mesh's corners, then the detector.
func TestEyeSources(t *testing.T) {
	a := portrait(80)
	a.Eyes[1].Iris = Point{300, 150}
	h, _ := HeadOf(a)
	near(t, "corners' x", h.Eyes.X, 200, 0)
	near(t, "corners' y", h.Eyes.Y, 201, 0)
	a.Mesh.Presence = 0.2
	h, _ = HeadOf(a)
	near(t, "detector's y", h.Eyes.Y, 200, 0)
	if !h.FaceEstimated || h.HairEstimated {
		t.Errorf("%+v", h)
	}
	near(t, "estimated width", h.FaceWidth(), 2.2*80, 1e-9)
	// A mesh that sits elsewhere is another face's.
	a = portrait(80)
	for i := range a.Mesh.Points {
		a.Mesh.Points[i].X += 100
	}
	if h, _ = HeadOf(a); !h.FaceEstimated {
		t.Error("a mesh beside the face is believed")
	}
}

// TestHairIsTheSubjects: neither somebody else's head nor a stray strand nor a
// lamp lifts the hair.
func TestHairIsTheSubjects(t *testing.T) {
	a := portrait(80)
	for what, in := range map[string]func(x, y float64) bool{
		"lamp above":      func(x, y float64) bool { return y < 40 && math.Abs(x-200) < 60 },
		"neighbour":       func(x, y float64) bool { return y > 20 && x < 60 },
		"single strand":   func(x, y float64) bool { return y > 30 && math.Abs(x-200) < 4 },
		"nothing besides": func(_, _ float64) bool { return false },
	} {
		a.Person = mask(func(x, y float64) bool {
			return y >= 80 && y < 350 && math.Abs(x-200) < 110 || y >= 350 || in(x, y)
		})
		h, _ := HeadOf(a)
		near(t, what+": hair", h.HairTop, 80, 3)
		if h.Cut.Any() {
			t.Errorf("%s: cut %+v", what, h.Cut)
		}
	}
}

func TestCut(t *testing.T) {
	h, _ := HeadOf(portrait(-10))
	if h.Cut != (Edges{Top: true}) || h.HairTop != 0 {
		t.Errorf("hair beyond the picture: %+v, hair %.1f", h.Cut, h.HairTop)
	}
	a := portrait(80)
	a.Person = mask(func(x, y float64) bool { return y >= 80 && x < 310 })
	if h, _ = HeadOf(a); h.Cut != (Edges{Left: true}) {
		t.Errorf("hair beyond the left edge: %+v", h.Cut)
	}
	a = portrait(80)
	a.Height, a.Mesh.Points[meshChin].Y = 340, 350
	if h, _ = HeadOf(a); !h.Cut.Bottom {
		t.Errorf("chin below the picture: %+v", h.Cut)
	}
}

// TestWithoutMask: the hair is estimated up the face's axis and flagged; so
// when the mask misses the face.
func TestWithoutMask(t *testing.T) {
	a := portrait(80)
	for _, m := range []*Mask{nil, {}, mask(func(_, _ float64) bool { return false })} {
		a.Person = m
		h, ok := HeadOf(a)
		if !ok || !h.HairEstimated || h.FaceEstimated {
			t.Fatalf("%v %+v", ok, h)
		}
		near(t, "hair", h.HairTop, 199-hairPerChin*(350-199), 0.01)
	}
}

func TestNoHead(t *testing.T) {
	point := Analysis{Faces: []Detection{{}}}
	nan := Analysis{Faces: []Detection{{Landmarks: Landmarks5{{math.NaN(), 0}, {10, 0}}}}}
	for name, a := range map[string]*Analysis{"nil": nil, "no face": {}, "eyes in one place": &point, "not a number": &nan} {
		if _, ok := HeadOf(a); ok {
			t.Errorf("%s: a head", name)
		}
	}
}
