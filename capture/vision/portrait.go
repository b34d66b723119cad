package vision

import (
	"cmp"
	"image"

	"golang.org/x/sync/errgroup"

	"campuskiosk/capture/face"
)

// portraitShare is the weight of the second network in a portrait's mask. It
// was trained on heads and shoulders (the first on half-length figures as
// well) and errs less there before cluttered backgrounds; the first has the
// softer hair. On portraits of known alpha any share from a half to 0.7 is
// as good (TestMatteAccuracy of package standard).
const portraitShare = 0.6

// Portrait gives the raw mask of a picture that shows one person's head and
// shoulders, such as a finished crop: the weighted mean of two segmentation
// networks where there are two, else what Segment gives.
func (e *Engine) Portrait(img *image.RGBA) (*face.Mask, error) {
	if e.portrait == nil {
		return e.Segment(img)
	}
	if err := check(img); err != nil {
		return nil, err
	}
	var second *face.Mask
	var g errgroup.Group
	g.Go(func() (err error) {
		second, err = e.portrait.segment(img, face.Box{W: float64(img.Rect.Dx()), H: float64(img.Rect.Dy())}, nil)
		return err
	})
	m, err := e.Segment(img)
	if err := cmp.Or(err, g.Wait()); err != nil {
		return nil, err
	}
	mix(m.Alpha, second.Alpha, portraitShare)
	return m, nil
}

// mix replaces dst by (1−share)·dst + share·src, src averaged over the part
// that each of dst's pixels covers.
func mix(dst, src *image.Alpha, share float64) {
	w, h := dst.Rect.Dx(), dst.Rect.Dy()
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	for y := range h {
		y0 := y * sh / h
		y1 := max(y0+1, (y+1)*sh/h)
		for x := range w {
			x0 := x * sw / w
			x1 := max(x0+1, (x+1)*sw/w)
			sum := 0
			for j := y0; j < y1; j++ {
				for _, v := range src.Pix[j*src.Stride+x0 : j*src.Stride+x1] {
					sum += int(v)
				}
			}
			mean := float64(sum) / float64((y1-y0)*(x1-x0))
			p := &dst.Pix[y*dst.Stride+x]
			*p = uint8((1-share)*float64(*p) + share*mean + 0.5)
		}
	}
}
