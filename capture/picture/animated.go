package picture

import "encoding/binary"

// animatedGIF reports whether a GIF holds more than one frame. It only walks
// the block structure (GIF89a, appendix B), so that an animation of a thousand
// frames costs nothing.
func animatedGIF(data []byte) bool {
	const header, descriptor = 13, 10
	if len(data) < header {
		return false
	}
	off := header + colourTable(data[10])
	frames := 0
	for off < len(data) {
		switch data[off] {
		case 0x21: // extension: label, sub-blocks
			off = skipSubBlocks(data, off+2)
		case 0x2c: // image: descriptor, local colour table, code size, sub-blocks
			if frames++; frames > 1 {
				return true
			}
			if off+descriptor > len(data) {
				return false
			}
			off = skipSubBlocks(data, off+descriptor+colourTable(data[off+9])+1)
		default: // trailer, or damage behind the first frame
			return false
		}
	}
	return false
}

// colourTable is the size in bytes of the colour table that a packed field
// announces.
func colourTable(packed byte) int {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

func skipSubBlocks(data []byte, off int) int {
	for off < len(data) && data[off] != 0 {
		off += 1 + int(data[off])
	}
	return off + 1
}

// animatedWebP reports whether the extended header's animation flag is set.
func animatedWebP(data []byte) bool {
	return len(data) > 20 && string(data[12:16]) == "VP8X" &&
		binary.LittleEndian.Uint32(data[16:]) == 10 && data[20]&0x02 != 0
}
