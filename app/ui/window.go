package ui

import (
	"image/color"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"campuskiosk/app/ui/preview"
	"campuskiosk/app/ui/theme"
	"campuskiosk/assets/i18n"
)

// Options are how the window looks.
type Options struct {
	Lang i18n.Lang
	// Font has the Chinese glyphs.
	Font fyne.Resource
	// Light takes the palette for bright halls.
	Light bool
	// Windowed opens a window instead of filling the screen.
	Windowed bool
	// Still leaves out the cross-fade, for pictures in tests.
	Still bool
	// OnScreen is told which screen was built, what is going on there (a key
	// of i18n, or nothing), and its language; for the log.
	OnScreen func(name, busy string, lang i18n.Lang)
}

// Window is the kiosk's window. Show and SetLive may be called from any
// goroutine, everything else from the toolkit's.
type Window struct {
	app  fyne.App
	win  fyne.Window
	desk Desk
	opt  Options
	st   Standing
	pre  *preview.Preview
	do   func(func())

	mu     sync.Mutex
	live   Live
	scene  Scene
	dirty  bool // the scene changed
	posted bool // a call of ours is in the toolkit's queue

	// Of the toolkit's goroutine:
	now   screen
	lang  i18n.Lang
	size  fyne.Size
	shown string // the screen's name
	told  string // what OnScreen was told last
}

// New builds the window; it shows with Run.
func New(app fyne.App, st Standing, o Options, d Desk) *Window {
	return newWindow(app, st, o, d, fyne.Do)
}

func newWindow(app fyne.App, st Standing, o Options, d Desk, do func(func())) *Window {
	w := &Window{app: app, desk: d, opt: o, st: st, do: do, lang: o.Lang, pre: preview.New(do)}
	if w.lang == "" {
		w.lang = i18n.ZH
	}
	w.win = app.NewWindow(w.lang.T("app.name"))
	w.win.SetPadded(false)
	w.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.Key(e.Name) })
	w.win.SetContent(container.New(watcher{w}))
	return w
}

// Preview is the live picture.
func (w *Window) Preview() *preview.Preview { return w.pre }

// Run shows the window and blocks until it is closed.
func (w *Window) Run() {
	if w.opt.Windowed {
		w.win.Resize(fyne.NewSize(1280, 720))
	} else {
		w.win.SetFullScreen(true)
	}
	w.win.Show()
	w.win.RequestFocus()
	w.app.Run()
}

// Quit closes the window; any goroutine may call it.
func (w *Window) Quit() { w.do(w.app.Quit) }

// Show changes the scene.
func (w *Window) Show(s Scene) {
	w.mu.Lock()
	w.scene, w.dirty = s, true
	w.post()
}

// SetLive changes what stands around the live picture. What comes faster than
// the screen can show is dropped.
func (w *Window) SetLive(v Live) {
	w.mu.Lock()
	w.live = v
	w.post()
}

// post asks for one call of catchUp; it unlocks w.mu.
func (w *Window) post() {
	ask := !w.posted
	w.posted = true
	w.mu.Unlock()
	if ask {
		w.do(w.catchUp)
	}
}

// catchUp brings the screen up to date.
func (w *Window) catchUp() {
	w.mu.Lock()
	v, dirty := w.live, w.dirty
	w.posted = false
	w.mu.Unlock()
	if dirty {
		w.rebuild(true)
	} else if w.now.update != nil {
		w.now.update(v)
	}
}

// Key does what a key does: every control has one.
func (w *Window) Key(name fyne.KeyName) {
	if name == fyne.Key9 {
		w.switchLang()
		return
	}
	switch name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyPageDown:
		name = fyne.KeySpace // foot pedals and presenters send these
	case fyne.KeyPageUp, fyne.KeyBackspace:
		name = fyne.KeyEscape
	}
	if f := w.now.keys[name]; f != nil {
		f()
	}
}

func (w *Window) switchLang() {
	w.lang = w.lang.Other()
	w.rebuild(false)
}

// watcher is the root's layout: it builds the screen anew when the window's
// size changes.
type watcher struct{ w *Window }

// Layout is Fyne's.
func (l watcher) Layout(objs []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objs {
		put(o, 0, 0, size.Width, size.Height)
	}
	if size != l.w.size && size.Width > 1 && size.Height > 1 {
		l.w.size = size
		// Not while the toolkit lays out.
		l.w.do(func() { l.w.rebuild(false) })
	}
}

// MinSize is Fyne's.
func (watcher) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 480) }

// rebuild builds the screen for the scene, language and size there are now.
func (w *Window) rebuild(fade bool) {
	w.mu.Lock()
	s, v := w.scene, w.live
	w.dirty = false
	w.mu.Unlock()
	if w.size.Width < 2 {
		return
	}
	k := w.kit()
	w.app.Settings().SetTheme(theme.New(k.Palette, k.Metrics, w.opt.Font))
	sw := k.button(k.t("lang.switch"), "9", false, w.switchLang)
	sw.plain = true
	name := "live"
	switch {
	case s.Result != nil:
		name = "result"
		w.now = k.result(w.st, s, w.desk, sw)
	case s.Compare != nil:
		name = "compare"
		if s.Compare.SavedAt != "" {
			name = "saved"
		}
		w.now = k.compare(w.st, s, w.desk, sw)
	default:
		w.now = k.live(w.pre, w.st, s, v, w.desk, sw)
	}
	objs := []fyne.CanvasObject{w.now.root}
	if name != w.shown && fade && !w.opt.Still {
		objs = append(objs, fadeIn(k))
	}
	w.shown = name
	w.win.SetContent(container.New(watcher{w}, objs...))
	if told := name + " " + s.Busy + " " + string(w.lang); told != w.told && w.opt.OnScreen != nil {
		w.told = told
		w.opt.OnScreen(name, s.Busy, w.lang)
	}
}

func (w *Window) kit() kit {
	p := theme.Dark()
	if w.opt.Light {
		p = theme.Light()
	}
	return kit{Metrics: theme.For(w.size.Width, w.size.Height), Palette: p, lang: w.lang}
}

// fadeIn is a veil over the new screen that clears within 150 ms.
func fadeIn(k kit) fyne.CanvasObject {
	veil := k.block(k.Background, 0)
	clear := k.Background
	clear.A = 0
	canvas.NewColorRGBAAnimation(k.Background, clear, 150*time.Millisecond, func(c color.Color) {
		veil.FillColor = c
		if _, _, _, a := c.RGBA(); a == 0 {
			veil.Hide()
		}
		veil.Refresh()
	}).Start()
	return veil
}
