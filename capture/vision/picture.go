package vision

import (
	"fmt"
	"image"
)

// maxPixels is the largest picture that is worked with; package picture
// refuses larger files, and a camera has fewer.
const maxPixels = 64 << 20

// check refuses pictures whose memory does not fit their size. Every pixel
// that goes to C++ passes here.
func check(img *image.RGBA) error {
	if img == nil {
		return ErrPicture.Because(fmt.Errorf("no picture"))
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	switch {
	case w <= 0 || h <= 0 || w > maxPixels || h > maxPixels || w*h > maxPixels:
		return ErrPicture.Because(fmt.Errorf("size %d×%d", w, h))
	case img.Rect.Min != image.Point{}:
		return ErrPicture.Because(fmt.Errorf("origin %v", img.Rect.Min))
	case img.Stride < 4*w || len(img.Pix) < (h-1)*img.Stride+4*w:
		return ErrPicture.Because(fmt.Errorf("%d bytes, stride %d for %d×%d", len(img.Pix), img.Stride, w, h))
	}
	return nil
}

// Resize gives img at w×h pixels: averaged when it gets smaller in both
// directions (INTER_AREA), cubic otherwise.
func (e *Engine) Resize(img *image.RGBA, w, h int) (*image.RGBA, error) {
	if err := check(img); err != nil {
		return nil, err
	}
	if w <= 0 || h <= 0 || w > maxPixels || h > maxPixels || w*h > maxPixels {
		return nil, ErrPicture.Because(fmt.Errorf("size %d×%d", w, h))
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if err := resize(img, dst); err != nil {
		return nil, ErrPicture.Because(err)
	}
	return dst, nil
}
