package table

import (
	"bytes"
	"io"
	"strings"
)

// headBytes is how much of a file is looked at to recognise it.
const headBytes = 4096

// Beginnings of files.
var (
	magicZIP    = []byte("PK\x03\x04")
	magicNoZIP  = []byte("PK\x05\x06") // an empty one
	magicOLE    = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	magicOthers = [][]byte{
		[]byte("%PDF"), []byte("\x89PNG"),
		{0xFF, 0xD8, 0xFF},
		[]byte("GIF8"), []byte("Rar!"),
		[]byte("7z\xBC\xAF"),
		{0x1F, 0x8B},
		[]byte("{\\rtf"), []byte("\x7FELF"), []byte("MZ\x90"),
	}
)

// encryptedPackage is the name of the stream that an encrypted workbook has in
// its OLE container ([MS-OFFCRYPTO] 2.3.4.4), in UTF-16.
var encryptedPackage = utf16le("EncryptedPackage")

func utf16le(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

// recognise tells the format by the content, or why it can't be read.
func recognise(r io.ReaderAt, size int64, head []byte) (Format, error) {
	switch {
	case size == 0:
		return "", ErrEmpty
	case bytes.HasPrefix(head, magicZIP):
		return XLSX, nil
	case bytes.HasPrefix(head, magicNoZIP):
		return "", ErrNotTable
	case bytes.HasPrefix(head, magicOLE):
		if contains(r, size, encryptedPackage) {
			return "", ErrPassword
		}
		return "", ErrOldExcel
	}
	for _, m := range magicOthers {
		if bytes.HasPrefix(head, m) {
			return "", ErrNotTable
		}
	}
	start := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(head), "\uFEFF"), " \t\r\n"))
	if strings.HasPrefix(start, "<") {
		return "", ErrHTML
	}
	return CSV, nil
}

// contains reports whether the file has these bytes somewhere.
func contains(r io.ReaderAt, size int64, what []byte) bool {
	buf := make([]byte, 256<<10)
	for off := int64(0); off < size; off += int64(len(buf) - len(what)) {
		n, err := r.ReadAt(buf, off)
		if bytes.Contains(buf[:n], what) {
			return true
		}
		if err != nil {
			return false
		}
	}
	return false
}
