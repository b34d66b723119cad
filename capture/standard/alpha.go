package standard

import (
	"image"
	"math"
)

// How the network's mask is refined. Lengths are for a picture 480 px wide,
// where a cell of the network's mask is about 2 px, and scale with the width.
// They were chosen on portraits of known alpha (TestMatteAccuracy); all are
// flat optima, half or double costs less than a tenth of the accuracy.
const (
	// Within bandIn px inside and bandOut px outside of the mask's contour,
	// and wherever the network is undecided, alpha is found anew.
	bandIn, bandOut = 5, 8
	// surePerson and sureBackground bound the network's values that are taken
	// as known outside of that band.
	surePerson, sureBackground = 0.9, 0.1
	// The grid of colour statistics has about this many columns.
	statisticsColumns = 120
	// The colours of person and background are learnt in a square of
	// narrowCells to either side; where it holds fewer than enoughSamples
	// pixels, a square of wideCells helps out.
	narrowCells, wideCells = 3, 10
	enoughSamples          = 60
	// fewSamples is the least number that a distribution is made of.
	fewSamples = 8
	// noiseLevels is the camera's and the JPEG's noise in 8-bit levels.
	noiseLevels = 4
	// The network's value p is believed with a standard deviation of doubtNear
	// at the contour, falling to doubtFar at doubtRange px, and of at most
	// doubtLeast + doubtGain·√(p(1−p)): where it is decided it is rarely wrong.
	doubtNear, doubtFar, doubtRange = 0.4, 0.15, 10
	doubtLeast, doubtGain           = 0.08, 0.8
	// strayDoubt is the share of that deviation that is granted to the network
	// being wrong about a pixel whose colour occurs on the other side as well.
	strayDoubt = 0.25
	// modelVariance is the least variance of an alpha found from colours.
	modelVariance = 0.002
	// Values this close to 0 and 1 are 0 and 1: a haze that nobody sees as
	// hair but that dirties a plain background.
	blackPoint, whitePoint = 0.04, 0.96
)

// refine finds the alpha of every pixel of img, 0–1, from the network's mask
// of that picture (tri). Two rounds: the first learns the colours of person and
// background at some distance from the contour, the second up to where the
// first was sure.
func refine(img *image.RGBA, tri trimap, eng Matter) ([]float32, error) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	scale := float32(w) / 480
	prior, err := guidedPrior(img, tri, eng)
	if err != nil {
		return nil, err
	}
	labels := firstLabels(tri, w, h, scale)
	distance := enlarge(tri.distance, tri.w, tri.h, w, h)
	block := max(1, (w+statisticsColumns/2)/statisticsColumns)
	network := enlarge(tri.raw, tri.w, tri.h, w, h)
	alpha := make([]float32, w*h)
	samples := labels
	for round := range 2 {
		if round > 0 {
			samples = nearer(labels, alpha, distance, scale)
		}
		rules, gw, gh := learn(img, labels, samples, block)
		apply(img, labels, rules, gw, gh, prior, network, distance, scale, alpha)
	}
	for i, v := range alpha {
		alpha[i] = max(0, min(1, (v-blackPoint)/(whitePoint-blackPoint)))
	}
	return alpha, nil
}

// guidedPrior is the network's mask with its edges drawn to the picture's by a
// guided filter. At half the picture's width the filter costs a quarter and
// the result, an opinion that the colours may overrule, is as good.
func guidedPrior(img *image.RGBA, tri trimap, eng Matter) ([]float32, error) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	sw, sh := max(1, w/2), max(1, h/2)
	small, err := eng.Resize(img, sw, sh)
	if err != nil {
		return nil, err
	}
	scale := float64(w) / 480
	filtered, err := eng.GuidedFilter(small, enlarge(tri.raw, tri.w, tri.h, sw, sh), max(1, int(3*scale+0.5)), 1e-4)
	if err != nil {
		return nil, err
	}
	for i, v := range filtered {
		filtered[i] = max(0, min(1, v))
	}
	return enlarge(filtered, sw, sh, w, h), nil
}

