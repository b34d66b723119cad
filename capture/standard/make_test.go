package standard

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"testing"

	xdraw "golang.org/x/image/draw"

	"campuskiosk/capture/face"
)

// fakeMatter knows the figure that figure draws: its mask is the true alpha,
// blurred to the network's grid.
type fakeMatter struct{ wrong bool }

func (f fakeMatter) Portrait(img *image.RGBA) (*face.Mask, error) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	small := image.NewRGBA(image.Rect(0, 0, 256, 256))
	xdraw.ApproxBiLinear.Scale(small, small.Rect, img, img.Rect, draw.Src, nil)
	m := &face.Mask{Alpha: image.NewAlpha(small.Rect), Region: face.Box{W: float64(w), H: float64(h)}}
	for i := range m.Alpha.Pix {
		if !f.wrong {
			// The figure's green is 40, the wall's 215.
			m.Alpha.Pix[i] = uint8(255 * (215 - int(min(max(small.Pix[4*i+1], 40), 215))) / 175)
		}
	}
	return m, nil
}

func (fakeMatter) GuidedFilter(_ *image.RGBA, src []float32, _ int, _ float64) ([]float32, error) {
	return append([]float32(nil), src...), nil
}

func (fakeMatter) Resize(img *image.RGBA, w, h int) (*image.RGBA, error) {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	xdraw.CatmullRom.Scale(out, out.Rect, img, img.Rect, draw.Src, nil)
	return out, nil
}

var wallColour, figureColour = color.RGBA{220, 215, 205, 255}, color.RGBA{150, 40, 30, 255}

// figure draws a person of plain shapes: an oval head of the given face width
// about (x, y), its eyes' middle, and shoulders down to the lower edge. It
// returns the analysis that networks would give.
func figure(w, h int, x, y, fw float64) (*image.RGBA, *face.Analysis) {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	hair, chin := y-0.9*fw, y+0.8*fw
	inside := func(px, py float64) bool {
		head := math.Hypot((px-x)/(0.55*fw), (py-(hair+chin)/2)/((chin-hair)/2)) < 1
		neck := math.Abs(px-x) < 0.3*fw && py > y
		body := math.Hypot((px-x)/(1.1*fw), (py-(chin+1.2*fw))/(1.1*fw)) < 1 || py > chin+1.2*fw && math.Abs(px-x) < 1.1*fw
		return head || neck || body
	}
	for py := range h {
		for px := range w {
			n := 0
			for s := range 4 {
				if inside(float64(px)+0.25+0.5*float64(s%2), float64(py)+0.25+0.5*float64(s/2)) {
					n++
				}
			}
			mix := func(f, b uint8) uint8 { return uint8((int(f)*n + int(b)*(4-n)) / 4) }
			img.SetRGBA(px, py, color.RGBA{mix(figureColour.R, wallColour.R), mix(figureColour.G, wallColour.G), mix(figureColour.B, wallColour.B), 255})
		}
	}
	ied := fw / 2.2
	a := &face.Analysis{Width: w, Height: h}
	a.Faces = []face.Detection{{
		Box:   face.Box{X: x - fw/2, Y: y - fw/2, W: fw, H: 1.3 * fw},
		Score: 1,
		Landmarks: face.Landmarks5{
			{X: x - ied/2, Y: y},
			{X: x + ied/2, Y: y},
			{X: x, Y: y + 0.3*fw},
			{X: x - ied/3, Y: y + 0.5*fw},
			{X: x + ied/3, Y: y + 0.5*fw},
		},
	}}
	m, _ := fakeMatter{}.Portrait(img)
	a.Person = m
	return img, a
}

