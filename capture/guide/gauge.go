package guide

import (
	"math"

	"campuskiosk/capture/face"
)

// gauges are the two bars beside the picture.
func gauges(s Sight) (distance, light *float64) {
	if s.Head != nil && s.Head.FaceWidth() > 0 {
		ideal := Frame(s.Width, s.Height).FaceWidth
		// One bar end is half, the other twice the ideal size.
		d := clamp(math.Log2(s.Head.FaceWidth() / ideal))
		distance = &d
	}
	if r := s.Measurements.SkinLuma; r.Known {
		l := clamp((r.Value - middleLuma) / 100)
		light = &l
	}
	return distance, light
}

func clamp(v float64) float64 { return max(-1, min(1, v)) }

// Ideal is where the head should be in a frame, in frame pixels.
type Ideal struct {
	// Crop is the 3:4 part that the standard photo would show.
	Crop face.Box
	// Eyes is the eyes' middle, FaceWidth the face's width cheek to cheek,
	// HairTop and Chin the head's upper and lower end.
	Eyes          face.Point
	FaceWidth     float64
	HairTop, Chin float64
}

// Frame gives the ideal place of the head in a frame of w×h pixels: where the
// default specification can be met, with room around the crop for the
// solver, and as large as the frame can show it.
func Frame(w, h int) Ideal {
	ch := 0.92 * float64(h)
	if cw := ch * photoW / photoH; cw > float64(w) {
		ch = float64(w) * photoH / photoW
	}
	k := ch / photoH // frame pixels per photo pixel
	c := face.Box{X: float64(w)/2 - ch*photoW/photoH/2, Y: 0.98*float64(h) - ch, W: ch * photoW / photoH, H: ch}
	if c.Y < 0 {
		c.Y = 0
	}
	i := Ideal{Crop: c, Eyes: face.Point{X: float64(w) / 2, Y: c.Y + aimEyeRow*k}, FaceWidth: aimFace * k}
	// Proportions of an ordinary head: eyes to chin 0.85 of the face's width,
	// eyes to hair a tenth more. The hair then ends 65 photo pixels below the
	// upper edge.
	t := 0.85 * i.FaceWidth
	i.HairTop, i.Chin = i.Eyes.Y-1.1*t, i.Eyes.Y+t
	return i
}
