package match_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"campuskiosk/capture/face"
	"campuskiosk/capture/match"
)

const (
	retail = "face_reidentification_retail_0095"
	mobile = "mobilefacenet_foamliu"
	sface  = "sface_2021dec"
)

var dimensions = map[string]int{retail: 256, mobile: 128, sface: 128}

func calibration(t testing.TB, network string) *match.Calibration {
	t.Helper()
	all, err := match.Calibrations()
	if err != nil {
		t.Fatal(err)
	}
	return all[network]
}

// pair gives two embeddings of a network whose cosine is cos.
func pair(network string, cos float64) (a, b face.Embedding) {
	n := dimensions[network]
	a = face.Embedding{Network: network, Vector: make([]float32, n)}
	b = face.Embedding{Network: network, Vector: make([]float32, n)}
	a.Vector[0] = 1
	b.Vector[0], b.Vector[1] = float32(cos), float32(math.Sqrt(1-cos*cos))
	return a, b
}

func score(t testing.TB, a, b []face.Embedding) match.Result {
	t.Helper()
	r, err := match.Score(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func single(t testing.TB, network string, cos float64) match.Result {
	t.Helper()
	a, b := pair(network, cos)
	return score(t, []face.Embedding{a}, []face.Embedding{b})
}

func both(t testing.TB, cosRetail, cosMobile float64) match.Result {
	t.Helper()
	a1, b1 := pair(retail, cosRetail)
	a2, b2 := pair(mobile, cosMobile)
	return score(t, []face.Embedding{a1, a2}, []face.Embedding{b1, b2})
}

// TestPassMark guards: score 80 is one false match in ten thousand, near the
// cosines that were read off the measurement by hand.
func TestPassMark(t *testing.T) {
	for network, about := range map[string]float64{retail: 0.475, mobile: 0.405} {
		c := calibration(t, network)
		cos := c.Cosine(1e-4)
		if math.Abs(cos-about) > 0.01 {
			t.Errorf("%s: 80 is at cosine %.3f, want about %.3f", network, cos, about)
		}
		if r := single(t, network, cos+0.001); !r.Same() || r.Score > 81 {
			t.Errorf("%s: just above: %v", network, r.Score)
		}
		if r := single(t, network, cos-0.001); r.Same() || r.Score < 79 {
			t.Errorf("%s: just below: %v", network, r.Score)
		}
	}
	if r := single(t, sface, 0.364); !r.Same() || r.Calibration.Measured || r.Calibration.FalseMatchRate != nil {
		t.Errorf("SFace above its threshold: %+v", r)
	}
	if r := single(t, sface, 0.362); r.Same() {
		t.Errorf("SFace below its threshold: %+v", r)
	}
}

// TestBothNetworks guards: together, the shares of the false matches add up to
// 1e-4 at score 80, one network below its share doesn't help, and one above it
// is enough.
func TestBothNetworks(t *testing.T) {
	fusions, err := match.Fusions()
	if err != nil || len(fusions) != 1 {
		t.Fatal(fusions, err)
	}
	at := map[string]float64{}
	sum := 0.0
	for i, n := range fusions[0].Networks {
		c := calibration(t, n)
		at[n] = c.Cosine(1e-4 * fusions[0].Weights[i])
		sum += c.At(at[n]).Rate
	}
	if math.Abs(sum-1e-4) > 1e-6 {
		t.Errorf("the shares add up to %g, want 1e-4", sum)
	}
	const step = 0.003
	for _, c := range []struct {
		name            string
		retail, mobile  float64
		same            bool
		decidingNetwork string
	}{
		{"both just below", at[retail] - step, at[mobile] - step, false, ""},
		{"retail just above", at[retail] + step, 0, true, retail},
		{"mobile just above", 0, at[mobile] + step, true, mobile},
	} {
		r := both(t, c.retail, c.mobile)
		if r.Same() != c.same {
			t.Errorf("%s: %v", c.name, r.Score)
		}
		if r.Network != retail+"+"+mobile || len(r.Parts) != 2 {
			t.Errorf("%s: network %q, parts %v", c.name, r.Network, r.Parts)
		}
		if want := map[string]float64{retail: c.retail, mobile: c.mobile}[c.decidingNetwork]; c.same && math.Abs(r.Cosine-want) > 1e-6 {
			t.Errorf("%s: cosine %g, want the deciding network's %g", c.name, r.Cosine, want)
		}
		in := r.Calibration.Interval
		if in == nil || in[0] > *r.Calibration.FalseMatchRate || in[1] < *r.Calibration.FalseMatchRate {
			t.Errorf("%s: rate %v outside of %v", c.name, *r.Calibration.FalseMatchRate, in)
		}
	}
}

// TestPreferred guards: the first network of the first picture decides when
// the common ones can't be joined, and networks of one side only are left out.
func TestPreferred(t *testing.T) {
	s1, s2 := pair(sface, 0.5)
	m1, m2 := pair(mobile, 0.1)
	r1, _ := pair(retail, 0.1)
	if r := score(t, []face.Embedding{s1, r1, m1}, []face.Embedding{m2, s2}); r.Network != sface {
		t.Errorf("network %q, want %q", r.Network, sface)
	}
	if r := score(t, []face.Embedding{m1, s1}, []face.Embedding{s2, m2}); r.Network != mobile {
		t.Errorf("network %q, want %q", r.Network, mobile)
	}
	_, r2 := pair(retail, 0.1)
	if r := score(t, []face.Embedding{s1, r1, m1}, []face.Embedding{r2, m2, s2}); r.Network != sface {
		t.Errorf("network %q, want the preferred %q", r.Network, sface)
	}
}

// TestMonotonic guards: a higher cosine never lowers the score, for each
// network and for both together, and everything stays in its range.
func TestMonotonic(t *testing.T) {
	cos := rapid.Float64Range(-1, 1)
	rapid.Check(t, func(rt *rapid.T) {
		a, b := cos.Draw(rt, "a"), cos.Draw(rt, "b")
		low, high := min(a, b), max(a, b)
		for _, n := range []string{retail, mobile, sface} {
			x, y := single(t, n, low), single(t, n, high)
			if x.Score > y.Score || x.Score < 0 || y.Score > 100 {
				rt.Fatalf("%s: %v at %v, %v at %v", n, x.Score, low, y.Score, high)
			}
			c := calibration(t, n)
			ra, rb := c.At(low), c.At(high)
			if ra.Rate < rb.Rate*(1-1e-12) || ra.High < rb.High || ra.Low < rb.Low {
				rt.Fatalf("%s: rates %v, %v", n, ra, rb)
			}
			if n != sface && (ra.High < ra.Low || ra.Rate > ra.High || ra.Rate < ra.Low && ra.Rate > match.ExtrapolatedBelow) {
				rt.Fatalf("%s: %v is not in its interval", n, ra)
			}
		}
		other := cos.Draw(rt, "other")
		if x, y := both(t, low, other), both(t, high, other); x.Score > y.Score {
			rt.Fatalf("both: %v, %v", x.Score, y.Score)
		}
		if x, y := both(t, other, low), both(t, other, high); x.Score > y.Score {
			rt.Fatalf("both: %v, %v", x.Score, y.Score)
		}
	})
}

// TestCurve guards: rate and score are each other's inverse, and the curve has
// the values that its documentation promises.
func TestCurve(t *testing.T) {
	for rate, want := range map[float64]float64{1: 0, 1e-2: 40, 1e-4: 80, 1e-5: 92.6, 1e-9: 99.8, 0: 100} {
		if got := match.FromRate(rate); math.Abs(got-want) > 0.051 {
			t.Errorf("score at %g is %g, want %g", rate, got, want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.Float64Range(0, 99.9).Draw(rt, "score")
		if got := match.FromRate(match.ToRate(s)); got > s+1e-4 || got < s-0.1-1e-4 {
			rt.Fatalf("%g gave %g", s, got)
		}
	})
}

func TestExtrapolatedIsMarked(t *testing.T) {
	for _, n := range []string{retail, mobile} {
		c := calibration(t, n)
		counted, beyond := single(t, n, c.Cosine(2e-5)), single(t, n, c.Cosine(5e-6))
		if counted.Calibration.Extrapolated || !beyond.Calibration.Extrapolated {
			t.Errorf("%s: %v, %v", n, counted.Calibration, beyond.Calibration)
		}
		if beyond.Calibration.Note == counted.Calibration.Note {
			t.Errorf("%s: the note doesn't tell", n)
		}
	}
}

func TestRefusals(t *testing.T) {
	m1, m2 := pair(mobile, 0.5)
	r1, _ := pair(retail, 0.5)
	short := face.Embedding{Network: mobile, Vector: m1.Vector[:100]}
	zero := face.Embedding{Network: mobile, Vector: make([]float32, 128)}
	nan := face.Embedding{Network: mobile, Vector: append([]float32{float32(math.NaN())}, m1.Vector[1:]...)}
	inf := face.Embedding{Network: mobile, Vector: append([]float32{float32(math.Inf(1))}, m1.Vector[1:]...)}
	unknown := face.Embedding{Network: "unknown", Vector: m1.Vector}
	for name, c := range map[string]struct {
		a, b face.Embedding
		want error
	}{
		"other network":   {m1, r1, match.ErrOtherNetwork},
		"unknown network": {unknown, unknown, match.ErrOtherNetwork},
		"short":           {m1, short, match.ErrEmbedding},
		"zero":            {m1, zero, match.ErrEmbedding},
		"not a number":    {nan, m2, match.ErrEmbedding},
		"infinite":        {inf, m2, match.ErrEmbedding},
	} {
		if _, err := match.Score([]face.Embedding{c.a}, []face.Embedding{c.b}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := match.Score(nil, []face.Embedding{m1}); !errors.Is(err, match.ErrNoNetwork) {
		t.Errorf("no embedding: %v", err)
	}
}

// TestJSON guards the names that the command line prints.
func TestJSON(t *testing.T) {
	data, err := json.Marshal(both(t, 0.6, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"score":`, `"cosine":`, `"network":`, `"calibration":{`, `"false_match_rate":`, `"interval":[`, `"note":{"zh":`} {
		if !strings.Contains(string(data), key) {
			t.Errorf("no %s in %s", key, data)
		}
	}
}