func chsi(t *testing.T) Spec {
	t.Helper()
	s, err := SpecByID("chsi")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestMakeFigure: the drawn figure becomes a photo whose pixels show what the
// report says, and twice the same bytes.
func TestMakeFigure(t *testing.T) {
	img, a := figure(1280, 720, 600, 300, 180)
	spec := chsi(t)
	spec.File.MinBytes = 0 // flat colours compress to next to nothing
	p, err := Make(img, a, spec, fakeMatter{}, Options{Background: lightBlue})
	if err != nil {
		t.Fatal(err)
	}
	g := p.Geometry
	if !spec.EyeRow.Holds(g.EyeRow) || !spec.FaceWidth.Holds(g.FaceWidth) || !spec.TopMargin.Holds(g.TopMargin) || math.Abs(g.CentreOffset) > 1 {
		t.Errorf("%+v", g)
	}
	if p.Background != "#64C5FF" || p.Bytes != len(p.JPEG) || p.NotForDelivery || len(p.GaveWay) != 0 {
		t.Errorf("%+v", p)
	}
	photo, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	near := func(x, y int, want color.RGBA) {
		t.Helper()
		r, gr, b, _ := photo.At(x, y).RGBA()
		if math.Abs(float64(r>>8)-float64(want.R)) > 8 || math.Abs(float64(gr>>8)-float64(want.G)) > 8 || math.Abs(float64(b>>8)-float64(want.B)) > 8 {
			t.Errorf("%d,%d is %d,%d,%d, want %v", x, y, r>>8, gr>>8, b>>8, want)
		}
	}
	near(10, 10, lightBlue)
	near(240, int(g.TopMargin)-6, lightBlue)
	near(240, int(g.TopMargin)+8, figureColour)
	near(240, 630, figureColour)
	again, err := Make(img, a, spec, fakeMatter{}, Options{Background: lightBlue})
	if err != nil || !bytes.Equal(p.JPEG, again.JPEG) {
		t.Errorf("a second run differs: %v", err)
	}
}

// TestMakeLeavesNoFringe: nowhere in the finished picture is the old wall's
// colour to be seen.
func TestMakeLeavesNoFringe(t *testing.T) {
	img, a := figure(1280, 720, 600, 300, 180)
	head, _ := face.HeadOf(a)
	spec := chsi(t)
	plan, err := Solve(spec, head, canvasOf(a.Person, head, a.Width, a.Height))
	if err != nil {
		t.Fatal(err)
	}
	m, err := matte(img, head, plan, spec, fakeMatter{})
	if err != nil {
		t.Fatal(err)
	}
	out := compose(m.picture, m.alpha, color.RGBA{0, 0, 255, 255})
	for i := 0; i < len(out.Pix); i += 4 {
		// Between figure and blue the green is low throughout; the wall's is 215.
		if out.Pix[i+1] > 60 {
			t.Fatalf("pixel %d,%d is %v", i/4%480, i/4/480, out.Pix[i:i+3])
		}
	}
}

// TestMakeAddsBackgroundWhereThePersonIsNot: a head close to the upper edge
// gets its margin, and the added part is plain.
func TestMakeAddsBackgroundWhereThePersonIsNot(t *testing.T) {
	img, a := figure(1280, 720, 600, 180, 180)
	spec := chsi(t)
	spec.File.MinBytes = 0
	p, err := Make(img, a, spec, fakeMatter{}, Options{Background: lightBlue})
	if err != nil {
		t.Fatal(err)
	}
	if p.Added.Top < 20 || p.Added.Left != 0 || p.Added.Right != 0 {
		t.Errorf("added %+v", p.Added)
	}
	// Beside: the figure at the left edge is cut there, so nothing is added.
	img, a = figure(700, 720, 120, 300, 180)
	if _, err := Make(img, a, spec, fakeMatter{}, Options{Background: lightBlue}); !errors.Is(err, ErrOffCentre) {
		t.Errorf("shoulder cut: %v", err)
	}
}

func TestMakeRefuses(t *testing.T) {
	img, a := figure(1280, 720, 600, 300, 180)
	spec := chsi(t)
	two := *a
	second := a.Faces[0]
	second.Box.W, second.Box.H = second.Box.W/2, second.Box.H/2
	two.Faces = append([]face.Detection{a.Faces[0]}, second)
	tiny := *a
	second.Box.W, second.Box.H = 20, 20
	tiny.Faces = append([]face.Detection{a.Faces[0]}, second)
	none := *a
	none.Faces = nil
	blind := *a
	blind.Person = nil
	for name, c := range map[string]struct {
		a    *face.Analysis
		eng  Matter
		want error
	}{
		"nobody":           {&none, fakeMatter{}, ErrNoFace},
		"no analysis":      {nil, fakeMatter{}, ErrNoFace},
		"two people":       {&two, fakeMatter{}, ErrManyFaces},
		"face on a poster": {&tiny, fakeMatter{}, nil},
		"no segmentation":  {&blind, fakeMatter{}, ErrNoMatte},
		"blind network":    {a, fakeMatter{wrong: true}, ErrNoMatte},
	} {
		s := spec
		s.File.MinBytes = 0
		p, err := Make(img, c.a, s, c.eng, Options{Background: lightBlue})
		if c.want == nil && err != nil || c.want != nil && (!errors.Is(err, c.want) || p != nil) {
			t.Errorf("%s: %v, %v", name, p != nil, err)
		}
	}
}

// TestNotForDelivery: the mark and the warning come together.
func TestNotForDelivery(t *testing.T) {
	img, a := figure(1280, 720, 600, 300, 180)
	spec := chsi(t)
	p, err := Make(img, a, spec, fakeMatter{}, Options{Background: lightBlue, NotForDelivery: true})
	if err != nil {
		t.Fatal(err)
	}
	if !p.NotForDelivery || len(p.Warnings) == 0 || p.Warnings[0].Code != "photo.not_for_delivery" {
		t.Errorf("%+v", p.Warnings)
	}
	photo, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	red := 0
	for y := range 640 {
		for x := range 480 {
			if r, g, _, _ := photo.At(x, y).RGBA(); r>>8 > 180 && g>>8 < 30 {
				red++
			}
		}
	}
	if red < 480*640/25 {
		t.Errorf("%d red pixels", red)
	}
}
