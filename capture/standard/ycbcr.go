package standard

import (
	"image"
	"image/color"
)

// ycbcrOf converts an opaque picture to the encoder's own colours once, so that
// each try of a quality needs not do it again: JFIF's YCbCr, chroma halved both
// ways as the mean of 2×2 pixels (at odd edges the last one counts twice). Of
// sizes that are multiples of 16 the encoder writes the same bytes for either form.
func ycbcrOf(img *image.RGBA) *image.YCbCr {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	inBands((h+1)/2, func(from, to int) {
		for j := from; j < to; j++ {
			for i := range (w + 1) / 2 {
				var cb, cr int
				for k := range 4 {
					x, y := min(2*i+k&1, w-1), min(2*j+k>>1, h-1)
					p := img.Pix[y*img.Stride+4*x:][:3:3]
					l, b, r := color.RGBToYCbCr(p[0], p[1], p[2])
					out.Y[y*out.YStride+x] = l
					cb, cr = cb+int(b), cr+int(r)
				}
				out.Cb[j*out.CStride+i], out.Cr[j*out.CStride+i] = uint8((cb+2)>>2), uint8((cr+2)>>2)
			}
		}
	})
	return out
}
