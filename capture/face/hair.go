package face

import "math"

// hairFromMask finds the head with its hair in the person mask and sets
// HairTop, Left, Right and Cut. It returns false when the mask does not cover
// the face (the network missed the person), leaving h as it was.
//
// Only mask cells that are connected to the face above the mouth's height
// count: below it the shoulders join everything. So neither a second person nor a lamp that the network took for a person
// lifts the hair.
func (h *Head) hairFromMask(m *Mask, width float64) bool {
	g := newGrid(m)
	if g == nil {
		return false
	}
	// The window: up to the top, sideways 1.5 face widths from the face's
	// middle (the widest hair of the test portraits needs 1.1), down to about
	// the mouth.
	w := h.FaceWidth()
	centre := (h.FaceLeft + h.FaceRight) / 2
	x0, x1 := g.col(centre-1.5*w), g.col(centre+1.5*w)
	y1 := g.row(h.Eyes.Y + 0.7*(h.Chin.Y-h.Eyes.Y))
	reached := g.connected(g.col(h.Eyes.X), g.row(h.Eyes.Mid(h.Chin).Y), x0, x1, y1)
	if reached == nil {
		return false
	}
	// Hair counts from a tenth of the face's width on: a narrower tip is a
	// stray strand or the network's noise.
	need := max(1, int(math.Round(w/10/g.cellW)))
	top := -1
	for y := 0; y <= y1 && top < 0; y++ {
		if n := count(reached[y*g.w : (y+1)*g.w]); n >= need {
			top = y
		}
	}
	if top < 0 {
		return false
	}
	h.HairTop = g.topEdge(reached, top)
	// Left and right between the hair's top and the eyes' height: below, long
	// hair and a raised shoulder begin.
	left, right := g.w, -1
	for y := top; y <= min(y1, g.row(h.Eyes.Y)); y++ {
		for x := x0; x <= x1; x++ {
			if reached[y*g.w+x] {
				left, right = min(left, x), max(right, x)
			}
		}
	}
	h.Left, h.Right = g.x(left), g.x(right+1)
	// Cut: the hair reaches the mask's outermost cells at the picture's edge.
	h.Cut.Top = top == 0 && g.atTop && g.cutAtTop(reached, w)
	h.Cut.Left = left == 0 && g.region.X <= 0.5
	h.Cut.Right = right == g.w-1 && g.region.X+g.region.W >= width-0.5
	h.HairTop = math.Max(h.HairTop, 0)
	return true
}

// grid is a mask as cells with their places in the picture.
type grid struct {
	w, h         int
	pix          []uint8
	stride       int
	region       Box
	cellW, cellH float64
	atTop        bool
}

// newGrid returns nil for an empty mask.
func newGrid(m *Mask) *grid {
	if m.Alpha == nil || m.Alpha.Rect.Empty() || m.Region.W <= 0 || m.Region.H <= 0 {
		return nil
	}
	g := &grid{
		w: m.Alpha.Rect.Dx(), h: m.Alpha.Rect.Dy(), pix: m.Alpha.Pix, stride: m.Alpha.Stride,
		region: m.Region, atTop: m.Region.Y <= 0.5,
	}
	g.cellW, g.cellH = m.Region.W/float64(g.w), m.Region.H/float64(g.h)
	return g
}

// half is the mask value from which on a cell belongs to the person.
const half = 128

func (g *grid) at(x, y int) int { return int(g.pix[y*g.stride+x]) }

// col and row are the cell that holds a picture position, clamped to the mask.
func (g *grid) col(x float64) int { return clampCell((x-g.region.X)/g.cellW, g.w) }
func (g *grid) row(y float64) int { return clampCell((y-g.region.Y)/g.cellH, g.h) }

// x and y are the picture positions of a cell's left and upper border.
func (g *grid) x(col int) float64 { return g.region.X + float64(col)*g.cellW }
func (g *grid) y(row int) float64 { return g.region.Y + float64(row)*g.cellH }

func clampCell(v float64, n int) int {
	if !(v > 0) {
		return 0
	}
	return min(int(math.Min(v, float64(n))), n-1)
}

// connected marks the cells of the person that are joined (4 neighbours) to
// the seed within columns x0..x1 and rows 0..y1; nil when the seed is none.
func (g *grid) connected(seedX, seedY, x0, x1, y1 int) []bool {
	if seedX < x0 || seedX > x1 || seedY > y1 || g.at(seedX, seedY) < half {
		return nil
	}
	reached := make([]bool, g.w*g.h)
	reached[seedY*g.w+seedX] = true
	queue := []int{seedY*g.w + seedX}
	visit := func(x, y int) {
		if x < x0 || x > x1 || y < 0 || y > y1 || reached[y*g.w+x] || g.at(x, y) < half {
			return
		}
		reached[y*g.w+x] = true
		queue = append(queue, y*g.w+x)
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		x, y := i%g.w, i/g.w
		visit(x-1, y)
		visit(x+1, y)
		visit(x, y-1)
		visit(x, y+1)
	}
	return reached
}

// topEdge is the hair's top in picture rows, finer than a cell: where the
// mean mask value of the top row's cells passes one half between cell
// middles.
func (g *grid) topEdge(reached []bool, top int) float64 {
	if top == 0 {
		return g.y(0)
	}
	var above, here, n float64
	for x := range g.w {
		if reached[top*g.w+x] {
			above += float64(g.at(x, top-1))
			here += float64(g.at(x, top))
			n++
		}
	}
	above, here = above/n, here/n
	t := 1.0 // how far up from the middle of row top to that of row top-1
	if here > above {
		t = math.Min(1, (here-half)/(here-above))
	}
	return g.y(top) + g.cellH/2 - t*g.cellH
}

// cutAtTop tells hair that goes on beyond the picture from hair that just
// ends there: a cut head is as wide at the edge as a slice through it.
func (g *grid) cutAtTop(reached []bool, faceWidth float64) bool {
	return float64(count(reached[:g.w]))*g.cellW >= 0.3*faceWidth
}

func count(cells []bool) int {
	n := 0
	for _, c := range cells {
		if c {
			n++
		}
	}
	return n
}
