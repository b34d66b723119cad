package standard

import (
	"image"
	"image/color"
)

const (
	// The person's and the old background's own colours at a pixel are means
	// over meanCells of the statistics' grid to either side, of wideCells where
	// that square holds next to nothing.
	meanCells = 2
	// meanWeights is the full weight of a pixel in these means; weights are
	// whole numbers.
	meanWeights = 63
	// stiffness holds the person's colour near the local mean where a pixel
	// mixes both and says little about either.
	stiffness = 0.1
)

// compose puts the person of img over a plain colour: a new picture of the
// same size. Where a pixel mixes person and old background, the background's
// part is taken out of its colour first, so that no fringe of it remains.
//
// Mixing is done in sRGB values, not in linear light: alpha was found in them,
// so the old background is removed in the same arithmetic in which it was
// mixed, and dark hair over a light colour keeps the weight it had.
func compose(img *image.RGBA, alpha []float32, over color.RGBA) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	near, wide, gw, gh := ownColours(img, alpha)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	xs, ys := newAxis(w, gw), newAxis(h, gh)
	bg := [3]float32{float32(over.R), float32(over.G), float32(over.B)}
	inBands(h, func(from, to int) {
		for y := from; y < to; y++ {
			for x := range w {
				src := img.Pix[y*img.Stride+4*x : y*img.Stride+4*x+4]
				dst := out.Pix[y*out.Stride+4*x : y*out.Stride+4*x+4]
				dst[3] = 255
				a := alpha[y*w+x]
				switch {
				case a >= 1:
					copy(dst, src[:3])
				case a <= 0:
					dst[0], dst[1], dst[2] = over.R, over.G, over.B
				default:
					f, b := meanColours(near, wide, gw, xs, ys, x, y)
					gain := a / (stiffness + a*a + (1-a)*(1-a))
					for c := range 3 {
						own := f[c] + gain*(float32(src[c])-a*f[c]-(1-a)*b[c])
						own = max(0, min(255, own))
						dst[c] = uint8(a*own + (1-a)*bg[c] + 0.5)
					}
				}
			}
		}
	})
	return out
}

// ownColours sums up, for each cell and its neighbourhood, the colours of the
// person and of the background. The weights are the cubes of alpha and of
// 1 − alpha: pure pixels count, mixed ones only where there are no others.
// Each entry holds weight, r, g, b of the person, then of the background;
// colours are minus 128.
func ownColours(img *image.RGBA, alpha []float32) (near []sums, wide surroundings, gw, gh int) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	block := max(1, (w+statisticsColumns/2)/statisticsColumns)
	gw, gh = (w+block-1)/block, (h+block-1)/block
	cells := make([]sums, gw*gh)
	inBands(gh, func(from, to int) {
		for y := from * block; y < min(to*block, h); y++ {
			for x := range w {
				a := alpha[y*w+x]
				p := img.Pix[y*img.Stride+4*x:]
				r, g, b := int32(p[0])-128, int32(p[1])-128, int32(p[2])-128
				s := &cells[y/block*gw+x/block]
				f := int32(a*a*a*meanWeights + 0.5)
				s[0], s[1], s[2], s[3] = s[0]+f, s[1]+f*r, s[2]+f*g, s[3]+f*b
				a = 1 - a
				f = int32(a*a*a*meanWeights + 0.5)
				s[4], s[5], s[6], s[7] = s[4]+f, s[5]+f*r, s[6]+f*g, s[7]+f*b
			}
		}
	})
	return window(cells, gw, gh, meanCells), newSurroundings(cells, gw, gh), gw, gh
}

// meanColours are the person's and the background's colour around a pixel.
func meanColours(near []sums, wide surroundings, gw int, xs, ys axis, x, y int) (f, b [3]float32) {
	tx, ty := xs.t[x], ys.t[y]
	top, bottom := int(ys.a[y]), int(ys.b[y])
	left, right := int(xs.a[x]), int(xs.b[x])
	var sum [8]float32
	for _, c := range [4]struct {
		x, y int
		t    float32
	}{
		{left, top, (1 - tx) * (1 - ty)},
		{right, top, tx * (1 - ty)},
		{left, bottom, (1 - tx) * ty},
		{right, bottom, tx * ty},
	} {
		n, far := &near[c.y*gw+c.x], wide.at(c.x, c.y)
		for k := range sum {
			// The wide square counts little wherever the near one has pixels.
			sum[k] += c.t * (float32(n[k]) + 0.002*float32(far[k]))
		}
	}
	for c := range 3 {
		f[c] = 128 + sum[1+c]/max(sum[0], 1e-3)
		b[c] = 128 + sum[5+c]/max(sum[4], 1e-3)
	}
	return f, b
}
