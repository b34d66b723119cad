package standard

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// crop is a plan on whole source pixels.
type crop struct {
	// rect is the crop in source pixels; it may reach outside of the picture
	// to the left, to the right and above.
	rect image.Rectangle
	// inside is the part of the photo, in its own pixels, that the source
	// picture covers.
	inside image.Rectangle
	// sx and sy are photo pixels per source pixel.
	sx, sy float64
}

// snap rounds a plan to whole source pixels. The two scales then differ by at
// most half a pixel over the crop's width; the smallest crop (240 px at twofold
// enlargement) is off by 0.2 %, half a pixel in the face's width.
func snap(p Plan, spec Spec, src image.Rectangle) crop {
	w, h := max(1, int(math.Round(p.Width))), max(1, int(math.Round(p.Height)))
	x, y := int(math.Round(p.X)), int(math.Round(p.Y))
	// Rounding must not reach over an edge that the plan stayed inside of.
	if p.Added.Right == 0 && x+w > src.Dx() {
		x = src.Dx() - w
	}
	if p.Added.Left == 0 && x < 0 {
		x = 0
		if p.Added.Right == 0 {
			w = min(w, src.Dx())
		}
	}
	if p.Added.Top == 0 && y < 0 {
		y = 0
	}
	if y+h > src.Dy() {
		h = src.Dy() - y
	}
	c := crop{
		rect: image.Rect(x, y, x+w, y+h),
		sx:   float64(spec.Size.Width) / float64(w), sy: float64(spec.Size.Height) / float64(h),
	}
	in := c.rect.Intersect(src)
	c.inside = image.Rect(
		int(math.Ceil(float64(in.Min.X-x)*c.sx-1e-9)), int(math.Ceil(float64(in.Min.Y-y)*c.sy-1e-9)),
		int(math.Floor(float64(in.Max.X-x)*c.sx+1e-9)), int(math.Floor(float64(in.Max.Y-y)*c.sy+1e-9)),
	)
	return c
}

// at maps a source position to the photo.
func (c crop) at(p face.Point) face.Point {
	return face.Point{X: (p.X - float64(c.rect.Min.X)) * c.sx, Y: (p.Y - float64(c.rect.Min.Y)) * c.sy}
}

// back maps a photo position to the source.
func (c crop) back(p face.Point) face.Point {
	return face.Point{X: p.X/c.sx + float64(c.rect.Min.X), Y: p.Y/c.sy + float64(c.rect.Min.Y)}
}

// cut copies the crop out of the picture and brings it to the photo's size.
// Outside of the picture its edge pixels are repeated, so that the network sees
// a plausible continuation; the matte is 0 there.
func (c crop) cut(img *image.RGBA, spec Spec, eng Matter) (*image.RGBA, error) {
	w, h := c.rect.Dx(), c.rect.Dy()
	part := image.NewRGBA(image.Rect(0, 0, w, h))
	sw, sh := img.Rect.Dx(), img.Rect.Dy()
	inBands(h, func(from, to int) {
		for y := from; y < to; y++ {
			sy := min(max(c.rect.Min.Y+y, 0), sh-1)
			line := img.Pix[sy*img.Stride : sy*img.Stride+4*sw]
			dst := part.Pix[y*part.Stride : (y+1)*part.Stride]
			left := min(max(-c.rect.Min.X, 0), w)
			right := max(min(sw-c.rect.Min.X, w), left)
			for x := range left {
				copy(dst[4*x:4*x+4], line[:4])
			}
			if right > left {
				copy(dst[4*left:4*right], line[4*(c.rect.Min.X+left):])
			}
			for x := right; x < w; x++ {
				copy(dst[4*x:4*x+4], line[4*sw-4:])
			}
		}
	})
	if w == spec.Size.Width && h == spec.Size.Height {
		return part, nil
	}
	return eng.Resize(part, spec.Size.Width, spec.Size.Height)
}
