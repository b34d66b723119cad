package standard

import (
	"math"

	"campuskiosk/capture/face"
)

// Canvas is what the solver knows of the source picture besides the head.
type Canvas struct {
	// Width and Height are the picture's size in pixels.
	Width, Height float64
	// LeftFrom and RightFrom are the topmost rows at which the person
	// reaches the picture's left and right edge; +Inf where they never do.
	// Beside and above that row plain background may be added, from it on the
	// crop stays inside the picture.
	LeftFrom, RightFrom float64
	// TopReached says that the person reaches the upper edge (a raised hand,
	// not the head: that is refused before). Nothing may be added above then.
	TopReached bool
}

// Plan is a crop that meets a specification: a photo's pixel is
// Scale × (source pixel − (X, Y)).
type Plan struct {
	// Scale is photo pixels per source pixel; above 1 the picture is
	// enlarged.
	Scale float64
	// X and Y are the crop's upper left corner in source pixels; negative
	// where background is added.
	X, Y float64
	// Width and Height are the crop's size in source pixels.
	Width, Height float64
	// EyeRow, FaceWidth, TopMargin and CentreOffset are what the specification
	// asks for, in photo pixels, as Spec defines them.
	EyeRow, FaceWidth, TopMargin, CentreOffset float64
	// Added are the widths of plain background to be added, in photo pixels.
	Added Added
	// GaveWay are the rules that could not be met and that the specification
	// lets go, in the order in which they were dropped.
	GaveWay []Rule
}

// Added is how much plain background stands beside the source picture, in
// photo pixels. Nothing is ever added below.
type Added struct {
	Top   float64 `json:"top"`
	Left  float64 `json:"left"`
	Right float64 `json:"right"`
}

// Rule names one of a specification's geometric rules.
type Rule string

// The rules, named like the fields of a specification file.
const (
	RuleEyeRow       Rule = "eye_row"
	RuleFaceWidth    Rule = "face_width"
	RuleTopMargin    Rule = "top_margin"
	RuleCentreOffset Rule = "centre_offset"
)

// Solve finds the crop (scale and offset, no rotation) that meets all of the
// specification's rules for this head in this picture, nearest to the middle
// of each band in the sense of least squares. Rules that may give way are
// dropped only when there is no other solution.
//
// If there is none it returns an Err… of this package (a *booth.Error) that
// says which condition can't be met and what to do.
func Solve(spec Spec, head face.Head, src Canvas) (Plan, error) {
	if err := headWhole(head, src); err != nil {
		return Plan{}, err
	}
	p := problem{spec: spec, head: head, src: src}
	for _, dropped := range p.dropOrder() {
		p.dropped = dropped
		// First a little inside of the bands, so that another measurement of
		// the same photo, a pixel or two apart, still finds it inside.
		for _, guard := range [...]float64{guardShare, guardShare / 2, guardShare / 5, 0} {
			p.guard = guard
			if s, ok := p.solve(); ok {
				return p.plan(s, dropped), nil
			}
		}
	}
	p.guard = 0
	return Plan{}, p.reason()
}

// guardShare is how far inside of a band the solver stays where it can, as a
// share of the band's width at either end: 5 px of chsi's eye row, 6 of its face
// width, 3 of its top margin, which is what two measurements of one photo
// differ by.
const guardShare = 0.05

// problem is one system of linear constraints in the scale s and the offsets
// tx, ty: a photo's pixel is s·x + tx, s·y + ty.
type problem struct {
	spec    Spec
	head    face.Head
	src     Canvas
	guard   float64
	dropped []Rule
	// freed are conditions left out to find the reason of a failure.
	freed condition
}

// condition is a set of conditions that come from the picture, not from the
// specification's bands.
type condition uint

const (
	condEnlarge condition = 1 << iota
	condBottom
	condLeft
	condRight
	condTop
)

