package camera

import (
	"image"
	"image/color"
)

// DecodeYUYV writes a YUYV frame into dst, reusing its memory when the size
// fits, and returns it. The frame came from a Camera, which has checked its
// length.
func DecodeYUYV(f Frame, dst *image.RGBA) *image.RGBA {
	if r := image.Rect(0, 0, f.Width, f.Height); dst == nil || dst.Rect != r {
		dst = image.NewRGBA(r)
	}
	src, out := f.Data, dst.Pix
	for i, o := 0, 0; o+8 <= len(out) && i+4 <= len(src); i, o = i+4, o+8 {
		// Video range (BT.601: luma 16–235, chroma 16–240) to the full range
		// that Go's conversion expects.
		cb, cr := stretch(src[i+1], 128, 224), stretch(src[i+3], 128, 224)
		for k, y := range [2]uint8{src[i], src[i+2]} {
			p := out[o+4*k : o+4*k+4 : o+4*k+4]
			p[0], p[1], p[2] = color.YCbCrToRGB(luma(y), cb, cr)
			p[3] = 255
		}
	}
	return dst
}

func luma(y uint8) uint8 {
	return clamp8((int(y) - 16) * 255 / 219)
}

func stretch(v uint8, zero, span int) uint8 {
	return clamp8(128 + (int(v)-zero)*255/span)
}

func clamp8(v int) uint8 { return uint8(min(max(v, 0), 255)) }
