package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"campuskiosk/app/booth"
	"campuskiosk/app/ui/theme"
)

// notes are sentences that somebody should read: what is missing, what
// failed. They fill the height they get from below, most pressing first.
type notes struct {
	widget.BaseWidget
	k     kit
	items []note
	box   *fyne.Container
}

type note struct {
	sign *canvas.Image
	text *paragraph
}

func (k kit) notes(attention []booth.Text, problem *booth.Error) *notes {
	n := &notes{k: k}
	add := func(s theme.Shape, words string) {
		n.items = append(n.items, note{k.sign(s), k.paragraph(words, k.Small, k.Text, 0)})
	}
	if problem != nil {
		add(theme.Cross, k.say(problem.Text))
	}
	for _, t := range attention {
		add(theme.Triangle, k.say(t))
	}
	var objs []fyne.CanvasObject
	for _, i := range n.items {
		objs = append(objs, i.sign, i.text)
	}
	n.box = placed(n.layout, objs...)
	n.ExtendBaseWidget(n)
	return n
}

// height is what they need at a width.
func (n *notes) height(width float32) (h float32) {
	for _, i := range n.items {
		h += i.text.height(width-n.indent()) + n.k.px(14)
	}
	return max(0, h-n.k.px(14))
}

func (n *notes) indent() float32 { return n.k.px(30) + n.k.px(12) }

func (n *notes) layout(s fyne.Size) {
	icon := n.k.px(30)
	y := max(0, s.Height-n.height(s.Width))
	for _, i := range n.items {
		h := i.text.height(s.Width - n.indent())
		fits := y+h <= s.Height+1
		if !fits { // cut what does not fit rather than write over other things
			i.text.maxLines = max(1, int((s.Height-y)/i.text.lineHeight()))
			h = i.text.height(s.Width - n.indent())
			fits = y+h <= s.Height+1
		}
		i.sign.Hidden, i.text.Hidden = !fits, !fits
		put(i.sign, 0, y+(i.text.lineHeight()-icon)/2, icon, icon)
		put(i.text, n.indent(), y, s.Width-n.indent(), h)
		y += h + n.k.px(14)
	}
}

// CreateRenderer is Fyne's.
func (n *notes) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(n.box) }

// fault stands in the place of the live picture when there is none.
type fault struct {
	widget.BaseWidget
	k    kit
	sign *canvas.Image
	text *paragraph
	now  booth.Text
}

func (k kit) fault() *fault {
	f := &fault{k: k, sign: k.sign(theme.Cross), text: k.paragraph("", k.px(36), k.Text, 0)}
	f.ExtendBaseWidget(f)
	f.Hide()
	return f
}

// set shows an error, or nothing.
func (f *fault) set(e *booth.Error) {
	if e == nil {
		if f.Visible() {
			f.Hide()
		}
		return
	}
	if f.Visible() && f.now == e.Text {
		return
	}
	f.now = e.Text
	f.text.text = f.k.say(e.Text)
	f.layout(f.Size())
	f.text.Refresh()
	f.Show()
}

func (f *fault) layout(s fyne.Size) {
	icon := f.k.px(96)
	w := min(s.Width, f.k.px(900))
	h := f.text.height(w)
	y := (s.Height - icon - f.k.px(32) - h) / 2
	put(f.sign, (s.Width-icon)/2, y, icon, icon)
	put(f.text, (s.Width-w)/2, y+icon+f.k.px(32), w, h)
}

// CreateRenderer is Fyne's.
func (f *fault) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(placed(f.layout, f.sign, f.text))
}