// dropOrder lists the sets of dropped rules to try: none first, then those
// that give way, one more at a time.
func (p problem) dropOrder() [][]Rule {
	order := [][]Rule{nil}
	var dropped []Rule
	for level := 1; level <= 4; level++ {
		for _, r := range []struct {
			rule Rule
			band Band
		}{
			{RuleTopMargin, p.spec.TopMargin},
			{RuleEyeRow, p.spec.EyeRow},
			{RuleCentreOffset, p.spec.CentreOffset},
			{RuleFaceWidth, p.spec.FaceWidth},
		} {
			if r.band.GivesWay == level {
				dropped = append(dropped[:len(dropped):len(dropped)], r.rule)
				order = append(order, dropped)
			}
		}
	}
	return order
}

func (p problem) holds(r Rule) bool {
	for _, d := range p.dropped {
		if d == r {
			return false
		}
	}
	return true
}

// bounds are a rule's limits, after the guard while it holds and those that it
// gives way to when it was dropped; false when nothing limits.
func (p problem) bounds(r Rule, b Band) (low, high float64, ok bool) {
	if !p.holds(r) {
		if b.GivesWayTo == nil {
			return 0, 0, false
		}
		return b.GivesWayTo.Min, b.GivesWayTo.Max, true
	}
	low, high = b.low(), b.high()
	if !math.IsInf(low, 0) && !math.IsInf(high, 0) {
		inset := p.guard * (high - low)
		low, high = low+inset, high-inset
	}
	return low, high, true
}

// solution is a point of the three-dimensional problem.
type solution struct{ s, tx, ty float64 }

// solve returns the best solution over the four ways to treat the sides: for
// each side either the crop stays inside the picture or it ends above the row
// where the person reaches that side.
func (p problem) solve() (solution, bool) {
	var best solution
	bestCost, found := math.Inf(1), false
	for _, leftInside := range p.sideWays(p.src.LeftFrom, condLeft) {
		for _, rightInside := range p.sideWays(p.src.RightFrom, condRight) {
			x, y, sRange := p.constraints(leftInside, rightInside)
			sRange = sRange.meet(x).meet(y)
			if sRange.empty() {
				continue
			}
			sol, cost := p.minimise(x, y, sRange)
			if cost < bestCost {
				best, bestCost, found = sol, cost, true
			}
		}
	}
	return best, found
}

// side says how one side of the crop is bound.
type side int

const (
	sideFree   side = iota // background may be added
	sideInside             // the crop stays inside the picture
	sideAbove              // the crop ends above the row where the person reaches the side
)

func (p problem) sideWays(from float64, c condition) []side {
	switch {
	case p.freed&c != 0 || math.IsInf(from, 1):
		return []side{sideFree}
	default:
		return []side{sideInside, sideAbove}
	}
}

// constraints writes the conditions as bounds of tx and ty that are linear in
// s, and an interval of s.
func (p problem) constraints(left, right side) (x, y offsetBounds, s interval) {
	w, h := float64(p.spec.Size.Width), float64(p.spec.Size.Height)
	s = interval{minScale, math.Inf(1)}
	if p.freed&condEnlarge == 0 {
		s.high = p.spec.MaxScale.high()
	}
	if low, high, ok := p.bounds(RuleFaceWidth, p.spec.FaceWidth); ok {
		s = s.and(low/p.head.FaceWidth(), high/p.head.FaceWidth())
	}
	// The whole head is in the photo, whatever rules gave way.
	y.atLeast(line{0, -p.head.HairTop})
	y.atMost(line{h, -p.head.Chin.Y})
	if low, high, ok := p.bounds(RuleTopMargin, p.spec.TopMargin); ok {
		y.between(low, high, p.head.HairTop)
	}
	if low, high, ok := p.bounds(RuleEyeRow, p.spec.EyeRow); ok {
		y.between(low, high, p.head.Eyes.Y)
	}
	if p.freed&condBottom == 0 {
		y.atLeast(line{h, -p.src.Height})
	}
	if p.freed&condTop == 0 && p.src.TopReached {
		y.atMost(line{0, 0})
	}
	if low, high, ok := p.bounds(RuleCentreOffset, p.spec.CentreOffset); ok {
		x.between(w/2+low, w/2+high, p.head.Eyes.X)
	}
	switch left {
	case sideInside:
		x.atMost(line{0, 0})
	case sideAbove:
		y.atLeast(line{h, -p.src.LeftFrom})
	case sideFree:
	}
	switch right {
	case sideInside:
		x.atLeast(line{w, -p.src.Width})
	case sideAbove:
		y.atLeast(line{h, -p.src.RightFrom})
	case sideFree:
	}
	return x, y, s
}

