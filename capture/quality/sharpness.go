package quality

import (
	"image"
	"math"
	"slices"
	"sync"
)

// Sharpness is measured on edges, not on texture: at each strong edge the rise
// over one pixel to either side is compared with the rise over a longer
// distance. For an ideal edge blurred by a Gaussian of standard deviation s
// that ratio depends on s alone, not on the edge's contrast (so not on
// darkness); rises are signed and summed over many edges, so noise averages
// out instead of looking sharp. It is done in four directions, because motion
// blurs one of them only.
const (
	// longStep is the reach of the long distance in patch pixels, with
	// weights that fall evenly to its end.
	longStep = 8
	// edgeMin is the least rise of luma over the long distance that counts.
	edgeMin = 8
	// edgesUsed is how many of the strongest edges per direction are
	// summed; with fewer than edgesNeeded there is no answer for it.
	edgesUsed   = 240
	edgesNeeded = 40
	// turn keeps edges whose normal is within about 35° of the direction.
	turn = 1.4
)

type direction struct {
	dx, dy int
	angle  float64 // of the softening, degrees
}

var directions = [4]direction{{1, 0, 0}, {0, 1, 90}, {1, 1, 45}, {1, -1, 135}}

// edge is one edge found: its rise over the long and the short distance.
type edge struct{ long, short float32 }

// softness returns the standard deviation in patch pixels (= % of the IED) of
// the softest direction and that direction's angle; false when there are too
// few edges in all directions.
func (p *patch) softness(where []bool) (sigma, angle float64, ok bool) {
	area := bounds(where)
	var s [len(directions)]float64
	var found [len(directions)]bool
	var wg sync.WaitGroup
	for i, d := range directions {
		wg.Go(func() { s[i], found[i] = p.softnessAlong(d, where, area) })
	}
	wg.Wait()
	for i, d := range directions {
		if found[i] && (!ok || s[i] > sigma) {
			sigma, angle, ok = s[i], d.angle, true
		}
	}
	return sigma, angle, ok
}

// bounds is the smallest rectangle of the patch that holds all of where.
func bounds(where []bool) image.Rectangle {
	var r image.Rectangle
	for y := range patchHeight {
		row := where[y*patchWidth : (y+1)*patchWidth]
		first := slices.Index(row, true)
		if first < 0 {
			continue
		}
		last := len(row) - 1
		for !row[last] {
			last--
		}
		r = r.Union(image.Rect(first, y, last+1, y+1))
	}
	return r
}

// around is area with a margin, as far as the patch without its border goes.
func around(area image.Rectangle, margin, border int) image.Rectangle {
	return area.Inset(-margin).Intersect(image.Rect(border, border, patchWidth-border, patchHeight-border))
}

func (p *patch) softnessAlong(d direction, where []bool, area image.Rectangle) (float64, bool) {
	const w = patchWidth
	step := d.dy*w + d.dx
	length := math.Hypot(float64(d.dx), float64(d.dy))
	far := int(math.Round(longStep / length))
	// Only what the loop below can read: up to far+2 steps around the area.
	smooth := p.smoothedAlong(d, around(area, far+6, 2))
	long := longRises(smooth, step, far, around(area, 2, 2+far))
	across := d.dx*w - d.dy // perpendicular to d
	half := max(1, far/2)
	border := far + 6
	var edges []edge
	look := around(area, 0, border)
	for y := look.Min.Y; y < look.Max.Y; y++ {
		for x := look.Min.X; x < look.Max.X; x++ {
			k := y*w + x
			if !where[k] {
				continue
			}
			v := long[k]
			a := abs32(v)
			if a < edgeMin || a < abs32(long[k-step]) || a <= abs32(long[k+step]) ||
				a < abs32(long[k-2*step]) || a <= abs32(long[k+2*step]) {
				continue
			}
			// Edges that run along d are not softened along d.
			if turn*abs32(smooth[k+half*across]-smooth[k-half*across]) > a {
				continue
			}
			// The steepest place near the edge's middle, signed alike.
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
	return sigmaOf(short1/long1, length, far), true
}

// smoothedAlong smooths the luma along the edges that d crosses, by
// [1 4 6 4 1]/16: it takes noise away without softening what is measured.
func (p *patch) smoothedAlong(d direction, area image.Rectangle) []float32 {
	const w = patchWidth
	across := d.dx*w - d.dy // perpendicular to d
	smooth := make([]float32, len(p.luma))
	n := area.Dx()
	for y := area.Min.Y; y < area.Max.Y; y++ {
		k := y*w + area.Min.X
		// One slice per tap: the compiler then needs no check in the loop.
		out, at := smooth[k:][:n], p.luma[k:][:n]
		a1, b1 := p.luma[k-across:][:n], p.luma[k+across:][:n]
		a2, b2 := p.luma[k-2*across:][:n], p.luma[k+2*across:][:n]
		for x := range out {
			out[x] = (6*at[x] + 4*(a1[x]+b1[x]) + a2[x] + b2[x]) / 16
		}
	}
	return smooth
}

// longRises are the weighted means of the rises over ±1…±far steps.
func longRises(v []float32, step, far int, area image.Rectangle) []float32 {
	const w = patchWidth
	long := make([]float32, len(v))
	norm := 2 / float32(far*(far+1))
	n := area.Dx()
	for y := area.Min.Y; y < area.Max.Y; y++ {
		k := y*w + area.Min.X
		sum := long[k:][:n]
		for i := 1; i <= far; i++ {
			weight := float32(far + 1 - i)
			ahead, behind := v[k+i*step:][:n], v[k-i*step:][:n]
			for x := range sum {
				sum[x] += weight * (ahead[x] - behind[x])
			}
		}
		for x := range sum {
			sum[x] *= norm
		}
	}
	return long
}

// sigmaOf inverts the ratio of an ideal edge's rise over ±1 step to its rise
// over the long distance; the ratio falls with the standard deviation.
func sigmaOf(ratio, length float64, far int) float64 {
	lo, hi := 0.0, 3.0*longStep
	for range 30 {
		s := (lo + hi) / 2
		var long, norm float64
		for i := 1; i <= far; i++ {
			k := float64(far + 1 - i)
			long += k * math.Erf(float64(i)*length/(s*math.Sqrt2))
			norm += k
		}
		if math.Erf(length/(s*math.Sqrt2))*norm/long > ratio {
			lo = s
		} else {
			hi = s
		}
	}
	return (lo + hi) / 2
}

func abs32(v float32) float32 { return max(v, -v) }
