package kiosk

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/ui"
	"campuskiosk/capture/camera"
	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/standard"
)

// fakeScreen notes what it is given. What is pushed is on it at once.
type fakeScreen struct {
	mu      sync.Mutex
	scene   ui.Scene
	live    ui.Live
	st      ui.Standing
	shown   *frame
	held    bool
	cleared int
}

func (s *fakeScreen) Show(sc ui.Scene)           { s.mu.Lock(); s.scene = sc; s.mu.Unlock() }
func (s *fakeScreen) SetLive(l ui.Live)          { s.mu.Lock(); s.live = l; s.mu.Unlock() }
func (s *fakeScreen) SetStanding(st ui.Standing) { s.mu.Lock(); s.st = st; s.mu.Unlock() }
func (s *fakeScreen) Clear()                     { s.mu.Lock(); s.shown = nil; s.cleared++; s.mu.Unlock() }

func (s *fakeScreen) Push(_ *image.RGBA, f frame, _ bool) {
	f.Data = bytes.Clone(f.Data)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.held { // as package preview does
		s.shown = &f
	}
}

func (s *fakeScreen) Take() (frame, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown == nil {
		return frame{}, false
	}
	s.held = true
	return *s.shown, true
}

func (s *fakeScreen) Resume() { s.mu.Lock(); s.held = false; s.mu.Unlock() }

// seen is the frame on the screen; there is one.
func (s *fakeScreen) seen() frame {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.shown
}

// until waits for the screen to be as it should.
func (s *fakeScreen) until(t *testing.T, what string, is func(*fakeScreen) bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		ok := is(s)
		s.mu.Unlock()
		if ok {
			return
		}
	}
	t.Fatalf("not in time: %s; camera %v, hint %q, problem %v", what, s.live.Camera, s.live.Advice.Hint, s.scene.Problem)
}

// startKiosk runs one with the simulated camera and no models.
func startKiosk(t *testing.T, data string) (*kiosk, *fakeScreen, *camera.Sim) {
	t.Helper()
	t.Setenv("CAMPUSKIOSK_MODELS", "")
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	return startKioskWith(t, data)
}

func startKioskWith(t *testing.T, data string) (*kiosk, *fakeScreen, *camera.Sim) {
	t.Helper()
	sim, err := camera.NewSim(camera.SimOptions{Start: "good"})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := standard.SpecByID(standard.DefaultID)
	if err != nil {
		t.Fatal(err)
	}
	s := &fakeScreen{}
	ctx, cancel := context.WithCancel(t.Context())
	k := newKiosk(ctx, settings{
		Camera: sim, Data: data, Spec: spec, Background: color.RGBA{255, 255, 255, 255},
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}, s)
	done := make(chan struct{})
	go func() { k.run(); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return k, s, sim
}

func TestCameraFaultIsShownAndHeals(t *testing.T) {
	_, s, sim := startKiosk(t, t.TempDir())
	s.until(t, "a picture", func(s *fakeScreen) bool { return s.shown != nil && s.live.Camera == nil })
	sim.Unplug()
	s.until(t, "the fault", func(s *fakeScreen) bool {
		return errors.Is(errorOf(s.live.Camera), camera.ErrGone) && s.shown == nil
	})
	sim.Plug()
	s.until(t, "the picture again", func(s *fakeScreen) bool { return s.shown != nil && s.live.Camera == nil })
	sim.Garble(true)
	s.until(t, "damage", func(s *fakeScreen) bool { return errors.Is(errorOf(s.live.Camera), camera.ErrGarbled) })
	sim.Garble(false)
	s.until(t, "the picture again", func(s *fakeScreen) bool { return s.shown != nil && s.live.Camera == nil })
}

// errorOf keeps a nil *booth.Error from becoming an error that is not nil.
func errorOf(e *booth.Error) error {
	if e == nil {
		return nil
	}
	return e
}

func TestShutterBeforeAnyPicture(t *testing.T) {
	k, s, sim := startKiosk(t, t.TempDir())
	sim.Unplug()
	s.until(t, "the fault", func(s *fakeScreen) bool { return s.live.Camera != nil && s.shown == nil })
	k.Shutter()
	s.until(t, "words", func(s *fakeScreen) bool { return errors.Is(errorOf(s.scene.Problem), ErrNoPicture) })
}

// The live picture stands still while a photo is looked at.
func TestNothingIsPushedBesideTheLiveScreen(t *testing.T) {
	k, s, _ := startKiosk(t, t.TempDir())
	s.until(t, "a picture", func(s *fakeScreen) bool { return s.shown != nil })
	k.Shutter()
	s.until(t, "the result", func(s *fakeScreen) bool { return s.scene.Result != nil })
	before := s.seen()
	time.Sleep(300 * time.Millisecond)
	if after := s.seen(); after.Seq != before.Seq {
		t.Errorf("frame %d was pushed after %d", after.Seq, before.Seq)
	}
	k.Retake()
	s.until(t, "the live picture", func(s *fakeScreen) bool { return s.scene.Result == nil && s.shown.Seq > before.Seq })
}

// What is saved, checked and made is the frame that was on the screen. Saving
// into a folder that can't be written to loses nothing, and works later.
func TestSavedFrameIsTheShownOne(t *testing.T) {
	t.Setenv("CAMPUSKIOSK_MODELS", modelstest.Models(t))
	data := t.TempDir()
	block := filepath.Join(data, "photos")
	if err := os.WriteFile(block, []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	k, s, sim := startKioskWith(t, data)
	s.until(t, "guidance", func(s *fakeScreen) bool { return s.shown != nil && s.live.Advice.Hint != "" })
	k.Shutter()
	s.until(t, "the result", func(s *fakeScreen) bool { return s.scene.Result != nil && s.scene.Busy == "" })
	seen := s.seen()
	k.Make()
	s.until(t, "both photos", func(s *fakeScreen) bool { return s.scene.Compare != nil })
	k.Save()
	s.until(t, "the failure", func(s *fakeScreen) bool {
		return errors.Is(errorOf(s.scene.Problem), ErrSave) && s.scene.Compare != nil && s.scene.Compare.SavedAt == ""
	})
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	k.Save()
	s.until(t, "it is saved", func(s *fakeScreen) bool { return s.scene.Compare != nil && s.scene.Compare.SavedAt != "" })
	checkAlbum(t, data, camera.SimOptions{Start: "good"})
	dirs, _ := filepath.Glob(filepath.Join(data, "photos", "*", originalName))
	b, err := os.ReadFile(dirs[0])
	if err != nil || !bytes.Equal(b, seen.Data) || !bytes.Equal(b, sim.Sent(seen.Seq)) {
		t.Errorf("the saved original is not frame %d, which was seen (%v)", seen.Seq, err)
	}
}
