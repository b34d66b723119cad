package table

import (
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"io"

	"campuskiosk/app/booth"
)

// errTokenSize: a piece of XML is longer than tokenBytes.
var errTokenSize = errors.New("table: a piece of XML is too long")

// stream walks over the XML of one part. Names are taken without their
// prefixes: the parts that are read have one vocabulary each.
type stream struct {
	ctx   context.Context
	d     *xml.Decoder
	r     *tokenReader
	depth int
	count int
}

func newStream(ctx context.Context, r io.Reader) *stream {
	t := &tokenReader{r: bufio.NewReaderSize(r, 64<<10)}
	return &stream{ctx: ctx, d: xml.NewDecoder(t), r: t}
}

// next gives the next token; io.EOF after the last.
func (s *stream) next() (xml.Token, error) {
	if s.count++; s.count&0xFFF == 0 && s.ctx.Err() != nil {
		return nil, s.ctx.Err()
	}
	s.r.left = tokenBytes
	t, err := s.d.RawToken()
	if err != nil {
		if err == io.EOF && s.depth > 0 { //nolint:errorlint // the decoder returns it unwrapped
			err = io.ErrUnexpectedEOF
		}
		return nil, s.explain(err)
	}
	switch t.(type) {
	case xml.StartElement:
		if s.depth++; s.depth > deepest {
			return nil, ErrDamaged.Because(errors.New("table: elements are nested too deep"))
		}
	case xml.EndElement:
		s.depth--
	}
	return t, nil
}

// explain keeps io.EOF, and makes everything else an error for people.
func (s *stream) explain(err error) error {
	var e *booth.Error
	switch {
	case err == io.EOF, errors.As(err, &e): //nolint:errorlint // as above
		return err
	case errors.Is(err, errTokenSize):
		return ErrBomb.Because(err)
	}
	return ErrDamaged.Because(err)
}

// skip leaves out the rest of an element whose start was read.
func (s *stream) skip() error {
	for depth := s.depth - 1; s.depth > depth; {
		if _, err := s.next(); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

// text gives the text of an element whose start was read, without the texts
// of elements in it.
func (s *stream) text(into []byte) ([]byte, error) {
	for depth := s.depth - 1; s.depth > depth; {
		t, err := s.next()
		if err != nil {
			return into, unexpected(err)
		}
		if c, ok := t.(xml.CharData); ok && s.depth == depth+1 {
			if into = append(into, c...); len(into) > tokenBytes {
				return into, ErrBomb.Because(errTokenSize)
			}
		}
	}
	return into, nil
}

// unexpected makes an end of the file where more must follow an error.
func unexpected(err error) error {
	if err == io.EOF { //nolint:errorlint // next returns it unwrapped
		return ErrDamaged.Because(io.ErrUnexpectedEOF)
	}
	return err
}

// attr gives an attribute; empty if there is none.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// tokenReader gives the decoder at most left bytes: as it asks for single
// bytes and no more than it needs, that bounds each token.
type tokenReader struct {
	r    *bufio.Reader
	left int
}

// ReadByte is what the decoder calls.
func (t *tokenReader) ReadByte() (byte, error) {
	if t.left--; t.left < 0 {
		return 0, errTokenSize
	}
	return t.r.ReadByte()
}

// Read is not called by the decoder, but makes this a reader.
func (t *tokenReader) Read(p []byte) (int, error) {
	if t.left <= 0 {
		return 0, errTokenSize
	}
	n, err := t.r.Read(p[:min(len(p), t.left)])
	t.left -= n
	return n, err
}
