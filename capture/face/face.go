// Package face holds the vocabulary of the capture side: what the networks saw
// in one picture, as plain data. It imports the standard library only, so that
// the measuring, guiding and cropping code stays pure and testable without any
// network.
//
// Coordinates are pixels of the picture that was analysed: (0,0) is the
// top-left corner of the top-left pixel, x grows to the right, y downwards.
// "Right" and "left" of a face are the subject's own, so the right eye has the
// smaller x in an unmirrored picture.
package face

import (
	"image"
	"math"
)

// Point is a position in pixels.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Sub returns p − q.
func (p Point) Sub(q Point) Point { return Point{p.X - q.X, p.Y - q.Y} }

// Mid returns the middle of p and q.
func (p Point) Mid(q Point) Point { return Point{(p.X + q.X) / 2, (p.Y + q.Y) / 2} }

// Dist returns the distance between p and q in pixels.
func (p Point) Dist(q Point) float64 { return math.Hypot(p.X-q.X, p.Y-q.Y) }

// Point3 is a mesh vertex: X and Y in pixels of the picture, Z in the same
// unit, smaller towards the camera.
type Point3 struct{ X, Y, Z float64 }

// XY drops the depth.
func (p Point3) XY() Point { return Point{p.X, p.Y} }

// Box is an axis-aligned rectangle in pixels.
type Box struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// Area returns the box's area in pixels².
func (b Box) Area() float64 { return b.W * b.H }

// Centre returns the box's middle.
func (b Box) Centre() Point { return Point{b.X + b.W/2, b.Y + b.H/2} }

// Landmarks5 are the detector's five points in its own order.
type Landmarks5 [5]Point

// Indices into Landmarks5.
const (
	RightEye = iota
	LeftEye
	NoseTip
	RightMouth
	LeftMouth
)

// IED is the inter-eye distance in pixels: between the eyes' centres.
func (l Landmarks5) IED() float64 { return l[RightEye].Dist(l[LeftEye]) }

// Roll is the angle of the line through the eyes in degrees, positive when the
// subject's left eye is lower in the picture (clockwise on screen).
func (l Landmarks5) Roll() float64 {
	d := l[LeftEye].Sub(l[RightEye])
	return math.Atan2(d.Y, d.X) * 180 / math.Pi
}

// Detection is one face found.
type Detection struct {
	Box       Box        `json:"box"`
	Landmarks Landmarks5 `json:"landmarks"`
	// Score is the detector's confidence, 0–1.
	Score float64 `json:"score"`
}

// Angles is a head pose in degrees. Yaw is positive when the subject turns to
// their left (towards larger x), pitch is positive when the head is raised,
// roll as in Landmarks5.Roll.
type Angles struct{ Yaw, Pitch, Roll float64 }

// Mesh is the dense face mesh of the face-landmark role (MediaPipe's 468
// vertices, in its canonical order).
type Mesh struct {
	Points [468]Point3
	// Presence is the network's probability, 0–1, that the crop holds a face.
	Presence float64
}

// Eye is the close-up of one eye.
type Eye struct {
	// Upper and Lower are the lids' contours in picture pixels, both
	// running in the same direction along the eye.
	Upper []Point
	Lower []Point
	// Iris is the iris's centre, IrisRadius its radius in pixels.
	Iris       Point
	IrisRadius float64
	// LidRatio is the mean lid gap over the eye's width; about 0.02–0.15
	// closed, 0.17–0.47 open.
	LidRatio float64
}

// Pose is the upper-body pose: the 33 body points of the pose role.
type Pose struct {
	Points [33]PosePoint
	// Score is the network's probability, 0–1, that a person is in the crop.
	Score float64
}

// PosePoint is one body point with its probabilities 0–1.
type PosePoint struct {
	Point
	Visibility float64 // not hidden by something
	Presence   float64 // inside the picture
}

