package main

import (
	"bytes"
	"fmt"
	"math"

	"campuskiosk/capture/match"
)

// report writes CALIBRATION.md.
func (m measured) report() ([]byte, error) {
	b := new(bytes.Buffer)
	p := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	a, c := m.calibrations[0], m.calibrations[1]

	p("# What a comparison's score means")
	p("")
	p("Made by `go generate ./capture/match`; a test compares it with what the measured table gives. Do not edit.")
	p("")
	p("## The data")
	p("%s %d comparisons of the same person and %d of different people for each network. LFW is press photos: harder than a kiosk in pose and light,", source, a.Genuine, a.Impostors)
	p("and poor in East Asian faces, so that the rate among people who look alike to a network can be higher than here. Some of the pairs of \"the same person\" are none")
	p("(LFW has known labelling errors, and the face nearest the centre is not always the person's): about eight of the %d are far from any threshold with both networks.", a.Genuine)
	p("")
	p("Intervals are 95 %% Clopper-Pearson. They take the comparisons as independent; in truth they share 679 pictures and 327 people, so that the true intervals are wider.")
	p("The table counts in bins of 0.01; a bin's label is taken as its lower edge, the careful reading.")
	p("")
	p("## From cosine to score")
	p("1. *False-match rate* (FMR) at a cosine = share of different people who reach it: counted, with straight lines between the thresholds in its logarithm, as long as %d", enough)
	p("   comparisons reach it; from there an exponential tail, whose scale is the mean excess of the %d highest and more (0095 %.4f, MobileFaceNet %.4f). No cosine is above 1, so the", tailFrom, a.Tail.Scale, c.Tail.Scale)
	p("   true tail falls faster: the tail errs to the careful side. Rates below 1e-5 are marked as extrapolated; the interval beside them is always counted.")
	p("2. *Score* = 20 · L up to L = 4, then 100 − 20 · exp(−(L − 4)), with L = −log10(FMR): rising without a kink, 80 ⇔ one false match in ten thousand. Rounded down to 0.1.")
	p("")
	p("| score | FMR | cosine 0095 | interval of FMR | cosine MobileFaceNet | interval of FMR |")
	p("|---|---|---|---|---|---|")
	for _, s := range []float64{20, 40, 60, 70, 75, 80, 85, 90, 95, 98} {
		rate := match.ToRate(s)
		mark := ""
		if rate < match.ExtrapolatedBelow {
			mark = " (extrapolated)"
		}
		x, y := a.Cosine(rate), c.Cosine(rate)
		p("| %g | %.1e%s | %.3f | %s | %.3f | %s |", s, rate, mark, x, interval(a.At(x)), y, interval(c.At(y)))
	}
	p("")
	p("SFace is used when its file is there. It was not measured by us: its published threshold (cosine 0.363) is score 80, a straight line continues on both sides, and no rate is claimed.")
	p("")
	p("## Both networks together")
	p("The table has the comparisons of different people for each network apart, not together, so that how often both are wrong at once is not known. The rows of the same person do belong")
	p("together (their correlation is %.2f), but say nothing about different people. So the joint rate is a bound that holds for any dependence (Boole): a comparison counts as rare as", m.correlation())
	p("min(FMR_0095 / %.1f, FMR_MobileFaceNet / %.1f). At 80 that is: 0095 reaches cosine %.3f **or** MobileFaceNet %.3f; the first happens to different people with a rate of 3e-5, the second", weights[0], weights[1],
		a.Cosine(1e-4*weights[0]), c.Cosine(1e-4*weights[1]))
	p("with 7e-5, both together with 1e-4 at most. Joining by multiplying the rates would reject about half as many, but only if the networks erred independently, which nobody has measured.")
	p("")
	p("False rejects of the same person at score 80, of %d (interval):", a.Genuine)
	p("")
	p("| judged by | false rejects | rate | interval |")
	p("|---|---|---|---|")
	line := func(name string, w []float64) {
		k := m.rejects(m.all(), w, match.PassMark)
		low, high := clopperPearson(k, a.Genuine)
		p("| %s | %d | %.1f %% | %.1f–%.1f %% |", name, k, percent(k, a.Genuine), 100*low, 100*high)
	}
	line("0095 alone", []float64{1, 0})
	line("MobileFaceNet alone", []float64{0, 1})
	for _, w := range shares() {
		name := fmt.Sprintf("both, shares %.1f and %.1f", w[0], w[1])
		if w[0] == weights[0] {
			name = "**" + name + "** (used)"
		}
		line(name, w)
	}
	p("")
	p("The shares were chosen by this table, so its number flatters them a little: chosen on one half of the pairs and counted on the other (1000 random halves), the rate is %.1f %%.", 100*m.heldOut())
	p("")
	p("At other scores:")
	p("")
	p("| score | 0095 | MobileFaceNet | both |")
	p("|---|---|---|---|")
	for _, s := range []float64{60, 70, 75, 80, 85, 90, 95} {
		p("| %g | %.1f %% | %.1f %% | %.1f %% |", s, m.percentAt([]float64{1, 0}, s), m.percentAt([]float64{0, 1}, s), m.percentAt(weights, s))
	}
	p("")
	if err := m.packing(p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (m measured) percentAt(w []float64, score float64) float64 {
	return percent(m.rejects(m.all(), w, score), len(m.genuine[0]))
}

func percent(k, n int) float64 { return 100 * float64(k) / float64(n) }

func interval(r match.Rate) string { return fmt.Sprintf("%.1e – %.1e", r.Low, r.High) }

// packing writes the part on packed embeddings.
func (m measured) packing(p func(string, ...any)) error {
	p("## Packed embeddings")
	p("At most %d bytes: version, network, scale, then one digit for each dimension in base 214 (128 dimensions, 7.7 bits) or 14 (256 dimensions, 3.8 bits), packed as one number; the step is chosen", match.MaxPacked)
	p("for each vector so that it turns the least. What one packed side does to the cosine, on 1000 pairs of random directions for each row (the worst case: no dimension can be left out),")
	p("as mean ± standard deviation:")
	p("")
	p("| coding | bytes of digits | at cosine 0.1 | at 0.5 | at 0.8 |")
	p("|---|---|---|---|---|")
	for _, row := range []struct {
		name, bytes string
		dimensions  int
		code        coding
	}{
		{"MobileFaceNet, **as packed**", "124", 128, packed("mobilefacenet_foamliu")},
		{"0095, **as packed**", "122", 256, packed("face_reidentification_retail_0095")},
		{"0095, 3 whole bits for each dimension", "96", 256, bits(3)},
		{"0095, 120 random orthonormal directions, without any other loss", "120", 256, projection(256, 120)},
	} {
		cells := ""
		for _, cosine := range []float64{0.1, 0.5, 0.8} {
			l, err := packingLoss(row.dimensions, cosine, row.code)
			if err != nil {
				return err
			}
			cells += fmt.Sprintf(" %+.4f ± %.4f |", nearZero(l.mean), l.deviation)
		}
		p("| %s | %s |%s", row.name, row.bytes, cells)
	}
	p("")
	p("On average the loss lowers cosines, so that it costs score rather than gives any: at 80 about %.1f points for 0095 and none for MobileFaceNet.", m.pointsLost())
	return nil
}

// nearZero keeps "-0.0000" out of the table.
func nearZero(v float64) float64 {
	if math.Abs(v) < 5e-5 {
		return 0
	}
	return v
}

// pointsLost is what the mean loss costs the first network at score 80.
func (m measured) pointsLost() float64 {
	a := m.calibrations[0]
	at := a.Cosine(match.ToRate(match.PassMark))
	l, err := packingLoss(a.Dimensions, at, packed(a.Network))
	if err != nil {
		return math.NaN()
	}
	return match.PassMark - match.FromRate(a.At(at+l.mean).Rate)
}
