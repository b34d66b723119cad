package standard

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"

	"campuskiosk/assets"
)

// The mark of a photo that must not be delivered: a red band with white
// writing from the lower left to the upper right, over the chest and not the
// face, so that the photo can still be judged. A registry's own check rejects
// it at a glance, and so does every person.
const (
	markZH = "样张不可提交"
	markEN = " NOT FOR DELIVERY "
	// markDegrees is the band's slope, markHeight its height as a share of the
	// photo's, markPlace the height of its middle, 1 being the lower edge.
	markDegrees = 20
	markHeight  = 0.09
	markPlace   = 0.82
)

var markColour = color.RGBA{200, 0, 0, 255}

// markFonts are the two fonts of the mark: the Chinese one holds no Latin.
var markFonts = sync.OnceValues(func() ([2]*opentype.Font, error) {
	zh, err := opentype.Parse(assets.FontRegular)
	if err != nil {
		return [2]*opentype.Font{}, err
	}
	en, err := opentype.Parse(gobold.TTF)
	return [2]*opentype.Font{zh, en}, err
})

// mark draws the band into img.
func mark(img *image.RGBA) error {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	band, err := markBand(math.Hypot(w, h)*1.1, h*markHeight)
	if err != nil {
		return err
	}
	// Rotate about the band's middle and put that at the mark's place.
	sin, cos := math.Sincos(-markDegrees * math.Pi / 180)
	bw, bh := float64(band.Rect.Dx()), float64(band.Rect.Dy())
	xdraw.BiLinear.Transform(img, f64.Aff3{
		cos, -sin, w/2 - cos*bw/2 + sin*bh/2,
		sin, cos, h*markPlace - sin*bw/2 - cos*bh/2,
	}, band, band.Rect, xdraw.Over, nil)
	return nil
}

// markBand is the level band with its writing, repeated along it.
func markBand(width, height float64) (*image.RGBA, error) {
	fonts, err := markFonts()
	if err != nil {
		return nil, err
	}
	band := image.NewRGBA(image.Rect(0, 0, int(width), max(1, int(height))))
	draw.Draw(band, band.Rect, image.NewUniform(markColour), image.Point{}, draw.Src)
	d := font.Drawer{Dst: band, Src: image.White}
	faces := make([]font.Face, len(fonts))
	for i, f := range fonts {
		if faces[i], err = opentype.NewFace(f, &opentype.FaceOptions{Size: height * 0.48, DPI: 72}); err != nil {
			return nil, err
		}
		defer func() { _ = faces[i].Close() }()
	}
	write := func(draw bool) {
		for i, text := range []string{markZH, markEN} {
			d.Face = faces[i]
			if draw {
				d.DrawString(text)
			} else {
				d.Dot.X += d.MeasureString(text)
			}
		}
	}
	write(false)
	once := d.Dot.X
	// One copy stands in the middle, the others beside it.
	middle := fixed.I(band.Rect.Dx()) / 2
	start := middle - once/2
	for start > 0 {
		start -= once
	}
	for x := start; x < fixed.I(band.Rect.Dx()); x += once {
		d.Dot = fixed.Point26_6{X: x, Y: fixed.I(int(height * 0.68))}
		write(true)
	}
	return band, nil
}
