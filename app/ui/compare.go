package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"campuskiosk/app/ui/theme"
)

// compare is the screen with original and standard photo side by side.
func (k kit) compare(st Standing, s Scene, d Desk, sw *button) screen {
	c := s.Compare
	saved := c.SavedAt != ""
	back := k.block(k.Background, 0)
	sign, words := theme.Camera, k.t("compare.title")
	if saved {
		sign, words = theme.Tick, k.t("compare.saved")
	}
	var title fyne.CanvasObject = k.line(words, k.Title, k.Text)
	if saved {
		title = k.signed(sign, k.line(words, k.Title, k.Text), k.px(48))
	}
	where := k.line("", k.Small, k.Quiet)
	if saved {
		where.Text = k.t("compare.where", c.SavedAt)
	}
	left := k.picture(c.Original.Rect.Dx(), c.Original.Rect.Dy(), k.t("compare.original"), bytesText(c.OriginalBytes), "")
	right := k.picture(c.Photo.Rect.Dx(), c.Photo.Rect.Dy(), k.t("compare.standard"), bytesText(c.PhotoBytes),
		k.say(st.SpecName)+" · "+k.t("compare.dpi", c.DPI)+" · "+k.say(c.Background))
	left.img.Image, right.img.Image = c.Original, c.Photo
	said := k.notes(c.Warnings, s.Problem)

	retake := k.button(k.t("compare.retake"), k.t("key.esc"), false, d.Retake)
	next := k.button(k.t("compare.save"), k.t("key.space"), true, d.Save)
	if saved {
		next = k.button(k.t("compare.next"), k.t("key.space"), true, d.Next)
		retake.Hide()
	}
	retake.off, next.off = s.Busy != "", s.Busy != ""
	busy := k.pill()
	if s.Busy != "" {
		busy.show(theme.Camera, k.t(s.Busy))
	}
	objs := []fyne.CanvasObject{back, title, where, said, retake, next, sw}
	objs = append(objs, left.objects()...)
	objs = append(objs, right.objects()...)
	objs = append(objs, busy)
	layout := func(size fyne.Size) {
		w, h := size.Width, size.Height
		put(back, 0, 0, w, h)
		x, end := k.Margin, w-k.Margin
		y := k.px(36)
		ss := sw.MinSize()
		put(sw, w-k.px(12)-ss.Width, y+(k.px(72)-k.Target)/2, ss.Width, k.Target)
		if saved {
			put(title, x, y, end-x-ss.Width, k.px(72))
		} else {
			putMid(title, x, y, end-x-ss.Width, k.px(72))
		}
		y += k.px(72)
		if saved {
			fit(where, end-x)
			put(where, x, y, end-x, where.MinSize().Height)
			y += where.MinSize().Height
		}
		y += k.px(20)
		bottom := h - k.px(40)
		k.buttons(x, end, bottom, retake, next)
		// What is said stands left of the buttons, or above them.
		nw, ny := end-x, bottom-k.Button-k.px(20)
		nh := said.height(nw)
		if !k.Portrait {
			nw = end - x - max(next.MinSize().Width, k.px(420)) - k.Gutter - k.px(48)
			if retake.Visible() {
				nw -= max(retake.MinSize().Width, k.px(220)) + k.Gutter
			}
			nh, ny = k.Button, bottom
		}
		put(said, x, ny-nh, nw, nh)
		bottom -= k.Button + k.px(24)
		if k.Portrait {
			bottom = ny - nh - k.px(24)
		}
		k.pair(left, right, c, x, y, end-x, bottom-y)
		busy.place(w/2, h*0.45, w-2*k.Margin)
	}
	return screen{
		root: placed(layout, objs...),
		keys: map[fyne.KeyName]func(){
			fyne.KeySpace:  func() { next.Tapped(nil) },
			fyne.KeyEscape: func() { pick(saved, next, retake).Tapped(nil) },
		},
	}
}

// fit cuts a line to a width from its front, where a path says least.
func fit(t *canvas.Text, width float32) {
	r := []rune(t.Text)
	for len(r) > 1 && t.MinSize().Width > width {
		r = r[1:]
		t.Text = "…" + string(r)
	}
}

// pair places two pictures of equal height, captions below.
func (k kit) pair(left, right *picture, c *Compare, x, y, w, h float32) {
	caption := max(left.captionHeight(), right.captionHeight())
	ph := h - caption
	ratio := func(p *picture) float32 { return p.w / p.h }
	lr, rr := ratio(left), ratio(right)
	// Where both do not fit whole, the original shows the part around the
	// head that has the standard photo's ratio, and a little more.
	if most := (w - k.Gutter) / (lr + rr); most < ph {
		lr = max(rr, (w-k.Gutter)/ph-rr)
		ph = min(ph, (w-k.Gutter)/(lr+rr))
		part := window(c.Original.Rect.Size(), c.Head, fyne.NewSize(lr*1000, 1000))
		left.img.Image = crop(c.Original, part)
		left.img.Refresh()
	}
	lw, rw := lr*ph, rr*ph
	x += (w - lw - rw - k.Gutter) / 2
	y += (h - caption - ph) / 2
	left.place(x, y, lw, ph)
	right.place(x+lw+k.Gutter, y, rw, ph)
}

// picture is a photo with its caption.
type picture struct {
	k           kit
	w, h        float32 // its own size, for the ratio
	img         *canvas.Image
	name, facts *canvas.Text
	spec        *paragraph
}

func (k kit) picture(w, h int, name, size, spec string) *picture {
	return &picture{
		k: k, w: float32(w), h: float32(h), img: &canvas.Image{FillMode: canvas.ImageFillStretch},
		name:  k.line(name, k.Body, k.Text),
		facts: k.line(k.t("compare.facts", w, h, size), k.Small, k.Quiet),
		spec:  k.paragraph(spec, k.Small, k.Quiet, 2),
	}
}

func (p *picture) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.img, p.name, p.facts, p.spec}
}

func (p *picture) captionHeight() float32 {
	h := p.k.px(14) + p.name.MinSize().Height + p.facts.MinSize().Height
	if p.spec.text != "" {
		h += 2 * p.spec.lineHeight()
	}
	return h
}

func (p *picture) place(x, y, w, h float32) {
	put(p.img, x, y, w, h)
	y += h + p.k.px(14)
	put(p.name, x, y, w, p.name.MinSize().Height)
	y += p.name.MinSize().Height
	put(p.facts, x, y, w, p.facts.MinSize().Height)
	y += p.facts.MinSize().Height
	put(p.spec, x, y, w, 2*p.spec.lineHeight())
}

// bytesText is a file's size; a KB has 1024 bytes, as in the specifications.
func bytesText(n int) string { return fmt.Sprintf("%.1f KB", float64(n)/1024) }
