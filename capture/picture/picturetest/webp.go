package picturetest

import (
	"encoding/binary"
	"image"
	"image/color"
)

// WebP encodes img losslessly as WebP, without compressing: every channel is
// written with a prefix code of 256 codes of 8 bits.
func WebP(img image.Image) []byte {
	b := img.Bounds()
	var w bitWriter
	w.put(0x2f, 8)
	w.put(uint32(b.Dx()-1), 14)
	w.put(uint32(b.Dy()-1), 14)
	w.put(0, 1+3)     // no alpha, version 0
	w.put(0, 1+1+1)   // no transform, no colour cache, no meta prefix codes
	w.flatCode(280)   // green and lengths
	w.flatCode(256)   // red
	w.flatCode(256)   // blue
	w.singleCode(255) // alpha
	w.singleCode(0)   // distances, never used
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
			for _, v := range []uint8{c.G, c.R, c.B} {
				for bit := 7; bit >= 0; bit-- { // prefix codes go most significant bit first
					w.put(uint32(v>>bit&1), 1)
				}
			}
		}
	}
	body := append(w.out, byte(w.acc))
	if len(body)%2 == 1 {
		body = append(body, 0)
	}
	out := []byte("RIFF\x00\x00\x00\x00WEBPVP8L")
	out = binary.LittleEndian.AppendUint32(out, uint32(len(body)))
	out = append(out, body...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

type bitWriter struct {
	out  []byte
	acc  uint32
	bits int
}

// put writes the n lowest bits of v, least significant first.
func (w *bitWriter) put(v uint32, n int) {
	for i := range n {
		w.acc |= (v >> i & 1) << w.bits
		if w.bits++; w.bits == 8 {
			w.out, w.acc, w.bits = append(w.out, byte(w.acc)), 0, 0
		}
	}
}

// flatCode announces a code in which the first 256 of n symbols have 8 bits:
// the code-length code has the two symbols 8 and 0 with one bit each.
func (w *bitWriter) flatCode(n int) {
	w.put(0, 1) // a normal code
	// Lengths of the code-length codes, in the format's own order: 17 18 0 1
	// 2 3 4 5 16 6 7 8.
	w.put(12-4, 4)
	for _, l := range []uint32{0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1} {
		w.put(l, 3)
	}
	w.put(0, 1) // lengths of all n symbols follow
	for i := range n {
		if i < 256 {
			w.put(1, 1) // 8
		} else {
			w.put(0, 1) // 0
		}
	}
}

// singleCode announces a code of one symbol, which takes no bits.
func (w *bitWriter) singleCode(symbol uint32) {
	w.put(1, 1) // a simple code
	w.put(0, 1) // of one symbol
	w.put(1, 1) // of 8 bits
	w.put(symbol, 8)
}
