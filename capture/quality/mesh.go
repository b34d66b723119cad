package quality

import "campuskiosk/capture/face"

// Vertices of the face mesh (MediaPipe's canonical order). Right and left are
// the subject's own.
const (
	vRightEyeOuter = 33
	vRightEyeInner = 133
	vLeftEyeInner  = 362
	vLeftEyeOuter  = 263
	vChin          = 152
	vForehead      = 10
	vLipInnerUp    = 13
	vLipInnerDown  = 14
	vLipUp         = 0
	vLipDown       = 17
	vMouthRight    = 61
	vMouthLeft     = 291
	vNoseTip       = 1
	vNoseBase      = 2
	vRightCheek    = 234
	vLeftCheek     = 454
)

var (
	// vOval is the face's contour, clockwise from the forehead.
	vOval = []int{
		10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
		152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
	}
	// vEyes are the lids' contours, from the outer corner over the upper lid
	// and back under the lower one.
	vEyes = [2][]int{
		{33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7},
		{263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249},
	}
	// vInnerLips is the contour of the opening between the lips; the upper
	// and the lower half pair up, corner to corner.
	vInnerLips      = []int{78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95}
	vInnerLipsUpper = []int{80, 81, 82, 13, 312, 311, 310}
	vInnerLipsLower = []int{88, 178, 87, 14, 317, 402, 318}
	vOuterLips      = []int{61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146}
	// vAroundLips are places on the skin around the lips.
	vAroundLips = []int{164, 18, 57, 287, 43, 273, 165, 391}
	// vBrows are the brows' upper rows, outer end first.
	vBrows = [2][]int{{70, 63, 105, 66, 107}, {300, 293, 334, 296, 336}}
)

// points gives vertices as patch positions.
func (p *patch) points(m *face.Mesh, vertices ...int) []face.Point {
	out := make([]face.Point, len(vertices))
	for i, v := range vertices {
		out[i] = p.toPatch(m.Points[v].XY())
	}
	return out
}

// middle is the mean of vertices in the patch.
func (p *patch) middle(m *face.Mesh, vertices ...int) face.Point {
	var s face.Point
	for _, q := range p.points(m, vertices...) {
		s.X += q.X
		s.Y += q.Y
	}
	n := float64(len(vertices))
	return face.Point{X: s.X / n, Y: s.Y / n}
}
