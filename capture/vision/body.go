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

// pose runs the body network on the crop and on its mirror image and takes the
// mean: its shoulders lean to one side by 3° on average, the other way in the
// mirror. (Measured on the shared photos, where nearly everyone sits straight:
// mean tilt 1.8° alone, 1.3° with the mirror image.)
func (e *Engine) pose(img *image.RGBA, d face.Detection) (*face.Pose, error) {
	n := e.body
	c := d.Box.Centre()
	c.Y += bodyDown * d.Box.H
	side := bodyCropPerFace * d.Box.H
	a := rectangle(c, side, side, 0, n.feed.w, n.feed.h)
	var pose face.Pose
	for _, pass := range []struct {
		crop affine
		is   func(int) int
	}{
		{a, func(i int) int { return i }},
		{a.mirrored(n.feed.w), otherSide},
	} {
		err := n.fixed(img, pass.crop, black, func(out []tensor) error {
			p, err := want(out, 0, bodyNumbers)
			if err != nil {
				return err
			}
			score, err := want(out, 1, 1)
			if err != nil {
				return err
			}
			// Already a probability.
			pose.Score += unit(score[0]) / 2
			for i := range pose.Points {
				v := p[5*i : 5*i+5]
				q, at := &pose.Points[pass.is(i)], pass.crop.apply(float64(v[0]), float64(v[1]))
				q.X += at.X / 2
				q.Y += at.Y / 2
				q.Visibility += sigmoid(v[3]) / 2
				q.Presence += sigmoid(v[4]) / 2
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return &pose, nil
}

// otherSide is the body point that mirrors point i: 0 is the nose, 1–3 the
// left and 4–6 the right eye, and from the ears on left and right alternate.
func otherSide(i int) int {
	switch {
	case i == 0:
		return 0
	case i <= 3:
		return i + 3
	case i <= 6:
		return i - 3
	case i%2 == 1:
		return i + 1
	default:
		return i - 1
	}
}
