package standard

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// cutout is a person with a known alpha: what the matte is tested on. It is
// made here from portraits before plain backgrounds and shares no code with
// the matte.
type cutout struct {
	name   string
	w, h   int
	alpha  []float64
	colour [][3]float64 // the person's own colour, 0–255
}

// keyOut takes a portrait off its plain background by difference keying: the
// background is a quadratic surface fitted to what is far from the person, the
// person's own colour at the edge is the mean of what is deep inside nearby,
// and alpha is the place of the pixel's colour between the two. That alpha need
// not be the portrait's true one: the pictures that are composed with it have
// it by construction.
func keyOut(t *testing.T, name string, img *image.RGBA, net []float64) cutout {
	t.Helper()
	w, h := img.Rect.Dx(), img.Rect.Dy()
	unit := math.Max(1, float64(w)/571)
	outside := distances(net, w, h, func(v float64) bool { return v > 0.05 })
	depth := distances(net, w, h, func(v float64) bool { return v < 0.95 })
	wall := fitWall(img, func(i int) bool { return outside[i] > 10*unit })
	own := deepColours(img, depth, 6*unit)
	c := cutout{name, w, h, make([]float64, w*h), make([][3]float64, w*h)}
	for i := range c.alpha {
		pixel := at(img, i)
		if depth[i] > 6*unit {
			c.alpha[i], c.colour[i] = 1, pixel
			continue
		}
		b := wall(i%w, i/w)
		var along, length float64
		for k := range 3 {
			along += (pixel[k] - b[k]) * (own[i][k] - b[k])
			length += (own[i][k] - b[k]) * (own[i][k] - b[k])
		}
		a := (along/math.Max(length, 400) - 0.08) / 0.84
		if outside[i] > 14*unit {
			a = 0
		}
		if depth[i] > 3*unit {
			a = math.Max(a, (depth[i]/unit-3)/3)
		}
		a = math.Max(0, math.Min(1, a))
		c.alpha[i] = a
		for k := range 3 {
			c.colour[i][k] = own[i][k]
			if a > 0.1 {
				unmixed := math.Max(0, math.Min(255, (pixel[k]-(1-a)*b[k])/a))
				c.colour[i][k] = unmixed*a + own[i][k]*(1-a)
			}
		}
	}
	c.closeHoles(img)
	return c
}

func at(img *image.RGBA, i int) [3]float64 {
	return [3]float64{float64(img.Pix[4*i]), float64(img.Pix[4*i+1]), float64(img.Pix[4*i+2])}
}

// fitWall fits a quadratic surface per channel to the pixels where far holds.
func fitWall(img *image.RGBA, far func(i int) bool) func(x, y int) [3]float64 {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	basis := func(x, y int) [6]float64 {
		u, v := float64(x)/float64(w)*2-1, float64(y)/float64(h)*2-1
		return [6]float64{1, u, v, u * u, u * v, v * v}
	}
	var system [6][9]float64 // normal equations, three right-hand sides
	for y := 0; y < h; y += 2 {
		for x := 0; x < w; x += 2 {
			if !far(y*w + x) {
				continue
			}
			b, p := basis(x, y), at(img, y*w+x)
			for i := range 6 {
				for j := range 6 {
					system[i][j] += b[i] * b[j]
				}
				for k := range 3 {
					system[i][6+k] += b[i] * p[k]
				}
			}
		}
	}
	for i := range 6 { // Gauss–Jordan with pivots
		p := i
		for r := i; r < 6; r++ {
			if math.Abs(system[r][i]) > math.Abs(system[p][i]) {
				p = r
			}
		}
		system[i], system[p] = system[p], system[i]
		for r := range 6 {
			if r == i {
				continue
			}
			f := system[r][i] / system[i][i]
			for c := i; c < 9; c++ {
				system[r][c] -= f * system[i][c]
			}
		}
	}
	return func(x, y int) (v [3]float64) {
		b := basis(x, y)
		for i := range 6 {
			for k := range 3 {
				v[k] += system[i][6+k] / system[i][i] * b[i]
			}
		}
		return v
	}
}

