package picture

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Format is a picture format, known by the file's content; the file's name is
// never looked at.
type Format string

// The formats that are decoded.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
	GIF  Format = "gif"
	WebP Format = "webp"
	BMP  Format = "bmp"
	TIFF Format = "tiff"
)

// sniff names the format of data: one of the constants, or "" and the name of
// a known format that is not decoded here, or "" and "" for anything else.
func sniff(data []byte) (known Format, other string) {
	has := func(off int, magic string) bool {
		return len(data) >= off+len(magic) && string(data[off:off+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		return JPEG, ""
	case has(0, "\x89PNG\r\n\x1a\n"):
		return PNG, ""
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return GIF, ""
	case has(0, "RIFF") && has(8, "WEBP"):
		return WebP, ""
	case (has(0, "II*\x00") || has(0, "MM\x00*")) && has(8, "CR\x02"):
		return "", "CR2 (RAW)"
	case has(0, "II*\x00"), has(0, "MM\x00*"):
		return TIFF, ""
	case has(0, "BM") && bmpHeader(data):
		return BMP, ""
	case has(4, "ftyp"):
		return "", isoBrand(data)
	case has(0, "\xff\x0a"), has(0, "\x00\x00\x00\x0cJXL \r\n\x87\n"):
		return "", "JPEG XL"
	case has(0, "\x00\x00\x00\x0cjP  \r\n\x87\n"):
		return "", "JPEG 2000"
	case has(0, "8BPS"):
		return "", "Photoshop (PSD)"
	case has(0, "II+\x00"), has(0, "MM\x00+"):
		return "", "BigTIFF"
	case has(0, "%PDF-"):
		return "", "PDF"
	case bytes.Contains(data[:min(len(data), 512)], []byte("<svg")):
		return "", "SVG"
	}
	return "", ""
}

// bmpHeader tells a bitmap from any file that happens to begin with "BM": the
// size of the second header must be one that exists.
func bmpHeader(data []byte) bool {
	if len(data) < 18 {
		return true // cut off; the decoder will say so
	}
	return slices.Contains([]uint32{12, 16, 40, 52, 56, 64, 108, 124}, binary.LittleEndian.Uint32(data[14:]))
}

// isoBrand names the still-picture formats that are boxed like an MP4 film; ""
// for films and everything else.
func isoBrand(data []byte) string {
	end := min(int(binary.BigEndian.Uint32(data[:4])&0xffff), len(data))
	for off := 8; off+4 <= end; off += 4 {
		switch string(data[off : off+4]) {
		case "heic", "heix", "heim", "heis", "hevc", "hevx":
			return "HEIC"
		case "avif", "avis":
			return "AVIF"
		case "crx ":
			return "CR3 (RAW)"
		}
	}
	if len(data) >= 12 && (string(data[8:12]) == "mif1" || string(data[8:12]) == "msf1") {
		return "HEIF"
	}
	return ""
}
