package quality

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// LiveEvery is how many frames of a live picture share one measurement of the
// face's pixels. At 15 looks a second it is 0.2 s old at most, which is less
// than guidance waits before it changes its hint.
const LiveEvery = 3

// Another person, or the same at another place, is measured at once: when the
// eyes' middle moved by more than jumpShift of the IED, or the IED changed by more
// than jumpScale of itself. Swaying on the spot stays below (a head sways about
// 1 cm, eyes are 6 cm apart).
const (
	jumpShift = 0.25
	jumpScale = 0.12
)

// Live measures the frames of a live picture one after the other. Where the
// head is and how it is held is measured on every frame; sharpness, light, eyes,
// mouth, body and background, which read many pixels, on each LiveEvery-th and at
// every jump, and kept in between. The photo itself is always measured by
// Measure. The zero value is ready; one goroutine may use it.
type Live struct {
	kept    Measurements
	age     int
	eyes    face.Point
	ied     float64
	present bool
}

// Measure measures the next frame. img and a are as Measure wants them.
func (l *Live) Measure(img *image.RGBA, a *face.Analysis) Measurements {
	h, ok := face.HeadOf(a)
	if !ok {
		l.present = false
		return Measure(img, a)
	}
	if l.age++; !l.present || l.age >= LiveEvery || l.jumped(h) {
		l.kept, l.age = Measure(img, a), 0
		l.present, l.eyes, l.ied = true, h.Eyes, h.IED
		return l.kept
	}
	m := l.kept
	m.measureFaces(a)
	m.measureDirection(h, a)
	m.measurePlace(h, a)
	return m
}

func (l *Live) jumped(h face.Head) bool {
	return h.Eyes.Dist(l.eyes) > jumpShift*l.ied || math.Abs(h.IED-l.ied) > jumpScale*l.ied
}
