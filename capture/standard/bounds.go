package standard

import "math"

// line is a + b·s.
type line struct{ a, b float64 }

func (l line) at(s float64) float64 { return l.a + l.b*s }

// interval is low ≤ s ≤ high.
type interval struct{ low, high float64 }

func (i interval) empty() bool { return !(i.low <= i.high) }

func (i interval) and(low, high float64) interval {
	return interval{math.Max(i.low, low), math.Min(i.high, high)}
}

func clamp(v float64, i interval) float64 { return math.Max(i.low, math.Min(i.high, v)) }

// offsetBounds bound one offset t from both sides by lines in s.
type offsetBounds struct{ lower, upper []line }

func (b *offsetBounds) atLeast(l line) {
	if !math.IsInf(l.a, 0) {
		b.lower = append(b.lower, l)
	}
}

func (b *offsetBounds) atMost(l line) {
	if !math.IsInf(l.a, 0) {
		b.upper = append(b.upper, l)
	}
}

// between asks that low ≤ s·v + t ≤ high.
func (b *offsetBounds) between(low, high, v float64) {
	b.atLeast(line{low, -v})
	b.atMost(line{high, -v})
}

// meet shortens i to those s for which every lower bound is at most every
// upper bound (Fourier–Motzkin elimination of the offset).
func (i interval) meet(b offsetBounds) interval {
	for _, lo := range b.lower {
		for _, up := range b.upper {
			// lo.a + lo.b·s ≤ up.a + up.b·s
			slope, rest := lo.b-up.b, up.a-lo.a
			switch {
			case slope > 0:
				i.high = math.Min(i.high, rest/slope)
			case slope < 0:
				i.low = math.Max(i.low, rest/slope)
			case rest < 0:
				return interval{1, 0}
			}
		}
	}
	return i
}

// best is the offset within the bounds at s with the least weighted squared
// distance to the targets, and that sum.
func (b offsetBounds) best(s float64, targets []target) (t, cost float64) {
	low, high := math.Inf(-1), math.Inf(1)
	for _, l := range b.lower {
		low = math.Max(low, l.at(s))
	}
	for _, u := range b.upper {
		high = math.Min(high, u.at(s))
	}
	var sum, weight float64
	for _, g := range targets {
		sum, weight = sum+g.value*g.weight, weight+g.weight
	}
	switch {
	case weight > 0:
		t = sum / weight
	case !math.IsInf(low, 0) && !math.IsInf(high, 0):
		t = (low + high) / 2
	}
	t = math.Max(low, math.Min(high, t))
	for _, g := range targets {
		cost += square(t-g.value) * g.weight
	}
	return t, cost
}
