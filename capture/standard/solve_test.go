package standard

import (
	"errors"
	"math"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"

	"pgregory.net/rapid"
)

// drawnHead makes a frontal head from the few numbers that the solver reads.
func drawnHead(eyeX, eyeY, faceWidth, hairAbove, chinBelow float64) face.Head {
	return face.Head{
		Eyes:      face.Point{X: eyeX, Y: eyeY},
		IED:       faceWidth / 2.2,
		FaceLeft:  eyeX - faceWidth/2,
		FaceRight: eyeX + faceWidth/2,
		Chin:      face.Point{X: eyeX, Y: eyeY + chinBelow},
		HairTop:   eyeY - hairAbove,
		Left:      eyeX - 0.6*faceWidth,
		Right:     eyeX + 0.6*faceWidth,
	}
}

// meets checks a crop against every condition, written from the
// specification's text and not from the solver's equations. slack is in
// pixels of the photo.
func meets(spec Spec, h face.Head, c Canvas, scale, x, y float64, dropped map[Rule]bool, slack float64) bool {
	row := func(v float64) float64 { return (v - y) * scale }
	col := func(v float64) float64 { return (v - x) * scale }
	in := func(r Rule, b Band, v float64) bool {
		if dropped[r] {
			return b.GivesWayTo == nil || v >= b.GivesWayTo.Min-slack && v <= b.GivesWayTo.Max+slack
		}
		return (b.Min == nil || v >= *b.Min-slack) && (b.Max == nil || v <= *b.Max+slack)
	}
	w, ht := float64(spec.Size.Width), float64(spec.Size.Height)
	if scale <= 0 || scale > *spec.MaxScale.Max+1e-9 {
		return false
	}
	if !in(RuleEyeRow, spec.EyeRow, row(h.Eyes.Y)) ||
		!in(RuleTopMargin, spec.TopMargin, row(h.HairTop)) ||
		!in(RuleFaceWidth, spec.FaceWidth, scale*h.FaceWidth()) ||
		!in(RuleCentreOffset, spec.CentreOffset, col(h.Eyes.X)-w/2) {
		return false
	}
	// The head is whole, and nothing is added below.
	if row(h.HairTop) < -slack || row(h.Chin.Y) > ht+slack || row(c.Height) < ht-slack {
		return false
	}
	// Nothing is added where the person reaches the edge.
	if col(0) > slack && row(c.LeftFrom) < ht-slack {
		return false
	}
	if col(c.Width) < w-slack && row(c.RightFrom) < ht-slack {
		return false
	}
	return !c.TopReached || row(0) <= slack
}

func anyHead(t *rapid.T) (face.Head, Canvas) {
	w := rapid.Float64Range(100, 4000).Draw(t, "width")
	h := rapid.Float64Range(100, 4000).Draw(t, "height")
	fw := rapid.Float64Range(0.05, 0.9).Draw(t, "face width/width") * w
	head := drawnHead(
		rapid.Float64Range(0.1, 0.9).Draw(t, "eye x")*w,
		rapid.Float64Range(0.1, 0.8).Draw(t, "eye y")*h,
		fw,
		rapid.Float64Range(0.4, 1.8).Draw(t, "hair above eyes/face width")*fw,
		rapid.Float64Range(0.6, 1.2).Draw(t, "chin below eyes/face width")*fw,
	)
	c := Canvas{Width: w, Height: h, LeftFrom: math.Inf(1), RightFrom: math.Inf(1)}
	if rapid.Bool().Draw(t, "left reached") {
		c.LeftFrom = rapid.Float64Range(0.1, 1).Draw(t, "left from") * h
	}
	if rapid.Bool().Draw(t, "right reached") {
		c.RightFrom = rapid.Float64Range(0.1, 1).Draw(t, "right from") * h
	}
	c.TopReached = rapid.IntRange(0, 9).Draw(t, "top reached") == 0
	return head, c
}

// cost is the solver's aim written down again: squared distances from the
// bands' middles in half widths.
func cost(spec Spec, h face.Head, s, x, y float64) float64 {
	term := func(b Band, v float64) float64 {
		if b.Min == nil || b.Max == nil {
			return 0
		}
		d := (v - (*b.Min+*b.Max)/2) / ((*b.Max - *b.Min) / 2)
		return d * d
	}
	return term(spec.EyeRow, (h.Eyes.Y-y)*s) + term(spec.TopMargin, (h.HairTop-y)*s) +
		term(spec.FaceWidth, s*h.FaceWidth()) + term(spec.CentreOffset, (h.Eyes.X-x)*s-float64(spec.Size.Width)/2)
}

