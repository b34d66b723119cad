package quality

import (
	"math"

	"campuskiosk/capture/face"
)

// measureEyes fills what is known of lids, lenses and gaze. Mesh or iris
// contours are needed for the lids; the lenses need the eyes' places only.
func (m *Measurements) measureEyes(p *patch, k marks, a *face.Analysis) {
	m.LidRatio = bothSides(a, face.RoleIris)
	m.Gaze, m.GazeUp = m.LidRatio.Right, m.LidRatio.Right
	if a.Eyes != nil {
		m.LidRatio = Side{known(a.Eyes[0].LidRatio), known(a.Eyes[1].LidRatio)}
		m.measureGaze(a.Eyes)
	}
	m.EyeOpen = bothSides(a, face.RoleEyeState)
	if a.EyesOpen != nil {
		m.EyeOpen = Side{known(a.EyesOpen[0]), known(a.EyesOpen[1])}
	}
	m.Glasses = absent(a, face.RoleGlasses)
	if a.Glasses != nil {
		m.Glasses = known(*a.Glasses)
	}
	m.EyeContrast = bothSides(a, face.RoleLandmarks)
	if a.Mesh != nil {
		m.EyeContrast = Side{p.eyeContrast(a, 0, k.rightCheek), p.eyeContrast(a, 1, k.leftCheek)}
	}
	m.LensLight = Side{p.lensLight(k.rightEye, k.rightCheek), p.lensLight(k.leftEye, k.leftCheek)}
	m.LensGlare = p.glare(k)
}

// eyeContrast is the luma range inside the lids over the cheek's luma: the
// white of the eye against iris and pupil. Paint, hair or a lens over the eye
// flattens it.
func (p *patch) eyeContrast(a *face.Analysis, side int, cheek face.Point) Reading {
	contour := p.points(a.Mesh, vEyes[side]...)
	if a.Eyes != nil && len(a.Eyes[side].Upper) > 2 && len(a.Eyes[side].Lower) > 2 {
		contour = contour[:0]
		for _, q := range a.Eyes[side].Upper {
			contour = append(contour, p.toPatch(q))
		}
		for i := len(a.Eyes[side].Lower) - 1; i >= 0; i-- {
			contour = append(contour, p.toPatch(a.Eyes[side].Lower[i]))
		}
	}
	z := p.polygon(contour)
	skin := p.disc(cheek, cheekRadius)
	if len(z) < 20 || len(skin) < 100 {
		return unknown(NotVisible)
	}
	q := p.lumaAt(z, 0.05, 0.9)
	return known((q[1] - q[0]) / math.Max(p.meanLuma(skin), 1))
}

// lensLight compares the skin below the eye, which the lens of any glasses
// covers, with the cheek below the lens.
func (p *patch) lensLight(eye, cheek face.Point) Reading {
	below := p.disc(face.Point{X: eye.X, Y: eye.Y + 0.22*patchIED}, 0.07*patchIED)
	skin := p.disc(face.Point{X: cheek.X, Y: cheek.Y + 0.08*patchIED}, 0.1*patchIED)
	if len(below) < 50 || len(skin) < 100 {
		return unknown(NotVisible)
	}
	return known(p.meanLuma(below) / math.Max(p.meanLuma(skin), 1))
}

// glare is the share of the eye zone that is clipped in all channels, as the
// reflection of a lamp on a lens is.
func (p *patch) glare(k marks) Reading {
	z := append(p.disc(k.rightEye, 0.3*patchIED), p.disc(k.leftEye, 0.3*patchIED)...)
	if len(z) < 500 {
		return unknown(NotVisible)
	}
	return known(p.share(z, func(r, g, b uint8) bool { return min(r, g, b) >= clippedFrom }))
}

// gazeLevel is how far above the line through the eye's corners the iris is
// when someone looks straight ahead, in eye widths: the median of the
// calibration half of the pictures.
const gazeLevel = 0.08

// measureGaze fills Gaze and GazeUp from the irises' places between the lids'
// corners.
func (m *Measurements) measureGaze(eyes *[2]face.Eye) {
	var across, up float64
	for _, e := range eyes {
		if len(e.Lower) < 2 {
			m.Gaze, m.GazeUp = unknown(NotVisible), unknown(NotVisible)
			return
		}
		from, to := e.Lower[0], e.Lower[len(e.Lower)-1]
		if from.X > to.X {
			from, to = to, from
		}
		w := from.Dist(to)
		if w == 0 {
			m.Gaze, m.GazeUp = unknown(NotVisible), unknown(NotVisible)
			return
		}
		ux, uy := (to.X-from.X)/w, (to.Y-from.Y)/w
		d := e.Iris.Sub(from.Mid(to))
		across += (d.X*ux + d.Y*uy) / w / 2
		up -= (d.Y*ux - d.X*uy) / w / 2
	}
	m.Gaze, m.GazeUp = known(across), known(up-gazeLevel)
}

// absent is the reading of a field whose role gave nothing.
func absent(a *face.Analysis, r face.Role) Reading {
	switch {
	case a.Unavailable[r]:
		return unknown(MissingRole(r))
	case len(a.Faces) == 0:
		return unknown(NoFace)
	}
	return unknown(NotRun)
}

func bothSides(a *face.Analysis, r face.Role) Side { return Side{absent(a, r), absent(a, r)} }
