package camera

import (
	"bytes"
	"image"
	"image/jpeg"
	_ "image/png" // the drawn figure is a PNG

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// simWidth and simHeight are the simulated camera's picture size in pixels:
// what USB cameras for meetings give as MJPEG at 30 frames per second.
const simWidth, simHeight = 1280, 720

// simSize is the size in pixels in which views are rendered; a variable only
// so that tests can render small and fast.
var simSize = image.Pt(simWidth, simHeight)

// simQuality is the JPEG quality of simulated frames, about what UVC cameras
// spend on a frame of this size (60–120 KB).
const simQuality = 85

// scene is the room that the simulated camera looks at: one picture with a
// person, enlarged all around so that the camera can pan and zoom out.
// Coordinates of views are those of the picture, not of the room.
type scene struct {
	room *image.RGBA
	// left and top are the added margins in pixels.
	left, top int
	// size of the picture
	w, h int
}

// The margins as shares of the picture's width. Only bands that a portrait
// leaves empty are reflected into the margins, so no second person appears:
// the outer eighth at the sides, a strip at the top. Below, the person's
// clothes go on.
const (
	marginSide   = 1.3
	marginTop    = 0.9
	marginBottom = 0.15
	bandSide     = 0.12
	bandTop      = 0.08
	bandBottom   = 0.015
)

func newScene(pic image.Image) *scene {
	b := pic.Bounds()
	s := &scene{w: b.Dx(), h: b.Dy()}
	src := image.NewRGBA(image.Rect(0, 0, s.w, s.h))
	draw.Draw(src, src.Rect, pic, b.Min, draw.Src)
	s.left, s.top = int(marginSide*float64(s.w)), int(marginTop*float64(s.w))
	roomW, roomH := s.w+2*s.left, s.h+s.top+int(marginBottom*float64(s.w))
	s.room = image.NewRGBA(image.Rect(0, 0, roomW, roomH))
	xs := make([]int, roomW)
	for x := range xs {
		xs[x] = foldSides(x-s.left, s.w, int(bandSide*float64(s.w)))
	}
	for y := range roomH {
		sy := foldRows(y-s.top, s.h, int(bandTop*float64(s.w)), int(bandBottom*float64(s.w)))
		dst := s.room.Pix[y*s.room.Stride:]
		row := src.Pix[sy*src.Stride:]
		for x, sx := range xs {
			copy(dst[4*x:4*x+4], row[4*sx:4*sx+4])
		}
	}
	s.defocus()
	return s
}

// foldSides reflects positions outside 0..n-1 to and fro within the band next
// to the edge that they lie beyond.
func foldSides(x, n, band int) int {
	switch {
	case x < 0:
		return pingPong(-x, band)
	case x >= n:
		return n - 1 - pingPong(x-n+1, band)
	}
	return x
}

// foldRows does so above and below.
func foldRows(y, n, top, bottom int) int {
	switch {
	case y < 0:
		return pingPong(-y, top)
	case y >= n:
		return n - 1 - pingPong(y-n+1, bottom)
	}
	return y
}

func pingPong(d, band int) int {
	d %= 2 * band
	if d > band {
		return 2*band - d
	}
	return d
}

// defocus softens the margins, so that the repetition in them is not seen,
// and leaves the picture as it is.
func (s *scene) defocus() {
	const shrink = 16
	b := s.room.Rect
	small := image.NewRGBA(image.Rect(0, 0, b.Dx()/shrink, b.Dy()/shrink))
	draw.ApproxBiLinear.Scale(small, small.Rect, s.room, b, draw.Src, nil)
	soft := image.NewRGBA(b)
	draw.ApproxBiLinear.Scale(soft, b, small, small.Rect, draw.Src, nil)
	const fade = 40 // pixels over which sharp becomes soft
	for y := range b.Dy() {
		for x := range b.Dx() {
			d := max(s.left-x, x-(s.left+s.w-1), s.top-y, 0)
			if d == 0 {
				continue
			}
			k := min(d*256/fade, 256)
			i := y*s.room.Stride + 4*x
			for c := range 3 {
				sharp, blur := int(s.room.Pix[i+c]), int(soft.Pix[i+c])
				s.room.Pix[i+c] = uint8((sharp*(256-k) + blur*k) >> 8)
			}
		}
	}
}

// view is how the simulated camera looks at the scene.
type view struct {
	// x and y are the picture position in the middle of the frame.
	x, y float64
	// zoom is frame pixels per picture pixel.
	zoom float64
	// gain multiplies the brightness; 1 leaves it.
	gain float64
	// blur is how many frame pixels melt into one; 1 is sharp.
	blur float64
}

// studio renders views as JPEGs; it keeps its buffers.
type studio struct {
	scene *scene
	frame *image.RGBA
	small *image.RGBA
	out   bytes.Buffer
}

func newStudio(s *scene) *studio {
	return &studio{scene: s, frame: image.NewRGBA(image.Rect(0, 0, simSize.X, simSize.Y))}
}

// shoot renders one view. The same view gives the same bytes.
func (s *studio) shoot(v view) []byte {
	if v.blur > 1.05 {
		s.drawBlurred(v)
	} else {
		drawView(s.frame, s.scene, v)
	}
	if v.gain != 1 {
		dim(s.frame, v.gain)
	}
	s.out.Reset()
	// The encoder fails only when the writer does, or for sizes that are not
	// ours.
	_ = jpeg.Encode(&s.out, s.frame, &jpeg.Options{Quality: simQuality})
	return bytes.Clone(s.out.Bytes())
}

// drawBlurred draws the view, averages it down and enlarges it again.
func (s *studio) drawBlurred(v view) {
	r := image.Rect(0, 0, int(float64(simSize.X)/v.blur), int(float64(simSize.Y)/v.blur))
	if s.small == nil || s.small.Rect != r {
		s.small = image.NewRGBA(r)
	}
	drawView(s.frame, s.scene, v)
	draw.BiLinear.Scale(s.small, r, s.frame, s.frame.Rect, draw.Src, nil)
	draw.BiLinear.Scale(s.frame, s.frame.Rect, s.small, r, draw.Src, nil)
}

// drawView fills dst, which stands for a frame of simWidth×simHeight whatever
// its size, with the scene seen through v.
func drawView(dst *image.RGBA, s *scene, v view) {
	w, h := float64(dst.Rect.Dx()), float64(dst.Rect.Dy())
	zoom := v.zoom * w / simWidth
	m := f64.Aff3{
		zoom, 0, w/2 - zoom*(v.x+float64(s.left)),
		0, zoom, h/2 - zoom*(v.y+float64(s.top)),
	}
	draw.ApproxBiLinear.Transform(dst, m, s.room, s.room.Rect, draw.Src, nil)
}

func dim(m *image.RGBA, gain float64) {
	var lut [256]uint8
	for i := range lut {
		lut[i] = uint8(min(255, float64(i)*gain))
	}
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2] = lut[m.Pix[i]], lut[m.Pix[i+1]], lut[m.Pix[i+2]]
	}
}