// firstLabels marks what the network is sure of, at some distance from the
// contour.
func firstLabels(tri trimap, w, h int, scale float32) []label {
	labels := make([]label, w*h)
	cells := make([]label, tri.w*tri.h)
	for i, d := range tri.distance {
		switch {
		case d > bandIn*scale && tri.raw[i] > surePerson:
			cells[i] = person
		case d < -bandOut*scale && tri.raw[i] < sureBackground:
			cells[i] = background
		}
	}
	inBands(h, func(from, to int) {
		for y := from; y < to; y++ {
			line := cells[y*tri.h/h*tri.w:]
			for x := range w {
				labels[y*w+x] = line[x*tri.w/w]
			}
		}
	})
	return labels
}

// nearer adds to the known pixels those near the contour that alpha is sure of.
func nearer(labels []label, alpha, distance []float32, scale float32) []label {
	out := make([]label, len(labels))
	for i, l := range labels {
		switch {
		case l != unknown:
			out[i] = l
		case alpha[i] > 0.97 && distance[i] > -2*scale:
			out[i] = person
		case alpha[i] < 0.03 && distance[i] < 2*scale:
			out[i] = background
		}
	}
	return out
}

// learn finds, for the cells of a coarse grid that hold unknown pixels and for
// their neighbours, the rule that separates the person's colours around them
// from the background's.
func learn(img *image.RGBA, labels, samples []label, block int) (rules []rule, gw, gh int) {
	fore, back, gw, gh := statistics(img, samples, block)
	nearF, nearB := window(fore, gw, gh, narrowCells), window(back, gw, gh, narrowCells)
	wideF, wideB := newSurroundings(fore, gw, gh), newSurroundings(back, gw, gh)
	wanted := cellsOf(labels, img.Rect.Dx(), img.Rect.Dy(), block)
	rules = make([]rule, gw*gh)
	inBands(gh, func(from, to int) {
		for i := from * gw; i < to*gw; i++ {
			if !wanted[i] {
				continue
			}
			farF, farB := wideF.at(i%gw, i/gw), wideB.at(i%gw, i/gw)
			f, okF := enough(&nearF[i], farF)
			b, okB := enough(&nearB[i], farB)
			if !okF || !okB {
				continue
			}
			r := separate(f, b, noiseLevels)
			r.strayF, r.strayB = r.varF, r.varB
			if farF[0] >= fewSamples {
				r.strayF = max(r.strayF, r.stray(farF.gaussian(), 1))
			}
			if farB[0] >= fewSamples {
				r.strayB = max(r.strayB, r.stray(farB.gaussian(), 0))
			}
			rules[i] = r
		}
	})
	return rules, gw, gh
}

// cellsOf marks the cells that hold unknown pixels, and the cells around them.
func cellsOf(labels []label, w, h, block int) []bool {
	gw, gh := (w+block-1)/block, (h+block-1)/block
	out := make([]bool, gw*gh)
	inBands(gh, func(from, to int) {
		for cy := from; cy < to; cy++ {
			// Rows of pixels of this row of cells and its two neighbours.
			for y := max(0, (cy-1)*block); y < min(h, (cy+2)*block); y++ {
				for x, l := range labels[y*w : (y+1)*w] {
					if l != unknown {
						continue
					}
					cx := x / block
					for k := max(0, cx-1); k <= min(gw-1, cx+1); k++ {
						out[cy*gw+k] = true
					}
				}
			}
		}
	})
	return out
}

// enough is the distribution of near, filled up with a share of wide when near
// has too few samples; false where both have hardly any.
func enough(near, wide *sums) (gaussian, bool) {
	if near[0] >= enoughSamples {
		return near.gaussian(), true
	}
	if wide[0] < fewSamples {
		return gaussian{}, false
	}
	missing := float64(enoughSamples - near[0])
	share := min(1, missing/float64(wide[0]))
	var sum [10]float64
	for k := range sum {
		sum[k] = float64(near[k]) + share*float64(wide[k])
	}
	return moments(sum), true
}

