package picture

import (
	"context"
	"io"
)

// chunk is how much a decoder gets per read, in bytes, so that it looks at the
// clock often enough.
const chunk = 16 << 10

// source hands a file's bytes to a decoder in small pieces and fails as soon
// as ctx ends: so a decoder whose result nobody waits for any more stops by
// itself.
type source struct {
	ctx  context.Context
	data []byte
	off  int
	// end is set once the decoder asked for bytes past the last one: a
	// failure after that means that the file is cut off.
	end bool
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if len(p) == 0 {
		return 0, nil
	}
	if s.off >= len(s.data) {
		s.end = true
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), chunk)], s.data[s.off:])
	s.off += n
	return n, nil
}

// ReadAt implements io.ReaderAt, which the TIFF decoder uses.
func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if off < 0 || off >= int64(len(s.data)) {
		s.end = true
		return 0, io.EOF
	}
	n := copy(p, s.data[off:])
	if n < len(p) {
		s.end = true
		return n, io.EOF
	}
	return n, nil
}

// contextReader makes reads from r fail once ctx has ended.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