// TestSolveHolds: a plan that is returned meets every rule that it does not
// report as given way, and a dense search finds no better one; where Solve
// refuses, the dense search finds nothing either.
func TestSolveHolds(t *testing.T) {
	all := Specs()
	rapid.Check(t, func(t *rapid.T) {
		spec := all[rapid.IntRange(0, len(all)-1).Draw(t, "spec")]
		head, src := anyHead(t)
		plan, err := Solve(spec, head, src)
		if err == nil {
			gone := map[Rule]bool{}
			for _, r := range plan.GaveWay {
				gone[r] = true
			}
			if !meets(spec, head, src, plan.Scale, plan.X, plan.Y, gone, 1e-6) {
				t.Fatalf("%s: plan %+v breaks a rule", spec.ID, plan)
			}
			checkMeasures(t, spec, head, src, plan)
		}
		s, x, y, c, found := search(spec, head, src, nil)
		if err != nil {
			s, x, y, _, found := search(spec, head, src, mayGo(spec))
			if found {
				t.Fatalf("%s: refused with %v, but scale %g at (%g,%g) meets all that must hold", spec.ID, err, s, x, y)
			}
		}
		if found && len(plan.GaveWay) > 0 {
			t.Fatalf("%s: %v gave way, but scale %g at (%g,%g) meets all", spec.ID, plan.GaveWay, s, x, y)
		}
		// Inside of the guard the plan is the optimum of the full bands as well
		// unless the guard binds; it costs little then.
		if found && err == nil {
			if got := cost(spec, head, plan.Scale, plan.X, plan.Y); got > c+0.75 {
				t.Fatalf("%s: plan costs %.3f, scale %g at (%g,%g) only %.3f", spec.ID, got, s, x, y, c)
			}
		}
	})
}

// checkMeasures recomputes what the plan says about itself.
func checkMeasures(t *rapid.T, spec Spec, h face.Head, c Canvas, p Plan) {
	w := float64(spec.Size.Width)
	for name, pair := range map[string][2]float64{
		"eye row":       {p.EyeRow, (h.Eyes.Y - p.Y) * p.Scale},
		"face width":    {p.FaceWidth, h.FaceWidth() * p.Scale},
		"top margin":    {p.TopMargin, (h.HairTop - p.Y) * p.Scale},
		"centre offset": {p.CentreOffset, (h.Eyes.X-p.X)*p.Scale - w/2},
		"added top":     {p.Added.Top, math.Max(0, -p.Y*p.Scale)},
		"added left":    {p.Added.Left, math.Max(0, -p.X*p.Scale)},
		"added right":   {p.Added.Right, math.Max(0, w-(c.Width-p.X)*p.Scale)},
		"width":         {p.Width * p.Scale, w},
		"height":        {p.Height * p.Scale, float64(spec.Size.Height)},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-6 {
			t.Fatalf("%s: plan says %g, it is %g", name, pair[0], pair[1])
		}
	}
}

// mayGo are the rules that a specification lets go.
func mayGo(spec Spec) map[Rule]bool {
	return map[Rule]bool{
		RuleEyeRow:       spec.EyeRow.GivesWay > 0,
		RuleTopMargin:    spec.TopMargin.GivesWay > 0,
		RuleFaceWidth:    spec.FaceWidth.GivesWay > 0,
		RuleCentreOffset: spec.CentreOffset.GivesWay > 0,
	}
}

// search tries a grid of crops: scales between those that the face's width
// allows, the eyes' column and row over all of the photo.
func search(spec Spec, h face.Head, c Canvas, dropped map[Rule]bool) (s, x, y, best float64, found bool) {
	w, ht := float64(spec.Size.Width), float64(spec.Size.Height)
	best = math.Inf(1)
	low, high := 0.0, *spec.MaxScale.Max
	if spec.FaceWidth.Min != nil && !dropped[RuleFaceWidth] {
		low = *spec.FaceWidth.Min / h.FaceWidth()
	}
	if spec.FaceWidth.Max != nil && !dropped[RuleFaceWidth] {
		high = math.Min(high, *spec.FaceWidth.Max/h.FaceWidth())
	}
	const steps = 40
	for i := 0; i <= steps; i++ {
		scale := low + (high-low)*float64(i)/steps
		for j := 0; j <= 60; j++ {
			top := h.Eyes.Y - ht*float64(j)/60/scale
			// Rows first: most of them are out already.
			if !meets(spec, h, Canvas{c.Width, c.Height, math.Inf(1), math.Inf(1), c.TopReached}, scale, h.Eyes.X-w/2/scale, top, dropped, 0) {
				continue
			}
			for k := -20; k <= 20; k++ {
				left := h.Eyes.X - (w/2+w*0.11*float64(k)/20)/scale
				if !meets(spec, h, c, scale, left, top, dropped, 0) {
					continue
				}
				if v := cost(spec, h, scale, left, top); v < best {
					s, x, y, best, found = scale, left, top, v, true
				}
			}
		}
	}
	return s, x, y, best, found
}

