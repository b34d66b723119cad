package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"campuskiosk/app/ui/preview"
	"campuskiosk/app/ui/theme"
	"campuskiosk/capture/guide"
	"campuskiosk/capture/quality"
)

// screen is one built screen.
type screen struct {
	root fyne.CanvasObject
	// keys are what the keys do, besides the language switch.
	keys map[fyne.KeyName]func()
	// update shows new live data; nil where nothing changes.
	update func(Live)
}

// mark is one of the eight signs beside the live picture; several checks may
// stand behind one.
type mark struct {
	name string
	ids  []quality.ID
}

var marks = []mark{
	{"mark.direction", []quality.ID{quality.FaceDirection}},
	{"mark.size", []quality.ID{quality.FaceProportion}},
	{"mark.head", []quality.ID{quality.HeadComplete, quality.FaceComplete}},
	{"mark.sharp", []quality.ID{quality.Blur}},
	{"mark.shoulders", []quality.ID{quality.ShouldersFound, quality.ShouldersLevel}},
	{"mark.brightness", []quality.ID{quality.FaceBrightness}},
	{"mark.eyes", []quality.ID{quality.EyesUnobscured}},
	{"mark.mouth", []quality.ID{quality.MouthClosed}},
}

// shapeOf is the worst of a mark's checks.
func (m mark) shapeOf(r quality.Report) theme.Shape {
	s := theme.Ring
	for _, id := range m.ids {
		switch f, ok := r.Find(id); {
		case ok && f.State == quality.Fail:
			return theme.Triangle
		case ok && f.State == quality.Pass:
			s = theme.Tick
		}
	}
	return s
}

// live is the screen with the live picture.
type live struct {
	k    kit
	view fyne.CanvasObject
	pre  *preview.Preview
	st   Standing

	backdrop, panel           *canvas.Rectangle
	title, spec, size         *canvas.Text
	signs                     []*canvas.Image
	names                     []*canvas.Text
	shapes                    []theme.Shape
	distance, light           *gauge
	auto, shutter, langSwitch *button
	notes                     *notes
	hint                      *pill
	fault                     *fault
	status                    *canvas.Text
}

func (k kit) live(pre *preview.Preview, st Standing, s Scene, now Live, d Desk, sw *button) screen {
	l := &live{k: k, pre: pre, st: st, view: pre.Object(), langSwitch: sw}
	l.backdrop, l.panel = k.block(k.Background, 0), k.block(k.Panel, 0)
	l.title = k.line(k.t("live.title"), k.Title, k.Text)
	l.spec = k.line(k.say(st.SpecName), k.Small, k.Quiet)
	l.size = k.line(fmt.Sprintf("%d × %d", st.SpecSize.X, st.SpecSize.Y), k.Small, k.Quiet)
	for _, m := range marks {
		l.signs = append(l.signs, k.sign(theme.Ring))
		l.shapes = append(l.shapes, theme.Ring)
		l.names = append(l.names, k.line(k.t(m.name), k.Body, k.Text))
	}
	l.distance = k.gauge(k.t("live.distance"), k.t("live.far"), k.t("live.near"))
	l.light = k.gauge(k.t("live.light"), k.t("live.dark"), k.t("live.bright"))
	on := now.Auto
	l.auto = k.button(k.autoWords(on), "1", false, func() { on = !on; l.auto.setWords(k.autoWords(on)); d.SetAuto(on) })
	l.shutter = k.button(k.t("live.shutter"), k.t("key.space"), true, d.Shutter)
	l.shutter.ring = true
	l.shutter.off = s.Busy != ""
	l.hint = k.pill()
	l.fault = k.fault()
	l.status = k.line("", k.Small, k.Quiet)
	l.notes = k.notes(st.Notices, s.Problem)

	objs := []fyne.CanvasObject{l.backdrop, l.view, l.fault, l.hint, l.panel, l.title, l.spec, l.size}
	for i := range marks {
		objs = append(objs, l.signs[i], l.names[i])
	}
	objs = append(objs, l.distance, l.light, l.notes, l.auto, l.shutter, l.status, l.langSwitch)
	busy := s.Busy
	update := func(v Live) {
		l.update(v)
		if busy != "" {
			l.hint.show(theme.Camera, k.t(busy))
		}
	}
	update(now)
	return screen{
		root: placed(l.layout, objs...),
		keys: map[fyne.KeyName]func(){
			fyne.KeySpace: func() { l.shutter.Tapped(nil) },
			fyne.Key1:     func() { l.auto.Tapped(nil) },
		},
		update: update,
	}
}

func (k kit) autoWords(on bool) string {
	if on {
		return k.t("live.auto.on")
	}
	return k.t("live.auto.off")
}

