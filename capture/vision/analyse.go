package vision

import (
	"image"

	"campuskiosk/capture/face"
)

// Detect finds the faces of a finished picture, the subject first.
func (e *Engine) Detect(img *image.RGBA) ([]face.Detection, error) {
	if err := check(img); err != nil {
		return nil, err
	}
	if e.detector == nil {
		return nil, ErrRole
	}
	return e.detector.photo(img)
}

// Live looks at one camera frame for guidance: faces by a small-input
// detection, the subject's mesh and eyes. All other fields stay nil.
func (e *Engine) Live(img *image.RGBA) (*face.Analysis, error) {
	if err := check(img); err != nil {
		return nil, err
	}
	if e.detector == nil {
		return nil, ErrRole
	}
	a := e.analysis(img)
	var err error
	if a.Faces, err = e.detector.live(img); err != nil {
		return nil, err
	}
	a.Models[face.RoleDetector] = e.detector.net.id
	d, ok := a.Subject()
	if !ok {
		return a, nil
	}
	return a, e.closeUps(img, d, a)
}

func (e *Engine) analysis(img *image.RGBA) *face.Analysis {
	a := &face.Analysis{
		Width: img.Rect.Dx(), Height: img.Rect.Dy(),
		Unavailable: map[face.Role]bool{}, Models: map[face.Role]string{},
	}
	for _, s := range e.status {
		if s.State == Unavailable {
			a.Unavailable[s.Role] = true
		}
	}
	return a
}

// closeUps fills mesh and eyes.
func (e *Engine) closeUps(img *image.RGBA, d face.Detection, a *face.Analysis) (err error) {
	if e.landmarks == nil {
		return nil
	}
	if a.Mesh, err = e.mesh(img, d); err != nil {
		return err
	}
	a.Models[face.RoleLandmarks] = e.landmarks.id
	if e.iris == nil {
		return nil
	}
	if a.Eyes, err = e.eyes(img, a.Mesh); err != nil {
		return err
	}
	a.Models[face.RoleIris] = e.iris.id
	return nil
}

// Analyse runs every role but the embedding on a finished picture.
func (e *Engine) Analyse(img *image.RGBA) (*face.Analysis, error) {
	if err := check(img); err != nil {
		return nil, err
	}
	if e.detector == nil {
		return nil, ErrRole
	}
	a := e.analysis(img)
	var err error
	if a.Faces, err = e.detector.photo(img); err != nil {
		return nil, err
	}
	a.Models[face.RoleDetector] = e.detector.net.id
	w, h := float64(a.Width), float64(a.Height)
	d, ok := a.Subject()
	if !ok {
		if e.segmentation != nil {
			if a.Person, err = e.segment(img, face.Box{W: w, H: h}); err != nil {
				return nil, err
			}
			a.Models[face.RoleSegmentation] = e.segmentation.id
		}
		return a, nil
	}
	if err := e.closeUps(img, d, a); err != nil {
		return nil, err
	}
	for _, r := range []struct {
		n     *network
		needs bool
		run   func() error
	}{
		{e.eyeState, a.Mesh != nil, func() (err error) { a.EyesOpen, err = e.eyesOpen(img, a.Mesh); return }},
		{e.glasses, a.Mesh != nil, func() (err error) { a.Glasses, err = e.glassesLogit(img, a.Mesh); return }},
		{e.headPose, true, func() (err error) { a.HeadPose, err = e.headAngles(img, d); return }},
		{e.body, true, func() (err error) { a.Body, err = e.pose(img, d); return }},
		{e.faceMask, true, func() (err error) { a.FaceMask, err = e.maskProbability(img, d); return }},
		{e.segmentation, true, func() (err error) { a.Person, err = e.segment(img, personRegion(d, w, h)); return }},
	} {
		if r.n == nil || !r.needs {
			continue
		}
		if err := r.run(); err != nil {
			return nil, err
		}
		a.Models[r.n.role] = r.n.id
	}
	return a, nil
}

// Segment gives the raw person mask of exactly this picture.
func (e *Engine) Segment(img *image.RGBA) (*face.Mask, error) {
	if err := check(img); err != nil {
		return nil, err
	}
	if e.segmentation == nil {
		return nil, ErrRole
	}
	return e.segment(img, face.Box{W: float64(img.Rect.Dx()), H: float64(img.Rect.Dy())})
}

// Embed describes the face with every embedding network that is there, in the
// manifest's order.
func (e *Engine) Embed(img *image.RGBA, d face.Detection) ([]face.Embedding, error) {
	if err := check(img); err != nil {
		return nil, err
	}
	if len(e.embeddings) == 0 {
		return nil, ErrRole
	}
	var all []face.Embedding
	for _, n := range e.embeddings {
		v, err := embed(n, img, d)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}
