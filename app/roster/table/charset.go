package table

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// charset tells in which encoding a text file is written: by its byte order
// mark, else UTF-8 when all of it is, else GB 18030, which contains GBK and GB
// 2312, what Excel writes on a Chinese Windows. The encoding removes the mark.
func charset(r io.ReaderAt, size int64, head []byte) (encoding.Encoding, error) {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return unicode.UTF8BOM, nil
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), nil
	case bytes.IndexByte(head, 0) >= 0:
		return nil, ErrNotTable
	}
	valid, err := validUTF8(io.NewSectionReader(r, 0, size))
	switch {
	case err != nil:
		return nil, ErrUnreadable.Because(err)
	case valid:
		return unicode.UTF8, nil
	}
	return simplifiedchinese.GB18030, nil
}

// validUTF8 reads all of r.
func validUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0 // bytes of a character that is not whole yet
	for {
		n, err := r.Read(buf[kept:])
		text := buf[:kept+n]
		for len(text) > 0 {
			c, size := utf8.DecodeRune(text)
			if c == utf8.RuneError && size == 1 {
				if !utf8.FullRune(text) && err == nil {
					break
				}
				return false, nil
			}
			text = text[size:]
		}
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(buf, text)
	}
}
