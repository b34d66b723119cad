package face

import "math"

// Head is the geometry of the subject's head in one picture: what the
// specifications of portraits and the quality checks measure. All numbers are
// pixels of the analysed picture.
type Head struct {
	// RightEye and LeftEye are the eyes' centres: the irises' where the iris
	// network's answer is plausible, else the middle between the mesh's eye
	// corners, else the detector's points.
	RightEye Point
	LeftEye  Point
	// Eyes is the middle between the two centres.
	Eyes Point
	// IED is the inter-eye distance, always > 0.
	IED float64
	// Roll is the slope of the line through the eyes in degrees, signed as
	// in Landmarks5.Roll.
	Roll float64
	// FaceLeft and FaceRight are the smallest and the largest x of the
	// face's contour (cheek to cheek, without ears and hair), measured
	// horizontally whatever the roll, as the specifications do.
	FaceLeft  float64
	FaceRight float64
	// Chin is the lowest point of the chin on the face's axis.
	Chin Point
	// HairTop is the row of the highest hair (or hat, or bare skull).
	HairTop float64
	// Left and Right bound the head with its hair between HairTop and the
	// eyes' height; hair that hangs down and a shrugged shoulder do not count.
	Left  float64
	Right float64
	// Cut says at which edges of the picture the head or its hair is cut.
	Cut Edges
	// FaceEstimated is set when there was no face mesh: FaceLeft, FaceRight
	// and Chin then follow from the detector's five points by fixed ratios.
	FaceEstimated bool
	// HairEstimated is set when there was no person mask: HairTop, Left and
	// Right then follow from the face by fixed ratios.
	HairEstimated bool
}

// Edges names the four edges of a picture.
type Edges struct {
	Top    bool `json:"top"`
	Left   bool `json:"left"`
	Right  bool `json:"right"`
	Bottom bool `json:"bottom"`
}

// Any reports whether one of the four is set.
func (e Edges) Any() bool { return e.Top || e.Left || e.Right || e.Bottom }

// FaceWidth is the width of the face from cheek to cheek in pixels.
func (h Head) FaceWidth() float64 { return h.FaceRight - h.FaceLeft }

// EyesToChin is the distance from the eyes' middle to the chin in pixels, the
// T of ISO/IEC 29794-5.
func (h Head) EyesToChin() float64 { return h.Eyes.Dist(h.Chin) }

// Estimated reports whether any part of the geometry was not seen by a
// network but derived from ratios.
func (h Head) Estimated() bool { return h.FaceEstimated || h.HairEstimated }

// Ratios of frontal heads, used where a network is missing: medians over the
// shared test portraits (37 faces, ranges in brackets). TestEstimates of
// package standard measures how far they lead astray.
const (
	// faceWidthPerIED is the contour's width over the inter-eye distance
	// (1.98–2.42).
	faceWidthPerIED = 2.20
	// chinPerMouth is eyes-to-chin over eyes-to-mouth (1.43–1.94, smiles
	// shorten it).
	chinPerMouth = 1.62
	// hairPerChin is eyes-to-top-of-hair over eyes-to-chin (0.87–1.36, 1.63
	// with a bun).
	hairPerChin = 1.05
	// headPerFace is the width of the head with its hair over the face's
	// (1.16–1.8).
	headPerFace = 1.30
)

// Vertices of the face mesh that HeadOf reads.
const (
	meshRightEyeOuter = 33
	meshRightEyeInner = 133
	meshLeftEyeInner  = 362
	meshLeftEyeOuter  = 263
	meshChin          = 152
)

// faceOval are the mesh vertices of the face's contour, clockwise from the
// forehead; 234 and 454 are the cheeks before the ears.
var faceOval = [...]int{
	10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
	152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
}

