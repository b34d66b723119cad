package standard

// clean removes from alpha what is not the subject: stray islands, and fills
// holes inside. raw is the network's alpha on its own grid; seedX, seedY is a
// pixel of the face. alpha is w×h and changed in place.
//
// Both work on a grid of half the resolution: what is joined there is at most
// a pixel apart here.
func clean(alpha []float32, w, h int, tri trimap, seedX, seedY int) {
	gw, gh := (w+1)/2, (h+1)/2
	high, low := make([]float32, gw*gh), make([]float32, gw*gh)
	inBands(gh, func(from, to int) {
		for y := from; y < to; y++ {
			for x := range gw {
				lo, hi := float32(1), float32(0)
				for dy := 2 * y; dy < min(2*y+2, h); dy++ {
					for dx := 2 * x; dx < min(2*x+2, w); dx++ {
						v := alpha[dy*w+dx]
						lo, hi = min(lo, v), max(hi, v)
					}
				}
				low[y*gw+x], high[y*gw+x] = lo, hi
			}
		}
	})
	subject := joined(gw, gh, []int{seedY/2*gw + seedX/2}, func(i int) bool { return high[i] >= faint })
	outside := joined(gw, gh, frame(gw, gh), func(i int) bool { return low[i] < solid })
	holes := enclosed(low, outside, tri, gw, gh)
	inBands(h, func(from, to int) {
		for y := from; y < to; y++ {
			for x := range w {
				i, g := y*w+x, y/2*gw+x/2
				switch {
				case !subject[g]:
					alpha[i] = 0
				case holes[g]:
					alpha[i] = 1
				}
			}
		}
	})
}

const (
	// faint is the alpha that still joins a strand of hair to the head.
	faint = 0.12
	// solid is the alpha from which on a place can't lead outside.
	solid = 0.5
)

// enclosed marks the cells of holes to be filled: places that no way leads to
// from outside and that the network takes for person. A gap that the network
// sees through (between arm and body, under a curl) stays open.
func enclosed(low []float32, outside []bool, tri trimap, gw, gh int) []bool {
	holes := make([]bool, gw*gh)
	seen := make([]bool, gw*gh)
	for i := range holes {
		if low[i] >= solid || outside[i] || seen[i] {
			continue
		}
		hole := collect(gw, gh, i, seen, func(j int) bool { return low[j] < solid && !outside[j] })
		var sum float32
		for _, j := range hole {
			sum += tri.raw[(j/gw)*tri.h/gh*tri.w+(j%gw)*tri.w/gw]
		}
		if sum < 0.5*float32(len(hole)) {
			continue
		}
		// With its rim, so that no ring of the hole's half tones remains.
		for _, j := range hole {
			for y := max(0, j/gw-1); y <= min(gh-1, j/gw+1); y++ {
				for x := max(0, j%gw-1); x <= min(gw-1, j%gw+1); x++ {
					holes[y*gw+x] = true
				}
			}
		}
	}
	return holes
}

// frame lists the cells along the left, upper and right edge. The lower edge
// is left out: the person goes on there.
func frame(w, h int) []int {
	var cells []int
	for x := range w {
		cells = append(cells, x)
	}
	for y := range h {
		cells = append(cells, y*w, y*w+w-1)
	}
	return cells
}

// joined marks the cells that are reached from the seeds through cells that
// belong, by eight neighbours.
func joined(w, h int, seeds []int, belongs func(i int) bool) []bool {
	seen := make([]bool, w*h)
	for _, s := range seeds {
		if !seen[s] && belongs(s) {
			collect(w, h, s, seen, belongs)
		}
	}
	return seen
}

// collect gathers the cells joined to start that belong and are not seen yet,
// and marks them seen.
func collect(w, h, start int, seen []bool, belongs func(i int) bool) []int {
	cells := []int{start}
	seen[start] = true
	for k := 0; k < len(cells); k++ {
		x, y := cells[k]%w, cells[k]/w
		for ny := max(0, y-1); ny <= min(h-1, y+1); ny++ {
			for nx := max(0, x-1); nx <= min(w-1, x+1); nx++ {
				if j := ny*w + nx; !seen[j] && belongs(j) {
					seen[j] = true
					cells = append(cells, j)
				}
			}
		}
	}
	return cells
}
