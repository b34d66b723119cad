package quality

import (
	"math"
	"slices"
)

// Sharpness is measured on edges, not on texture: at each strong edge the
// steepness over a short and over a long distance are compared. For an ideal
// edge blurred by a Gaussian of standard deviation s that ratio depends on s
// alone, not on the edge's contrast (so not on darkness); steepness is signed
// and summed over many edges, so noise averages out instead of looking sharp.
// It is done in four directions, because motion blurs one of them only.
const (
	// longStep is half the long distance in patch pixels; edges softer than
	// about this can't be told apart any more, and are all far too soft.
	longStep = 5
	// edgeMin is the least change of luma across an edge that counts. In
	// luma steps per pixel over the long distance.
	edgeMin = 1.2
	// edgesUsed is how many of the strongest edges per direction are
	// summed; with fewer than edgesNeeded there is no answer for it.
	edgesUsed   = 240
	edgesNeeded = 40
)

type direction struct {
	dx, dy int
	angle  float64 // of the softening, degrees
}

var directions = [4]direction{{1, 0, 0}, {0, 1, 90}, {1, 1, 45}, {1, -1, 135}}

// edge is one edge found: its steepness over the long and the short distance.
type edge struct{ long, short float32 }

// softness returns the standard deviation in patch pixels (= % of the IED) of
// the softest direction and that direction's angle; false when there are too
// few edges in all directions.
func (p *patch) softness(where []bool) (sigma, angle float64, ok bool) {
	for _, d := range directions {
		s, found := p.softnessAlong(d, where)
		if found && (!ok || s > sigma) {
			sigma, angle, ok = s, d.angle, true
		}
	}
	return sigma, angle, ok
}

func (p *patch) softnessAlong(d direction, where []bool) (float64, bool) {
	const w = patchWidth
	step := d.dy*w + d.dx
	length := math.Hypot(float64(d.dx), float64(d.dy))
	far := longStep
	if length > 1 {
		far = int(math.Round(longStep / length))
	}
	across := d.dx*w - d.dy // perpendicular to step, along the edge
	// Smoothed along the edge only: [1 4 6 4 1]/16.
	border := 2*far + 3
	smooth := make([]float32, len(p.luma))
	for y := 2; y < patchHeight-2; y++ {
		for x := 2; x < w-2; x++ {
			k := y*w + x
			smooth[k] = (6*p.luma[k] + 4*(p.luma[k-across]+p.luma[k+across]) + p.luma[k-2*across] + p.luma[k+2*across]) / 16
		}
	}
	long := make([]float32, len(p.luma))
	for y := far + 2; y < patchHeight-far-2; y++ {
		for x := far + 2; x < w-far-2; x++ {
			k := y*w + x
			long[k] = smooth[k+far*step] - smooth[k-far*step]
		}
	}
	minLong := float32(edgeMin * 2 * float64(far) * length)
	var edges []edge
	for y := border; y < patchHeight-border; y++ {
		for x := border; x < w-border; x++ {
			k := y*w + x
			if !where[k] {
				continue
			}
			v := long[k]
			a := abs32(v)
			if a < minLong || a < abs32(long[k-step]) || a <= abs32(long[k+step]) ||
				a < abs32(long[k-2*step]) || a <= abs32(long[k+2*step]) {
				continue
			}
			// The steepest place near the long edge's middle, signed alike.
			var short float32
			for t := -2; t <= 2; t++ {
				q := k + t*step
				g := smooth[q+step] - smooth[q-step]
				if v < 0 {
					g = -g
				}
				short = max(short, g)
			}
			edges = append(edges, edge{a, short})
		}
	}
	if len(edges) < edgesNeeded {
		return 0, false
	}
	slices.SortFunc(edges, func(a, b edge) int {
		switch {
		case a.long > b.long:
			return -1
		case a.long < b.long:
			return 1
		}
		return 0
	})
	var long1, short1 float64
	for _, e := range edges[:min(len(edges), edgesUsed)] {
		long1 += float64(e.long)
		short1 += float64(e.short)
	}
	return sigmaOf(short1/long1, length, float64(far)*length), true
}

// sigmaOf inverts the ratio of an ideal edge's rise over ±short to its rise
// over ±long: erf(short/(s√2))/erf(long/(s√2)), which falls with s.
func sigmaOf(ratio, short, long float64) float64 {
	lo, hi := 0.0, 3*long
	for range 30 {
		s := (lo + hi) / 2
		if math.Erf(short/(s*math.Sqrt2))/math.Erf(long/(s*math.Sqrt2)) > ratio {
			lo = s
		} else {
			hi = s
		}
	}
	return (lo + hi) / 2
}

func abs32(v float32) float32 { return max(v, -v) }
