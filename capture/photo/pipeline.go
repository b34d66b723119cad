package photo

import (
	"context"
	"errors"
	"image"
	"io"

	"campuskiosk/capture/face"
	"campuskiosk/capture/match"
	"campuskiosk/capture/models"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/standard"
	"campuskiosk/capture/vision"
)

// Options are a Pipeline's settings; the zero value is right for the kiosk.
type Options struct {
	// Vision are the engine's settings.
	Vision vision.Options
	// Thresholds are the checks' limits; nil means quality.DefaultThresholds.
	Thresholds *quality.Thresholds
	// Limits bound pictures from outside; zero fields mean the defaults.
	Limits picture.Limits
	// Parallel is how many calls may work at the same time, others wait; 0
	// means 2. Each holds a picture and its working copies in memory.
	Parallel int
}

// Pipeline does the work. Make one with Open.
type Pipeline struct {
	engine     *vision.Engine
	thresholds quality.Thresholds
	limits     picture.Limits
	slots      chan struct{}
}

// Open loads the networks of set. A model that is missing is no error: what
// needs it is "not available" (see Status).
func Open(set models.Set, o Options) (*Pipeline, error) {
	e, err := vision.Open(set, o.Vision)
	if err != nil {
		return nil, err
	}
	p := &Pipeline{engine: e, limits: o.Limits, thresholds: quality.DefaultThresholds()}
	if o.Thresholds != nil {
		p.thresholds = *o.Thresholds
	}
	if o.Parallel < 1 {
		o.Parallel = 2
	}
	p.slots = make(chan struct{}, o.Parallel)
	return p, nil
}

// Close frees the networks. Calls under way finish first.
func (p *Pipeline) Close() error { return p.engine.Close() }

// Status says what fills each role.
func (p *Pipeline) Status() []vision.RoleStatus { return p.engine.Status() }

// Engine gives the networks for what is not a photo: live guidance and camera
// frames. It is closed by Close.
func (p *Pipeline) Engine() *vision.Engine { return p.engine }

// Thresholds are the checks' limits in use.
func (p *Pipeline) Thresholds() quality.Thresholds { return p.thresholds }

// enter waits for a free slot; leave gives it back.
func (p *Pipeline) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err // select would choose at random
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Pipeline) leave() { <-p.slots }

// Decode reads a picture from outside under the pipeline's limits. Errors are
// those of package picture.
func (p *Pipeline) Decode(ctx context.Context, r io.Reader) (*image.RGBA, picture.Meta, error) {
	if err := p.enter(ctx); err != nil {
		return nil, picture.Meta{}, err
	}
	defer p.leave()
	return picture.Decode(ctx, r, p.limits)
}

// DecodeFile is Decode for a file.
func (p *Pipeline) DecodeFile(ctx context.Context, path string) (*image.RGBA, picture.Meta, error) {
	if err := p.enter(ctx); err != nil {
		return nil, picture.Meta{}, err
	}
	defer p.leave()
	return picture.Open(ctx, path, p.limits)
}

// Checked is a picture with all that was found in it.
type Checked struct {
	Image        *image.RGBA
	Analysis     *face.Analysis
	Measurements quality.Measurements
	Report       quality.Report
}

// Check runs all networks but the comparison's and the ten checks. That there
// is no face, or more than one, is not an error here: the report says so, and
// Refusal tells it apart.
func (p *Pipeline) Check(ctx context.Context, img *image.RGBA) (*Checked, error) {
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	defer p.leave()
	a, err := p.engine.Analyse(img)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m := quality.Measure(img, a)
	return &Checked{Image: img, Analysis: a, Measurements: m, Report: quality.Judge(m, p.thresholds)}, nil
}

// Refusal says why the picture doesn't show one person: standard.ErrNoFace or
// standard.ErrManyFaces; nil if it does.
func (c *Checked) Refusal() error { return refusal(c.Analysis.Faces) }

func refusal(faces []face.Detection) error {
	if len(faces) == 0 {
		return standard.ErrNoFace
	}
	if face.Others(faces) > 0 {
		return standard.ErrManyFaces
	}
	return nil
}

// Embed finds the one face of a picture and describes it with every embedding
// network. Errors: match.ErrNoNetwork, standard.ErrNoFace,
// standard.ErrManyFaces.
func (p *Pipeline) Embed(ctx context.Context, img *image.RGBA) ([]face.Embedding, error) {
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	defer p.leave()
	faces, err := p.engine.Detect(img)
	if err != nil {
		return nil, err
	}
	if err := refusal(faces); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.embed(img, faces[0])
}

// EmbedChecked is Embed for a picture that was checked: the face is known.
func (p *Pipeline) EmbedChecked(ctx context.Context, c *Checked) ([]face.Embedding, error) {
	if err := c.Refusal(); err != nil {
		return nil, err
	}
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	defer p.leave()
	return p.embed(c.Image, c.Analysis.Faces[0])
}

func (p *Pipeline) embed(img *image.RGBA, d face.Detection) ([]face.Embedding, error) {
	e, err := p.engine.Embed(img, d)
	if errors.Is(err, vision.ErrRole) {
		return nil, match.ErrNoNetwork
	}
	return e, err
}

// Compare says how alike the faces of two pictures are. Errors: those of
// Embed and of package match.
func (p *Pipeline) Compare(ctx context.Context, a, b *image.RGBA) (match.Result, error) {
	ea, err := p.Embed(ctx, a)
	if err != nil {
		return match.Result{}, err
	}
	eb, err := p.Embed(ctx, b)
	if err != nil {
		return match.Result{}, err
	}
	return match.Score(ea, eb)
}
