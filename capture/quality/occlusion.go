package quality

import (
	"math"
	"slices"

	"campuskiosk/capture/face"
)

// measureWhole fills what tells a whole face from a cut or covered one.
func (m *Measurements) measureWhole(p *patch, h face.Head, a *face.Analysis) {
	m.FaceMask = absent(a, face.RoleFaceMask)
	if a.FaceMask != nil {
		m.FaceMask = known(*a.FaceMask)
	}
	if a.Mesh == nil {
		r := absent(a, face.RoleLandmarks)
		m.MarginFace, m.MeshPresence, m.LowerFaceColour, m.LipColour = r, r, r, r
		return
	}
	m.MeshPresence = known(a.Mesh.Presence)
	least := math.Inf(1)
	w, ht := float64(a.Width), float64(a.Height)
	for _, v := range vOval {
		q := a.Mesh.Points[v]
		least = math.Min(least, math.Min(math.Min(q.X, w-q.X), math.Min(q.Y, ht-q.Y)))
	}
	m.MarginFace = known(least / h.EyesToChin())
	m.LowerFaceColour = p.lowerFaceColour(a.Mesh)
	m.LipColour = p.lipColour(a.Mesh)
}

// lowerFaceColour compares zones of the lower face with the skin beside the
// eyes: a mask, scarf or hand glove has another hue. A beard is darker and
// greyer too, so only the hue and saturation beyond a beard's count (see the
// threshold).
func (p *patch) lowerFaceColour(m *face.Mesh) Reading {
	const r = 0.07 * patchIED
	colours := func(vertices ...int) []lab {
		var out []lab
		for _, v := range vertices {
			if z := p.disc(p.middle(m, v), r); len(z) >= 60 {
				out = append(out, p.colour(z))
			}
		}
		return out
	}
	upper := colours(117, 346, 6, 151, 50, 280)
	lower := colours(4, 205, 425, 164, 199, 202, 422)
	if len(upper) < 3 || len(lower) < 4 {
		return unknown(NotVisible)
	}
	ref := medianLab(upper)
	d := make([]float64, len(lower))
	for i, c := range lower {
		d[i] = c.chromaDistance(ref)
	}
	slices.Sort(d)
	return known(d[len(d)-2]) // one zone may be a wound, a birthmark or a ring
}

func medianLab(c []lab) lab {
	pick := func(of func(lab) float64) float64 {
		v := make([]float64, len(c))
		for i := range c {
			v[i] = of(c[i])
		}
		slices.Sort(v)
		return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
	}
	return lab{
		pick(func(l lab) float64 { return l.L }),
		pick(func(l lab) float64 { return l.A }),
		pick(func(l lab) float64 { return l.B }),
	}
}

// lipColour is how far the lips differ in hue and saturation from the skin
// around them, scaled to a skin of medium lightness. It is the mouth's own
// sign that it is there: a hand over it has the colour of skin and gets past
// every comparison with skin.
func (p *patch) lipColour(m *face.Mesh) Reading {
	lips := p.polygon(p.points(m, vOuterLips...))
	var around []lab
	for _, v := range vAroundLips {
		if z := p.disc(p.middle(m, v), 0.05*patchIED); len(z) >= 40 {
			around = append(around, p.colour(z))
		}
	}
	if len(lips) < 60 || len(around) < 5 {
		return unknown(NotVisible)
	}
	const mediumL = 60
	skin := medianLab(around)
	return known(p.colour(lips).chromaDistance(skin) * mediumL / math.Max(skin.L, 5))
}
