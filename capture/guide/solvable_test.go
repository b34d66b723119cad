package guide_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"campuskiosk/capture/face"
	"campuskiosk/capture/guide"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/standard"
)

// Whatever guidance calls good, the default specification can be made of it,
// even where the hair is a little taller or flatter than the live estimate and
// the person fills the frame from side to side, so that nothing may be added
// there.
func TestGoodPlaceIsSolvable(t *testing.T) {
	spec, err := standard.SpecByID(standard.DefaultID)
	if err != nil {
		t.Fatal(err)
	}
	good := 0
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([][2]int{{1280, 720}, {1920, 1080}, {640, 480}, {720, 1280}, {480, 640}}).Draw(t, "size")
		w, h := float64(size[0]), float64(size[1])
		// Around the ideal place and well beyond the limits on every side.
		i := guide.Frame(size[0], size[1])
		fw := i.FaceWidth * rapid.Float64Range(0.6, 1.5).Draw(t, "face")
		x := i.Eyes.X + fw*rapid.Float64Range(-1, 1).Draw(t, "x")
		y := i.Eyes.Y + h*rapid.Float64Range(-0.2, 0.2).Draw(t, "y")
		eyesChin := fw * rapid.Float64Range(0.78, 0.95).Draw(t, "chin")
		head := face.Head{
			Eyes: face.Point{X: x, Y: y}, IED: fw / 2.2,
			FaceLeft: x - fw/2, FaceRight: x + fw/2, Left: x - 0.62*fw, Right: x + 0.62*fw,
			Chin: face.Point{X: x, Y: y + eyesChin}, HairTop: y - 1.1*eyesChin, HairEstimated: true,
		}
		s := guide.Sight{
			Time: time.Unix(0, 0), Width: size[0], Height: size[1], Head: &head,
			Measurements: quality.Measurements{Faces: 1},
		}
		if a := guide.New(guide.DefaultLimits()).Observe(s); !a.Good {
			return
		}
		good++
		head.HairTop = y - 1.1*eyesChin*rapid.Float64Range(0.95, 1.05).Draw(t, "hair")
		canvas := standard.Canvas{Width: w, Height: h, LeftFrom: math.Inf(-1), RightFrom: math.Inf(-1)}
		if _, err := standard.Solve(spec, head, canvas); err != nil {
			t.Fatalf("called good, but: %v", err)
		}
	})
	if good < 5 {
		t.Errorf("only %d places were called good", good)
	}
}

// The ideal place that the preview shows is a good one.
func TestIdealIsGood(t *testing.T) {
	for _, size := range [][2]int{{1280, 720}, {1920, 1080}, {640, 480}, {720, 1280}, {1024, 1024}} {
		i := guide.Frame(size[0], size[1])
		t.Logf("%v: %+v", size, i)
		head := face.Head{
			Eyes: i.Eyes, IED: i.FaceWidth / 2.2, FaceLeft: i.Eyes.X - i.FaceWidth/2, FaceRight: i.Eyes.X + i.FaceWidth/2,
			Chin: face.Point{X: i.Eyes.X, Y: i.Chin}, HairTop: i.HairTop,
		}
		s := guide.Sight{Time: time.Unix(0, 0), Width: size[0], Height: size[1], Head: &head, Measurements: quality.Measurements{Faces: 1}}
		if a := guide.New(guide.DefaultLimits()).Observe(s); a.Hint != guide.Good && size[0] >= 800 {
			t.Errorf("%v: %s", size, a.Hint)
		}
		c := i.Crop
		if c.X < 0 || c.Y < 0 || c.X+c.W > float64(size[0])+1e-6 || c.Y+c.H > float64(size[1])+1e-6 {
			t.Errorf("%v: the crop %+v is not inside the frame", size, c)
		}
	}
}
