package ui

import (
	"image"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
	"campuskiosk/capture/guide"
	"campuskiosk/capture/quality"
)

// Desk is what the buttons set off. Its methods are called in the toolkit's
// goroutine and return at once.
type Desk interface {
	// Shutter takes the frame that is on the screen.
	Shutter()
	// Retake goes back to the live picture.
	Retake()
	// Make makes the standard photo of the frame that was taken.
	Make()
	// Save keeps original and standard photo.
	Save()
	// Next begins with the next person.
	Next()
	// SetAuto turns the automatic shutter on or off.
	SetAuto(on bool)
}

// Live is what stands around the live picture; it changes many times a second.
type Live struct {
	Advice guide.Advice
	// Report are the live findings.
	Report quality.Report
	// Camera is what is wrong with the camera, nil when it works.
	Camera *booth.Error
	// CameraName is what people call it; Simulated says that its pictures are
	// none of somebody who is here.
	CameraName string
	CameraID   string
	Simulated  bool
	// Auto says that the automatic shutter is on.
	Auto bool
	// Clock is the time of day for the status line, "15:42".
	Clock string
}

// Scene is what the window shows. The zero Scene is the live picture.
type Scene struct {
	// Result, when set, shows a photo's findings; Compare, when set, shows
	// original and standard photo. At most one is set.
	Result  *Result
	Compare *Compare
	// Busy names what is going on, a key of i18n; buttons rest meanwhile.
	Busy string
	// Problem is what failed last, shown with the scene.
	Problem *booth.Error
}

// Standing is what does not change while the program runs.
type Standing struct {
	// SpecName and SpecSize say what is made: its name, and its size in
	// pixels.
	SpecName booth.Text
	SpecSize image.Point
	// Notices are said all the time, such as missing models.
	Notices []booth.Text
	// ModelsLoaded of ModelsAll roles are filled.
	ModelsLoaded, ModelsAll int
}

// Result is a photo that was taken and looked at.
type Result struct {
	// Shot is the frame, not mirrored, with a tight stride.
	Shot *image.RGBA
	// Head is where the head is, nil when there is none.
	Head *face.Head
	// Points are where the findings are, in pixels of Shot.
	Points map[quality.ID]face.Point
	Report quality.Report
	// Refused is why no standard photo can be made, nil when one can.
	Refused *booth.Error
}

// Compare is original and standard photo.
type Compare struct {
	Original *image.RGBA
	// OriginalBytes and PhotoBytes are the files' sizes in bytes.
	OriginalBytes, PhotoBytes int
	Photo                     *image.RGBA
	DPI                       int
	// Background is the name of the new background.
	Background booth.Text
	// Head centres the original where there is no room for all of it.
	Head *face.Head
	// Warnings are said with the photo: enlarged, not for delivery, …
	Warnings []booth.Text
	// SavedAt is where the photo was saved; empty before that.
	SavedAt string
}
