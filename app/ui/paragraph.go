package ui

import (
	"image/color"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// paragraph is text broken into lines by its width: English between words,
// Chinese between any two characters but not before a closing mark. Fyne's own
// labels break Chinese anywhere or not at all.
type paragraph struct {
	widget.BaseWidget
	text     string
	size     float32
	color    color.Color
	maxLines int // 0 = any; the last line ends with … if text is left
}

func (k kit) paragraph(s string, size float32, c color.Color, maxLines int) *paragraph {
	p := &paragraph{text: s, size: size, color: c, maxLines: maxLines}
	p.ExtendBaseWidget(p)
	return p
}

// lineHeight is the distance between lines.
func (p *paragraph) lineHeight() float32 {
	return float32(int(p.measure("国g").Height*1.08 + 0.5))
}

func (p *paragraph) measure(s string) fyne.Size {
	return fyne.MeasureText(s, p.size, fyne.TextStyle{})
}

// height is how high the paragraph is at a width.
func (p *paragraph) height(width float32) float32 {
	return float32(len(p.lines(width))) * p.lineHeight()
}

// lines breaks the text.
func (p *paragraph) lines(width float32) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(p.text) {
		if line != "" && p.measure(strings.TrimRight(line+piece, " ")).Width > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = strings.TrimLeft(piece, " ")
			continue
		}
		line += piece
	}
	if line != "" {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	if p.maxLines > 0 && len(lines) > p.maxLines {
		lines = lines[:p.maxLines]
		last := []rune(lines[p.maxLines-1])
		for len(last) > 0 && p.measure(string(last)+"…").Width > width {
			last = last[:len(last)-1]
		}
		lines[p.maxLines-1] = string(last) + "…"
	}
	return lines
}

// closing marks never begin a line.
const closing = "·，。、；：？！）》」』”’…,.;:?!)%°"

// pieces splits a text where a line may break after each piece.
func pieces(s string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = nil
		}
	}
	for _, r := range s {
		switch {
		case strings.ContainsRune(closing, r):
			if len(word) == 0 && len(out) > 0 {
				out[len(out)-1] += string(r)
			} else {
				word = append(word, r)
			}
		case wide(r):
			flush()
			out = append(out, string(r))
		case r == ' ':
			word = append(word, r)
			flush()
		default:
			word = append(word, r)
		}
	}
	flush()
	return out
}

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// CreateRenderer is Fyne's.
func (p *paragraph) CreateRenderer() fyne.WidgetRenderer { return &paragraphRenderer{p: p} }

type paragraphRenderer struct {
	p    *paragraph
	objs []fyne.CanvasObject
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	r.objs = nil
	h := r.p.lineHeight()
	for i, l := range r.p.lines(size.Width) {
		t := canvas.NewText(l, r.p.color)
		t.TextSize = r.p.size
		put(t, 0, float32(i)*h, size.Width, h)
		r.objs = append(r.objs, t)
	}
}

func (r *paragraphRenderer) MinSize() fyne.Size { return fyne.NewSize(0, r.p.lineHeight()) }
func (r *paragraphRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}
func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.objs }
func (r *paragraphRenderer) Destroy()                     {}
