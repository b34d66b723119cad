package safezip

import (
	"archive/zip"
	"errors"
	"io"
)

// Errors. They say what is wrong and hold nothing of the file.
var (
	// ErrFormat: this is no ZIP file, or it is damaged.
	ErrFormat = errors.New("safezip: not a ZIP file, or a damaged one")
	// ErrDirectory: the directory at the end is larger than allowed.
	ErrDirectory = errors.New("safezip: too many entries")
	// ErrOverlap: entries share bytes, so that little data unpacks to much.
	ErrOverlap = errors.New("safezip: entries overlap")
	// ErrTooLarge: an entry unpacks to more than is allowed.
	ErrTooLarge = errors.New("safezip: an entry unpacks to too much")
	// ErrEncrypted: an entry needs a password.
	ErrEncrypted = errors.New("safezip: an entry is encrypted")
)

// tail is how much of a file's end may be read to find the directory: the end
// record, a comment of at most 64 KiB, the ZIP64 records (APPNOTE.TXT 4.3.6 to
// 4.3.16). It is read up to twice.
const tail = 2 * (66 << 10)

// Open reads the directory of a ZIP file of size bytes. directory is how many
// bytes the directory may have (an entry takes 46 and its name; in memory about
// 300).
func Open(r io.ReaderAt, size, directory int64) (*zip.Reader, error) {
	b := &budget{r: r, left: directory + tail}
	z, err := zip.NewReader(b, size)
	switch {
	case b.over:
		return nil, ErrDirectory
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, errors.Join(ErrFormat, err)
	}
	b.open = true
	var packed uint64
	for _, f := range z.File {
		if packed += f.CompressedSize64; packed > uint64(size) || f.CompressedSize64 > uint64(size) {
			return nil, ErrOverlap
		}
	}
	return z, nil
}

// budget is a reader of which only so much may be read while the directory is.
type budget struct {
	r    io.ReaderAt
	left int64
	over bool
	open bool
}

func (b *budget) ReadAt(p []byte, off int64) (int, error) {
	if b.open {
		return b.r.ReadAt(p, off)
	}
	if b.left -= int64(len(p)); b.left < 0 {
		b.over = true
		return 0, ErrDirectory
	}
	return b.r.ReadAt(p, off)
}
