package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
)

// maxProfile bounds an ICC profile in bytes; profiles of RGB devices are a few
// kilobytes, those of printers up to about 3 MB.
const maxProfile = 4 << 20

// findProfile returns the ICC profile embedded in a picture file, nil where
// there is none or where it can't be taken out.
func findProfile(format Format, data []byte) []byte {
	switch format {
	case JPEG:
		return jpegProfile(data)
	case PNG:
		return pngProfile(data)
	case WebP:
		return webpProfile(data)
	case TIFF:
		return tiffProfile(data)
	default:
		return nil
	}
}

// jpegProfile joins the APP2 segments of ICC.1:2022 annex B.4.
func jpegProfile(data []byte) []byte {
	const tag = "ICC_PROFILE\x00"
	parts := map[byte][]byte{}
	var count byte
	for off := 2; off+4 <= len(data) && data[off] == 0xff; {
		marker := data[off+1]
		if marker == 0xff { // fill byte
			off++
			continue
		}
		if marker == 0xda || marker == 0xd9 { // the scan, the end
			break
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd7 { // no length
			off += 2
			continue
		}
		end := off + 2 + int(binary.BigEndian.Uint16(data[off+2:]))
		if end > len(data) || end < off+4 {
			break
		}
		body := data[off+4 : end]
		if marker == 0xe2 && len(body) > len(tag)+2 && string(body[:len(tag)]) == tag {
			parts[body[len(tag)]] = body[len(tag)+2:]
			count = body[len(tag)+1]
		}
		off = end
	}
	var profile []byte
	for i := 1; i <= int(count); i++ {
		part, ok := parts[byte(i)]
		if !ok || len(profile)+len(part) > maxProfile {
			return nil
		}
		profile = append(profile, part...)
	}
	return profile
}

// pngProfile inflates the iCCP chunk.
func pngProfile(data []byte) []byte {
	for off := 8; off+12 <= len(data); {
		size := int64(binary.BigEndian.Uint32(data[off:]))
		kind := string(data[off+4 : off+8])
		end := int64(off) + 8 + size
		if kind == "IDAT" || end+4 > int64(len(data)) {
			return nil
		}
		if kind == "iCCP" {
			_, packed, ok := bytes.Cut(data[off+8:end], []byte{0})
			if !ok || len(packed) < 1 || packed[0] != 0 {
				return nil
			}
			z, err := zlib.NewReader(bytes.NewReader(packed[1:]))
			if err != nil {
				return nil
			}
			profile, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
			if err != nil || len(profile) > maxProfile {
				return nil
			}
			return profile
		}
		off = int(end) + 4
	}
	return nil
}

// webpProfile returns the ICCP chunk of the RIFF container.
func webpProfile(data []byte) []byte {
	for off := 12; off+8 <= len(data); {
		size := int64(binary.LittleEndian.Uint32(data[off+4:]))
		end := int64(off) + 8 + size
		if end > int64(len(data)) {
			return nil
		}
		if string(data[off:off+4]) == "ICCP" && size <= maxProfile {
			return data[off+8 : end]
		}
		off = int(end + size&1)
	}
	return nil
}

// tiffProfile returns the value of tag 34675 (InterColorProfile) of the first
// page.
func tiffProfile(data []byte) []byte {
	if len(data) < 8 {
		return nil
	}
	var order binary.ByteOrder = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	off := int64(order.Uint32(data[4:]))
	if off+2 > int64(len(data)) {
		return nil
	}
	entries := int64(order.Uint16(data[off:]))
	for i := range entries {
		at := off + 2 + 12*i
		if at+12 > int64(len(data)) {
			return nil
		}
		if order.Uint16(data[at:]) != 34675 {
			continue
		}
		size, start := int64(order.Uint32(data[at+4:])), int64(order.Uint32(data[at+8:]))
		if size > maxProfile || start+size > int64(len(data)) {
			return nil
		}
		return data[start : start+size]
	}
	return nil
}
