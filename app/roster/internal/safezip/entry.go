package safezip

import (
	"archive/zip"
	"errors"
	"io"
)

// encrypted is bit 0 of the general purpose flags (APPNOTE.TXT 4.4.4).
const encrypted = 1

// Entry opens an entry of which at most limit bytes may come out: the byte
// after them is ErrTooLarge, whatever the directory says. An entry that is
// damaged gives ErrFormat when it is read.
func Entry(f *zip.File, limit int64) (io.ReadCloser, error) {
	if f.Flags&encrypted != 0 {
		return nil, ErrEncrypted
	}
	r, err := f.Open()
	if err != nil {
		return nil, errors.Join(ErrFormat, err)
	}
	return &entry{r, limit}, nil
}

type entry struct {
	io.ReadCloser
	left int64
}

func (e *entry) Read(p []byte) (int, error) {
	if e.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > e.left+1 {
		p = p[:e.left+1]
	}
	n, err := e.ReadCloser.Read(p)
	if e.left -= int64(n); e.left < 0 {
		return n - 1, ErrTooLarge
	}
	if err != nil && err != io.EOF { //nolint:errorlint // io.Reader returns it unwrapped
		err = errors.Join(ErrFormat, err)
	}
	return n, err
}
