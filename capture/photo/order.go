package photo

import (
	"errors"
	"image/color"

	"campuskiosk/app/cli"
	"campuskiosk/capture/standard"
)

// Order is which standard photo is wanted, in words.
type Order struct {
	// Spec is a specification's id; empty means standard.DefaultID.
	Spec string
	// Background is as standard.Spec.Colour reads it; empty means the
	// specification's own.
	Background string
}

// Resolve finds the specification and the colour. Errors:
// standard.ErrUnknownSpec, standard.ErrBadColour.
func (o Order) Resolve() (standard.Spec, color.RGBA, error) {
	id := o.Spec
	if id == "" {
		id = standard.DefaultID
	}
	spec, err := standard.SpecByID(id)
	if err != nil {
		return standard.Spec{}, color.RGBA{}, err
	}
	c, err := spec.Colour(o.Background)
	return spec, c, err
}

// Verdict is what a check exits with: nil when all ten passed or could not be
// measured, cli.Refuse otherwise; with the reason where the picture doesn't
// show one person.
func (c *Checked) Verdict() error {
	if err := c.Refusal(); err != nil {
		return cli.Refuse(err)
	}
	if c.Report.Failed() {
		return cli.Refuse(nil)
	}
	return nil
}

// refusals are the reasons why a picture can't become a standard photo. They
// are about the picture; anything else is a failure.
var refusals = []error{
	standard.ErrNoFace, standard.ErrManyFaces,
	standard.ErrHeadCutTop, standard.ErrHeadCutSide, standard.ErrHeadCutBottom,
	standard.ErrTooFar, standard.ErrTooClose, standard.ErrShowsTooLittleBelow,
	standard.ErrOffCentre, standard.ErrTallHair, standard.ErrGeometry, standard.ErrNoMatte,
}

// Refused gives the error of Make or Embed its exit code: 1 when this picture
// is refused, 2 when something else is wrong.
func Refused(err error) error {
	for _, r := range refusals {
		if errors.Is(err, r) {
			return cli.Refuse(err)
		}
	}
	return err
}
