package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"

	"campuskiosk/app/cli"
	"campuskiosk/capture/face"
	"campuskiosk/capture/match"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/photo/serve/wire"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/standard"
)

// answer is one line back.
type answer struct {
	ID     json.RawMessage `json:"id"`
	Exit   int             `json:"exit"`
	Result any             `json:"result"`
	Error  *photo.Problem  `json:"error"`
}

// answer works on one request.
func (s *Server) answer(ctx context.Context, r wire.Request) answer {
	a := answer{ID: r.ID}
	if a.ID == nil {
		a.ID = json.RawMessage("null")
	}
	do := map[string]func(context.Context, wire.Request) (any, error){
		"check": s.check, "make": s.make, "compare": s.compare,
		"embed": s.embed, "specs": s.specs, "status": s.status,
	}[r.Op]
	if do == nil {
		err := wire.ErrBadRequest.With("op must be check, make, compare, embed, specs or status")
		a.Error, a.Exit = photo.ProblemOf(err), cli.Failed
		return a
	}
	result, err := do(ctx, r)
	a.Result, a.Error, a.Exit = result, photo.ProblemOf(cause(err)), cli.Code(err)
	return a
}

// cause is what a cli.Exit wraps; nil if it wraps nothing.
func cause(err error) error {
	var exit *cli.Exit
	if errors.As(err, &exit) {
		return exit.Err
	}
	return err
}

// read decodes a request's picture.
func (s *Server) read(ctx context.Context, from wire.Source) (*image.RGBA, picture.Meta, error) {
	switch {
	case (from.File != "") == (from.Data != nil):
		return nil, picture.Meta{}, wire.ErrBadRequest.With(`a picture is either "file" or "data"`)
	case from.File != "":
		return s.Pipeline.DecodeFile(ctx, from.File)
	}
	return s.Pipeline.Decode(ctx, bytes.NewReader(from.Data))
}

func (s *Server) check(ctx context.Context, r wire.Request) (any, error) {
	img, meta, err := s.read(ctx, r.Source)
	if err != nil {
		return nil, err
	}
	c, err := s.Pipeline.Check(ctx, img)
	if err != nil {
		return nil, err
	}
	result := c.Result()
	result.File, result.Picture = r.File, &meta
	return result, c.Verdict()
}

func (s *Server) make(ctx context.Context, r wire.Request) (any, error) {
	order := photo.Order{Spec: r.Spec, Background: r.Background}
	spec, colour, err := order.Resolve()
	if err != nil {
		return nil, err
	}
	img, meta, err := s.read(ctx, r.Source)
	if err != nil {
		return nil, err
	}
	c, err := s.Pipeline.Check(ctx, img)
	if err != nil {
		return nil, err
	}
	made, err := s.Pipeline.Make(ctx, c, spec, colour)
	if err != nil {
		return nil, photo.Refused(err)
	}
	result := photo.MakeResult{File: r.File, Picture: &meta, Photo: made}
	if r.Out == "" {
		result.Data = made.JPEG
		return result, nil
	}
	if err := photo.WriteFile(r.Out, made.JPEG); err != nil {
		return nil, err
	}
	result.Out = r.Out
	return result, nil
}

func (s *Server) compare(ctx context.Context, r wire.Request) (any, error) {
	if r.A == nil || r.B == nil {
		return nil, wire.ErrBadRequest.With(`compare needs "a" and "b"`)
	}
	var sides [2][]face.Embedding
	for i, from := range []*wire.Side{r.A, r.B} {
		e, err := s.embeddings(ctx, *from)
		if err != nil {
			return nil, cli.Fail(err) // a refused picture gives no score: 2
		}
		sides[i] = e
	}
	m, err := match.Score(sides[0], sides[1])
	if err != nil {
		return nil, err
	}
	if !m.Same() {
		return photo.Compared(m, nil), cli.Refuse(nil)
	}
	return photo.Compared(m, nil), nil
}

func (s *Server) embeddings(ctx context.Context, from wire.Side) ([]face.Embedding, error) {
	if from.Embeddings == nil {
		img, _, err := s.read(ctx, from.Source)
		if err != nil {
			return nil, err
		}
		return s.Pipeline.Embed(ctx, img)
	}
	if from.File != "" || from.Data != nil {
		return nil, wire.ErrBadRequest.With(`a side is "file", "data" or "embeddings"`)
	}
	var out []face.Embedding
	for _, b := range from.Embeddings {
		e, err := match.Unmarshal(b)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// packed is one network's embedding in an answer.
type packed struct {
	Network string `json:"network"`
	Packed  []byte `json:"packed"` // base64 in JSON
}

func (s *Server) embed(ctx context.Context, r wire.Request) (any, error) {
	img, _, err := s.read(ctx, r.Source)
	if err != nil {
		return nil, err
	}
	all, err := s.Pipeline.Embed(ctx, img)
	if err != nil {
		return nil, photo.Refused(err)
	}
	var out []packed
	for _, e := range all {
		b, err := match.Marshal(e)
		if err != nil {
			return nil, err
		}
		out = append(out, packed{e.Network, b})
	}
	return map[string]any{"embeddings": out}, nil
}

func (s *Server) specs(context.Context, wire.Request) (any, error) { return standard.Specs(), nil }

func (s *Server) status(context.Context, wire.Request) (any, error) {
	return map[string]any{"roles": s.Pipeline.Status(), "deliverable": s.Pipeline.Deliverable()}, nil
}
