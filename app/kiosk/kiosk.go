package kiosk

import (
	"context"
	"errors"
	"image"
	"image/color"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/ui"
	"campuskiosk/capture/camera"
	"campuskiosk/capture/models"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/standard"
	"campuskiosk/capture/vision"
)

// settings are what a kiosk is started with.
type settings struct {
	// Camera is where the pictures come from; the kiosk closes it.
	Camera camera.Camera
	Data   string
	Auto   bool
	Spec   standard.Spec
	// Background is the colour behind the person.
	Background color.RGBA
	Log        *slog.Logger
}

// screen is what the kiosk needs of the window; a test puts its own there.
type screen interface {
	Show(ui.Scene)
	SetLive(ui.Live)
	SetStanding(ui.Standing)
	// Take gives the frame on the screen, which stays there until Resume.
	Take() (frame, bool)
	Resume()
	// Push hands a decoded frame to the screen; Clear takes the picture off.
	Push(img *image.RGBA, f frame, good bool)
	Clear()
}

// kiosk is the running program without its window: camera, networks, guidance
// and the way from a frame to a saved photo. It is the window's Desk.
type kiosk struct {
	settings
	screen screen
	album  *album
	pipe   atomic.Pointer[photo.Pipeline]
	ready  chan struct{} // closed when pipe is set

	mu    sync.Mutex
	state state
	live  ui.Live
	fresh bool // guidance is to begin anew

	work sync.WaitGroup
	ctx  context.Context //nolint:containedctx // the life of the goroutines that the desk starts
}

func newKiosk(ctx context.Context, s settings, sc screen) *kiosk {
	return &kiosk{
		settings: s, screen: sc, album: newAlbum(s.Data), ready: make(chan struct{}),
		live: ui.Live{Auto: s.Auto}, ctx: ctx,
	}
}

// run works until ctx ends. Nothing here ends the program: what fails is said
// on the screen and tried again.
func (k *kiosk) run() {
	k.album.tidy()
	k.goPart("models", k.load)
	k.goPart("camera", k.watch)
	k.work.Wait()
	if p := k.pipe.Load(); p != nil {
		if err := p.Close(); err != nil {
			k.Log.Error("closing the networks", "err", err)
		}
	}
}

// load opens the networks.
func (k *kiosk) load(context.Context) error {
	began := time.Now()
	p, err := photo.Open(models.Find(), photo.Options{Vision: vision.Options{}})
	if err != nil {
		k.setLive(func(l *ui.Live) { l.Camera = ErrModels.Because(err) })
		return err
	}
	k.pipe.Store(p)
	close(k.ready)
	st := standing(k.Spec, p.Status(), p.Deliverable())
	k.screen.SetStanding(st)
	k.Log.Info("models", "loaded", st.ModelsLoaded, "of", st.ModelsAll, "deliverable", p.Deliverable(),
		"ms", time.Since(began).Milliseconds())
	return nil
}

// setLive changes what stands around the live picture and shows it.
func (k *kiosk) setLive(change func(*ui.Live)) {
	k.mu.Lock()
	change(&k.live)
	k.live.Clock = time.Now().Format("15:04")
	l := k.live
	k.mu.Unlock()
	k.screen.SetLive(l)
}

// isLive reports whether the live picture is on the screen.
func (k *kiosk) isLive() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.state.step == stepLive
}

// handle takes an event: the state machine decides, the screen shows, and
// what has to be done begins elsewhere.
func (k *kiosk) handle(event any) {
	k.mu.Lock()
	before := k.state.step
	var do effect
	k.state, do = next(k.state, event)
	s := k.state
	if do == goLive {
		k.fresh = true
	}
	k.mu.Unlock()
	if s.step != before {
		k.Log.Info("step", "step", stepNames[s.step], "shot", s.n)
	}
	if s.problem != nil {
		k.Log.Error("problem", "step", stepNames[s.step], "code", string(s.problem.Code), "err", s.problem.Err)
	}
	if s.step == stepLive {
		k.screen.Resume()
	}
	k.screen.Show(k.scene(s))
	switch do {
	case doCheck:
		k.goPart("check", func(ctx context.Context) error { return k.check(ctx, s) })
	case doMake:
		k.goPart("make", func(ctx context.Context) error { return k.make(ctx, s) })
	case doSave:
		k.goPart("save", func(context.Context) error { return k.save(s) })
	}
}

