package standard

import (
	"image"

	"campuskiosk/capture/face"
)

// Matter is what the matte needs of the vision engine. Pictures have their
// origin at (0,0), tight rows, opaque sRGB.
type Matter interface {
	// Portrait gives the raw person mask of exactly this picture, which shows
	// head and shoulders.
	Portrait(img *image.RGBA) (*face.Mask, error)
	// GuidedFilter refines src (one value per pixel of guide) so that its
	// edges follow the picture's; radius in pixels, eps in squared colour
	// units with colours 0–1. The result is new.
	GuidedFilter(guide *image.RGBA, src []float32, radius int, eps float64) ([]float32, error)
	// Resize gives img at w×h pixels, averaged when it gets smaller.
	Resize(img *image.RGBA, w, h int) (*image.RGBA, error)
}