// deepColours gives each pixel the mean colour of the pixels deeper than depth
// nearby: in a square that grows until it holds some.
func deepColours(img *image.RGBA, depth []float64, least float64) [][3]float64 {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	sums := make([][4]float64, (w+1)*(h+1))
	for y := range h {
		for x := range w {
			i := y*w + x
			var v [4]float64
			if depth[i] > least {
				p := at(img, i)
				v = [4]float64{p[0], p[1], p[2], 1}
			}
			for k := range 4 {
				sums[(y+1)*(w+1)+x+1][k] = v[k] + sums[y*(w+1)+x+1][k] + sums[(y+1)*(w+1)+x][k] - sums[y*(w+1)+x][k]
			}
		}
	}
	out := make([][3]float64, w*h)
	for i := range out {
		x, y := i%w, i/w
		for r := 8; r < max(w, h); r *= 2 {
			x0, x1, y0, y1 := max(0, x-r), min(w, x+r+1), max(0, y-r), min(h, y+r+1)
			var v [4]float64
			for k := range 4 {
				v[k] = sums[y1*(w+1)+x1][k] - sums[y0*(w+1)+x1][k] - sums[y1*(w+1)+x0][k] + sums[y0*(w+1)+x0][k]
			}
			if v[3] > 10 {
				out[i] = [3]float64{v[0] / v[3], v[1] / v[3], v[2] / v[3]}
				break
			}
		}
	}
	return out
}

// closeHoles makes opaque what the outside does not reach, and removes what is
// not joined to the person.
func (c cutout) closeHoles(img *image.RGBA) {
	outside := make([]bool, c.w*c.h)
	var border []int
	for x := range c.w {
		border = append(border, x)
	}
	for y := range c.h {
		border = append(border, y*c.w, y*c.w+c.w-1)
	}
	c.flood(border, outside, func(i int) bool { return c.alpha[i] < 0.9 })
	for i := range c.alpha {
		if !outside[i] {
			c.alpha[i], c.colour[i] = 1, at(img, i)
		}
	}
	joined := make([]bool, c.w*c.h)
	c.flood([]int{c.h/2*c.w + c.w/2}, joined, func(i int) bool { return c.alpha[i] >= 0.05 })
	for i := range c.alpha {
		if !joined[i] {
			c.alpha[i] = 0
		}
	}
}

func (c cutout) flood(seeds []int, seen []bool, in func(i int) bool) {
	var queue []int
	push := func(x, y int) {
		if i := y*c.w + x; x >= 0 && y >= 0 && x < c.w && y < c.h && !seen[i] && in(i) {
			seen[i] = true
			queue = append(queue, i)
		}
	}
	for _, s := range seeds {
		push(s%c.w, s/c.w)
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				push(i%c.w+dx, i/c.w+dy)
			}
		}
	}
}

// half is the cutout at half the size.
func (c cutout) half() cutout {
	o := cutout{c.name, c.w / 2, c.h / 2, make([]float64, (c.w/2)*(c.h/2)), make([][3]float64, (c.w/2)*(c.h/2))}
	for i := range o.alpha {
		x, y := 2*(i%o.w), 2*(i/o.w)
		o.colour[i] = c.colour[y*c.w+x]
		var sum [3]float64
		for d := range 4 {
			j := (y+d/2)*c.w + x + d%2
			o.alpha[i] += c.alpha[j] / 4
			for k := range 3 {
				sum[k] += c.alpha[j] * c.colour[j][k] / 4
			}
		}
		if o.alpha[i] > 0 {
			for k := range 3 {
				o.colour[i][k] = sum[k] / o.alpha[i]
			}
		}
	}
	return o
}

