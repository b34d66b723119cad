package vision

import (
	"image"

	"campuskiosk/capture/face"
)

// The body crop hangs on the face box (there is no body detector): a square of
// 7 face heights whose centre is 2.2 face heights below the face's. It usually
// reaches beyond the picture; what is there is black, as in training.
const (
	bodyCropPerFace = 7.0
	bodyDown        = 2.2
	bodyNumbers     = 39 * 5 // x, y, z, visibility, presence
)

func (e *Engine) pose(img *image.RGBA, d face.Detection) (*face.Pose, error) {
	n := e.body
	c := d.Box.Centre()
	c.Y += bodyDown * d.Box.H
	side := bodyCropPerFace * d.Box.H
	a := rectangle(c, side, side, 0, n.feed.w, n.feed.h)
	var pose face.Pose
	err := n.fixed(img, a, black, func(out []tensor) error {
		p, err := want(out, 0, bodyNumbers)
		if err != nil {
			return err
		}
		score, err := want(out, 1, 1)
		if err != nil {
			return err
		}
		// Already a probability.
		pose.Score = unit(score[0])
		for i := range pose.Points {
			v := p[5*i : 5*i+5]
			pose.Points[i] = face.PosePoint{
				Point:      a.apply(float64(v[0]), float64(v[1])),
				Visibility: sigmoid(v[3]),
				Presence:   sigmoid(v[4]),
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &pose, nil
}
