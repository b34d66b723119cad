package guide

import (
	"math"
	"time"

	"campuskiosk/capture/face"
	"campuskiosk/capture/quality"
)

// Sight is what was seen in one live frame.
type Sight struct {
	// Time is when the frame was taken; it never goes back.
	Time time.Time
	// Width and Height are the frame's size in pixels.
	Width, Height int
	// Blind says that there is no detector: nothing below is known.
	Blind bool
	// Head is the subject's head, nil when there is nobody.
	Head *face.Head
	// Measurements and Report are the live subset; what live analysis does
	// not measure is unavailable there and gives no hint.
	Measurements quality.Measurements
	Report       quality.Report
}

// Limits are where guidance begins to speak. They are stricter than the
// checks, so that a picture that guidance calls good passes them with room.
type Limits struct {
	// MinIED is the smallest inter-eye distance in frame pixels.
	MinIED float64
	// Reserve is the part of the room between "the standard photo can be
	// made" and "it cannot" that is kept free, 0–1.
	Reserve float64
	// Side is how far, in face widths, the eyes' middle may be from the
	// frame's middle.
	Side float64
	// Yaw, Pitch and Roll are in degrees to either side.
	Yaw, Pitch, Roll float64
	// Speed is the fastest that the eyes' middle may move, in inter-eye
	// distances per second.
	Speed float64
	// SecondFace is the share of the subject's area from which another face
	// counts.
	SecondFace float64
}

// DefaultLimits are the kiosk's.
func DefaultLimits() Limits {
	return Limits{
		// ISO/IEC 19794-5 portraits need 90; photo-specs: "≥ 90 px".
		MinIED: 90,
		// Ours: 4 % of the scale, about the error of the estimated hair.
		Reserve: 0.04,
		// Ours: a third of a face is where a head is seen beside its frame on
		// the screen; the crop follows the person and could do with more.
		Side: 0.35,
		// Passport portraits allow ±5° of yaw and pitch and ±8° of roll; the
		// mesh's pitch is the least certain angle, so it gets more room.
		Yaw: 6, Pitch: 9, Roll: 4,
		// Ours: at 0.5 a head at one metre moves 3 cm/s, which an exposure of
		// 1/30 s smears over less than 2 % of the inter-eye distance.
		Speed:      0.5,
		SecondFace: face.SecondFaceShare,
	}
}

// The bounds of the default specification (photo-specs, chsi) in photo pixels,
// by which the place of the head in the frame is judged: photo height and
// width, eye row, face width, top margin, enlargement, centring. Guidance for
// other sizes needs no more: all are portraits of this kind.
const (
	photoW, photoH     = 480.0, 640.0
	eyeRowMax          = 300.0
	eyeRowMin          = 200.0
	faceMin, faceMax   = 180.0, 300.0
	topMin, topMax     = 50.0, 110.0
	enlargeMax         = 2.0
	centreSlack        = 20.0
	hairUncertain      = 0.06 // relative error of the live estimate of the hair's top
	aimFace, aimEyeRow = 225.0, 275.0
)