func (l *live) layout(size fyne.Size) {
	k := l.k
	w, h := size.Width, size.Height
	status := k.Target
	put(l.backdrop, 0, 0, w, h)
	var pic, pan fyne.Size
	var px, py float32 // the panel's corner
	if k.Portrait {
		pan = fyne.NewSize(w, k.px(560))
		pic = fyne.NewSize(w, h-status-pan.Height)
		px, py = 0, pic.Height
	} else {
		pan = fyne.NewSize(k.px(500), h-status)
		pic = fyne.NewSize(w-pan.Width, h-status)
		px, py = pic.Width, 0
	}
	// What should be read stands in a strip below the picture.
	if nh := l.notes.height(pic.Width - 2*k.Margin); nh > 0 {
		strip := nh + 2*k.px(14)
		pic.Height -= strip
		put(l.notes, k.Margin, pic.Height+k.px(14), pic.Width-2*k.Margin, nh)
	} else {
		l.notes.Hide()
	}
	put(l.view, 0, 0, pic.Width, pic.Height)
	l.pre.SetShape(pic.Width, pic.Height)
	l.hint.place(pic.Width/2, k.px(36), pic.Width-2*k.Margin)
	put(l.fault, k.Margin, 0, pic.Width-2*k.Margin, pic.Height)
	put(l.panel, px, py, pan.Width, pan.Height)
	if k.Portrait {
		l.wide(px, py, pan)
	} else {
		l.tall(px, py, pan)
	}
	putMid(l.status, k.Margin, h-status, w-2*k.Margin-k.px(260), status)
	sw := l.langSwitch.MinSize()
	put(l.langSwitch, w-k.px(12)-sw.Width, h-status, sw.Width, status)
}

// tall places the panel at the picture's right.
func (l *live) tall(x, y float32, s fyne.Size) {
	k := l.k
	in := k.px(40)
	x, w := x+in, s.Width-2*in
	y += k.px(36)
	l.head(x, y, w)
	y += k.px(128)
	row := k.px(54)
	for i := range marks {
		l.mark(i, x+float32(i%2)*w/2, y+float32(i/2)*row, w/2, row)
	}
	y += 4*row + k.px(24)
	put(l.distance, x, y, w, k.px(72))
	put(l.light, x, y+k.px(84), w, k.px(72))
	bottom := s.Height - in
	put(l.shutter, x, bottom-k.Button, w, k.Button)
	bottom -= k.Button + k.px(20)
	put(l.auto, x, bottom-k.Target, w, k.Target)
}

// wide places it below the picture.
func (l *live) wide(x, y float32, s fyne.Size) {
	k := l.k
	in, gap := k.px(40), k.px(48)
	x += in
	w := s.Width - 2*in
	half := (w - gap) / 2
	right := x + half + gap
	top := y + k.px(28)
	l.head(x, top, half)
	row := k.px(52)
	for i := range marks {
		l.mark(i, x+float32(i%2)*half/2, top+k.px(120)+float32(i/2)*row, half/2, row)
	}
	put(l.distance, right, top, half, k.px(72))
	put(l.light, right, top+k.px(84), half, k.px(72))
	bottom := y + s.Height - in
	put(l.shutter, x, bottom-k.Button, w, k.Button)
	bottom -= k.Button + k.px(24)
	put(l.auto, right, bottom-k.Target, half, k.Target)
}

// head is the panel's title.
func (l *live) head(x, y, w float32) {
	k := l.k
	for l.title.TextSize > k.Body && l.title.MinSize().Width > w {
		l.title.TextSize--
	}
	th, sh := l.title.MinSize().Height, l.spec.MinSize().Height
	put(l.title, x, y, w, th)
	put(l.spec, x, y+th+k.px(4), w, sh)
	put(l.size, x, y+th+k.px(4)+sh, w, sh)
}

func (l *live) mark(i int, x, y, w, h float32) {
	k := l.k
	put(l.signs[i], x, y+(h-k.Icon)/2, k.Icon, k.Icon)
	putMid(l.names[i], x+k.Icon+k.px(14), y, w-k.Icon-k.px(14), h)
}

// update shows new live data in place.
func (l *live) update(v Live) {
	k := l.k
	for i, m := range marks {
		s := m.shapeOf(v.Report)
		if s != l.shapes[i] {
			l.shapes[i] = s
			l.signs[i].Resource = k.sign(s).Resource
			l.signs[i].Refresh()
		}
	}
	l.distance.set(v.Advice.Distance)
	l.light.set(v.Advice.Light)
	progress := 0.0
	if v.Auto {
		progress = v.Advice.Progress
	}
	l.shutter.setProgress(progress)
	l.fault.set(v.Camera)
	switch {
	case v.Camera != nil:
		l.hint.Hide()
	case v.Advice.Hint == "":
		l.hint.show(theme.Camera, k.t("live.starting"))
	default:
		l.hint.show(hintShape(v.Advice.Hint), k.say(v.Advice.Hint.Text()))
	}
	words := ""
	if v.CameraName != "" {
		words = k.t("status.camera", v.CameraName)
	}
	if v.Simulated {
		words = k.t("status.simulated")
	}
	for _, s := range []string{k.t("status.models", l.st.ModelsLoaded, l.st.ModelsAll), v.Clock} {
		if s != "" {
			words += "   ·   " + s
		}
	}
	if words != l.status.Text {
		l.status.Text = words
		l.status.Refresh()
	}
}

// hintShape is the sign before a hint. Arrows point the way the person sees
// themselves move in the mirrored picture.
func hintShape(h guide.Hint) theme.Shape {
	switch h {
	case guide.Good:
		return theme.Tick
	case guide.CannotSee:
		return theme.Camera
	case guide.MoveLeft, guide.TurnLeft, guide.TiltLeft:
		return theme.Arrow
	case guide.MoveRight, guide.TurnRight, guide.TiltRight:
		return theme.ArrowRight
	case guide.CameraUp, guide.ChinUp:
		return theme.ArrowUp
	case guide.CameraDown, guide.ChinDown:
		return theme.ArrowDown
	case guide.TooFar:
		return theme.Closer
	case guide.TooClose:
		return theme.Away
	}
	return theme.Triangle
}
