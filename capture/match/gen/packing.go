package main

import (
	"math"
	"math/rand/v2"

	"campuskiosk/capture/face"
	"campuskiosk/capture/match"
)

// loss is how much packing changes cosines.
type loss struct {
	// mean and deviation are of packed minus plain cosine.
	mean, deviation float64
}

// coding takes a unit vector to what is read back after packing.
type coding func(v []float64) ([]float64, error)

// packingLoss compares pairs of the given cosine, one side packed: random
// directions, which are the worst case for a quantiser of single dimensions.
func packingLoss(dimensions int, cosine float64, code coding) (loss, error) {
	r := rand.New(rand.NewPCG(3, uint64(dimensions))) // #nosec G404 -- no secret
	const pairs = 1000
	var sum, squares float64
	for range pairs {
		a, b := pairAt(r, dimensions, cosine)
		packed, err := code(a)
		if err != nil {
			return loss{}, err
		}
		d := dot(packed, b)/math.Sqrt(dot(packed, packed)) - cosine
		sum, squares = sum+d, squares+d*d
	}
	mean := sum / pairs
	return loss{mean, math.Sqrt(squares/pairs - mean*mean)}, nil
}

// pairAt draws two unit vectors of the given cosine.
func pairAt(r *rand.Rand, n int, cosine float64) (a, b []float64) {
	a, c := direction(r, n), direction(r, n)
	d := dot(a, c)
	for i := range c {
		c[i] -= d * a[i]
	}
	l := math.Sqrt(dot(c, c))
	b = make([]float64, n)
	for i := range b {
		b[i] = cosine*a[i] + math.Sqrt(1-cosine*cosine)*c[i]/l
	}
	return a, b
}

func direction(r *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	l := math.Sqrt(dot(v, v))
	for i := range v {
		v[i] /= l
	}
	return v
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// packed is what the product does.
func packed(network string) coding {
	return func(v []float64) ([]float64, error) {
		e := face.Embedding{Network: network, Vector: make([]float32, len(v))}
		for i, x := range v {
			e.Vector[i] = float32(x)
		}
		b, err := match.Marshal(e)
		if err != nil {
			return nil, err
		}
		if e, err = match.Unmarshal(b); err != nil {
			return nil, err
		}
		out := make([]float64, len(v))
		for i, x := range e.Vector {
			out[i] = float64(x)
		}
		return out, nil
	}
}

// bits is a quantiser of whole bits for each dimension with a fixed step, the
// simplest alternative.
func bits(n int) coding {
	levels := math.Pow(2, float64(n))
	return func(v []float64) ([]float64, error) {
		step := 6 / math.Sqrt(float64(len(v))) / levels // ± 3 standard deviations
		out := make([]float64, len(v))
		for i, x := range v {
			q := min(max(math.Round(x/step-0.5), -levels/2), levels/2-1)
			out[i] = (q + 0.5) * step
		}
		return out, nil
	}
}

// projection keeps k random orthonormal directions of n, without any further
// loss.
func projection(n, k int) coding {
	r := rand.New(rand.NewPCG(5, 6)) // #nosec G404 -- no secret
	var basis [][]float64
	for range k {
		v := direction(r, n)
		for _, b := range basis {
			d := dot(v, b)
			for i := range v {
				v[i] -= d * b[i]
			}
		}
		l := math.Sqrt(dot(v, v))
		for i := range v {
			v[i] /= l
		}
		basis = append(basis, v)
	}
	return func(v []float64) ([]float64, error) {
		out := make([]float64, len(v))
		for _, b := range basis {
			d := dot(v, b)
			for i := range out {
				out[i] += d * b[i]
			}
		}
		return out, nil
	}
}
