package vision

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

const (
	irisCropPerEye = 2.3 // MediaPipe: iris_landmark_landmarks_to_roi
)

// The eye-state network's answer depends on its crop more than on the eye, so
// it is asked about two crops and their mirror images and the mean is taken.
// Measured on the 74 eyes of the shared photos and the same with lids painted
// shut, right at 0.5: one crop of 1.8 eye widths at the mesh's corners 69 and
// 29; these four at the lids' corners 69 and 47.
var stateCropsPerEye = []float64{1.4, 1.8}

// eyeCrop is the square of per times the eye's width around an eye with the
// corners p and q, p on the left in the picture of an unturned face; the
// corners are level in it.
func eyeCrop(p, q face.Point, per float64, size int) affine {
	d := q.Sub(p)
	side := per * p.Dist(q)
	return rectangle(p.Mid(q), side, side, math.Atan2(d.Y, d.X)*180/math.Pi, size, size)
}

// eyes runs the iris network on both eyes.
func (e *Engine) eyes(img *image.RGBA, m *face.Mesh) (*[2]face.Eye, error) {
	n := e.iris
	var eyes [2]face.Eye
	for i := range eyes {
		p, q := eyeCorners(m, i)
		a := eyeCrop(p, q, irisCropPerEye, n.feed.w)
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

// eyesOpen runs the eye-state network on both eyes; lids may be nil.
func (e *Engine) eyesOpen(img *image.RGBA, m *face.Mesh, lids *[2]face.Eye) (*[2]float64, error) {
	n := e.eyeState
	var open [2]float64
	for i := range open {
		p, q := eyeCorners(m, i)
		if lids != nil {
			p, q = lids[i].Lower[0], lids[i].Lower[8]
			if i == 1 {
				p, q = q, p
			}
		}
		for _, per := range stateCropsPerEye {
			a := eyeCrop(p, q, per, n.feed.w)
			for _, crop := range []affine{a, a.mirrored(n.feed.w)} {
				err := n.fixed(img, crop, repeatEdge, func(out []tensor) error {
					v, err := want(out, 0, 2)
					if err != nil {
						return err
					}
					open[i] += unit(v[1]) / float64(2*len(stateCropsPerEye))
					return nil
				})
				if err != nil {
					return nil, err
				}
			}
		}
	}
	return &open, nil
}
