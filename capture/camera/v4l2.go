package camera

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/blackjack/webcam"
)

// The formats as V4L2 names them (fourcc, little-endian).
const (
	fourccMJPEG = webcam.PixelFormat('M' | 'J'<<8 | 'P'<<16 | 'G'<<24)
	fourccYUYV  = webcam.PixelFormat('Y' | 'U'<<8 | 'Y'<<16 | 'V'<<24)
)

// wantWidth and wantHeight is the size asked for in pixels: enough for the
// standard photo with a whole head and shoulders, and what nearly every USB
// camera gives at 30 frames per second.
const wantWidth, wantHeight = 1280, 720

// v4l2Buffers is how many kernel buffers take part: fewer lose frames while
// one is copied, more only add delay.
const v4l2Buffers = 4

// v4l2 is a camera of this machine. All calls of the library happen in the
// pump's goroutine.
type v4l2 struct {
	path string // as asked for; empty = the first camera

	cam    *webcam.Webcam
	format Format
	w, h   int // for formats without a header
	name   string
	id     string // the by-id name, else the bus
	stable string // a path that stays the device's own; empty if it has none
	had    bool   // it was open once
}

func (v *v4l2) info() Info { return Info{Name: v.name, ID: v.id} }

// open tries the paths at which the device may be now.
func (v *v4l2) open() error {
	paths := v.candidates()
	err := error(ErrNotFound)
	for _, p := range paths {
		e := v.openAt(p)
		if e == nil {
			v.had = true
			return nil
		}
		// The most telling failure wins over "not there".
		if !errors.Is(e, ErrNotFound) {
			err = e
		}
	}
	if v.had && errors.Is(err, ErrNotFound) {
		return ErrGone
	}
	return err
}

// candidates are the device's own stable path, else the path asked for, else
// every video node: after unplugging the number may be another.
func (v *v4l2) candidates() []string {
	if v.stable != "" {
		return []string{v.stable}
	}
	if v.path != "" && !v.had {
		return []string{v.path}
	}
	nodes, _ := filepath.Glob("/dev/video*")
	slices.SortFunc(nodes, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	if i := slices.Index(nodes, v.path); i > 0 {
		nodes = slices.Insert(slices.Delete(nodes, i, i+1), 0, v.path)
	}
	return nodes
}

// openAt opens one node and starts streaming.
func (v *v4l2) openAt(path string) error {
	cam, err := webcam.Open(path)
	if err != nil {
		return explain(err)
	}
	if err := v.begin(cam, path); err != nil {
		_ = cam.Close() // it never streamed; the first failure tells more
		return err
	}
	v.cam = cam
	return nil
}

func (v *v4l2) begin(cam *webcam.Webcam, path string) error {
	name, _ := cam.GetName()
	bus, _ := cam.GetBusInfo()
	id, stable := byID(path)
	if id == "" {
		id = bus
	}
	// After unplugging only the same camera will do: another one may look at
	// something else.
	if v.had && v.stable == "" && (name != v.name || id != v.id) {
		return ErrNotFound
	}
	f, ok := choose(cam.GetSupportedFormats())
	if !ok {
		return ErrFormat // a metadata node, or a camera with neither format
	}
	code, w, h, err := cam.SetImageFormat(f, wantWidth, wantHeight)
	if err != nil {
		return explain(err)
	}
	format := MJPEG
	switch code {
	case fourccMJPEG:
	case fourccYUYV:
		format = YUYV
		w, h = nearest(cam.GetSupportedFrameSizes(code), w, h)
		if code, w, h, err = cam.SetImageFormat(code, w, h); err != nil || code != fourccYUYV {
			return ErrFormat.Because(err)
		}
	default:
		return ErrFormat
	}
	if err := cam.SetBufferCount(v4l2Buffers); err != nil {
		return explain(err)
	}
	if err := cam.StartStreaming(); err != nil {
		return explain(err)
	}
	v.format, v.w, v.h = format, int(w), int(h)
	v.name, v.id, v.stable = name, id, stable
	return nil
}

// choose prefers MJPEG.
func choose(offered map[webcam.PixelFormat]string) (webcam.PixelFormat, bool) {
	for _, f := range []webcam.PixelFormat{fourccMJPEG, fourccYUYV} {
		if _, ok := offered[f]; ok {
			return f, true
		}
	}
	return 0, false
}

// nearest is the offered size nearest to w×h. The library returns the size
// that was asked for, not the one the driver chose, so raw formats must ask
// for a size that is offered.
func nearest(sizes []webcam.FrameSize, w, h uint32) (uint32, uint32) {
	bw, bh, best := w, h, int64(-1)
	for _, s := range sizes {
		cw := min(max(w, s.MinWidth), s.MaxWidth)
		ch := min(max(h, s.MinHeight), s.MaxHeight)
		dw, dh := int64(cw)-int64(w), int64(ch)-int64(h)
		if d := dw*dw + dh*dh; best < 0 || d < best {
			bw, bh, best = cw, ch, d
		}
	}
	return bw, bh
}

func (v *v4l2) shut() error {
	err := v.cam.Close()
	v.cam = nil
	return err
}

// read waits in whole seconds, the library's smallest step, so that Close is
// noticed in time.
func (v *v4l2) read(ctx context.Context, f *Frame) error {
	began := time.Now()
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Since(began) >= Patience {
			return ErrSilent
		}
		var timeout *webcam.Timeout
		err := v.cam.WaitForFrame(1)
		switch {
		case errors.As(err, &timeout), errors.Is(err, syscall.EINTR):
			continue
		case err != nil:
			return gone(err)
		}
		data, i, err := v.cam.GetFrame()
		if errors.Is(err, syscall.EAGAIN) {
			continue
		}
		if err != nil {
			return gone(err)
		}
		f.Format, f.Width, f.Height = v.format, v.w, v.h
		f.Data = append(f.Data, data...)
		if err := v.cam.ReleaseFrame(i); err != nil {
			return gone(err)
		}
		if len(f.Data) > 0 {
			return nil
		}
	}
}

// gone explains a failure while streaming. Unplugging shows as a wait that
// succeeds and a read that fails with ENODEV; other errors of the bus need
// the same cure: close and open again.
func gone(err error) error {
	if errors.Is(err, syscall.ENODEV) {
		return ErrGone.Because(pathless(err))
	}
	return ErrSilent.Because(pathless(err))
}

// explain turns a failure to open or start into what to do about it.
func explain(err error) error {
	err = pathless(err)
	switch {
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return ErrPermission.Because(err)
	case errors.Is(err, syscall.EBUSY), strings.Contains(err.Error(), syscall.EBUSY.Error()):
		// StartStreaming wraps the number away and keeps its words.
		return ErrBusy.Because(err)
	case errors.Is(err, syscall.ENOENT), errors.Is(err, syscall.ENODEV), errors.Is(err, syscall.ENXIO):
		return ErrNotFound.Because(err)
	}
	return ErrFormat.Because(err)
}

// byID finds the name under /dev/v4l/by-id that belongs to a node: it stays
// the same when the camera is plugged in again.
func byID(path string) (id, stable string) {
	node, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", ""
	}
	links, _ := filepath.Glob("/dev/v4l/by-id/*")
	for _, l := range links {
		if to, err := filepath.EvalSymlinks(l); err == nil && to == node {
			if _, err := os.Stat(l); err == nil {
				return filepath.Base(l), l
			}
		}
	}
	return "", ""
}
