package main

import "math"

// clopperPearson is the exact 95 % interval of a proportion of which k of n
// were seen (C. Clopper, E. Pearson, Biometrika 26, 1934).
func clopperPearson(k, n int) (low, high float64) {
	const half = 0.025
	high = 1
	if k > 0 {
		low = solve(func(p float64) bool { return 1-binomialCDF(k-1, n, p) < half })
	}
	if k < n {
		high = solve(func(p float64) bool { return binomialCDF(k, n, p) > half })
	}
	return low, high
}

// solve is the p in [0,1] up to which below holds. It looks on a logarithmic
// scale, since rates of 1e-6 count.
func solve(below func(p float64) bool) float64 {
	a, b := math.Log(1e-12), 0.0
	for range 80 {
		if m := (a + b) / 2; below(math.Exp(m)) {
			a = m
		} else {
			b = m
		}
	}
	return math.Exp(a)
}

// binomialCDF is P(X ≤ k) for n draws with probability p, as the regularised
// incomplete beta function I(1−p; n−k, k+1).
func binomialCDF(k, n int, p float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n:
		return 1
	}
	return incompleteBeta(float64(n-k), float64(k+1), 1-p)
}

// incompleteBeta is I(x; a, b) by its continued fraction, evaluated by Lentz's
// method.
func incompleteBeta(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - incompleteBeta(b, a, 1-x)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	const tiny = 1e-300
	f, c, d := 1.0, 1.0, 0.0
	for m := range 2000 {
		var t float64
		i := float64(m / 2)
		switch {
		case m == 0:
			t = 1
		case m%2 == 0:
			t = i * (b - i) * x / ((a + 2*i - 1) * (a + 2*i))
		default:
			t = -(a + i) * (a + b + i) * x / ((a + 2*i) * (a + 2*i + 1))
		}
		if d = 1 + t*d; math.Abs(d) < tiny {
			d = tiny
		}
		d = 1 / d
		if c = 1 + t/c; math.Abs(c) < tiny {
			c = tiny
		}
		f *= c * d
		if math.Abs(1-c*d) < 1e-14 {
			break
		}
	}
	return front * (f - 1) / a
}
