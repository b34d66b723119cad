package camera

import (
	"errors"
	"fmt"
	"image/color"
	"os"
	"syscall"
	"testing"

	"campuskiosk/app/booth"
	"github.com/blackjack/webcam"
)

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		err  error
		want *booth.Error
	}{
		{syscall.EACCES, ErrPermission},
		{&os.PathError{Op: "open", Path: "/dev/video0", Err: syscall.ENOENT}, ErrNotFound},
		{syscall.EBUSY, ErrBusy},
		{errors.New("Failed to request buffers: device or resource busy"), ErrBusy},
		{errors.New("Not a video capture device"), ErrFormat},
	} {
		if got := explain(c.err); !errors.Is(got, c.want) {
			t.Errorf("%v: %v, want %v", c.err, got, c.want.Code)
		}
	}
	if err := gone(syscall.ENODEV); !errors.Is(err, ErrGone) {
		t.Errorf("ENODEV while streaming: %v", err)
	}
	if err := gone(syscall.EPROTO); !errors.Is(err, ErrSilent) {
		t.Errorf("EPROTO while streaming: %v", err)
	}
}

func TestNearestSize(t *testing.T) {
	fixed := func(w, h uint32) webcam.FrameSize {
		return webcam.FrameSize{MinWidth: w, MaxWidth: w, MinHeight: h, MaxHeight: h}
	}
	for want, sizes := range map[string][]webcam.FrameSize{
		"1280x720": nil,
		"1280x800": {fixed(640, 480), fixed(1280, 800), fixed(1920, 1080)},
		"640x480":  {fixed(320, 240), fixed(640, 480)},
		"1000x720": {{MinWidth: 16, MaxWidth: 1000, MinHeight: 16, MaxHeight: 1000}},
	} {
		if w, h := nearest(sizes, wantWidth, wantHeight); fmt.Sprintf("%dx%d", w, h) != want {
			t.Errorf("%v: %dx%d", sizes, w, h)
		}
	}
}

func TestChooseFormat(t *testing.T) {
	if f, ok := choose(map[webcam.PixelFormat]string{fourccYUYV: "", fourccMJPEG: ""}); !ok || f != fourccMJPEG {
		t.Errorf("MJPEG was not preferred")
	}
	if f, ok := choose(map[webcam.PixelFormat]string{fourccYUYV: ""}); !ok || f != fourccYUYV {
		t.Errorf("YUYV was not taken")
	}
	if _, ok := choose(nil); ok {
		t.Error("a metadata node was taken for a camera")
	}
}

func TestDecodeYUYV(t *testing.T) {
	// White, black; then a red pair (BT.601 video range).
	f := Frame{Format: YUYV, Width: 4, Height: 1, Data: []byte{235, 128, 16, 128, 81, 90, 81, 240}}
	m := DecodeYUYV(f, nil)
	for x, want := range []color.RGBA{{255, 255, 255, 255}, {0, 0, 0, 255}, {255, 0, 0, 255}, {255, 0, 0, 255}} {
		got := m.RGBAAt(x, 0)
		for _, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B), int(got.A) - int(want.A)} {
			if d < -3 || d > 3 {
				t.Errorf("pixel %d: %v, want %v", x, got, want)
				break
			}
		}
	}
	if DecodeYUYV(f, m) != m {
		t.Error("the picture's memory was not reused")
	}
}
