package photo

import (
	"context"
	"image/color"

	"campuskiosk/capture/face"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/standard"
	"campuskiosk/capture/vision"
)

// Make makes the standard photo of a checked picture. The ten checks don't
// gate it; a picture that doesn't show one person, or whose geometry can't be
// met, is refused with one of package standard's errors. Without the models
// that Deliverable asks for, the photo is marked "not for delivery".
func (p *Pipeline) Make(ctx context.Context, c *Checked, spec standard.Spec, background color.RGBA) (*standard.Photo, error) {
	if err := c.Refusal(); err != nil {
		return nil, err
	}
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	defer p.leave()
	return standard.Make(c.Image, c.Analysis, spec, p.engine, standard.Options{
		Background: background, NotForDelivery: !p.Deliverable(),
	})
}

// deliverable are the roles without which a standard photo is only a sketch.
var deliverable = []face.Role{face.RoleDetector, face.RoleLandmarks, face.RoleSegmentation}

// Deliverable reports whether standard photos may be delivered: their
// geometry and their matte come from networks and not from stand-ins.
func (p *Pipeline) Deliverable() bool {
	for _, s := range p.engine.Status() {
		for _, r := range deliverable {
			if s.Role == r && s.State != vision.Network {
				return false
			}
		}
	}
	return true
}

// MakeResult is the answer for a standard photo; its fields are a contract as
// those of CheckResult.
type MakeResult struct {
	// File is the picture's name as it was given, Out the finished photo's.
	File string `json:"file,omitempty"`
	Out  string `json:"out,omitempty"`
	// Data is the finished JPEG where no Out was asked for; base64 in JSON.
	Data []byte `json:"data,omitempty"`
	// Picture says what kind of file the picture was.
	Picture *picture.Meta `json:"picture,omitempty"`
	// Photo is missing when there is none.
	*standard.Photo
	// Error is why there is no photo.
	Error *Problem `json:"error"`
}