// HeadOf derives the subject's head from what the networks saw. It returns
// false when there is no face or its points make no head (eyes in one place).
// It reads Faces, Mesh, Eyes and Person and changes nothing.
func HeadOf(a *Analysis) (Head, bool) {
	if a == nil {
		return Head{}, false
	}
	subject, ok := a.Subject()
	if !ok || !(subject.Landmarks.IED() >= 1) {
		return Head{}, false
	}
	mesh := plausibleMesh(a.Mesh, subject.Landmarks)
	h := Head{FaceEstimated: mesh == nil}
	h.RightEye, h.LeftEye = eyeCentres(subject.Landmarks, mesh, a.Eyes)
	h.Eyes = h.RightEye.Mid(h.LeftEye)
	h.IED = h.RightEye.Dist(h.LeftEye)
	h.Roll = math.Atan2(h.LeftEye.Y-h.RightEye.Y, h.LeftEye.X-h.RightEye.X) * 180 / math.Pi
	mouth := subject.Landmarks[RightMouth].Mid(subject.Landmarks[LeftMouth])
	if mesh != nil {
		h.FaceLeft, h.FaceRight = contourExtent(mesh)
		h.Chin = mesh.Points[meshChin].XY()
	} else {
		h.FaceLeft, h.FaceRight, h.Chin = faceFromPoints(h, mouth)
	}
	if a.Person == nil || !h.hairFromMask(a.Person, float64(a.Width)) {
		h.hairFromFace()
	}
	h.cutByFrame(float64(a.Width), float64(a.Height))
	return h, true
}

// plausibleMesh returns m, or nil when the mesh network did not believe in
// the face or disagrees grossly with the detector about where it is.
func plausibleMesh(m *Mesh, l Landmarks5) *Mesh {
	if m == nil || m.Presence < 0.5 {
		return nil
	}
	right, left := meshEyes(m)
	ied := l.IED()
	ratio := right.Dist(left) / ied
	if !(ratio > 0.6 && ratio < 1.7) || right.Mid(left).Dist(l[RightEye].Mid(l[LeftEye])) > 0.6*ied {
		return nil
	}
	return m
}

// meshEyes are the middles between the mesh's eye corners.
func meshEyes(m *Mesh) (right, left Point) {
	p := &m.Points
	return p[meshRightEyeOuter].XY().Mid(p[meshRightEyeInner].XY()),
		p[meshLeftEyeInner].XY().Mid(p[meshLeftEyeOuter].XY())
}

// eyeCentres chooses the best source for the eyes' centres; both eyes always
// come from the same source, so that the eye line's slope is not mixed.
func eyeCentres(l Landmarks5, m *Mesh, eyes *[2]Eye) (right, left Point) {
	if m == nil {
		return l[RightEye], l[LeftEye]
	}
	right, left = meshEyes(m)
	if eyes == nil {
		return right, left
	}
	// An iris centre is believed when it lies within the eye: no farther
	// from the middle of the corners than 0.35 of the eye's width (looking
	// hard to one side reaches about 0.3).
	widthR := m.Points[meshRightEyeOuter].XY().Dist(m.Points[meshRightEyeInner].XY())
	widthL := m.Points[meshLeftEyeInner].XY().Dist(m.Points[meshLeftEyeOuter].XY())
	if eyes[0].Iris.Dist(right) <= 0.35*widthR && eyes[1].Iris.Dist(left) <= 0.35*widthL {
		return eyes[0].Iris, eyes[1].Iris
	}
	return right, left
}

// contourExtent is the smallest and largest x of the mesh's face contour.
func contourExtent(m *Mesh) (left, right float64) {
	left, right = math.Inf(1), math.Inf(-1)
	for _, i := range faceOval {
		left, right = math.Min(left, m.Points[i].X), math.Max(right, m.Points[i].X)
	}
	return left, right
}

// faceFromPoints estimates the face's contour from the five points.
func faceFromPoints(h Head, mouth Point) (left, right float64, chin Point) {
	down := mouth.Sub(h.Eyes)
	chin = Point{h.Eyes.X + chinPerMouth*down.X, h.Eyes.Y + chinPerMouth*down.Y}
	centre := h.Eyes.Mid(mouth).X
	half := faceWidthPerIED * h.IED / 2
	return centre - half, centre + half, chin
}

// hairFromFace estimates the head with its hair from the face's proportions.
func (h *Head) hairFromFace() {
	h.HairEstimated = true
	// Up the head's axis, which a roll tilts.
	up := h.Eyes.Sub(h.Chin)
	h.HairTop = h.Eyes.Y + hairPerChin*up.Y
	centre, half := (h.FaceLeft+h.FaceRight)/2, h.FaceWidth()/2*headPerFace
	h.Left, h.Right = centre-half, centre+half
}

// cutByFrame adds the cuts that follow from the geometry alone: a part of the
// face that lies outside of the picture.
func (h *Head) cutByFrame(width, height float64) {
	h.Cut.Top = h.Cut.Top || h.HairTop < 0
	h.Cut.Left = h.Cut.Left || h.FaceLeft < 0
	h.Cut.Right = h.Cut.Right || h.FaceRight > width
	h.Cut.Bottom = h.Cut.Bottom || h.Chin.Y > height
}
