package match_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"campuskiosk/capture/face"
	"campuskiosk/capture/match"
)

func random(network string, seed uint64) face.Embedding {
	r := rand.New(rand.NewPCG(seed, 1))
	e := face.Embedding{Network: network, Vector: make([]float32, dimensions[network])}
	for i := range e.Vector {
		e.Vector[i] = float32(r.NormFloat64())
	}
	return e
}

func cosineOf(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return dot / math.Sqrt(aa*bb)
}

// TestPackedLoss guards: at most 128 bytes, and a direction that is turned by
// little.
func TestPackedLoss(t *testing.T) {
	for network, least := range map[string]float64{mobile: 0.9999, sface: 0.9999, retail: 0.985} {
		worst := 1.0
		for seed := range uint64(300) {
			e := random(network, seed)
			b, err := match.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			if len(b) > match.MaxPacked {
				t.Fatalf("%s: %d bytes", network, len(b))
			}
			back, err := match.Unmarshal(b)
			if err != nil {
				t.Fatal(err)
			}
			if back.Network != network || math.Abs(cosineOf(back.Vector, back.Vector)-1) > 1e-6 {
				t.Fatalf("came back as %q", back.Network)
			}
			worst = min(worst, cosineOf(e.Vector, back.Vector))
		}
		if worst < least {
			t.Errorf("%s: a vector was turned to cosine %.5f, want ≥ %g", network, worst, least)
		}
	}
}

// TestPackedShapes guards: lopsided vectors survive too (one large value, all
// equal, tiny or huge length).
func TestPackedShapes(t *testing.T) {
	for _, network := range []string{mobile, retail} {
		n := dimensions[network]
		spike, flat, tiny, huge := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
		spike[n-1] = -1
		for i := range n {
			flat[i], tiny[i], huge[i] = 1, 1e-9*float32(i+1), 1e15*float32(i%7-3)
		}
		for name, v := range map[string][]float32{"spike": spike, "flat": flat, "tiny": tiny, "huge": huge} {
			b, err := match.Marshal(face.Embedding{Network: network, Vector: v})
			if err != nil {
				t.Fatalf("%s %s: %v", network, name, err)
			}
			back, err := match.Unmarshal(b)
			if err != nil {
				t.Fatalf("%s %s: %v", network, name, err)
			}
			// A lone spike is the worst for a quantiser without a zero: every
			// other dimension becomes half a step.
			if c := cosineOf(v, back.Vector); c < 0.62 {
				t.Errorf("%s %s: cosine %.4f", network, name, c)
			}
		}
	}
}

func TestPackedRefusals(t *testing.T) {
	good, err := match.Marshal(random(retail, 1))
	if err != nil {
		t.Fatal(err)
	}
	change := func(i int, v byte) []byte {
		b := append([]byte{}, good...)
		b[i] = v
		return b
	}
	noScale := change(2, 0)
	noScale[3] = 0
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":         {nil, match.ErrEmbedding},
		"cut off":         {good[:len(good)-1], match.ErrEmbedding},
		"longer":          {append(append([]byte{}, good...), 0), match.ErrEmbedding},
		"too long":        {make([]byte, match.MaxPacked+1), match.ErrEmbedding},
		"other version":   {change(0, 2), match.ErrOtherNetwork},
		"unknown network": {change(1, 200), match.ErrOtherNetwork},
		"scale 0":         {noScale, match.ErrEmbedding},
		"digits too high": {change(4, 0xff), match.ErrEmbedding},
	} {
		if _, err := match.Unmarshal(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for name, e := range map[string]face.Embedding{
		"zero":  {Network: mobile, Vector: make([]float32, 128)},
		"short": {Network: mobile, Vector: make([]float32, 3)},
	} {
		if _, err := match.Marshal(e); !errors.Is(err, match.ErrEmbedding) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := match.Marshal(face.Embedding{Network: "unknown", Vector: make([]float32, 128)}); !errors.Is(err, match.ErrOtherNetwork) {
		t.Errorf("unknown network: %v", err)
	}
}

// TestPackedIsRepeatable guards: the same embedding gives the same bytes, at
// any length of the vector.
func TestPackedIsRepeatable(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		network := rapid.SampledFrom([]string{mobile, retail}).Draw(rt, "network")
		e := random(network, rapid.Uint64().Draw(rt, "seed"))
		longer := face.Embedding{Network: network, Vector: make([]float32, len(e.Vector))}
		for i, v := range e.Vector {
			longer.Vector[i] = 4 * v
		}
		a, err1 := match.Marshal(e)
		b, err2 := match.Marshal(longer)
		if err1 != nil || err2 != nil || string(a) != string(b) {
			rt.Fatalf("%x\n%x", a, b)
		}
	})
}

// FuzzUnmarshal guards: whatever the bytes, reading ends with a direction of
// length 1 or an error, and what was read can be written and compared.
func FuzzUnmarshal(f *testing.F) {
	for _, network := range []string{mobile, retail} {
		b, err := match.Marshal(random(network, 7))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:50])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := match.Unmarshal(data)
		if err != nil {
			if !errors.Is(err, match.ErrEmbedding) && !errors.Is(err, match.ErrOtherNetwork) {
				t.Fatal(err)
			}
			return
		}
		if _, err := match.Marshal(e); err != nil {
			t.Fatal(err)
		}
		if _, err := match.Score([]face.Embedding{e}, []face.Embedding{e}); err != nil {
			t.Fatal(err)
		}
	})
}
