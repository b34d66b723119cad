package serve

import (
	"bufio"
	"errors"
	"io"
)

// MaxLine is the greatest length of a request in bytes, without the line's
// end: two pictures of 32 MiB in base64 and what is around them.
const MaxLine = 96 << 20

// errLong is a line that was longer than allowed; it has been skipped.
var errLong = errors.New("serve: line too long")

// lines reads lines of limited length. A line that is too long is skipped to
// its end and reported once, so that the next one can be read.
type lines struct {
	r   *bufio.Reader
	max int
}

func newLines(r io.Reader, maximum int) *lines {
	return &lines{r: bufio.NewReaderSize(r, 64<<10), max: maximum}
}

// next gives the next line without its end. At the end of the stream it gives
// io.EOF; a last line without an end counts.
func (l *lines) next() ([]byte, error) {
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
			return nil, errLong
		}
		return line, nil
	}
}
