package kiosk

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"campuskiosk/app/ui"
	"campuskiosk/app/ui/preview"
	"campuskiosk/assets"
	"campuskiosk/assets/i18n"
	"campuskiosk/capture/face"
	"campuskiosk/capture/guide"
)

// windowOptions are how the window looks.
type windowOptions struct {
	Lang     i18n.Lang
	Light    bool
	Windowed bool
	// Keys, when set, gives names of keys, one on each line, that are pressed
	// as if they came from the keyboard.
	Keys io.Reader
}

// runWindow opens the window and runs the kiosk in it until it is closed or
// ctx ends. It must be called from the program's main goroutine, where
// displayReady has found a display.
func runWindow(ctx context.Context, s settings, o windowOptions) (err error) {
	// Names that an input method server is given take the window with them
	// when that server dies; the scale is the design's own.
	for k, v := range map[string]string{"XMODIFIERS": "@im=none", "FYNE_SCALE": "1"} {
		if os.Getenv(k) == "" {
			if err := os.Setenv(k, v); err != nil {
				return err
			}
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer func() {
		// No GL, a driver that fails: the toolkit panics.
		if r := recover(); r != nil {
			err = ErrWindow.Because(fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
			s.Log.Error("window", "err", err)
		}
	}()
	a := app.New() // no ID: nothing is kept in the toolkit's preferences
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.IconPNG))
	sc := &windowScreen{}
	k := newKiosk(ctx, s, sc)
	sc.Window = ui.New(a, ui.Standing{SpecName: s.Spec.Name, SpecSize: image.Pt(s.Spec.Size.Width, s.Spec.Size.Height)}, ui.Options{
		Lang: o.Lang, Light: o.Light, Windowed: o.Windowed,
		Font:    fyne.NewStaticResource("CampusKiosk-Regular.ttf", assets.FontRegular),
		Contain: containUI(s.Log),
		OnScreen: func(name, busy string, lang i18n.Lang) {
			s.Log.Info("screen", "screen", name, "busy", busy, "lang", string(lang))
		},
	}, k)
	done := make(chan struct{})
	go func() {
		defer close(done)
		k.run()
	}()
	go func() {
		<-ctx.Done()
		sc.Quit()
	}()
	go count(ctx, s.Log, sc)
	if o.Keys != nil {
		go pressKeys(o.Keys, sc)
	}
	sc.Run()
	cancel()
	select {
	case <-done:
	case <-time.After(closeWithin):
		s.Log.Warn("a part did not end in time")
	}
	return nil
}

// closeWithin is how long closing waits for the parts: a photo that is being
// made takes about a second.
const closeWithin = 5 * time.Second

// windowScreen is the window as the kiosk's screen.
type windowScreen struct{ *ui.Window }

// Take gives the frame on the screen, which stays there until Resume.
func (w *windowScreen) Take() (frame, bool) { return w.Preview().Take() }

// Resume lets the picture live again.
func (w *windowScreen) Resume() { w.Preview().Resume() }

// Clear takes the live picture off.
func (w *windowScreen) Clear() { w.Preview().Clear() }

// Push hands a frame to the screen, with the head frame where guidance wants
// the head.
func (w *windowScreen) Push(img *image.RGBA, f frame, good bool) {
	i := guide.Frame(img.Rect.Dx(), img.Rect.Dy())
	// A head is a quarter wider than the face from cheek to cheek.
	width := 1.25 * i.FaceWidth
	w.Preview().Push(img, f, preview.Guide{
		Crop: i.Crop,
		Head: face.Box{X: i.Eyes.X - width/2, Y: i.HairTop, W: width, H: i.Chin - i.HairTop},
		Good: good,
	})
}

// containUI keeps a panic in a screen from ending the program.
func containUI(log *slog.Logger) func(func()) {
	return func(f func()) {
		if err := contained(context.Background(), func(context.Context) error { f(); return nil }); err != nil {
			log.Error("part failed", "part", "screen", "err", err)
		}
	}
}

// count logs now and then how many pictures reach the screen.
func count(ctx context.Context, log *slog.Logger, w *windowScreen) {
	const every = 5 * time.Second
	t := time.NewTicker(every)
	defer t.Stop()
	last := uint64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			n := w.Preview().Count()
			log.Debug("preview", "fps", float64(n-last)/every.Seconds())
			last = n
		}
	}
}

// keyNames are the keys that can be pressed from outside.
var keyNames = map[string]fyne.KeyName{
	"space": fyne.KeySpace, "escape": fyne.KeyEscape,
	"1": fyne.Key1, "2": fyne.Key2, "3": fyne.Key3, "9": fyne.Key9,
}

// pressKeys presses the keys that r names, and closes the window at its end or
// at the word quit.
func pressKeys(r io.Reader, w *windowScreen) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		word := strings.TrimSpace(lines.Text())
		if word == "quit" {
			break
		}
		if key, ok := keyNames[word]; ok {
			w.Press(key)
		}
	}
	w.Quit()
}

// displayReady says why no window can open, before the toolkit tries: it would
// end the process with words that help nobody.
func displayReady(getenv func(string) string) error {
	if getenv("WAYLAND_DISPLAY") != "" {
		return nil
	}
	d := getenv("DISPLAY")
	if d == "" {
		return ErrNoDisplay
	}
	host, number, ok := strings.Cut(d, ":")
	if !ok {
		return ErrDisplay.Because(errors.New("DISPLAY has no number"))
	}
	if host != "" && host != "unix" {
		return nil // another machine's: the toolkit will see
	}
	number, _, _ = strings.Cut(number, ".")
	for _, addr := range []string{"/tmp/.X11-unix/X" + number, "@/tmp/.X11-unix/X" + number} {
		if c, err := net.DialTimeout("unix", addr, time.Second); err == nil {
			return c.Close()
		}
	}
	return ErrDisplay.Because(errors.New("nothing listens there"))
}
