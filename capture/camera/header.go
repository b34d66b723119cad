package camera

import "errors"

// maxSide is the largest picture side in pixels that is believed. The largest
// UVC cameras give 8000; a header that says more is damaged, and decoders
// would reserve memory for it.
const maxSide = 8192

var (
	errNotJPEG   = errors.New("not a JPEG")
	errTruncated = errors.New("the JPEG ends early")
	errSize      = errors.New("the JPEG's size cannot be")
)

// jpegSize reads a picture's size in pixels from its JPEG header, walking the
// marker segments up to the first frame header (ITU-T T.81, B.1.1 and B.2.2),
// and checks that the file ends with its end marker. It decodes nothing:
// truncated and garbled frames, which drivers deliver unflagged, are caught
// here as far as the structure shows them.
func jpegSize(b []byte) (w, h int, err error) {
	if len(b) < 4 || b[0] != 0xFF || b[1] != 0xD8 {
		return 0, 0, errNotJPEG
	}
	if !endsWithEOI(b) {
		return 0, 0, errTruncated
	}
	for i := 2; i+4 <= len(b); {
		if b[i] != 0xFF {
			return 0, 0, errNotJPEG
		}
		m := b[i+1]
		switch {
		case m == 0xFF: // fill byte
			i++
			continue
		case m == 0x01 || m >= 0xD0 && m <= 0xD7: // markers without a segment
			i += 2
			continue
		case m == 0xD9 || m == 0xDA: // the picture's data before its size
			return 0, 0, errNotJPEG
		}
		n := int(b[i+2])<<8 | int(b[i+3])
		if n < 2 || i+2+n > len(b) {
			return 0, 0, errTruncated
		}
		if isSOF(m) {
			if n < 7 {
				return 0, 0, errNotJPEG
			}
			h, w = int(b[i+5])<<8|int(b[i+6]), int(b[i+7])<<8|int(b[i+8])
			if w < 1 || h < 1 || w > maxSide || h > maxSide {
				return 0, 0, errSize
			}
			return w, h, nil
		}
		i += 2 + n
	}
	return 0, 0, errTruncated
}

// isSOF reports whether a marker starts a frame header: SOF0–SOF15 without the
// three that are something else (DHT, JPG, DAC).
func isSOF(m byte) bool {
	return m >= 0xC0 && m <= 0xCF && m != 0xC4 && m != 0xC8 && m != 0xCC
}

// endsWithEOI looks for the end marker. Some cameras fill the rest of the
// transfer with zeros after it.
func endsWithEOI(b []byte) bool {
	n := len(b)
	for n > 2 && b[n-1] == 0 {
		n--
	}
	return b[n-2] == 0xFF && b[n-1] == 0xD9
}
