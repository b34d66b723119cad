package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Source is a picture in a request.
type Source struct {
	File string `json:"file,omitempty"`
	Data []byte `json:"data,omitempty"` // base64 in JSON
}

// Side is one side of a comparison.
type Side struct {
	Source
	Embeddings [][]byte `json:"embeddings,omitempty"`
}

// Request is one line. Which fields count depends on Op.
type Request struct {
	ID json.RawMessage `json:"id,omitempty"`
	Op string          `json:"op"`
	Source
	Spec       string `json:"spec,omitempty"`
	Background string `json:"background,omitempty"`
	Out        string `json:"out,omitempty"`
	A          *Side  `json:"a,omitempty"`
	B          *Side  `json:"b,omitempty"`
}

// Parse reads a request. With an error the request still has its id if that
// could be read.
func Parse(line []byte) (Request, error) {
	var r Request
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		var loose struct {
			ID json.RawMessage `json:"id"`
		}
		_ = json.Unmarshal(line, &loose) // as much as can be had
		return Request{ID: loose.ID}, ErrBadRequest.With(readable(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return r, ErrBadRequest.With("more than one JSON value in a line")
	}
	return r, nil
}

// readable says what is wrong with a request without repeating its content.
func readable(err error) string {
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrong):
		return fmt.Sprintf("field %q has the wrong type", wrong.Field)
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "not JSON"
	}
	return "unknown field or wrong value"
}
