package main

import (
	"image"
	"math"

	"campuskiosk/capture/face"
)

// exposed multiplies the light by 2^ev; what then exceeds white is clipped.
func exposed(src *image.RGBA, ev float64) *image.RGBA {
	return lit(src, func(_, _ float64) float64 { return ev })
}

// sideLit darkens one side: full light on the far side of the face, ev stops
// less on the other, rising smoothly within the width of the face around its
// middle. side > 0 darkens larger x, the subject's left.
func sideLit(src *image.RGBA, h face.Head, ev, side float64) *image.RGBA {
	c, w := (h.FaceLeft+h.FaceRight)/2, h.FaceWidth()
	return lit(src, func(x, _ float64) float64 {
		t := math.Max(0, math.Min(1, side*(x-c)/w*1.6+0.5))
		return -ev * t * t * (3 - 2*t)
	})
}

// lit multiplies the linear light at each pixel by 2^stops(x,y).
func lit(src *image.RGBA, stops func(x, y float64) float64) *image.RGBA {
	dst := image.NewRGBA(src.Rect)
	for y := range src.Rect.Dy() {
		for x := range src.Rect.Dx() {
			k := math.Exp2(stops(float64(x)+0.5, float64(y)+0.5))
			i := y*src.Stride + 4*x
			for c := range 3 {
				dst.Pix[i+c] = fromLinear(toLinear[src.Pix[i+c]] * k)
			}
			dst.Pix[i+3] = 255
		}
	}
	return dst
}
