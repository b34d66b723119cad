package vision

import (
	"fmt"
	"image"
)

// stripPixels is the most that the guided filter works on at a time: it needs
// about 120 bytes of memory per pixel.
const stripPixels = 512 << 10

// GuidedFilter refines src, one value per pixel of guide row by row, so that
// its edges follow the picture's (He, Sun, Tang: Guided Image Filtering).
// radius is the window's in pixels; eps, in squared colour units with colours
// 0–1, is the variance below which an area counts as flat. The result is new
// and may leave the range of src a little.
func (e *Engine) GuidedFilter(guide *image.RGBA, src []float32, radius int, eps float64) ([]float32, error) {
	return guidedStrips(guide, src, radius, eps, stripPixels)
}

// guidedStrips works in strips of at most pixels, so that memory doesn't grow
// with the picture. A result depends on 2·radius pixels around it: with that
// much more on either side a strip's result is the whole picture's.
func guidedStrips(guide *image.RGBA, src []float32, radius int, eps float64, pixels int) ([]float32, error) {
	if err := check(guide); err != nil {
		return nil, err
	}
	w, h := guide.Rect.Dx(), guide.Rect.Dy()
	if len(src) != w*h || radius < 1 || radius > maxPixels || !(eps > 0) {
		return nil, ErrPicture.Because(fmt.Errorf("guided filter: %d values, radius %d, eps %g", len(src), radius, eps))
	}
	dst := make([]float32, len(src))
	rows := max(pixels/w-4*radius, 2*radius, 1)
	if w*h <= pixels || rows >= h {
		if err := guided(guide, src, dst, radius, eps); err != nil {
			return nil, ErrPicture.Because(err)
		}
		return dst, nil
	}
	strip := make([]float32, min(h, rows+4*radius)*w)
	for y := 0; y < h; y += rows {
		y0, y1 := max(0, y-2*radius), min(h, y+rows+2*radius)
		part := &image.RGBA{Pix: guide.Pix[y0*guide.Stride:], Stride: guide.Stride, Rect: image.Rect(0, 0, w, y1-y0)}
		out := strip[:(y1-y0)*w]
		if err := guided(part, src[y0*w:y1*w], out, radius, eps); err != nil {
			return nil, ErrPicture.Because(err)
		}
		copy(dst[y*w:min(h, y+rows)*w], out[(y-y0)*w:])
	}
	return dst, nil
}
