package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// gauge is a bar with its best place in the middle.
type gauge struct {
	widget.BaseWidget
	k                     kit
	name, low, high       *canvas.Text
	track, middle, needle *canvas.Rectangle
	value                 float64
	known                 bool
}

// wellWithin is how far from the middle is still called good.
const wellWithin = 0.45

func (k kit) gauge(name, low, high string) *gauge {
	g := &gauge{
		k: k, name: k.line(name, k.Body, k.Text), low: k.line(low, k.Small, k.Quiet), high: k.line(high, k.Small, k.Quiet),
		track: k.block(k.Track, k.px(5)), middle: k.block(mix(k.Track, k.Good, 0.55), k.px(5)), needle: k.block(k.Text, k.px(5)),
	}
	g.needle.Hide()
	g.ExtendBaseWidget(g)
	return g
}

// needleStep is the least that the needle moves: each move draws the whole
// window again, and nobody reads a bar more finely.
const needleStep = 0.04

// set moves the needle: −1…1, nil where nothing is known.
func (g *gauge) set(v *float64) {
	if v == nil {
		if g.known {
			g.known = false
			g.needle.Hide()
		}
		return
	}
	if g.known && *v-g.value < needleStep && g.value-*v < needleStep {
		return
	}
	g.known, g.value = true, *v
	g.needle.FillColor = g.k.Attention
	if g.value > -wellWithin && g.value < wellWithin {
		g.needle.FillColor = g.k.Good
	}
	g.needle.Show()
	g.layout(g.Size())
	g.needle.Refresh()
}

func (g *gauge) layout(s fyne.Size) {
	k := g.k
	nh, sh := g.name.MinSize().Height, g.low.MinSize().Height
	put(g.name, 0, 0, s.Width, nh)
	x := float32(0)
	y, bar := nh+k.px(4), k.px(10)
	lw, hw := g.low.MinSize().Width+k.px(12), g.high.MinSize().Width+k.px(12)
	mid := y + sh/2
	put(g.low, 0, y, lw, sh)
	put(g.high, s.Width-hw+k.px(12), y, hw, sh)
	x += lw
	w := s.Width - lw - hw
	put(g.track, x, mid-bar/2, w, bar)
	put(g.middle, x+w*(1-wellWithin)/2, mid-bar/2, w*wellWithin, bar)
	nw := k.px(12)
	put(g.needle, x+(w-nw)*float32(g.value+1)/2, mid-k.px(15), nw, k.px(30))
}

// CreateRenderer is Fyne's.
func (g *gauge) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(placed(g.layout, g.name, g.low, g.high, g.track, g.middle, g.needle))
}
