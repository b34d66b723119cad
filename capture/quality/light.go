package quality

import (
	"math"

	"campuskiosk/capture/face"
)

// clippedFrom is the 8-bit value from which on a channel counts as clipped:
// the over-exposure range 247–255 of ISO/IEC 29794-5's reference software.
const clippedFrom = 247

// marks are the places in the patch that every measure of light and colour
// reads. They come from the mesh, or from the detector's five points.
type marks struct {
	rightEye, leftEye face.Point
	nose              face.Point
	mouth             face.Point
	rightCheek        face.Point // below the eye, beside the nose's wing
	leftCheek         face.Point
	forehead          face.Point
	chin              face.Point
}

// marksOf places the marks by the mesh where there is one.
func (p *patch) marksOf(h face.Head, d face.Detection, m *face.Mesh) marks {
	k := marks{rightEye: p.toPatch(h.RightEye), leftEye: p.toPatch(h.LeftEye), chin: p.toPatch(h.Chin)}
	if m != nil {
		k.nose = p.middle(m, vNoseTip)
		k.mouth = p.middle(m, vLipInnerUp, vLipInnerDown)
		k.rightCheek = p.middle(m, 50, 205)
		k.leftCheek = p.middle(m, 280, 425)
		k.forehead = p.middle(m, 151)
		return k
	}
	k.nose = p.toPatch(d.Landmarks[face.NoseTip])
	k.mouth = p.toPatch(d.Landmarks[face.RightMouth].Mid(d.Landmarks[face.LeftMouth]))
	// Where the mesh has its cheek and forehead vertices in frontal faces,
	// in IED from the eyes.
	down := (k.mouth.Y - patchEyesY) * 0.55
	k.rightCheek = face.Point{X: k.rightEye.X - 0.02*patchIED, Y: k.rightEye.Y + down}
	k.leftCheek = face.Point{X: k.leftEye.X + 0.02*patchIED, Y: k.leftEye.Y + down}
	k.forehead = face.Point{X: patchEyesX, Y: patchEyesY - 0.7*patchIED}
	return k
}

// cheekRadius is the radius of a cheek zone in patch pixels: 0.3 IED wide as
// the zones of ISO/IEC 29794-5's illumination uniformity.
const cheekRadius = 0.15 * patchIED

// measureLight fills what is known of the light on the face.
func (m *Measurements) measureLight(p *patch, k marks, mesh *face.Mesh) {
	right, left := p.disc(k.rightCheek, cheekRadius), p.disc(k.leftCheek, cheekRadius)
	nose := p.disc(face.Point{X: k.nose.X, Y: k.nose.Y - 0.2*patchIED}, 0.08*patchIED)
	if min(len(right), len(left), len(nose)) < 100 {
		for _, r := range []*Reading{&m.SkinLuma, &m.FaceWhite, &m.SkinClipped, &m.LightBalance} {
			*r = unknown(NotVisible)
		}
		return
	}
	skin := append(append(append(zone{}, right...), left...), nose...)
	m.SkinLuma = known(p.meanLuma(skin))
	m.SkinClipped = known(p.share(skin, func(r, g, b uint8) bool { return median(r, g, b) >= clippedFrom }))
	// The face without hair: between the eyes' outer corners, from the brows
	// to below the mouth.
	middle := p.polygon([]face.Point{
		{X: k.rightEye.X - 0.3*patchIED, Y: patchEyesY - 0.2*patchIED},
		{X: k.leftEye.X + 0.3*patchIED, Y: patchEyesY - 0.2*patchIED},
		{X: k.leftEye.X, Y: k.mouth.Y + 0.2*patchIED},
		{X: k.rightEye.X, Y: k.mouth.Y + 0.2*patchIED},
	})
	white := p.lumaAt(middle, 0.97)[0]
	if mesh != nil {
		// The eyes' whites are too small a part to show above, and in dark
		// skin in soft light nothing else is bright.
		eyes := append(p.polygon(p.points(mesh, vEyes[0]...)), p.polygon(p.points(mesh, vEyes[1]...))...)
		white = math.Max(white, p.lumaAt(eyes, 0.85)[0])
	}
	m.FaceWhite = known(white)
	m.LightBalance = known(stops(p.linearLuma(right), p.linearLuma(left)))
}

// stops is log2(a/b) of linear light, with a floor at the sensor's noise
// (about 1/1000 of white) so that black against black is even.
func stops(a, b float64) float64 {
	const floor = 0.001
	return math.Log2((a + floor) / (b + floor))
}

// median is the middle one of the three channels: where it is clipped the
// colour of skin is lost; red alone reaches the end early in warm light.
func median(r, g, b uint8) uint8 { return max(min(r, g), min(max(r, g), b)) }