// TestSolveExample works one case through by hand: a face 200 px wide in a
// 1280×720 picture, hair 180 above the eyes, nothing near an edge. Scale 1 gives
// the face 200; the wished eye row 250 and margin 80 are 170 apart.
func TestSolveExample(t *testing.T) {
	spec, err := SpecByID("chsi")
	if err != nil {
		t.Fatal(err)
	}
	src := Canvas{Width: 1280, Height: 720, LeftFrom: math.Inf(1), RightFrom: math.Inf(1)}
	p, err := Solve(spec, drawnHead(640, 250, 200, 180, 165), src)
	if err != nil {
		t.Fatal(err)
	}
	if p.Scale < 1 || p.Scale > 1.2 || math.Abs(p.CentreOffset) > 1e-6 || p.Added != (Added{Top: p.Added.Top}) {
		t.Errorf("plan %+v", p)
	}
	if p.EyeRow-p.TopMargin < 180 || p.TopMargin < 55 || p.EyeRow > 280 {
		t.Errorf("rows %+v", p)
	}
}

// TestSolveReasons: each way to stand wrongly gets its own advice.
func TestSolveReasons(t *testing.T) {
	free := math.Inf(1)
	cut := drawnHead(400, 300, 200, 190, 165)
	cut.Cut.Top = true
	side := drawnHead(400, 300, 200, 190, 165)
	side.Cut.Right = true
	chin := drawnHead(400, 300, 200, 190, 165)
	chin.Cut.Bottom = true
	for _, c := range []struct {
		name string
		head face.Head
		src  Canvas
		want *booth.Error
	}{
		{"far away", drawnHead(640, 300, 80, 75, 65), Canvas{1280, 720, free, free, false}, ErrTooFar},
		{"nothing below the chin", drawnHead(400, 300, 320, 290, 270), Canvas{800, 600, free, free, false}, ErrShowsTooLittleBelow},
		{"both shoulders cut", drawnHead(130, 400, 200, 190, 165), Canvas{260, 1400, 560, 560, false}, ErrTooClose},
		{"too far left", drawnHead(110, 300, 200, 190, 165), Canvas{1280, 900, 460, free, false}, ErrOffCentre},
		{"too far right", drawnHead(1170, 300, 200, 190, 165), Canvas{1280, 900, free, 460, false}, ErrOffCentre},
		{"tower of hair", drawnHead(640, 500, 200, 420, 165), Canvas{1280, 1400, free, free, false}, ErrTallHair},
		{"hair cut", cut, Canvas{800, 800, free, free, false}, ErrHeadCutTop},
		{"ear cut", side, Canvas{800, 800, free, free, false}, ErrHeadCutSide},
		{"chin cut", chin, Canvas{800, 800, free, free, false}, ErrHeadCutBottom},
		{"no head", face.Head{}, Canvas{800, 800, free, free, false}, ErrNoFace},
	} {
		spec, err := SpecByID("chsi")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Solve(spec, c.head, c.src); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want.Code)
		}
	}
}

// TestHairGivesWay: on the identity card a tower of hair costs the margin, not
// the eyes' row, and the plan says so.
func TestHairGivesWay(t *testing.T) {
	spec, err := SpecByID("resident-id")
	if err != nil {
		t.Fatal(err)
	}
	src := Canvas{Width: 1280, Height: 1400, LeftFrom: math.Inf(1), RightFrom: math.Inf(1)}
	p, err := Solve(spec, drawnHead(640, 500, 200, 238, 165), src)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.GaveWay) != 1 || p.GaveWay[0] != RuleTopMargin || p.EyeRow > 234 || p.TopMargin < 0 {
		t.Errorf("plan %+v", p)
	}
	// With usual hair nothing gives way.
	p, err = Solve(spec, drawnHead(640, 500, 200, 190, 165), src)
	if err != nil || len(p.GaveWay) != 0 {
		t.Errorf("plan %+v, %v", p, err)
	}
}
