package camera

import (
	"context"
	"time"
)

// Camera is a source of frames that runs from Open to Close.
//
// The contract, which the conformance tests hold every source to:
//
//   - Next returns the newest frame that it has not returned before, and waits
//     while there is none. Frames in between are lost; Frame.Seq tells how many.
//   - A frame's Data is valid until the next call of Next or Close. Who keeps
//     it copies it. One goroutine calls Next at a time.
//   - An error of Next is a *booth.Error that says what is wrong with the
//     camera and what to do, the context's error, or ErrClosed. Only the last
//     two are final: otherwise call Next again; the camera looks for its device
//     by itself and goes on as soon as it is back. Next tells of a failure as
//     soon as it happens and repeats it every Patience while it lasts, so a
//     driver that never returns is noticed too.
//   - Info may be called at any time from any goroutine.
//   - Close ends every waiting Next with ErrClosed, frees the device and
//     returns when that is done or the driver has not answered for Patience.
//     A second Close does nothing.
type Camera interface {
	Next(ctx context.Context) (Frame, error)
	Info() Info
	Close() error
}

// Patience is how long a camera may be silent before that is a failure. The
// slowest cameras in use give 5 frames per second; exposure changes pause them
// for less than a second.
const Patience = 2 * time.Second

// Format is how a frame's bytes are coded.
type Format string

// The formats that cameras are asked for, best first.
const (
	// MJPEG is one JPEG file per frame.
	MJPEG Format = "mjpeg"
	// YUYV is 4:2:2 raw video: Y0 U Y1 V per two pixels, 2 bytes per pixel,
	// rows without gaps, BT.601 with 16–235 luma as UVC cameras send it.
	YUYV Format = "yuyv"
)

// Frame is one picture from a camera.
type Frame struct {
	// Seq counts the frames of this camera from 1, including those that were
	// dropped; it goes on counting when the device is plugged in again.
	Seq uint64
	// Time is when the frame arrived.
	Time time.Time
	// Format says how Data is coded.
	Format Format
	// Width and Height are the picture's size in pixels; for MJPEG they come
	// from the JPEG header, the only size that counts.
	Width, Height int
	// Data are the bytes exactly as the camera sent them.
	Data []byte
}

// Clone returns a frame with its own copy of the bytes.
func (f Frame) Clone() Frame {
	f.Data = append([]byte(nil), f.Data...)
	return f
}

// Info says which camera this is.
type Info struct {
	// Name is what people call the camera: its model, or what is simulated.
	Name string
	// ID tells this device from others of its kind, as far as the device
	// lets us know (its by-id name, else the bus it is plugged into).
	ID string
	// Simulated is set when no camera took these pictures, so that nothing
	// made from them is mistaken for a photo of somebody who was there.
	Simulated bool
}
