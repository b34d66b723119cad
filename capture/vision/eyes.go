package vision

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

const (
	irisCropPerEye  = 2.3 // MediaPipe: iris_landmark_landmarks_to_roi
	stateCropPerEye = 1.8 // measured; see doc.go
)

// eyeCrop is the square around an eye of per times its width, turned so that
// its corners are level.
func eyeCrop(m *face.Mesh, eye int, per float64, size int) affine {
	p, q := eyeCorners(m, eye)
	d := q.Sub(p)
	side := per * p.Dist(q)
	return rectangle(p.Mid(q), side, side, math.Atan2(d.Y, d.X)*180/math.Pi, size, size)
}

// eyes runs the iris network on both eyes.
func (e *Engine) eyes(img *image.RGBA, m *face.Mesh) (*[2]face.Eye, error) {
	n := e.iris
	var eyes [2]face.Eye
	for i := range eyes {
		a := eyeCrop(m, i, irisCropPerEye, n.feed.w)
		// The network knows eyes whose outer corner is on the left.
		if i == 1 {
			a = a.mirrored(n.feed.w)
		}
		err := n.fixed(img, a, repeatEdge, func(out []tensor) error {
			contour, err := want(out, 0, 71*3)
			if err != nil {
				return err
			}
			iris, err := want(out, 1, 5*3)
			if err != nil {
				return err
			}
			eyes[i] = readEye(a, contour, iris)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return &eyes, nil
}

// readEye takes the lids and the iris out of the network's answer. Of the 71
// contour points 0–8 run along the lower lid from the outer to the inner
// corner, 9–15 along the upper lid between them; the rest are brows and rings
// around the eye.
func readEye(a affine, contour, iris []float32) face.Eye {
	at := func(v []float32, i int) face.Point { return a.apply(float64(v[3*i]), float64(v[3*i+1])) }
	var e face.Eye
	for i := range 9 {
		e.Lower = append(e.Lower, at(contour, i))
	}
	e.Upper = append(e.Upper, e.Lower[0])
	for i := 9; i < 16; i++ {
		e.Upper = append(e.Upper, at(contour, i))
	}
	e.Upper = append(e.Upper, e.Lower[8])
	gap := 0.0
	for i := 1; i < 8; i++ {
		gap += e.Upper[i].Dist(e.Lower[i]) / 7
	}
	if w := e.Lower[0].Dist(e.Lower[8]); w > 0 {
		e.LidRatio = gap / w
	}
	// The iris: its centre, then four points around it.
	e.Iris = at(iris, 0)
	for i := 1; i < 5; i++ {
		e.IrisRadius += e.Iris.Dist(at(iris, i)) / 4
	}
	return e
}

// eyesOpen runs the eye-state network on both eyes.
func (e *Engine) eyesOpen(img *image.RGBA, m *face.Mesh) (*[2]float64, error) {
	n := e.eyeState
	var open [2]float64
	for i := range open {
		a := eyeCrop(m, i, stateCropPerEye, n.feed.w)
		err := n.fixed(img, a, repeatEdge, func(out []tensor) error {
			p, err := want(out, 0, 2)
			if err != nil {
				return err
			}
			open[i] = unit(p[1])
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return &open, nil
}
