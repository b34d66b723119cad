package ui

import (
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"campuskiosk/app/ui/theme"
	"campuskiosk/capture/face"
	"campuskiosk/capture/quality"
)

// result is the screen with a photo and its ten findings.
func (k kit) result(s Scene, d Desk, sw *button) screen {
	r := s.Result
	shot := newShotView(k, r)
	sign, words := k.verdict(r.Report)
	title := k.signed(sign, k.line(words, k.Title, k.Text), k.px(48))
	rows := k.rows(r.Report)
	problem := s.Problem
	if r.Refused != nil {
		problem = r.Refused
	}
	said := k.notes(k.advisories(r.Report), problem)

	retake := k.button(k.t("result.retake"), k.t("key.esc"), false, d.Retake)
	next := k.button(k.t("result.make"), k.t("key.space"), true, d.Make)
	if r.Refused != nil {
		// There is one thing left to do, so it is the filled button.
		next = k.button(k.t("result.retake"), k.t("key.space"), true, d.Retake)
		retake.Hide()
	}
	retake.off, next.off = s.Busy != "", s.Busy != ""
	busy := k.pill()
	if s.Busy != "" {
		busy.show(theme.Camera, k.t(s.Busy))
	}
	back := k.block(k.Background, 0)
	objs := []fyne.CanvasObject{back, shot.root, busy, title, said, retake, next, sw}
	for _, row := range rows {
		objs = append(objs, row.objects()...)
	}
	layout := func(size fyne.Size) {
		w, h := size.Width, size.Height
		put(back, 0, 0, w, h)
		var x, y, pw, ph float32
		if k.Portrait {
			pw, ph = w, k.px(720)
			x, y = k.Margin, ph+k.px(24)
		} else {
			pw, ph = k.px(760), h
			x, y = pw+k.Margin, k.px(36)
		}
		put(shot.root, 0, 0, pw, ph)
		busy.place(pw/2, ph-k.px(140), pw-2*k.px(24))
		right := w - k.Margin
		put(title, x, y, right-x-k.px(170), k.px(72))
		ss := sw.MinSize()
		put(sw, w-k.px(12)-ss.Width, y+(k.px(72)-k.Target)/2, ss.Width, k.Target)
		bottom := h - k.px(40)
		k.buttons(x, right, bottom, retake, next)
		bottom -= k.Button + k.px(20)
		top := y + k.px(72+12)
		nh := min(said.height(right-x), (bottom-top)*0.36)
		if nh > 0 {
			put(said, x, bottom-nh, right-x, nh)
			bottom -= nh + k.px(16)
		} else {
			said.Hide()
		}
		placeRows(rows, x, top, right-x, bottom-top, k.px(84))
	}
	return screen{
		root: placed(layout, objs...),
		keys: map[fyne.KeyName]func(){
			fyne.KeySpace:  func() { next.Tapped(nil) },
			fyne.KeyEscape: func() { pick(r.Refused != nil, next, retake).Tapped(nil) },
		},
	}
}

func pick(first bool, a, b *button) *button {
	if first {
		return a
	}
	return b
}

// buttons places the two buttons of a screen at its bottom right.
func (k kit) buttons(left, right, bottom float32, quiet, filled *button) {
	w := max(filled.MinSize().Width, k.px(420))
	if !quiet.Visible() {
		quiet = nil
	}
	if k.Portrait {
		w = (right - left - k.Gutter) * 0.62
	}
	put(filled, right-w, bottom-k.Button, w, k.Button)
	if quiet != nil {
		qw := max(quiet.MinSize().Width, k.px(220))
		if k.Portrait {
			qw = right - left - w - k.Gutter
		}
		put(quiet, right-w-k.Gutter-qw, bottom-k.Button, qw, k.Button)
	}
}

// verdict is the title: how many of the ten need a look.
func (k kit) verdict(r quality.Report) (theme.Shape, string) {
	passed, failed := 0, 0
	for _, f := range r.Checks {
		switch f.State {
		case quality.Pass:
			passed++
		case quality.Fail:
			failed++
		}
	}
	switch {
	case failed > 0:
		return theme.Triangle, k.t("result.failed", failed)
	case passed == len(r.Checks):
		return theme.Tick, k.t("result.passed")
	}
	return theme.Ring, k.t("result.unchecked", passed, len(r.Checks)-passed)
}

// rank orders the rows: what failed first, what was not measured last.
func rank(s quality.State) int {
	return slices.Index([]quality.State{quality.Fail, quality.Pass, quality.Unavailable}, s)
}

// shotView is the photo with signs where the findings are.
type shotView struct {
	k     kit
	root  *fyne.Container
	img   *canvas.Image
	signs []*canvas.Image
	at    []face.Point
	shot  *image.RGBA
	head  *face.Head
}

func newShotView(k kit, r *Result) *shotView {
	v := &shotView{k: k, shot: r.Shot, head: r.Head, img: &canvas.Image{FillMode: canvas.ImageFillStretch}}
	objs := []fyne.CanvasObject{v.img}
	for _, f := range r.Report.Checks {
		p, ok := r.Points[f.ID]
		if !ok || f.State != quality.Fail {
			continue
		}
		v.signs, v.at = append(v.signs, k.sign(theme.Cross)), append(v.at, p)
		objs = append(objs, v.signs[len(v.signs)-1])
	}
	v.root = placed(v.layout, objs...)
	return v
}

func (v *shotView) layout(s fyne.Size) {
	if s.Width < 1 || s.Height < 1 || v.shot == nil {
		return
	}
	part := window(v.shot.Rect.Size(), v.head, s)
	v.img.Image = crop(v.shot, part)
	put(v.img, 0, 0, s.Width, s.Height)
	v.img.Refresh()
	icon := v.k.px(40)
	kx, ky := float64(s.Width)/float64(part.Dx()), float64(s.Height)/float64(part.Dy())
	for i, p := range v.at {
		x := float32((p.X-float64(part.Min.X))*kx) - icon/2
		y := float32((p.Y-float64(part.Min.Y))*ky) - icon/2
		put(v.signs[i], max(0, min(x, s.Width-icon)), max(0, min(y, s.Height-icon)), icon, icon)
	}
}

// window is the largest part of a picture with the ratio of an area, its
// middle as near to the head's as the picture allows.
func window(pic image.Point, head *face.Head, area fyne.Size) image.Rectangle {
	w, h := pic.X, pic.Y
	if float32(w)*area.Height > float32(h)*area.Width {
		w = max(1, int(float32(h)*area.Width/area.Height))
	} else {
		h = max(1, int(float32(w)*area.Height/area.Width))
	}
	cx, cy := pic.X/2, pic.Y/2
	if head != nil {
		cx, cy = int(head.Eyes.X), int((head.HairTop+head.Chin.Y)/2)
	}
	x := min(max(cx-w/2, 0), pic.X-w)
	y := min(max(cy-h/2, 0), pic.Y-h)
	return image.Rect(x, y, x+w, y+h)
}

// crop copies a part of a picture: the toolkit wants tight pictures.
func crop(m *image.RGBA, r image.Rectangle) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], m.Pix[m.PixOffset(r.Min.X, r.Min.Y+y):])
	}
	return out
}
