package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"campuskiosk/app/booth"
	"campuskiosk/app/ui/theme"
	"campuskiosk/assets/i18n"
)

// kit is what every screen is built with: lengths, colours, language.
type kit struct {
	theme.Metrics
	theme.Palette
	lang i18n.Lang
}

// px scales a length of the design.
func (k kit) px(v float32) float32 { return float32(int(v*k.Scale + 0.5)) }

// t gives the words for a key.
func (k kit) t(key string, args ...any) string { return k.lang.T(key, args...) }

// say gives a sentence in the screen's language.
func (k kit) say(s booth.Text) string { return s.In(string(k.lang)) }

// line is one line of text.
func (k kit) line(s string, size float32, c color.Color) *canvas.Text {
	t := canvas.NewText(s, c)
	t.TextSize = size
	return t
}

// block is a plain rectangle.
func (k kit) block(c color.Color, radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(c)
	r.CornerRadius = radius
	return r
}

// sign is a shape with its colour: tick, triangle, cross or ring.
func (k kit) sign(s theme.Shape) *canvas.Image {
	c := k.Quiet
	switch s {
	case theme.Tick:
		c = k.Good
	case theme.Triangle:
		c = k.Attention
	case theme.Cross:
		c = k.Stop
	}
	return k.shape(s, c, k.Background)
}

func (k kit) shape(s theme.Shape, fill, on color.NRGBA) *canvas.Image {
	i := canvas.NewImageFromResource(s.Resource(fill, on))
	i.FillMode = canvas.ImageFillContain
	return i
}

// manual is a layout that is one function; the screens place their parts by
// hand, since each has one design.
type manual func(size fyne.Size)

// Layout is Fyne's.
func (m manual) Layout(_ []fyne.CanvasObject, size fyne.Size) { m(size) }

// MinSize is Fyne's: a screen takes what it gets.
func (m manual) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// placed is a container whose parts are placed by a function.
func placed(f func(size fyne.Size), objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(manual(f), objs...)
}

// put places an object.
func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// putMid places an object of its own height in the middle of a row.
func putMid(o fyne.CanvasObject, x, y, w, h float32) {
	mh := o.MinSize().Height
	put(o, x, y+(h-mh)/2, w, mh)
}
