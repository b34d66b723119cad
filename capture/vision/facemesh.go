package vision

import (
	"image"

	"campuskiosk/capture/face"
)

// Mesh vertices that other roles' crops hang on, in MediaPipe's numbering.
const (
	meshNoseTip       = 1
	meshRightOuter    = 33
	meshRightInner    = 133
	meshLeftInner     = 362
	meshLeftOuter     = 263
	meshCropPerBox    = 1.5 // MediaPipe: face_detection_front_detection_to_roi
	meshPointsNumbers = 468 * 3
)

// mesh runs the landmark network on a square of 1.5 times the longer side of
// the box, turned so that the eyes are level.
func (e *Engine) mesh(img *image.RGBA, d face.Detection) (*face.Mesh, error) {
	n := e.landmarks
	side := meshCropPerBox * max(d.Box.W, d.Box.H)
	a := rectangle(d.Box.Centre(), side, side, d.Landmarks.Roll(), n.feed.w, n.feed.h)
	var m face.Mesh
	err := n.fixed(img, a, repeatEdge, func(out []tensor) error {
		p, err := want(out, 0, meshPointsNumbers)
		if err != nil {
			return err
		}
		presence, err := want(out, 1, 1)
		if err != nil {
			return err
		}
		m.Presence = sigmoid(presence[0])
		s := a.scale()
		for i := range m.Points {
			q := a.apply(float64(p[3*i]), float64(p[3*i+1]))
			m.Points[i] = face.Point3{X: q.X, Y: q.Y, Z: float64(p[3*i+2]) * s}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &m, nil
}

// eyeCorners are the corners of an eye, in the order right to left in the
// picture of an unturned face: eye 0 outer then inner, eye 1 inner then outer.
func eyeCorners(m *face.Mesh, eye int) (first, second face.Point) {
	if eye == 0 {
		return m.Points[meshRightOuter].XY(), m.Points[meshRightInner].XY()
	}
	return m.Points[meshLeftInner].XY(), m.Points[meshLeftOuter].XY()
}