// Indices into Pose.Points that the kiosk uses.
const (
	PoseRightEar      = 8
	PoseLeftEar       = 7
	PoseRightShoulder = 12
	PoseLeftShoulder  = 11
)

// Mask is a soft person mask: Alpha's pixel (i,j) covers the picture's
// rectangle Region scaled to Alpha's size. 255 is person, 0 background.
type Mask struct {
	Alpha *image.Alpha
	// Region is the part of the picture the mask covers, in picture pixels;
	// outside of it nothing is known.
	Region Box
}

// At returns the mask's value 0–1 at a picture position, nearest sample, 0
// outside its region.
func (m *Mask) At(x, y float64) float64 {
	b := m.Alpha.Rect
	i := int((x - m.Region.X) / m.Region.W * float64(b.Dx()))
	j := int((y - m.Region.Y) / m.Region.H * float64(b.Dy()))
	if i < 0 || j < 0 || i >= b.Dx() || j >= b.Dy() {
		return 0
	}
	return float64(m.Alpha.Pix[j*m.Alpha.Stride+i]) / 255
}

// Embedding is one network's description of a face, L2-normalised.
type Embedding struct {
	// Network is the manifest id of the network that made it; embeddings of
	// different networks can't be compared.
	Network string
	Vector  []float32
}

// Analysis is everything the networks saw in one picture. A nil field means
// that the role is not available (model missing) or that there was no face to
// run it on; Unavailable tells the two apart.
type Analysis struct {
	// Width and Height are the picture's size in pixels.
	Width, Height int
	// Faces are all the faces found, the subject first: largest box, nearest
	// to the centre among near-equals.
	Faces []Detection
	Mesh  *Mesh
	// HeadPose is the pose network's answer (mesh-derived angles are computed
	// by package quality from Mesh).
	HeadPose *Angles
	// Eyes are the subject's right (0) and left (1) eye.
	Eyes *[2]Eye
	// EyesOpen are the eye-state network's probabilities 0–1 of "open", right
	// then left.
	EyesOpen *[2]float64
	// Body is the upper-body pose.
	Body *Pose
	// Person is the raw segmentation.
	Person *Mask
	// Glasses is the glasses network's logit: below 0 means glasses.
	Glasses *float64
	// FaceMask is the probability 0–1 of a face mask over mouth and nose.
	FaceMask *float64
	// Unavailable are the roles that no model could be loaded for.
	Unavailable map[Role]bool
	// Models maps each role that ran to its model's manifest id.
	Models map[Role]string
}

// Subject returns the first face, or false when there is none.
func (a *Analysis) Subject() (Detection, bool) {
	if len(a.Faces) == 0 {
		return Detection{}, false
	}
	return a.Faces[0], true
}

// SecondFaceShare is the share of the subject's area, 0–1, from which on another
// face makes the picture one of two people: smaller ones are passers-by and
// pictures on the wall.
const SecondFaceShare = 0.10

// Others counts the faces besides the subject's that make the picture one of
// several people.
func (a *Analysis) Others() int { return Others(a.Faces) }

// Others counts the faces after the first that have at least SecondFaceShare of
// its area.
func Others(faces []Detection) int {
	n := 0
	for _, f := range faces[min(1, len(faces)):] {
		if f.Box.Area() >= SecondFaceShare*faces[0].Box.Area() {
			n++
		}
	}
	return n
}

// Role is one job that a network does; the manifest names a model for each.
type Role string

// The roles of the manifest.
const (
	RoleDetector     Role = "detector"
	RoleLandmarks    Role = "landmarks"
	RoleIris         Role = "iris"
	RoleEyeState     Role = "eye_state"
	RoleHeadPose     Role = "head_pose"
	RoleBody         Role = "body_pose"
	RoleSegmentation Role = "segmentation"
	RoleEmbedding    Role = "embedding"
	RoleGlasses      Role = "glasses"
	RoleFaceMask     Role = "face_mask"
)
