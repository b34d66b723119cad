package quality

import (
	"math"
	"slices"

	"campuskiosk/capture/face"
)

// zone is a set of patch pixels, by index.
type zone []int32

// disc is the zone of the pixels within radius r of c that are in the picture.
func (p *patch) disc(c face.Point, r float64) zone {
	var z zone
	for y := max(0, int(c.Y-r)); y <= min(patchHeight-1, int(c.Y+r)); y++ {
		dy := float64(y) + 0.5 - c.Y
		if dy*dy > r*r {
			continue
		}
		half := math.Sqrt(r*r - dy*dy)
		z = p.row(z, y, c.X-half, c.X+half)
	}
	return z
}

// polygon is the zone of the pixels whose middle lies inside the closed
// polygon (even–odd rule) and in the picture.
func (p *patch) polygon(points []face.Point) zone {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, q := range points {
		lo, hi = math.Min(lo, q.Y), math.Max(hi, q.Y)
	}
	var z zone
	var cuts []float64
	for y := max(0, int(lo)); y <= min(patchHeight-1, int(hi)); y++ {
		cuts = cuts[:0]
		at := float64(y) + 0.5
		for i, a := range points {
			b := points[(i+1)%len(points)]
			if (a.Y <= at) != (b.Y <= at) {
				cuts = append(cuts, a.X+(at-a.Y)/(b.Y-a.Y)*(b.X-a.X))
			}
		}
		slices.Sort(cuts)
		for i := 0; i+1 < len(cuts); i += 2 {
			z = p.row(z, y, cuts[i], cuts[i+1])
		}
	}
	return z
}

// row appends the pixels of row y whose middles are in [x0, x1).
func (p *patch) row(z zone, y int, x0, x1 float64) zone {
	for x := max(0, int(math.Ceil(x0-0.5))); x < min(patchWidth, int(math.Ceil(x1-0.5))); x++ {
		if k := y*patchWidth + x; p.inside(k) {
			z = append(z, int32(k))
		}
	}
	return z
}

// without is z less the pixels of other.
func (p *patch) without(z, other zone) zone {
	drop := make(map[int32]bool, len(other))
	for _, k := range other {
		drop[k] = true
	}
	var out zone
	for _, k := range z {
		if !drop[k] {
			out = append(out, k)
		}
	}
	return out
}

// meanLuma is the zone's mean luma; 0 for an empty zone.
func (p *patch) meanLuma(z zone) float64 {
	if len(z) == 0 {
		return 0
	}
	var s float64
	for _, k := range z {
		s += float64(p.luma[k])
	}
	return s / float64(len(z))
}

// lumaAt gives quantiles (0–1, ascending) of the zone's luma.
func (p *patch) lumaAt(z zone, q ...float64) []float64 {
	out := make([]float64, len(q))
	if len(z) == 0 {
		return out
	}
	v := make([]float32, len(z))
	for i, k := range z {
		v[i] = p.luma[k]
	}
	for i, f := range q {
		out[i] = float64(nth(v, min(len(v)-1, int(f*float64(len(v))))))
	}
	return out
}

// nth gives the value that sorting v would put at index k; it changes the
// order of v (Hoare's selection).
func nth(v []float32, k int) float32 {
	lo, hi := 0, len(v)-1
	for lo < hi {
		pivot := v[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for v[i] < pivot {
				i++
			}
			for pivot < v[j] {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return v[k]
		}
	}
	return v[k]
}

// linearLuma is the zone's mean of linear light, 0–1.
func (p *patch) linearLuma(z zone) float64 {
	if len(z) == 0 {
		return 0
	}
	var s float64
	for _, k := range z {
		c := p.rgb[3*k : 3*k+3]
		s += 0.2126*linear[c[0]] + 0.7152*linear[c[1]] + 0.0722*linear[c[2]]
	}
	return s / float64(len(z))
}

// colour is the zone's mean colour in CIELAB.
func (p *patch) colour(z zone) lab {
	if len(z) == 0 {
		return lab{}
	}
	var r, g, b float64
	for _, k := range z {
		c := p.rgb[3*k : 3*k+3]
		r, g, b = r+linear[c[0]], g+linear[c[1]], b+linear[c[2]]
	}
	n := float64(len(z))
	return labOf(r/n, g/n, b/n)
}

// share is the share of the zone's pixels for which yes holds.
func (p *patch) share(z zone, yes func(r, g, b uint8) bool) float64 {
	if len(z) == 0 {
		return 0
	}
	n := 0
	for _, k := range z {
		if yes(p.rgb[3*k], p.rgb[3*k+1], p.rgb[3*k+2]) {
			n++
		}
	}
	return float64(n) / float64(len(z))
}
