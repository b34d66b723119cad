package quality

import (
	"math"

	"campuskiosk/capture/face"
)

// measureMouth fills gap, teeth and smile; it needs the mesh.
func (m *Measurements) measureMouth(p *patch, k marks, h face.Head, a *face.Analysis) {
	if a.Mesh == nil {
		r := absent(a, face.RoleLandmarks)
		m.MouthGap, m.Teeth, m.Smile = r, r, r
		return
	}
	upper, lower := p.points(a.Mesh, vInnerLipsUpper...), p.points(a.Mesh, vInnerLipsLower...)
	var gap float64
	for i := range upper {
		gap += math.Max(0, lower[i].Y-upper[i].Y)
	}
	gap /= float64(len(upper))
	t := h.EyesToChin() / p.scale
	m.MouthGap = known(gap / t)
	m.Teeth = p.teeth(a.Mesh, k)
	m.Smile = p.smile(a.Mesh)
}

// teeth is the share of the zone between the lips that is bright and
// colourless against the face: teeth are nearly white, lips and tongue red.
func (p *patch) teeth(mesh *face.Mesh, k marks) Reading {
	z := p.polygon(p.points(mesh, vInnerLips...))
	if len(z) < 30 {
		// The lips touch: nothing can be seen between them.
		return known(0)
	}
	skin := append(p.disc(k.rightCheek, cheekRadius), p.disc(k.leftCheek, cheekRadius)...)
	if len(skin) < 100 {
		return unknown(NotVisible)
	}
	ref := p.colour(skin)
	n := 0
	for _, i := range z {
		c := labOf(linear[p.rgb[3*i]], linear[p.rgb[3*i+1]], linear[p.rgb[3*i+2]])
		if c.L > 0.7*ref.L && c.A < ref.A-3 {
			n++
		}
	}
	// Against the width of the mouth rather than the zone's own area, so
	// that a thin bright line between closed lips stays small.
	corners := p.points(mesh, vMouthRight, vMouthLeft)
	return known(float64(n) / math.Max(1, sq(corners[0].Dist(corners[1]))))
}

// smile is how far the corners of the mouth are above the lips' middle, in
// widths of the mouth, plus how much wider the mouth is than a neutral one.
func (p *patch) smile(mesh *face.Mesh) Reading {
	c := p.points(mesh, vMouthRight, vMouthLeft, vLipInnerUp, vLipInnerDown, vRightCheek, vLeftCheek)
	width := c[0].Dist(c[1])
	if width == 0 {
		return unknown(NotVisible)
	}
	lift := ((c[2].Y+c[3].Y)/2 - (c[0].Y+c[1].Y)/2) / width
	return known(lift + (width/c[4].Dist(c[5]) - 0.4))
}