// minScale keeps the scale positive; a head a thousand times larger than the
// photo is no picture.
const minScale = 1e-3

// minimise finds the point of least cost. The cost is convex in s once the
// offsets are chosen best for each s, so a ternary search is exact.
func (p problem) minimise(x, y offsetBounds, r interval) (solution, float64) {
	at := func(s float64) (solution, float64) {
		tx, costX := x.best(s, p.targetsX(s))
		ty, costY := y.best(s, p.targetsY(s))
		cost := costX + costY
		if aim, half, ok := p.spec.FaceWidth.aim(); ok {
			cost += p.weight(RuleFaceWidth, half) * square(s*p.head.FaceWidth()-aim)
		}
		return solution{s, tx, ty}, cost
	}
	low, high := r.low, math.Min(r.high, 1e3)
	for range 200 {
		a, b := low+(high-low)/3, high-(high-low)/3
		_, costA := at(a)
		_, costB := at(b)
		if costA <= costB {
			high = b
		} else {
			low = a
		}
	}
	return at(clamp((low+high)/2, r))
}

// weight is what a squared deviation of one pixel costs. A rule that was
// dropped pulls stronger, so that it is missed by little.
func (p problem) weight(r Rule, half float64) float64 {
	w := 1 / (half * half)
	if !p.holds(r) {
		w *= 16
	}
	return w
}

// target is a wished value of an offset with its weight.
type target struct{ value, weight float64 }

func (p problem) targetsX(s float64) []target {
	aim, half, ok := p.spec.CentreOffset.aim()
	if !ok {
		aim, half = 0, float64(p.spec.Size.Width)/20
	}
	return []target{{float64(p.spec.Size.Width)/2 + aim - s*p.head.Eyes.X, p.weight(RuleCentreOffset, half)}}
}

func (p problem) targetsY(s float64) []target {
	var out []target
	if aim, half, ok := p.spec.EyeRow.aim(); ok {
		out = append(out, target{aim - s*p.head.Eyes.Y, p.weight(RuleEyeRow, half)})
	}
	if aim, half, ok := p.spec.TopMargin.aim(); ok {
		out = append(out, target{aim - s*p.head.HairTop, p.weight(RuleTopMargin, half)})
	}
	return out
}

// plan turns a solution into measures.
func (p problem) plan(sol solution, dropped []Rule) Plan {
	w, h := float64(p.spec.Size.Width), float64(p.spec.Size.Height)
	out := Plan{
		Scale: sol.s, X: -sol.tx / sol.s, Y: -sol.ty / sol.s, Width: w / sol.s, Height: h / sol.s,
		EyeRow:       sol.s*p.head.Eyes.Y + sol.ty,
		FaceWidth:    sol.s * p.head.FaceWidth(),
		TopMargin:    sol.s*p.head.HairTop + sol.ty,
		CentreOffset: sol.s*p.head.Eyes.X + sol.tx - w/2,
		Added: Added{
			Top:   math.Max(0, sol.ty),
			Left:  math.Max(0, sol.tx),
			Right: math.Max(0, w-(sol.s*p.src.Width+sol.tx)),
		},
	}
	// A rule that was dropped but holds all the same did not give way.
	for _, r := range dropped {
		if !p.measureHolds(r, out) {
			out.GaveWay = append(out.GaveWay, r)
		}
	}
	return out
}

func (p problem) measureHolds(r Rule, out Plan) bool {
	switch r {
	case RuleEyeRow:
		return p.spec.EyeRow.Holds(out.EyeRow)
	case RuleFaceWidth:
		return p.spec.FaceWidth.Holds(out.FaceWidth)
	case RuleTopMargin:
		return p.spec.TopMargin.Holds(out.TopMargin)
	default:
		return p.spec.CentreOffset.Holds(out.CentreOffset)
	}
}

func square(v float64) float64 { return v * v }
