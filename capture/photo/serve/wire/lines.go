package wire

import (
	"bufio"
	"errors"
	"io"
)

// Lines reads lines of limited length. A line that is too long is skipped to
// its end and reported once, so that the next one can be read.
type Lines struct {
	r   *bufio.Reader
	max int
}

// NewLines reads lines of at most maximum bytes from r.
func NewLines(r io.Reader, maximum int) *Lines {
	return &Lines{r: bufio.NewReaderSize(r, 64<<10), max: maximum}
}

// Next gives the next line without its end. At the end of the stream it gives
// io.EOF; a last line without an end counts. A line that was too long gives
// ErrTooLong.
func (l *Lines) Next() ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if err == nil {
			part = part[:len(part)-1]
		}
		switch {
		case long:
		case len(line)+len(part) > l.max:
			long, line = true, nil
		default:
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (long || len(line) > 0):
		case err != nil:
			return nil, err
		}
		if long {
			return nil, ErrTooLong.With(l.max >> 20)
		}
		return line, nil
	}
}
