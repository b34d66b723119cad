package main

import (
	"math"
	"math/rand/v2"

	"campuskiosk/capture/match"
)

// measured is all that the report is written from.
type measured struct {
	calibrations []*match.Calibration
	// genuine are the cosines of the same person, by network, then by pair.
	genuine [][]float64
}

// rate is the false-match rate of genuine pair i under the networks' weights;
// a weight of 1 for one network and 0 for the others is that network alone.
func (m measured) rate(i int, w []float64) float64 {
	p := 1.0
	for n, c := range m.calibrations {
		if w[n] > 0 {
			p = min(p, c.At(m.genuine[n][i]).Rate/w[n])
		}
	}
	return p
}

// rejects counts the pairs in list that stay under a score.
func (m measured) rejects(list []int, w []float64, score float64) int {
	n := 0
	for _, i := range list {
		if match.FromRate(m.rate(i, w)) < score {
			n++
		}
	}
	return n
}

func (m measured) all() []int {
	list := make([]int, len(m.genuine[0]))
	for i := range list {
		list[i] = i
	}
	return list
}

// shares are the weights that were tried: the first network's share.
func shares() [][]float64 {
	var out [][]float64
	for i := 1; i <= 9; i++ {
		out = append(out, []float64{float64(i) / 10, float64(10-i) / 10})
	}
	return out
}

// heldOut chooses the weights on one half of the pairs and counts the rejects
// at score 80 on the other, in 1000 random halves; it gives the mean rate.
func (m measured) heldOut() float64 {
	r := rand.New(rand.NewPCG(1, 2)) // #nosec G404 -- no secret
	list := m.all()
	rejected := make([][]int, len(shares())) // 1 or 0 by weights and pair
	for s, w := range shares() {
		for i := range list {
			rejected[s] = append(rejected[s], m.rejects([]int{i}, w, match.PassMark))
		}
	}
	count := func(s int, pairs []int) (n int) {
		for _, i := range pairs {
			n += rejected[s][i]
		}
		return n
	}
	sum := 0.0
	const rounds = 1000
	for range rounds {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		a, b := list[:len(list)/2], list[len(list)/2:]
		best, least := 0, math.MaxInt
		for s := range rejected {
			if n := count(s, a); n < least {
				best, least = s, n
			}
		}
		sum += float64(count(best, b)) / float64(len(b))
	}
	return sum / rounds
}

// correlation is Pearson's, of the two networks over the genuine pairs: near
// 0 the rows would not belong together.
func (m measured) correlation() float64 {
	a, b := m.genuine[0], m.genuine[1]
	n := float64(len(a))
	var sa, sb, saa, sbb, sab float64
	for i := range a {
		sa, sb = sa+a[i], sb+b[i]
		saa, sbb, sab = saa+a[i]*a[i], sbb+b[i]*b[i], sab+a[i]*b[i]
	}
	return (sab - sa*sb/n) / math.Sqrt((saa-sa*sa/n)*(sbb-sb*sb/n))
}
