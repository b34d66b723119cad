package quality

import (
	"math"

	"campuskiosk/capture/face"
)

// measureMouth fills gap, teeth and smile; it needs the mesh.
func (m *Measurements) measureMouth(p *patch, k marks, h face.Head, a *face.Analysis) {
	if a.Mesh == nil {
		r := absent(a, face.RoleLandmarks)
		m.MouthGap, m.Teeth, m.MouthDark, m.Smile = r, r, r, r
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
	m.Teeth, m.MouthDark = p.betweenLips(a.Mesh, k)
	m.Smile = p.smile(a.Mesh)
}

// betweenLips finds teeth and the dark of an open mouth. Teeth are looked for
// within the inner contour of the lips; lips that shine would pass for teeth
// beyond it. The dark is looked for halfway to the outer contour, because the
// landmark network draws open mouths smaller than they are. Areas are over the
// square of the mouth's width, so the dark line between closed lips stays small.
func (p *patch) betweenLips(mesh *face.Mesh, k marks) (teeth, dark Reading) {
	inner, outer := p.points(mesh, vInnerLips...), p.points(mesh, vOuterLips...)
	width := inner[0].Dist(inner[10])
	skin := append(p.disc(k.rightCheek, cheekRadius), p.disc(k.leftCheek, cheekRadius)...)
	if len(skin) < 100 || width < 5 {
		return unknown(NotVisible), unknown(NotVisible)
	}
	ref := p.colour(skin)
	area := func(z zone, yes func(lab) bool) Reading {
		n := 0
		for _, i := range z {
			if yes(labOf(linear[p.rgb[3*i]], linear[p.rgb[3*i+1]], linear[p.rgb[3*i+2]])) {
				n++
			}
		}
		return known(float64(n) / sq(width))
	}
	teeth = area(p.polygon(inner), func(c lab) bool { return c.L > teethLight*ref.L && c.A < ref.A-teethPaler })
	// The lips' own lightness: the rim from their outer contour halfway in,
	// which an opening does not reach.
	for i := range inner {
		inner[i] = inner[i].Mid(outer[i])
	}
	middle := p.polygon(inner)
	rim := p.without(p.polygon(outer), middle)
	if len(rim) < 40 {
		return teeth, unknown(NotVisible)
	}
	lips := p.colour(rim)
	dark = area(middle, func(c lab) bool { return c.L < mouthDark*lips.L })
	return teeth, dark
}

// What counts as teeth, against the skin of the cheeks: at least 0.7 as light
// and 3 less red. What counts as the dark of the mouth, against the lips' own
// rim, so that neither dark lips nor a shaded chin do: less than half as light.
// Chosen on the calibration half of the pictures.
const (
	teethLight = 0.7
	teethPaler = 3
	mouthDark  = 0.5
)

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
