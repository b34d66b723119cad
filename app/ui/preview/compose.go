package preview

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"

	"campuskiosk/capture/face"
)

// Guide is what is drawn over the picture, in frame pixels, unmirrored.
type Guide struct {
	// Crop is the part that becomes the photo; outside of it the picture is
	// dimmed. An empty box dims nothing.
	Crop face.Box
	// Head is the head frame's box; empty draws none.
	Head face.Box
	// Good draws the frame solid and green instead of dashed and white.
	Good bool
}

// maxPixels bounds a composed picture: what a 720p frame has. Larger frames
// are reduced, since every pixel is uploaded to the screen 30 times a second.
const maxPixels = 1280 * 720

// shade keeps 60 % of the light outside the crop: "dimmed 40 %".
const shade = 154 // of 256

// layout maps a frame's pixels to a picture for an area of the given shape. It
// is computed once and used for every frame of that size.
type layout struct {
	frame image.Point // the frame's size
	shape image.Point // the area's size, for its ratio only
	guide Guide       // without Good

	out  image.Rectangle
	cols []int32 // for each column: byte offset of the source pixel in its row
	rows []int   // for each row: source row
	// left..right by top..bottom is the bright part of the picture.
	left, right, top, bottom int
	dashed, solid            stroke
}

// newLayout computes the mapping: the frame is cut on two sides to the area's
// ratio around the crop, and reduced to whole source pixels if it is too
// large.
func newLayout(frame, shape image.Point, g Guide) *layout {
	g.Good = false
	l := &layout{frame: frame, shape: shape, guide: g}
	src := cut(frame, shape, g)
	k := math.Min(1, math.Sqrt(maxPixels/float64(src.Dx()*src.Dy())))
	w, h := max(1, int(float64(src.Dx())*k)), max(1, int(float64(src.Dy())*k))
	l.out = image.Rect(0, 0, w, h)
	l.cols, l.rows = make([]int32, w), make([]int, h)
	for x := range w { // mirrored
		l.cols[x] = int32(4 * (src.Max.X - 1 - x*src.Dx()/w))
	}
	for y := range h {
		l.rows[y] = src.Min.Y + y*src.Dy()/h
	}
	kx, ky := float64(w)/float64(src.Dx()), float64(h)/float64(src.Dy())
	// A box of the frame in the picture, mirrored.
	place := func(b face.Box) (x0, y0, x1, y1 float64) {
		return (float64(src.Max.X) - b.X - b.W) * kx, (b.Y - float64(src.Min.Y)) * ky,
			(float64(src.Max.X) - b.X) * kx, (b.Y + b.H - float64(src.Min.Y)) * ky
	}
	l.right, l.bottom = w, h
	if g.Crop.W > 0 && g.Crop.H > 0 {
		x0, y0, x1, y1 := place(g.Crop)
		l.left, l.right = clampInt(x0, w), clampInt(x1, w)
		l.top, l.bottom = clampInt(y0, h), clampInt(y1, h)
	}
	if g.Head.W > 0 && g.Head.H > 0 {
		x0, y0, x1, y1 := place(g.Head)
		l.solid = ellipse(w, h, x0, y0, x1, y1, 0)
		l.dashed = ellipse(w, h, x0, y0, x1, y1, dashes)
	}
	return l
}

// cut is the part of the frame that fits the area's ratio, its middle on the
// crop's.
func cut(frame, shape image.Point, g Guide) image.Rectangle {
	w, h := frame.X, frame.Y
	if shape.X > 0 && shape.Y > 0 {
		if w*shape.Y > h*shape.X {
			w = max(1, h*shape.X/shape.Y)
		} else {
			h = max(1, w*shape.Y/shape.X)
		}
	}
	cx, cy := float64(frame.X)/2, float64(frame.Y)/2
	if g.Crop.W > 0 {
		cx, cy = g.Crop.Centre().X, g.Crop.Centre().Y
	}
	x := min(max(int(cx)-w/2, 0), frame.X-w)
	y := min(max(int(cy)-h/2, 0), frame.Y-h)
	return image.Rect(x, y, x+w, y+h)
}

func clampInt(v float64, n int) int { return int(math.Max(0, math.Min(float64(n), math.Round(v)))) }

// compose writes the picture; dst has the size l.out.
func (l *layout) compose(dst, src *image.RGBA, good bool) {
	for y, sy := range l.rows {
		in := src.Pix[sy*src.Stride : sy*src.Stride+4*src.Rect.Dx()]
		out := dst.Pix[y*dst.Stride : y*dst.Stride+4*len(l.cols)]
		if y < l.top || y >= l.bottom {
			dimmed(out, in, l.cols)
			continue
		}
		dimmed(out, in, l.cols[:l.left])
		bright(out[4*l.left:], in, l.cols[l.left:l.right])
		dimmed(out[4*l.right:], in, l.cols[l.right:])
	}
	if good {
		l.solid.draw(dst, green)
	} else {
		l.dashed.draw(dst, white)
	}
}

// bright copies the pixels at the offsets cols of a row.
func bright(out, in []byte, cols []int32) {
	for _, o := range cols {
		p := binary.LittleEndian.Uint32(in[o:])
		binary.LittleEndian.PutUint32(out, p|0xFF000000)
		out = out[4:]
	}
}

// dimmed does so with less light; two channels are scaled in one
// multiplication each.
func dimmed(out, in []byte, cols []int32) {
	for _, o := range cols {
		p := binary.LittleEndian.Uint32(in[o:])
		rb := (p & 0x00FF00FF) * shade >> 8 & 0x00FF00FF
		g := (p & 0x0000FF00) * shade >> 8 & 0x0000FF00
		binary.LittleEndian.PutUint32(out, rb|g|0xFF000000)
		out = out[4:]
	}
}

// The head frame's colours: the theme's good and plain white.
var (
	green = color.RGBA{0x35, 0xB3, 0x7E, 255}
	white = color.RGBA{0xF2, 0xF4, 0xF5, 255}
)
