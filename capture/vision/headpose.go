package vision

import (
	"image"

	"campuskiosk/capture/face"
)

// headAngles runs the head-pose network on the face box, unturned: the roll is
// one of its answers.
func (e *Engine) headAngles(img *image.RGBA, d face.Detection) (*face.Angles, error) {
	n := e.headPose
	a := rectangle(d.Box.Centre(), d.Box.W, d.Box.H, 0, n.feed.w, n.feed.h)
	var angles face.Angles
	err := n.fixed(img, a, repeatEdge, func(out []tensor) error {
		for i, to := range []*float64{&angles.Yaw, &angles.Pitch, &angles.Roll} {
			v, err := want(out, i, 1)
			if err != nil {
				return err
			}
			*to = float64(v[0])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &angles, nil
}
