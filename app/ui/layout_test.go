package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"campuskiosk/app/booth"
	"campuskiosk/assets/i18n"
	"campuskiosk/capture/camera"
	"campuskiosk/capture/guide"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/standard"
)

// seen is an object that is visible, with its place in the window.
type seen struct {
	o    fyne.CanvasObject
	x, y float32
	w, h float32
}

// visible lists what is drawn, deepest parts last.
func visible(o fyne.CanvasObject, x, y float32) []seen {
	if !o.Visible() {
		return nil
	}
	x, y = x+o.Position().X, y+o.Position().Y
	all := []seen{{o, x, y, o.Size().Width, o.Size().Height}}
	switch c := o.(type) {
	case *fyne.Container:
		for _, p := range c.Objects {
			all = append(all, visible(p, x, y)...)
		}
	case fyne.Widget:
		for _, p := range test.WidgetRenderer(c).Objects() {
			all = append(all, visible(p, x, y)...)
		}
	}
	return all
}

// awkward are scenes with a lot to say.
func awkward(t *testing.T) map[string]func(b *bench) {
	live := func(change func(*Live)) func(*bench) {
		return func(b *bench) {
			v := liveNow()
			change(&v)
			b.SetLive(v)
		}
	}
	scene := func(s Scene) func(*bench) { return func(b *bench) { b.Show(s) } }
	saved := compareScene(t)
	saved.Compare.SavedAt = "/home/somebody/.local/share/campuskiosk/photos/01JD8Q3M5T7ZK4W9X2C6V8B1N0/and/much/deeper/still/than/anybody/would"
	failed := resultScene(t)
	for i := range failed.Result.Report.Checks {
		f := &failed.Result.Report.Checks[i]
		f.State, f.Advice = quality.Fail, report().Checks[9].Advice
	}
	refused := resultScene(t)
	refused.Result.Refused = standard.ErrTallHair
	busy := resultScene(t)
	busy.Busy = "busy.making"
	broken := compareScene(t)
	broken.Problem = booth.ErrInternal
	return map[string]func(*bench){
		"live":            live(func(*Live) {}),
		"live, fault":     live(func(v *Live) { v.Camera = camera.ErrPermission }),
		"live, long hint": live(func(v *Live) { v.Advice.Hint = guide.TiltRight }),
		"live, starting":  live(func(v *Live) { v.Advice = guide.Advice{} }),
		"result":          scene(resultScene(t)),
		"result, all bad": scene(failed),
		"result, refused": scene(refused),
		"result, busy":    scene(busy),
		"compare":         scene(compareScene(t)),
		"compare, broken": scene(broken),
		"saved":           scene(saved),
	}
}

// On every size and in both languages: words are inside of the window, large
// enough, and do not lie on each other; what is touched is large enough.
func TestLayout(t *testing.T) {
	for _, size := range [][2]float32{{1920, 1080}, {1280, 720}, {1080, 1920}} {
		for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
			for name, set := range awkward(t) {
				t.Run(fmt.Sprintf("%gx%g/%s/%s", size[0], size[1], lang, name), func(t *testing.T) {
					b := newBench(t, size[0], size[1], lang)
					b.st.Notices = []booth.Text{{ZH: "缺少 3 个模型，标准照不能用于提交", EN: "3 models are missing: standard photos are not for delivery"}}
					set(b)
					b.rebuild(false)
					b.drain()
					checkLayout(t, b, size[0], size[1])
				})
			}
		}
	}
}

func checkLayout(t *testing.T, b *bench, w, h float32) {
	var words []seen
	filled := 0
	for _, s := range visible(b.win.Content(), 0, 0) {
		switch o := s.o.(type) {
		case *canvas.Text:
			if o.Text == "" {
				continue
			}
			s.w, s.h = o.MinSize().Width, o.MinSize().Height
			words = append(words, s)
			if o.TextSize < 18 {
				t.Errorf("%q is %v high", o.Text, o.TextSize)
			}
			if s.x < 0 || s.y < 0 || s.x+s.w > w+0.5 || s.y+s.h > h+0.5 {
				t.Errorf("%q at %v,%v %v×%v is outside", o.Text, s.x, s.y, s.w, s.h)
			}
		case *button:
			if s.w < 64 || s.h < 64 {
				t.Errorf("the button %q is %v×%v", o.words, s.w, s.h)
			}
			if o.key == "" {
				t.Errorf("the button %q has no key", o.words)
			}
			if o.filled {
				filled++
				if s.x+s.w < w*0.6 || s.y+s.h < h*0.75 {
					t.Errorf("the next step is not at the bottom right: %v,%v", s.x, s.y)
				}
			}
		}
	}
	if filled != 1 {
		t.Errorf("%d filled buttons", filled)
	}
	for i, a := range words {
		for _, c := range words[i+1:] {
			if a.x < c.x+c.w-1 && c.x < a.x+a.w-1 && a.y+a.h*0.15 < c.y+c.h*0.85 && c.y+c.h*0.15 < a.y+a.h*0.85 {
				t.Errorf("%q and %q overlap", a.o.(*canvas.Text).Text, c.o.(*canvas.Text).Text)
			}
		}
	}
}
