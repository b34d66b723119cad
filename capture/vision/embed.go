package vision

import (
	"fmt"
	"image"
	"math"

	"campuskiosk/capture/face"
)

// templates are where a network's training put the five points, as positions
// of pixel centres of its input.
var (
	// arcFace is the template of the 112×112 networks.
	arcFace = []face.Point{{X: 38.2946, Y: 51.6963}, {X: 73.5318, Y: 51.5014}, {X: 56.0252, Y: 71.7366}, {X: 41.5493, Y: 92.3655}, {X: 70.7299, Y: 92.2041}}
	// retail is the Open Model Zoo's template for 96×112, stretched to the
	// network's 128×128.
	retail = func() []face.Point {
		ps := []face.Point{{X: 30.2946, Y: 51.6963}, {X: 65.5318, Y: 51.5014}, {X: 48.0252, Y: 71.7366}, {X: 33.5493, Y: 92.3655}, {X: 62.7299, Y: 92.2041}}
		for i := range ps {
			ps[i].X *= 128.0 / 96
			ps[i].Y *= 128.0 / 112
		}
		return ps
	}()

	templates = map[string][]face.Point{
		"face_reidentification_retail_0095": retail,
		"mobilefacenet_foamliu":             arcFace,
		"sface_2021dec":                     arcFace,
	}
)

// embed describes the face with one network: the sum of the answers for the
// aligned crop and for its mirror image, L2-normalised.
func embed(n *network, img *image.RGBA, d face.Detection) (face.Embedding, error) {
	t := templates[n.id]
	if t == nil {
		return face.Embedding{}, ErrNetwork.Because(fmt.Errorf("%s: no alignment template", n.id))
	}
	a, ok := similarity(d.Landmarks[:], t)
	if !ok {
		return face.Embedding{}, ErrPicture.Because(fmt.Errorf("landmarks fall together"))
	}
	var sum []float32
	for _, crop := range []affine{a, a.mirrored(n.feed.w)} {
		err := n.fixed(img, crop, black, func(out []tensor) error {
			if len(out) == 0 || len(out[0].data) == 0 {
				return fmt.Errorf("no output")
			}
			if sum == nil {
				sum = make([]float32, len(out[0].data))
			}
			for i, v := range out[0].data {
				sum[i] += v
			}
			return nil
		})
		if err != nil {
			return face.Embedding{}, err
		}
	}
	norm := 0.0
	for _, v := range sum {
		norm += float64(v) * float64(v)
	}
	norm = math.Sqrt(norm)
	if norm == 0 || math.IsNaN(norm) || math.IsInf(norm, 0) {
		return face.Embedding{}, ErrNetwork.Because(fmt.Errorf("%s: empty answer", n.id))
	}
	for i := range sum {
		sum[i] = float32(float64(sum[i]) / norm)
	}
	return face.Embedding{Network: n.id, Vector: sum}, nil
}