var stepNames = [...]string{"live", "checking", "result", "making", "compare", "saving", "saved"}

// The window's Desk. These are called in the toolkit's goroutine.

// Shutter takes the frame that is on the screen.
func (k *kiosk) Shutter() {
	if !k.isLive() {
		return
	}
	f, ok := k.screen.Take()
	if !ok || k.pipe.Load() == nil {
		k.handle(evShutter{})
		return
	}
	k.mu.Lock()
	l := k.live
	k.mu.Unlock()
	k.handle(evShutter{&shot{
		frame: f, Camera: l.CameraName, CameraID: l.CameraID, Simulated: l.Simulated,
	}})
}

// Retake goes back to the live picture.
func (k *kiosk) Retake() { k.handle(evRetake{}) }

// Make makes the standard photo.
func (k *kiosk) Make() { k.handle(evMake{}) }

// Save keeps original and standard photo.
func (k *kiosk) Save() { k.handle(evSave{}) }

// Next begins with the next person.
func (k *kiosk) Next() { k.handle(evNext{}) }

// SetAuto turns the automatic shutter on or off.
func (k *kiosk) SetAuto(on bool) {
	k.mu.Lock()
	k.fresh = true // the good second counts from now
	k.mu.Unlock()
	k.setLive(func(l *ui.Live) { l.Auto = on })
}

var _ ui.Desk = (*kiosk)(nil)

// standing is what the screen says all the time.
func standing(spec standard.Spec, roles []vision.RoleStatus, deliverable bool) ui.Standing {
	st := ui.Standing{
		SpecName: spec.Name, SpecSize: image.Pt(spec.Size.Width, spec.Size.Height),
		ModelsAll: len(roles),
	}
	var zh, en []string
	for _, r := range roles {
		if r.State == vision.Network {
			st.ModelsLoaded++
			continue
		}
		n := roleNames[r.Role]
		zh, en = append(zh, n.ZH), append(en, n.EN)
	}
	if len(zh) == 0 {
		return st
	}
	if st.ModelsLoaded == 0 {
		st.Notices = append(st.Notices, booth.Text{
			ZH: "没有找到模型，只能做一部分检查，标准照仅供预览，不能用于提交。下载模型：campuskiosk models fetch",
			EN: "No models were found: only a part is checked, and standard photos are for preview only, not for delivery. To get them: campuskiosk models fetch",
		})
		return st
	}
	n := booth.Text{
		ZH: "缺少模型：" + strings.Join(zh, "、") + "。相应的检查不进行。",
		EN: "Models are missing: " + strings.Join(en, ", ") + ". What needs them is not checked.",
	}
	if !deliverable {
		n.ZH += "标准照仅供预览，不能用于提交。"
		n.EN += " Standard photos are for preview only, not for delivery."
	}
	st.Notices = append(st.Notices, n)
	return st
}

// homely shortens the user's own folder in a path that is shown.
func homely(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || home == "" || home == "/" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
		return filepath.Join("~", rest)
	}
	return path
}

// defaultData is the data folder unless another is named: that of the user, by
// the XDG base directory specification.
func defaultData() string {
	if d := models.UserDir(); d != "" {
		return filepath.Dir(d)
	}
	return filepath.Join(os.TempDir(), "campuskiosk")
}

// ended reports whether an error only says that the program is closing.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, camera.ErrClosed) || errors.Is(err, vision.ErrClosed)
}
