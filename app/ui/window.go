package ui

import (
	"image/color"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	_ "campuskiosk/app/ui/locale" // before Fyne is initialised
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
	// Contain runs what the toolkit calls, so that a panic in it can be caught
	// and reported; nil runs it as it is.
	Contain func(func())
	// OnScreen is told which screen was built, what is going on there (a key
	// of i18n, or nothing), and its language; for the log.
	OnScreen func(name, busy string, lang i18n.Lang)
}

// Window is the kiosk's window. Show, SetLive, SetStanding, Press and Quit may
// be called from any goroutine, everything else from the toolkit's.
type Window struct {
	app  fyne.App
	win  fyne.Window
	desk Desk
	opt  Options
	pre  *preview.Preview
	do   func(func())

	mu     sync.Mutex
	st     Standing
	live   Live
	scene  Scene
	dirty  bool // the scene changed
	posted bool // a call of ours is in the toolkit's queue

	// Of the toolkit's goroutine:
	root  *fyne.Container // the content, for ever; screens are put into it
	theme theme.Metrics   // the last one set
	now   screen
	lang  i18n.Lang
	size  fyne.Size
	shown string // the screen's name
	told  string // what OnScreen was told last
}

// New builds the window; it shows with Run.
func New(app fyne.App, st Standing, o Options, d Desk) *Window {
	if o.Contain == nil {
		o.Contain = func(f func()) { f() }
	}
	contain := o.Contain
	return newWindow(app, st, o, d, func(f func()) { fyne.Do(func() { contain(f) }) })
}

func newWindow(app fyne.App, st Standing, o Options, d Desk, do func(func())) *Window {
	w := &Window{app: app, desk: d, opt: o, st: st, do: do, lang: o.Lang, pre: preview.New(do)}
	if w.lang == "" {
		w.lang = i18n.ZH
	}
	w.win = app.NewWindow(w.lang.T("app.name"))
	w.win.SetPadded(false)
	w.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.Press(e.Name) })
	w.root = container.New(watcher{w})
	w.win.SetContent(w.root)
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

// SetStanding changes what is said all the time.
func (w *Window) SetStanding(st Standing) {
	w.mu.Lock()
	w.st, w.dirty = st, true
	w.post()
}

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

// Press does what a key does, as if it came from the keyboard; any goroutine
// may call it.
func (w *Window) Press(name fyne.KeyName) { w.do(func() { w.key(name) }) }

// key does what a key does: every control has one.
func (w *Window) key(name fyne.KeyName) {
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

// watcher is the root's layout: it fills the window, and builds the screen anew
// when the window's size has changed.
type watcher struct{ w *Window }

// Layout is Fyne's.
func (l watcher) Layout(objs []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objs {
		put(o, 0, 0, size.Width, size.Height)
	}
	if w := l.w; size != w.size {
		// Not while the toolkit lays out, and only for the size that stays:
		// on the way there it tries others.
		w.do(func() {
			if w.root.Size() != w.size {
				w.rebuild(false)
			}
		})
	}
}

// MinSize is Fyne's.
func (watcher) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 480) }

// rebuild builds the screen for the scene, language and size there are now.
func (w *Window) rebuild(fade bool) {
	w.mu.Lock()
	st, s, v := w.st, w.scene, w.live
	w.dirty = false
	w.mu.Unlock()
	w.size = w.root.Size()
	if w.size.Width < 2 || w.size.Height < 2 {
		return
	}
	k := w.kit()
	if w.theme != k.Metrics {
		w.theme = k.Metrics
		w.app.Settings().SetTheme(theme.New(k.Palette, k.Metrics, w.opt.Font))
	}
	sw := k.button(k.t("lang.switch"), "9", false, w.switchLang)
	sw.plain = true
	name := "live"
	switch {
	case s.Result != nil:
		name = "result"
		w.now = k.result(s, w.desk, sw)
	case s.Compare != nil:
		name = "compare"
		if s.Compare.SavedAt != "" {
			name = "saved"
		}
		w.now = k.compare(st, s, w.desk, sw)
	default:
		w.now = k.live(w.pre, st, s, v, w.desk, sw)
	}
	objs := []fyne.CanvasObject{w.now.root}
	if name != w.shown && fade && !w.opt.Still {
		objs = append(objs, fadeIn(k))
	}
	w.shown = name
	w.root.Objects = objs
	watcher{w}.Layout(objs, w.size)
	canvas.Refresh(w.root)
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
	through := k.Background
	through.A = 0
	canvas.NewColorRGBAAnimation(k.Background, through, 150*time.Millisecond, func(c color.Color) {
		veil.FillColor = c
		if _, _, _, a := c.RGBA(); a == 0 {
			veil.Hide()
		}
		veil.Refresh()
	}).Start()
	return veil
}
