package standard

import (
	"image"
	"math"
)

// trimap says, on the network's grid, what is surely person, what is surely
// background and how far a place is from the edge between them.
type trimap struct {
	w, h int
	// distance to the mask's contour in pixels of the picture, positive
	// inside the person.
	distance []float32
	// raw is the network's alpha, 0–1.
	raw []float32
}

// newTrimap measures distances on the mask of a picture of w×h pixels.
func newTrimap(m *image.Alpha, w, h int) trimap {
	t := trimap{w: m.Rect.Dx(), h: m.Rect.Dy()}
	t.raw = make([]float32, t.w*t.h)
	for y := range t.h {
		for x := range t.w {
			t.raw[y*t.w+x] = float32(m.Pix[y*m.Stride+x]) / 255
		}
	}
	t.distance = contourDistance(t.raw, t.w, t.h, float32(w)/float32(t.w), float32(h)/float32(t.h))
	return t
}

// contourDistance gives each cell's distance to the contour alpha = 1/2 in
// units of dx and dy, a cell's width and height; positive inside. It is a
// two-pass chamfer transform started from the contour's place between cells,
// exact to a few per cent.
func contourDistance(a []float32, w, h int, dx, dy float32) []float32 {
	const far = 1e6
	d := make([]float32, w*h)
	inside := func(i int) bool { return a[i] >= 0.5 }
	for y := range h {
		for x := range w {
			i := y*w + x
			v := float32(far)
			// The contour crosses between i and j at the share t of the way.
			cross := func(j int, step float32) {
				if inside(i) != inside(j) {
					v = min(v, step*(a[i]-0.5)/(a[i]-a[j]))
				}
			}
			if x > 0 {
				cross(i-1, dx)
			}
			if x < w-1 {
				cross(i+1, dx)
			}
			if y > 0 {
				cross(i-w, dy)
			}
			if y < h-1 {
				cross(i+w, dy)
			}
			d[i] = v
		}
	}
	diagonal := float32(math.Hypot(float64(dx), float64(dy)))
	sweep := func(i, x, y, back int) {
		v := d[i]
		if nx := x - back; nx >= 0 && nx < w {
			v = min(v, d[i-back]+dx)
		}
		if ny := y - back; ny >= 0 && ny < h {
			v = min(v, d[i-back*w]+dy)
			if x > 0 {
				v = min(v, d[i-back*w-1]+diagonal)
			}
			if x < w-1 {
				v = min(v, d[i-back*w+1]+diagonal)
			}
		}
		d[i] = v
	}
	for y := range h {
		for x := range w {
			sweep(y*w+x, x, y, 1)
		}
	}
	for y := h - 1; y >= 0; y-- {
		for x := w - 1; x >= 0; x-- {
			sweep(y*w+x, x, y, -1)
		}
	}
	for i := range d {
		if !inside(i) {
			d[i] = -d[i]
		}
	}
	return d
}

// axis maps the pixels of one direction onto a coarser grid: the two cells
// whose middles enclose the pixel's and the weight of the second.
type axis struct {
	a, b []int32
	t    []float32
}

// newAxis maps n pixels onto cells cells.
func newAxis(n, cells int) axis {
	x := axis{make([]int32, n), make([]int32, n), make([]float32, n)}
	for i := range n {
		f := (float64(i)+0.5)*float64(cells)/float64(n) - 0.5
		low := math.Floor(f)
		x.t[i] = float32(f - low)
		x.a[i] = int32(max(0, min(cells-1, int(low))))
		x.b[i] = int32(max(0, min(cells-1, int(low)+1)))
	}
	return x
}

// enlarge gives a coarse grid's values at w×h pixels, bilinear.
func enlarge(grid []float32, gw, gh, w, h int) []float32 {
	out := make([]float32, w*h)
	xs, ys := newAxis(w, gw), newAxis(h, gh)
	inBands(h, func(from, to int) {
		for y := from; y < to; y++ {
			top, bottom, ty := grid[int(ys.a[y])*gw:], grid[int(ys.b[y])*gw:], ys.t[y]
			row := out[y*w : (y+1)*w]
			for x := range row {
				a, b, tx := xs.a[x], xs.b[x], xs.t[x]
				up := top[a] + (top[b]-top[a])*tx
				down := bottom[a] + (bottom[b]-bottom[a])*tx
				row[x] = up + (down-up)*ty
			}
		}
	})
	return out
}
