package guide

import (
	"math"
	"time"

	"campuskiosk/capture/face"
)

// smoothing is the time constant of the speed: shorter than a hint's delay,
// longer than the landmarks' jitter.
const smoothing = 150 * time.Millisecond

// motion follows how fast the eyes' middle moves.
type motion struct {
	eyes  face.Point
	at    time.Time
	known bool
	speed float64 // inter-eye distances per second, smoothed
}

// add takes in a frame and returns the speed.
func (m *motion) add(s Sight) float64 {
	if s.Head == nil || s.Head.IED <= 0 {
		*m = motion{}
		return 0
	}
	if dt := s.Time.Sub(m.at).Seconds(); m.known && dt > 0 {
		v := m.eyes.Dist(s.Head.Eyes) / s.Head.IED / dt
		k := 1 - math.Exp(-dt/smoothing.Seconds())
		m.speed += k * (v - m.speed)
	}
	m.eyes, m.at, m.known = s.Head.Eyes, s.Time, true
	return m.speed
}