// place judges size and position of the head in the frame. tight < 1 narrows
// the limits of a hint that is already shown, so that it does not flicker.
func (l Limits) place(s Sight, raised func(Hint) bool) []Hint {
	h := s.Head
	w, ht := float64(s.Width), float64(s.Height)
	fw, above := h.FaceWidth(), h.Eyes.Y-h.HairTop
	if fw <= 0 || above <= 0 {
		return nil
	}
	slack := func(hint Hint) float64 {
		if raised(hint) {
			return 1 + l.Reserve
		}
		return 1
	}
	var hints []Hint
	add := func(hint Hint, wrong bool) {
		if wrong {
			hints = append(hints, hint)
		}
	}
	add(TooFar, h.IED < l.MinIED*slack(TooFar) || fw*enlargeMax < faceMin*slack(TooFar))

	// The largest scale that face width and hair allow shows the least of the
	// body: if even then the frame ends too early, the photo cannot be made.
	most := min(faceMax/fw, (eyeRowMax-topMin)/(above*(1+hairUncertain)), enlargeMax) * (1 - l.Reserve)
	below := func(eyesY, k float64) bool { // is there enough under the eyes?
		return most*(ht-eyesY) >= (photoH-min(eyeRowMax, topMax+most*above*(1-hairUncertain)))*k
	}
	// Could it be, with the hair right under the frame's upper edge?
	highest := above*(1+hairUncertain) + 0.01*ht
	if !below(highest, slack(TooClose)) {
		return append(hints, TooClose)
	}
	add(TooClose, fw > 0.75*w || photoW/most > w*(2-slack(TooClose)))

	off := h.Eyes.X - w/2
	edge := (photoW/2 - centreSlack) / most // what the crop needs on each side
	add(MoveLeft, off < -l.Side*fw/slack(MoveLeft) || h.Eyes.X < edge*slack(MoveLeft))
	add(MoveRight, off > l.Side*fw/slack(MoveRight) || w-h.Eyes.X < edge*slack(MoveRight))
	add(CameraUp, h.Eyes.Y-above*(1+hairUncertain) < 0.01*ht*slack(CameraUp))
	add(CameraDown, !below(h.Eyes.Y, slack(CameraDown)))
	return hints
}

// wrong lists everything that is wrong in s, in no particular order.
func (l Limits) wrong(s Sight, raised func(Hint) bool, speed float64) []Hint {
	if s.Head == nil {
		return []Hint{Nobody}
	}
	m := s.Measurements
	hints := l.place(s, raised)
	if m.Faces > 1 && (!m.SecondFace.Known || m.SecondFace.Value >= l.SecondFace) {
		hints = append(hints, Several)
	}
	// Each pair: too much in the positive direction needs the first hint.
	pair := func(r quality.Reading, limit float64, plus, minus Hint) {
		if !r.Known {
			return
		}
		lim := func(h Hint) float64 {
			if raised(h) {
				return 0.8 * limit
			}
			return limit
		}
		if r.Value > lim(plus) {
			hints = append(hints, plus)
		}
		if -r.Value > lim(minus) {
			hints = append(hints, minus)
		}
	}
	pair(m.Yaw, l.Yaw, TurnRight, TurnLeft)
	pair(m.Pitch, l.Pitch, ChinDown, ChinUp)
	pair(m.Roll, l.Roll, TiltRight, TiltLeft)
	hints = append(hints, failed(s)...)
	limit := l.Speed
	if raised(HoldStill) {
		limit *= 0.8
	}
	if speed > limit {
		hints = append(hints, HoldStill)
	}
	return hints
}

// failed translates the failed checks that have no finer reading above.
func failed(s Sight) []Hint {
	var hints []Hint
	for _, f := range s.Report.Checks {
		if f.State != quality.Fail {
			continue
		}
		switch f.ID {
		case quality.FaceComplete:
			hints = append(hints, UncoverFace)
		case quality.EyesUnobscured:
			hints = append(hints, eyesHint(s.Measurements))
		case quality.MouthClosed:
			hints = append(hints, CloseMouth)
		case quality.Blur:
			hints = append(hints, HoldStill)
		case quality.FaceBrightness:
			hints = append(hints, lightHint(s.Measurements))
		}
	}
	return hints
}

// lidsOpen is the lid ratio from which on an eye is open: 0.02–0.15 closed,
// 0.17–0.47 open on real photos (models README).
const lidsOpen = 0.16

// eyesHint tells closed eyes from covered ones.
func eyesHint(m quality.Measurements) Hint {
	for _, r := range []quality.Reading{m.LidRatio.Right, m.LidRatio.Left} {
		if r.Known && r.Value < lidsOpen {
			return OpenEyes
		}
	}
	return ShowEyes
}

// middleLuma is the skin luma, 0–255, between too dark and too bright.
const middleLuma = 130

func lightHint(m quality.Measurements) Hint {
	// One stop from side to side is seen as a shadowed half of the face.
	if m.LightBalance.Known && math.Abs(m.LightBalance.Value) > 1 {
		return LightEvenly
	}
	if m.SkinLuma.Known && m.SkinLuma.Value > middleLuma {
		return Darker
	}
	return Brighter
}
