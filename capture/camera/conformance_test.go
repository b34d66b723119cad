package camera

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"campuskiosk/app/booth"
)

func TestMain(m *testing.M) {
	simSize = image.Pt(160, 90)
	os.Exit(m.Run())
}

// sources are all the kinds of camera that need no device; each must keep the
// contract of Camera. Time is synctest's: 30 frames take no real second.
func sources(t *testing.T) map[string]string {
	dir := t.TempDir()
	for i, name := range []string{"b.jpeg", "a.jpg", "c.JPG"} {
		writeJPEG(t, filepath.Join(dir, name), 64+16*i, 48)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.jpg"), []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"sim":     "sim:start=good",
		"default": "",
		"dir":     "dir:" + dir,
		"file":    "file:" + filepath.Join(dir, "a.jpg"),
	}
}

func writeJPEG(t *testing.T, path string, w, h int) {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * 7)
	}
	m.SetGray(0, 0, color.Gray{Y: uint8(w)})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestConformance(t *testing.T) {
	t.Setenv(EnvSimPicture, smallPicture(t))
	rules := map[string]func(*testing.T, Camera){
		"frames are whole JPEGs, numbered upwards": wholeFrames,
		"a slow consumer gets the newest frame":    newestFrame,
		"a frame stays as it is until the next":    stableFrame,
		"waiting ends with the context":            contextEnds,
		"close ends waiting, twice is harmless":    closeEnds,
		"info is there at once":                    infoThere,
	}
	for name, spec := range sources(t) {
		for rule, check := range rules {
			t.Run(name+"/"+rule, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, err := Open(spec)
					if err != nil {
						t.Fatal(err)
					}
					defer c.Close()
					check(t, c)
				})
			})
		}
	}
}

// smallPicture keeps the simulation's drawing cheap in tests.
func smallPicture(t *testing.T) string {
	p := filepath.Join(t.TempDir(), "person.jpg")
	writeJPEG(t, p, 160, 120)
	return p
}

func next(t *testing.T, c Camera) Frame {
	t.Helper()
	f, err := c.Next(t.Context())
	if err != nil {
		t.Fatalf("Next: %v", err)
	}
	return f
}

func wholeFrames(t *testing.T, c Camera) {
	var last Frame
	for range 5 {
		f := next(t, c)
		if f.Format != MJPEG {
			t.Fatalf("format %q", f.Format)
		}
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(f.Data))
		if err != nil || cfg.Width != f.Width || cfg.Height != f.Height {
			t.Fatalf("size %dx%d told, %dx%d in the JPEG (%v)", f.Width, f.Height, cfg.Width, cfg.Height, err)
		}
		if f.Seq <= last.Seq || f.Time.Before(last.Time) {
			t.Fatalf("frame %d at %v came after %d at %v", f.Seq, f.Time, last.Seq, last.Time)
		}
		last = f
	}
}

func newestFrame(t *testing.T, c Camera) {
	first := next(t, c).Seq
	time.Sleep(time.Second)
	synctest.Wait()
	before := time.Now()
	f := next(t, c)
	if f.Seq < first+8 {
		t.Errorf("after a second's pause frame %d came, right after %d", f.Seq, first)
	}
	if age := before.Sub(f.Time); age > 200*time.Millisecond {
		t.Errorf("the frame was %v old", age)
	}
	if g := next(t, c); g.Seq <= f.Seq {
		t.Errorf("frame %d came twice", g.Seq)
	}
}

func stableFrame(t *testing.T, c Camera) {
	for range 3 {
		f := next(t, c)
		kept := f.Clone()
		time.Sleep(500 * time.Millisecond) // many frames arrive meanwhile
		synctest.Wait()
		if !bytes.Equal(f.Data, kept.Data) {
			t.Fatal("the frame's bytes changed while it was held")
		}
	}
}

func contextEnds(t *testing.T, c Camera) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	synctest.Wait()
	next(t, c) // there is one now; the following call has to wait
	if _, err := c.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Next with an ended context: %v", err)
	}
	next(t, c)
}

func closeEnds(t *testing.T, c Camera) {
	next(t, c)
	got := make(chan error)
	go func() {
		for {
			if _, err := c.Next(context.Background()); err != nil {
				got <- err
				return
			}
		}
	}()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := <-got; !errors.Is(err, ErrClosed) {
		t.Errorf("Next while closing: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := c.Next(context.Background()); !errors.Is(err, ErrClosed) {
		t.Errorf("Next after Close: %v", err)
	}
}

func infoThere(t *testing.T, c Camera) {
	if i := c.Info(); i.Name == "" || i.ID == "" || !i.Simulated {
		t.Errorf("info %+v", i)
	}
}

func TestOpenRefuses(t *testing.T) {
	empty := t.TempDir()
	for spec, want := range map[string]*booth.Error{
		"webcam":              ErrSpec,
		"ftp:somewhere":       ErrSpec,
		"sim:speed=3":         ErrSpec,
		"sim:seed=x":          ErrSpec,
		"sim:start=elsewhere": ErrSpec,
		"sim:picture=/none":   ErrNoPictures,
		"dir:" + empty:        ErrNoPictures,
		"dir:/none":           ErrNoPictures,
		"file:/none":          ErrNoPictures,
	} {
		c, err := Open(spec)
		if !errors.Is(err, want) {
			t.Errorf("Open(%q): %v, want %v", spec, err, want)
		}
		if c != nil {
			t.Errorf("Open(%q) gave a camera with its error", spec)
		}
	}
}

// A camera that is not there yet is no reason to give up.
func TestOpenWaitsForDevice(t *testing.T) {
	c, err := Open("v4l2:/dev/video-not-there")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Next(t.Context()); !errors.Is(err, ErrNotFound) {
		t.Errorf("Next: %v, want %v", err, ErrNotFound)
	}
}