// withHair draws n thin loose hairs over the upper edge, each with the exact
// cover of its pixels (by 16 samples).
func (c cutout) withHair(n int, seed uint64) cutout {
	rng := rand.New(rand.NewPCG(seed, 5))
	o := cutout{c.name + " with loose hair", c.w, c.h, append([]float64(nil), c.alpha...), append([][3]float64(nil), c.colour...)}
	top, bottom := c.h, 0
	for i, a := range c.alpha {
		if a > 0.5 {
			top, bottom = min(top, i/c.w), max(bottom, i/c.w)
		}
	}
	var edge []int
	for y := max(top, 1); y < top+(bottom-top)*45/100; y++ {
		for x := 1; x < c.w-1; x++ {
			if i := y*c.w + x; c.alpha[i] >= 0.5 && (c.alpha[i-1] < 0.5 || c.alpha[i+1] < 0.5 || c.alpha[i-c.w] < 0.5) {
				edge = append(edge, i)
			}
		}
	}
	for range n {
		root := edge[rng.IntN(len(edge))]
		x, y := float64(root%c.w), float64(root/c.w)
		direction := math.Atan2(y-float64(top+(bottom-top)/3), x-float64(c.w)/2) + 0.6*rng.NormFloat64()
		curl, width := 0.03*rng.NormFloat64(), float64(c.w)/476*(0.5+rng.Float64())
		steps := int((0.02 + 0.05*rng.Float64()) * float64(c.w) * 4)
		cover := map[int]float64{}
		for s := range steps {
			x, y, direction = x+math.Cos(direction)/4, y+math.Sin(direction)/4, direction+curl/4
			c.dab(cover, x, y, width/2*(1-0.7*float64(s)/float64(steps)))
		}
		for i, v := range cover {
			a := v + (1-v)*o.alpha[i]
			for k := range 3 {
				o.colour[i][k] = (v*c.colour[root][k] + (1-v)*o.alpha[i]*o.colour[i][k]) / a
			}
			o.alpha[i] = a
		}
	}
	return o
}

// dab raises cover to what a disc covers of each pixel.
func (c cutout) dab(cover map[int]float64, x, y, radius float64) {
	for py := int(y) - 2; py <= int(y)+2; py++ {
		for px := int(x) - 2; px <= int(x)+2; px++ {
			if px < 0 || py < 0 || px >= c.w || py >= c.h {
				continue
			}
			hit := 0.0
			for k := range 16 {
				if math.Hypot(float64(px)+(float64(k%4)+0.5)/4-x, float64(py)+(float64(k/4)+0.5)/4-y) < radius {
					hit += 1.0 / 16
				}
			}
			if hit > 0 {
				cover[py*c.w+px] = math.Max(cover[py*c.w+px], hit)
			}
		}
	}
}

// over composes the person onto a background with a camera's noise.
func (c cutout) over(background func(x, y int) [3]float64) *image.RGBA {
	rng := rand.New(rand.NewPCG(1, 9))
	img := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
	for i, a := range c.alpha {
		b := background(i%c.w, i/c.w)
		for k := range 3 {
			v := a*c.colour[i][k] + (1-a)*(b[k]+2*rng.NormFloat64())
			img.Pix[4*i+k] = uint8(math.Max(0, math.Min(255, v+0.5)))
		}
		img.Pix[4*i+3] = 255
	}
	return img
}

// distances are chamfer distances in pixels to where in holds.
func distances(v []float64, w, h int, in func(float64) bool) []float64 {
	d := make([]float64, len(v))
	for i := range d {
		if !in(v[i]) {
			d[i] = 1e9
		}
	}
	for pass := range 2 {
		for k := range d {
			i, s := k, -1
			if pass == 1 {
				i, s = len(d)-1-k, 1
			}
			x, y := i%w, i/w
			for _, n := range [4][2]int{{s, 0}, {0, s}, {s, s}, {-s, s}} {
				if nx, ny := x+n[0], y+n[1]; nx >= 0 && ny >= 0 && nx < w && ny < h {
					d[i] = math.Min(d[i], d[ny*w+nx]+math.Hypot(float64(n[0]), float64(n[1])))
				}
			}
		}
	}
	return d
}
