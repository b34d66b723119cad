package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"campuskiosk/app/ui/theme"
)

// button is something to tap that also names its key. The one filled button of
// a screen is the next step.
type button struct {
	widget.BaseWidget
	k      kit
	words  string
	key    string // shown beside the words
	filled bool
	// plain has no border, for what is seldom used.
	plain bool
	// ring, when set, is drawn at the left and fills with progress.
	ring     bool
	progress float32
	off      bool
	hover    bool
	tapped   func()
}

func (k kit) button(words, key string, filled bool, tapped func()) *button {
	b := &button{k: k, words: words, key: key, filled: filled, tapped: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// Tapped is Fyne's.
func (b *button) Tapped(*fyne.PointEvent) {
	if !b.off && b.tapped != nil {
		b.tapped()
	}
}

// MouseIn, MouseMoved and MouseOut are Fyne's.
func (b *button) MouseIn(*desktop.MouseEvent)    { b.hover = true; b.Refresh() }
func (b *button) MouseMoved(*desktop.MouseEvent) {}
func (b *button) MouseOut()                      { b.hover = false; b.Refresh() }

// setProgress fills the ring, 0–1.
func (b *button) setProgress(p float64) {
	if v := float32(p); v != b.progress {
		b.progress = v
		b.Refresh()
	}
}

// setWords changes the caption.
func (b *button) setWords(s string) {
	if s != b.words {
		b.words = s
		b.Refresh()
	}
}

// MinSize is Fyne's: never below what a finger needs.
func (b *button) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	w := fyne.MeasureText(b.words, b.textSize(), fyne.TextStyle{}).Width
	if b.key != "" {
		w += fyne.MeasureText(b.key, b.k.Small, fyne.TextStyle{}).Width + b.k.px(40)
	}
	if b.ring {
		w += b.k.px(80)
	}
	h := b.k.Target
	if b.filled {
		h = b.k.Button
	}
	return fyne.NewSize(max(w+2*b.k.Gutter, b.k.Target), h)
}

func (b *button) textSize() float32 {
	if b.filled {
		return b.k.px(36)
	}
	return b.k.Body
}

// CreateRenderer is Fyne's.
func (b *button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{
		b: b, face: canvas.NewRectangle(color.Transparent), words: canvas.NewText("", color.White),
		key: canvas.NewText("", color.White), cap: canvas.NewRectangle(color.Transparent),
		track: canvas.NewArc(0, 360, 0.8, color.Transparent), arc: canvas.NewArc(0, 0, 0.8, color.White),
		lens: canvas.NewCircle(color.White),
	}
	r.Refresh()
	return r
}

type buttonRenderer struct {
	b          *button
	face, cap  *canvas.Rectangle
	words, key *canvas.Text
	track, arc *canvas.Arc
	lens       *canvas.Circle
}

func (r *buttonRenderer) MinSize() fyne.Size { return r.b.MinSize() }
func (r *buttonRenderer) Destroy()           {}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.face}
	if r.b.ring {
		o = append(o, r.track, r.arc, r.lens)
	}
	o = append(o, r.words)
	if r.b.key != "" {
		o = append(o, r.cap, r.key)
	}
	return o
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	k := r.b.k
	put(r.face, 0, 0, size.Width, size.Height)
	ws, ks := r.words.MinSize(), r.key.MinSize()
	capW, capH := ks.Width+k.px(20), ks.Height+k.px(8)
	total, gap, ring := ws.Width, k.px(20), float32(0)
	if r.b.key != "" {
		total += gap + capW
	}
	if r.b.ring {
		ring = min(size.Height*0.56, k.px(60))
		total += gap + ring
	}
	x := (size.Width - total) / 2
	if r.b.ring {
		y := (size.Height - ring) / 2
		put(r.track, x, y, ring, ring)
		put(r.arc, x, y, ring, ring)
		in := ring * 0.27
		put(r.lens, x+in, y+in, ring-2*in, ring-2*in)
		x += ring + gap
	}
	put(r.words, x, (size.Height-ws.Height)/2, ws.Width, ws.Height)
	x += ws.Width + gap
	put(r.cap, x, (size.Height-capH)/2, capW, capH)
	put(r.key, x+(capW-ks.Width)/2, (size.Height-ks.Height)/2, ks.Width, ks.Height)
}

func (r *buttonRenderer) Refresh() {
	b, p := r.b, r.b.k.Palette
	r.words.Text, r.words.TextSize, r.key.Text, r.key.TextSize = b.words, b.textSize(), b.key, b.k.Small
	r.face.CornerRadius, r.cap.CornerRadius = b.k.Radius, b.k.px(8)
	ink := p.Text
	switch {
	case b.off:
		ink = p.Quiet
		r.face.FillColor, r.face.StrokeColor, r.face.StrokeWidth = p.Track, p.Track, 0
	case b.filled:
		ink = p.OnAccent
		r.face.FillColor, r.face.StrokeWidth = p.Accent, 0
		if b.hover {
			r.face.FillColor = mix(p.Accent, p.OnAccent, 0.12)
		}
	case b.plain:
		ink = p.Quiet
		r.face.FillColor = color.NRGBA{}
		if b.hover {
			r.face.FillColor, ink = p.Panel, p.Text
		}
	default:
		r.face.FillColor, r.face.StrokeColor, r.face.StrokeWidth = p.Panel, p.Quiet, 2
		if b.hover {
			r.face.FillColor = mix(p.Panel, p.Text, 0.08)
		}
	}
	r.words.Color, r.key.Color = ink, ink
	r.cap.FillColor = color.Transparent
	r.cap.StrokeColor, r.cap.StrokeWidth = mix(ink, colorOf(r.face.FillColor, p.Panel), 0.45), 2
	r.track.FillColor = mix(ink, colorOf(r.face.FillColor, p.Panel), 0.7)
	r.arc.FillColor, r.lens.FillColor = ink, ink
	r.arc.EndAngle = 360 * b.progress
	r.arc.Hidden = b.progress <= 0
	r.Layout(b.Size())
	canvas.Refresh(b)
}

// colorOf is the colour under the words.
func colorOf(c color.Color, otherwise color.NRGBA) color.NRGBA {
	if n, ok := c.(color.NRGBA); ok && n.A > 0 {
		return n
	}
	return otherwise
}

// mix is the colour a share v of the way from a to b.
func mix(a, b color.NRGBA, v float32) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(float32(x) + (float32(y)-float32(x))*v + 0.5) }
	return color.NRGBA{R: m(a.R, b.R), G: m(a.G, b.G), B: m(a.B, b.B), A: 0xFF}
}

var _ desktop.Hoverable = (*button)(nil)

// signed is a shape before a line of text, as one object.
func (k kit) signed(s theme.Shape, text fyne.CanvasObject, icon float32) *fyne.Container {
	sign := k.sign(s)
	return placed(func(size fyne.Size) {
		put(sign, 0, (size.Height-icon)/2, icon, icon)
		x := icon + k.px(14)
		putMid(text, x, 0, size.Width-x, size.Height)
	}, sign, text)
}
