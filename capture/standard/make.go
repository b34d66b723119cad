package standard

import (
	"image"
	"image/color"
	"math"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
)

// Options are what Make needs to know besides the picture.
type Options struct {
	// Background is the colour behind the person, opaque.
	Background color.RGBA
	// NotForDelivery marks the photo as one that must not be delivered:
	// stand-ins worked in place of missing models.
	NotForDelivery bool
}

// ErrNoMatte says that the person can't be told from the background.
var ErrNoMatte = booth.Fail("photo.no_matte",
	"无法分离人物和背景。请检查人像分割模型是否已安装，并在纯色背景前重拍。",
	"The person can't be told from the background. Check that the segmentation model is installed, and take the picture before a plain wall.")

// rounds is how often the crop is found anew when the refined matte shows that
// the network's first mask misjudged the hair's top or the edges.
const rounds = 3

// Make turns a picture into the standard photo of its subject. a is the
// analysis of exactly this picture, with the subject first. It fails with a
// *booth.Error that says what to do; nothing is returned then.
//
// Make does not judge the picture otherwise: the ten checks are package
// quality's. The same input gives the same bytes.
func Make(img *image.RGBA, a *face.Analysis, spec Spec, eng Matter, opts Options) (*Photo, error) {
	if err := oneFace(a); err != nil {
		return nil, err
	}
	head, ok := face.HeadOf(a)
	if !ok {
		return nil, ErrNoFace
	}
	if a.Person == nil {
		return nil, ErrNoMatte
	}
	canvas := canvasOf(a.Person, head, a.Width, a.Height)
	var cutout matted
	for round := 1; ; round++ {
		plan, err := Solve(spec, head, canvas)
		if err != nil {
			return nil, err
		}
		cutout, err = matte(img, head, plan, spec, eng)
		if err != nil {
			return nil, err
		}
		again := cutout.review(&head, &canvas, spec)
		if !again || round == rounds {
			break
		}
	}
	picture := compose(cutout.picture, cutout.alpha, opts.Background)
	if opts.NotForDelivery {
		if err := mark(picture); err != nil {
			return nil, booth.ErrInternal.Because(err)
		}
	}
	file, err := encode(picture, spec.File, spec.Size.DPI)
	if err != nil {
		return nil, err
	}
	return report(cutout, head, spec, opts, file), nil
}

// oneFace refuses no face and more than one.
func oneFace(a *face.Analysis) error {
	if a == nil {
		return ErrNoFace
	}
	if _, ok := a.Subject(); !ok {
		return ErrNoFace
	}
	if a.Others() > 0 {
		return ErrManyFaces
	}
	return nil
}

// matted is a crop with its alpha, both at the photo's size.
type matted struct {
	plan    Plan
	crop    crop
	picture *image.RGBA
	alpha   []float32
}

// matte cuts the plan's crop out of the picture and finds its alpha.
func matte(img *image.RGBA, head face.Head, plan Plan, spec Spec, eng Matter) (matted, error) {
	m := matted{plan: plan, crop: snap(plan, spec, img.Rect)}
	var err error
	if m.picture, err = m.crop.cut(img, spec, eng); err != nil {
		return matted{}, err
	}
	mask, err := eng.Portrait(m.picture)
	if err != nil {
		return matted{}, err
	}
	w, h := spec.Size.Width, spec.Size.Height
	tri := newTrimap(mask.Alpha, w, h)
	if m.alpha, err = refine(m.picture, tri, eng); err != nil {
		return matted{}, err
	}
	m.outside()
	seed := m.crop.at(head.Eyes.Mid(head.Chin))
	x, y := int(math.Max(0, math.Min(seed.X, float64(w-1)))), int(math.Max(0, math.Min(seed.Y, float64(h-1))))
	if m.alpha[y*w+x] < solid {
		return matted{}, ErrNoMatte
	}
	clean(m.alpha, w, h, tri, x, y)
	return m, nil
}

// outside sets alpha to 0 where the source picture has no pixels.
func (m matted) outside() {
	w := m.picture.Rect.Dx()
	for i := range m.alpha {
		if p := (image.Point{X: i % w, Y: i / w}); !p.In(m.crop.inside) {
			m.alpha[i] = 0
		}
	}
}
