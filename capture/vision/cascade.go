package vision

import (
	"fmt"
	"image"
	"path/filepath"
	"sync"

	"gocv.io/x/gocv"

	"campuskiosk/capture/face"
)

// CascadeFolder is where Debian's opencv-data puts the cascades.
const CascadeFolder = "/usr/share/opencv4/haarcascades"

// cascadeID names the stand-in detector in reports.
const cascadeID = "haar_frontalface_alt2"

// cascade is the stand-in for the detector: OpenCV's Haar cascades for frontal
// faces and, inside them, for eyes. It knows upright faces that look ahead,
// and no landmarks but eyes: the other points, and the eyes where they weren't
// found, are put where they are in an average face. A Detection's Score is
// then the share of the five points that were seen: 0.4 or 0.
type cascade struct {
	mu   sync.Mutex
	face ccascade
	eye  ccascade
	grey gocv.Mat
}

func newCascade(dir string) (*cascade, error) {
	f, err := openCascade(filepath.Join(dir, "haarcascade_frontalface_alt2.xml"))
	if err != nil {
		return nil, err
	}
	e, err := openCascade(filepath.Join(dir, "haarcascade_eye.xml"))
	if err != nil {
		f.close()
		return nil, err
	}
	return &cascade{face: f, eye: e, grey: gocv.NewMat()}, nil
}

func (c *cascade) id() string { return cascadeID }

func (c *cascade) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.face.p == nil {
		return
	}
	c.face.close()
	c.eye.close()
	_ = c.grey.Close()
}

// Sizes of the cascade's work in pixels: the picture's long side, and the
// smallest face as a part of it.
const (
	cascadePhotoSide = 480
	cascadeLiveSide  = 240
	cascadeSmallest  = 10
)

func (c *cascade) photo(img *image.RGBA) ([]face.Detection, error) {
	return c.find(img, cascadePhotoSide)
}

func (c *cascade) live(img *image.RGBA) ([]face.Detection, error) {
	return c.find(img, cascadeLiveSide)
}

func (c *cascade) find(img *image.RGBA, side int) ([]face.Detection, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.face.p == nil {
		return nil, ErrClosed
	}
	pw, ph := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	s := max(pw, ph) / float64(side)
	w, h := max(1, int(pw/s)), max(1, int(ph/s))
	if err := toMat(img, w, h, true, &c.grey); err != nil {
		return nil, ErrNetwork.Because(fmt.Errorf("%s: %w", cascadeID, err))
	}
	hits, err := c.face.find(&c.grey, image.Rect(0, 0, w, h), 1.1, 4, side/cascadeSmallest)
	if err != nil {
		return nil, ErrNetwork.Because(fmt.Errorf("%s: %w", cascadeID, err))
	}
	sx, sy := pw/float64(w), ph/float64(h)
	var found []face.Detection
	for _, r := range hits {
		d := averageFace(r)
		if err := c.eyes(r, &d); err != nil {
			return nil, ErrNetwork.Because(fmt.Errorf("%s: %w", cascadeID, err))
		}
		d.Box = face.Box{X: d.Box.X * sx, Y: d.Box.Y * sy, W: d.Box.W * sx, H: d.Box.H * sy}
		for i, p := range d.Landmarks {
			d.Landmarks[i] = face.Point{X: p.X * sx, Y: p.Y * sy}
		}
		found = append(found, d)
	}
	return order(found, pw, ph), nil
}

// Where the network sees box and points in a cascade's square: means over the
// shared photos, in parts of the square's side.
var (
	averageBox    = face.Box{X: 0.085, Y: -0.078, W: 0.834, H: 1.149}
	averagePoints = face.Landmarks5{{X: 0.300, Y: 0.381}, {X: 0.687, Y: 0.382}, {X: 0.489, Y: 0.609}, {X: 0.320, Y: 0.764}, {X: 0.657, Y: 0.765}}
)

func averageFace(r image.Rectangle) face.Detection {
	x, y, s := float64(r.Min.X), float64(r.Min.Y), float64(r.Dx())
	var d face.Detection
	d.Box = face.Box{X: x + averageBox.X*s, Y: y + averageBox.Y*s, W: averageBox.W * s, H: averageBox.H * s}
	for i, p := range averagePoints {
		d.Landmarks[i] = face.Point{X: x + p.X*s, Y: y + p.Y*s}
	}
	return d
}

// eyes looks for one eye in either half of the face's upper part. When both
// are there and lie as eyes do, the other points are moved, turned and scaled
// with them.
func (c *cascade) eyes(r image.Rectangle, d *face.Detection) error {
	s := r.Dx()
	var eye [2]face.Point
	for i := range eye {
		x := r.Min.X + i*s/2
		part := image.Rect(x, r.Min.Y+s/5, x+s/2, r.Min.Y+s*3/5)
		hits, err := c.eye.find(&c.grey, part, 1.05, 3, max(8, s/6))
		if err != nil {
			return err
		}
		if len(hits) != 1 {
			return nil
		}
		h := hits[0]
		eye[i] = face.Point{X: float64(h.Min.X+h.Max.X) / 2, Y: float64(h.Min.Y+h.Max.Y) / 2}
	}
	average := d.Landmarks
	ied := average.IED()
	if v := eye[1].Sub(eye[0]); v.X < 0.6*ied || v.X > 1.5*ied || v.Y > 0.4*ied || v.Y < -0.4*ied {
		return nil
	}
	a, ok := similarity(eye[:], average[:2])
	if !ok {
		return nil
	}
	for i, p := range average {
		// similarity speaks of pixel centres.
		d.Landmarks[i] = a.apply(p.X+0.5, p.Y+0.5)
		d.Landmarks[i].X -= 0.5
		d.Landmarks[i].Y -= 0.5
	}
	d.Score = 0.4
	return nil
}
