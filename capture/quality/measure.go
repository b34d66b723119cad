package quality

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// Measure measures one picture. img must be the picture that a was made from
// (Rect.Min at the origin, opaque sRGB). What a does not hold is unknown in
// the result; nothing is guessed. It changes neither argument and is safe to
// call concurrently.
func Measure(img *image.RGBA, a *face.Analysis) Measurements {
	m := Measurements{Faces: len(a.Faces)}
	h, ok := face.HeadOf(a)
	if !ok {
		return m.withoutFace(a)
	}
	subject := m.measureFaces(a)
	m.measureDirection(h, a)
	m.measurePlace(h, a)
	p := newPatch(img, h.RightEye, h.LeftEye)
	k := p.marksOf(h, subject, a.Mesh)
	m.measureWhole(p, h, a)
	m.measureBlur(p, k)
	m.measureLight(p, k, a.Mesh)
	m.measureEyes(p, k, a)
	m.measureMouth(p, k, h, a)
	m.measureShoulders(h, a)
	m.measureBackground(img, h, a)
	return m
}

// measureFaces fills what other faces there are, and returns the subject's.
func (m *Measurements) measureFaces(a *face.Analysis) face.Detection {
	subject, _ := a.Subject()
	m.Faces, m.SecondFace = len(a.Faces), known(0)
	if len(a.Faces) > 1 && subject.Box.Area() > 0 {
		m.SecondFace = known(a.Faces[1].Box.Area() / subject.Box.Area())
	}
	return subject
}

// measureDirection fills the angles.
func (m *Measurements) measureDirection(h face.Head, a *face.Analysis) {
	m.Roll = known(h.Roll)
	m.Yaw, m.Pitch = absent(a, face.RoleLandmarks), absent(a, face.RoleLandmarks)
	if a.Mesh != nil {
		angles := headAngles(a.Mesh)
		m.Yaw, m.Pitch = known(angles.Yaw), known(fusePitch(angles.Pitch, a.HeadPose))
	}
}

// cropAspect is width over height of the delivered photos: 3:4 of chsi and,
// near enough, all others.
const cropAspect = 0.75

// measurePlace fills size, place and margins of the head.
func (m *Measurements) measurePlace(h face.Head, a *face.Analysis) {
	w, ht := float64(a.Width), float64(a.Height)
	m.IED = known(h.IED)
	m.FaceShare = known(h.FaceWidth() / math.Min(w, cropAspect*ht))
	m.OffsetX, m.OffsetY = known(h.Eyes.X/w-0.5), known(h.Eyes.Y/ht-0.5)
	t := h.EyesToChin()
	m.MarginChin = known((ht - h.Chin.Y) / t)
	if h.HairEstimated {
		r := absent(a, face.RoleSegmentation)
		m.MarginTop, m.MarginRight, m.MarginLeft = r, r, r
		return
	}
	margin := func(px float64, cut bool) Reading {
		if cut {
			px = math.Min(px, 0)
		}
		return known(px / t)
	}
	m.MarginTop = margin(h.HairTop, h.Cut.Top)
	m.MarginRight = margin(h.Left, h.Cut.Left)
	m.MarginLeft = margin(w-h.Right, h.Cut.Right)
}

// measureBlur measures sharpness within the face.
func (m *Measurements) measureBlur(p *patch, k marks) {
	where := make([]bool, len(p.luma))
	for _, i := range p.polygon([]face.Point{
		{X: k.rightEye.X - 0.5*patchIED, Y: patchEyesY - 0.45*patchIED},
		{X: k.leftEye.X + 0.5*patchIED, Y: patchEyesY - 0.45*patchIED},
		{X: k.leftEye.X + 0.4*patchIED, Y: k.mouth.Y + 0.35*patchIED},
		{X: k.rightEye.X - 0.4*patchIED, Y: k.mouth.Y + 0.35*patchIED},
	}) {
		where[i] = true
	}
	s, angle, ok := p.softness(where)
	if !ok {
		m.Blur, m.BlurAngle = unknown(NotVisible), unknown(NotVisible)
		return
	}
	m.Blur, m.BlurAngle = known(s), known(angle)
}

// withoutFace marks everything unknown for lack of a face, or of the detector.
func (m Measurements) withoutFace(a *face.Analysis) Measurements {
	r := unknown(NoFace)
	if a.Unavailable[face.RoleDetector] {
		r = unknown(MissingRole(face.RoleDetector))
	}
	for _, f := range m.readings() {
		*f = r
	}
	return m
}
