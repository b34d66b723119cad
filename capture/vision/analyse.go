package vision

import (
	"cmp"
	"image"

	"golang.org/x/sync/errgroup"

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
	a.Models[face.RoleDetector] = e.detector.id()
	d, ok := a.Subject()
	if !ok {
		return a, nil
	}
	if err := e.closeUps(img, d, a, livePasses); err != nil {
		return nil, err
	}
	return a, nil
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

// How often the landmark network looks at one face.
const (
	livePasses  = 1
	photoPasses = 2
)

// closeUps fills mesh and eyes.
func (e *Engine) closeUps(img *image.RGBA, d face.Detection, a *face.Analysis, passes int) (err error) {
	if e.landmarks == nil {
		return nil
	}
	if a.Mesh, err = e.mesh(img, d, passes); err != nil {
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
	a.Models[face.RoleDetector] = e.detector.id()
	d, ok := a.Subject()
	if !ok {
		if err := e.person(img, nil, a); err != nil {
			return nil, err
		}
		return a, nil
	}
	if err := e.closeUps(img, d, a, photoPasses); err != nil {
		return nil, err
	}
	// These do not wait for each other: together they keep all cores busy,
	// which one small network alone can't.
	var g errgroup.Group
	for _, r := range []struct {
		n     *network
		needs bool
		run   func() error
	}{
		{e.eyeState, a.Mesh != nil, func() (err error) { a.EyesOpen, err = e.eyesOpen(img, a.Mesh, a.Eyes); return }},
		{e.glasses, a.Mesh != nil, func() (err error) { a.Glasses, err = e.glassesLogit(img, a.Mesh); return }},
		{e.headPose, true, func() (err error) { a.HeadPose, err = e.headAngles(img, d); return }},
		{e.body, true, func() (err error) { a.Body, err = e.pose(img, d); return }},
		{e.faceMask, true, func() (err error) { a.FaceMask, err = e.maskProbability(img, d); return }},
	} {
		if r.n == nil || !r.needs {
			continue
		}
		g.Go(r.run)
		a.Models[r.n.role] = r.n.id
	}
	if err := cmp.Or(e.person(img, &d, a), g.Wait()); err != nil {
		return nil, err
	}
	return a, nil
}

// person fills the mask.
func (e *Engine) person(img *image.RGBA, d *face.Detection, a *face.Analysis) (err error) {
	if e.segmentation == nil {
		return nil
	}
	w, h := float64(a.Width), float64(a.Height)
	region := face.Box{W: w, H: h}
	if d != nil {
		region = personRegion(*d, w, h)
	}
	a.Person, err = e.segmentation.segment(img, region, d)
	if a.Person != nil {
		a.Models[face.RoleSegmentation] = e.segmentation.id()
	}
	return err
}

// Segment gives the raw person mask of exactly this picture. The stand-in has
// to find the face first and fails with ErrNoPerson when there is none.
func (e *Engine) Segment(img *image.RGBA) (*face.Mask, error) {
	if err := check(img); err != nil {
		return nil, err
	}
	if e.segmentation == nil {
		return nil, ErrRole
	}
	var subject *face.Detection
	if e.segmentation.id() == grabCutID {
		fs, err := e.Detect(img)
		if err != nil {
			return nil, err
		}
		if len(fs) > 0 {
			subject = &fs[0]
		}
	}
	m, err := e.segmentation.segment(img, face.Box{W: float64(img.Rect.Dx()), H: float64(img.Rect.Dy())}, subject)
	if err == nil && m == nil {
		err = ErrNoPerson
	}
	return m, err
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
	all := make([]face.Embedding, len(e.embeddings))
	var g errgroup.Group
	for i, n := range e.embeddings {
		g.Go(func() (err error) { all[i], err = embed(n, img, d); return err })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return all, nil
}
