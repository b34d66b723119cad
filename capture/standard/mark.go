package standard

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"campuskiosk/assets"
)

// markColour is the stop colour of the kiosk's screens (ui design: #E5484D).
var markColour = image.NewUniform(color.RGBA{0xE5, 0x48, 0x4D, 0xFF})

// The mark's two lines. The embedded font holds the Chinese one, Go's own
// bold the English one.
const (
	markZH = "不可提交"
	markEN = "NOT FOR DELIVERY"
)

// The mark's measures as shares of the photo's width or height: large enough
// to be seen in a thumbnail, low enough to leave the face to be judged.
const (
	markBorder = 0.02 // of the width
	markTop    = 0.74 // of the height
	markBottom = 0.92 // of the height
)

// mark writes over the photo that it must not be delivered: a frame, which
// the platform's own checks refuse too, and a band with the words in both
// languages below the face. It is drawn into the pixels, so that no copy of
// the file loses it.
func mark(img *image.RGBA) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	b := int(math.Max(2, markBorder*float64(w)))
	top, bottom := int(markTop*float64(h)), int(markBottom*float64(h))
	for _, r := range []image.Rectangle{
		image.Rect(0, 0, w, b), image.Rect(0, h-b, w, h),
		image.Rect(0, 0, b, h), image.Rect(w-b, 0, w, h),
		image.Rect(0, top, w, bottom),
	} {
		draw.Draw(img, r, markColour, image.Point{}, draw.Src)
	}
	middle := (top + bottom) / 2
	fonts := markFonts()
	centred(img, fonts[0], markZH, image.Rect(2*b, top, w-2*b, middle))
	centred(img, fonts[1], markEN, image.Rect(2*b, middle, w-2*b, bottom))
}

// markFonts parses the two fonts once. They are part of the program: that one
// can't be read is a fault of the build.
var markFonts = sync.OnceValue(func() [2]*opentype.Font {
	var fonts [2]*opentype.Font
	for i, data := range [][]byte{assets.FontRegular, gobold.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic("standard: embedded font: " + err.Error())
		}
		fonts[i] = f
	}
	return fonts
})

// centred writes one line in white into the middle of box, as large as fits.
func centred(img *image.RGBA, f *opentype.Font, line string, box image.Rectangle) {
	const lineShare = 0.7 // of the box's height: room above and below
	size := lineShare * float64(box.Dy())
	face := markFace(f, size)
	if width := float64(font.MeasureString(face, line).Ceil()); width > float64(box.Dx()) {
		_ = face.Close()
		face = markFace(f, size*float64(box.Dx())/width)
	}
	defer func() { _ = face.Close() }()
	width := font.MeasureString(face, line)
	metrics := face.Metrics()
	baseline := fixed.I(box.Min.Y+box.Max.Y)/2 + (metrics.Ascent-metrics.Descent)/2
	d := font.Drawer{
		Dst: img, Src: image.White, Face: face,
		Dot: fixed.Point26_6{X: (fixed.I(box.Min.X+box.Max.X) - width) / 2, Y: baseline},
	}
	d.DrawString(line)
}

// markFace sizes a font in pixels.
func markFace(f *opentype.Font, size float64) font.Face {
	const pixelsPerPoint = 72 // DPI at which a point is a pixel
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: pixelsPerPoint})
	if err != nil {
		panic("standard: embedded font: " + err.Error())
	}
	return face
}