// apply computes alpha of the unknown pixels: the rule's answer and the
// network's, weighted by how sure each is.
func apply(img *image.RGBA, labels []label, rules []rule, gw, gh int, prior, network, distance []float32, scale float32, alpha []float32) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	xs, ys := newAxis(w, gw), newAxis(h, gh)
	inBands(h, func(from, to int) {
		for y := from; y < to; y++ {
			top, bottom := rules[int(ys.a[y])*gw:], rules[int(ys.b[y])*gw:]
			for x := range w {
				i := y*w + x
				switch labels[i] {
				case person:
					alpha[i] = 1
					continue
				case background:
					alpha[i] = 0
					continue
				case unknown:
				}
				r := blend(&top[xs.a[x]], &top[xs.b[x]], &bottom[xs.a[x]], &bottom[xs.b[x]], xs.t[x], ys.t[y])
				if r.ok < 0.1 {
					alpha[i] = prior[i]
					continue
				}
				p := img.Pix[y*img.Stride+4*x:]
				a, variance := r.alpha(p[0], p[1], p[2])
				alpha[i] = weigh(a, variance, prior[i], network[i], r.strayF/r.ok, r.strayB/r.ok, distance[i]/scale)
			}
		}
	})
}

// weigh joins what is known of a pixel: a, the alpha that its colour asks for,
// with its variance; prior, the network's value drawn to the picture's edges;
// network, that value itself; how often the colours of person and background
// around stray to the other side; and the distance to the mask's contour.
func weigh(a, variance, prior, network, strayF, strayB, distance float32) float32 {
	far := min(1, abs32(distance)/doubtRange)
	doubt := min(doubtNear+(doubtFar-doubtNear)*far,
		doubtLeast+doubtGain*float32(math.Sqrt(float64(network*(1-network)))))
	v := a + (prior-a)*variance/(variance+doubt*doubt)
	// Against the network stands a colour that may be none of the person's but
	// one more of the background (or the other way round): Bayes' rule with
	// Chebyshev's bound for how likely the surroundings hold such a colour.
	least := max(strayDoubt*doubt, 0.01)
	other, own := prior, 1-prior // the network's shares of the side that the colour asks for, and of the other
	like := strayB / (a*a + 0.01)
	if a < prior {
		other, own = own, other
		like = strayF / ((1-a)*(1-a) + 0.01)
	}
	like = min(1, like)
	stray := own * like / (own*like + max(other, least))
	return v + (prior-v)*stray
}

// blend is the bilinear mean of four rules.
func blend(a, b, c, d *rule, tx, ty float32) rule {
	wa, wb, wc, wd := (1-tx)*(1-ty)*a.ok, tx*(1-ty)*b.ok, (1-tx)*ty*c.ok, tx*ty*d.ok
	return rule{
		n0:     a.n0*wa + b.n0*wb + c.n0*wc + d.n0*wd,
		n1:     a.n1*wa + b.n1*wb + c.n1*wc + d.n1*wd,
		n2:     a.n2*wa + b.n2*wb + c.n2*wc + d.n2*wd,
		b:      a.b*wa + b.b*wb + c.b*wc + d.b*wd,
		varF:   a.varF*wa + b.varF*wb + c.varF*wc + d.varF*wd,
		varB:   a.varB*wa + b.varB*wb + c.varB*wc + d.varB*wd,
		strayF: a.strayF*wa + b.strayF*wb + c.strayF*wc + d.strayF*wd,
		strayB: a.strayB*wa + b.strayB*wb + c.strayB*wc + d.strayB*wd,
		ok:     wa + wb + wc + wd,
	}
}

// alpha applies the rule to a colour and says how uncertain the answer is.
func (r *rule) alpha(red, green, blue uint8) (a, variance float32) {
	a = (r.n0*float32(red) + r.n1*float32(green) + r.n2*float32(blue) + r.b) / r.ok
	// A colour beyond both is none that the rule was learnt from.
	beyond := max(0, -a, a-1)
	a = max(0, min(1, a))
	variance = (a*a*r.varF+(1-a)*(1-a)*r.varB)/r.ok + modelVariance + 0.05*beyond*beyond
	return a, variance
}

func abs32(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}
