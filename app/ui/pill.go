package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"campuskiosk/app/ui/theme"
)

// pill is the one hint over the picture: a sign and a sentence on a veil,
// readable from two metres.
type pill struct {
	widget.BaseWidget
	k      kit
	veil   *canvas.Rectangle
	sign   *canvas.Image
	words  *canvas.Text
	shape  theme.Shape
	middle float32 // where it hangs
	top    float32
	most   float32 // the widest it may be
}

func (k kit) pill() *pill {
	p := &pill{k: k, veil: k.block(k.Veil, k.Radius), sign: &canvas.Image{FillMode: canvas.ImageFillContain}, words: k.line("", k.Hint, k.Text)}
	p.ExtendBaseWidget(p)
	p.Hide()
	return p
}

// place says where it hangs: its middle, its top, the widest it may be.
func (p *pill) place(middle, top, most float32) {
	p.middle, p.top, p.most = middle, top, most
	p.fit()
}

// show changes the hint.
func (p *pill) show(s theme.Shape, words string) {
	if s == p.shape && words == p.words.Text && p.Visible() {
		return
	}
	if s != p.shape {
		p.shape = s
		c := p.k.Attention
		switch s {
		case theme.Tick:
			c = p.k.Good
		case theme.Camera:
			c = p.k.Text
		}
		p.sign.Resource = s.Resource(c, p.k.Background)
		p.sign.Refresh()
	}
	p.words.Text = words
	p.fit()
	p.Show()
	p.Refresh()
}

func (p *pill) fit() {
	k := p.k
	if p.most <= 0 {
		return
	}
	icon, gap, in := k.Hint, k.px(24), k.px(36)
	p.words.TextSize = k.Hint
	for p.words.TextSize > k.Body && p.words.MinSize().Width+icon+gap+2*in > p.most {
		p.words.TextSize--
	}
	ws := p.words.MinSize()
	h := k.Hint * 1.75
	w := in + icon + gap + ws.Width + in
	p.BaseWidget.Move(fyne.NewPos(float32(int(p.middle-w/2)), p.top))
	p.BaseWidget.Resize(fyne.NewSize(w, h))
}

// CreateRenderer is Fyne's.
func (p *pill) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(placed(func(s fyne.Size) {
		k := p.k
		put(p.veil, 0, 0, s.Width, s.Height)
		put(p.sign, k.px(36), (s.Height-k.Hint)/2, k.Hint, k.Hint)
		putMid(p.words, k.px(36)+k.Hint+k.px(24), 0, p.words.MinSize().Width, s.Height)
	}, p.veil, p.sign, p.words))
}
