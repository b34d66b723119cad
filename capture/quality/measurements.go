package quality

import "campuskiosk/capture/face"

// Reading is one measured number, or the reason why there is none. The zero
// Reading is unknown.
type Reading struct {
	// Value is the number, in the unit that the field's comment gives.
	Value float64 `json:"value"`
	// Known says that Value was measured.
	Known bool `json:"known"`
	// Missing is the reason why nothing was measured; empty when Known.
	Missing Missing `json:"missing,omitempty"`
}

// Missing says why a number was not measured.
type Missing string

// The reasons other than a missing model; see MissingRole.
const (
	// NoFace: there is no face in the picture.
	NoFace Missing = "no_face"
	// NotRun: the network is there but was not asked, as in live analysis.
	NotRun Missing = "not_run"
	// NotVisible: what would be measured is outside of the picture or hidden.
	NotVisible Missing = "not_visible"
	// NotMeasurable: nothing here can measure it; a person has to look.
	NotMeasurable Missing = "not_measurable"
)

// MissingRole is the reason "no model is loaded for this role".
func MissingRole(r face.Role) Missing { return Missing("role:" + string(r)) }

// known and unknown make Readings.
func known(v float64) Reading     { return Reading{Value: v, Known: true} }
func unknown(why Missing) Reading { return Reading{Missing: why} }

// Side tells the two sides of the subject apart: the subject's own right and
// left, as everywhere in the capture packages.
type Side struct {
	Right Reading `json:"right"`
	Left  Reading `json:"left"`
}

// smaller returns the smaller of the two sides; a side that is unknown does not
// count unless both are.
func (s Side) smaller() Reading {
	switch {
	case !s.Right.Known:
		return s.Left
	case !s.Left.Known || s.Right.Value <= s.Left.Value:
		return s.Right
	}
	return s.Left
}

// Measurements are the native values of one picture. Lengths that should not
// depend on the resolution are in IED, the distance between the eyes' centres;
// T is the distance from the eyes' middle to the chin. Directions are the
// subject's own and signed as in package face, so live guidance can tell
// people where to move.
type Measurements struct {
	// Faces is how many faces were found.
	Faces int `json:"faces"`
	// SecondFace is the second largest face's area over the subject's, 0–1;
	// 0 when the subject is alone.
	SecondFace Reading `json:"second_face"`

	// Yaw is positive when the subject turns to their own left, Pitch when
	// the head is raised, Roll when the left eye is lower. Degrees.
	Yaw   Reading `json:"yaw"`
	Pitch Reading `json:"pitch"`
	Roll  Reading `json:"roll"`

	// IED is the distance between the eyes' centres in pixels.
	IED Reading `json:"ied"`
	// FaceShare is the face's width from cheek to cheek over the width of
	// the largest upright 3:4 crop of the picture.
	FaceShare Reading `json:"face_share"`
	// OffsetX and OffsetY are where the eyes' middle is in the picture,
	// −0.5 (left edge, top) to 0.5 of the picture's width and height.
	OffsetX Reading `json:"offset_x"`
	OffsetY Reading `json:"offset_y"`

	// MarginTop is from the picture's top to the top of the hair, in T; at
	// most 0 when the hair is cut. MarginRight and MarginLeft are from the
	// picture's edge at the subject's right (small x) and left to the head
	// with its hair, MarginChin from the chin to the bottom edge. In T.
	MarginTop   Reading `json:"margin_top"`
	MarginRight Reading `json:"margin_right"`
	MarginLeft  Reading `json:"margin_left"`
	MarginChin  Reading `json:"margin_chin"`
	// MarginFace is the smallest distance from the mesh's face contour to any
	// edge of the picture in T, negative when part of the face is outside.
	MarginFace Reading `json:"margin_face"`

	// MeshPresence is the landmark network's belief in a face, 0–1.
	MeshPresence Reading `json:"mesh_presence"`
	// FaceMask is the probability of a mask over mouth and nose, 0–1.
	FaceMask Reading `json:"face_mask"`
	// LowerFaceColour is the colour distance (CIELAB chroma plane) of the most
	// deviating zone of nose, mouth's sides and chin from the cheeks' and
	// forehead's skin.
	LowerFaceColour Reading `json:"lower_face_colour"`
	// LipColour is the lips' distance in the chroma plane from the skin around
	// them, for a skin of lightness 60: near 0 when something in the colour of
	// skin covers the mouth.
	LipColour Reading `json:"lip_colour"`

	// Blur is the standard deviation, in % of the IED, of the Gaussian that
	// would make ideal edges as soft as the face's, in the direction in which
	// it is softest.
	Blur Reading `json:"blur"`
	// BlurAngle is that direction: 0 across (motion sideways), 90 up and down,
	// 45 and 135 between. Degrees.
	BlurAngle Reading `json:"blur_angle"`

	// ShoulderTilt is the slope of the shoulder line in degrees, positive when
	// the subject's left shoulder is lower.
	ShoulderTilt Reading `json:"shoulder_tilt"`
	// ShoulderTiltBody is the same by the body network, which shows less
	// slope than there is; no check uses it.
	ShoulderTiltBody Reading `json:"shoulder_tilt_body"`
	// ShoulderReach is how far the body's silhouette reaches to each side of
	// the neck within the picture, in face widths.
	ShoulderReach Side `json:"shoulder_reach"`
	// ShoulderSeen is the body network's belief that the shoulder is in the
	// picture, 0–1.
	ShoulderSeen Side `json:"shoulder_seen"`

	// SkinLuma is the mean luma of the face's skin, 0–255, gamma-encoded.
	SkinLuma Reading `json:"skin_luma"`
	// FaceWhite is the luma, 0–255, of the brightest things in the face that
	// are not glare: eye whites, teeth, highlights of the skin.
	FaceWhite Reading `json:"face_white"`
	// SkinClipped is the share of the skin, 0–1, where two channels are at
	// their end (247 or more).
	SkinClipped Reading `json:"skin_clipped"`
	// LightBalance is how much brighter the right half of the face is lit
	// than the left, in stops (factors of two of linear light).
	LightBalance Reading `json:"light_balance"`

	// LidRatio is the lid gap over the eye's width.
	LidRatio Side `json:"lid_ratio"`
	// EyeOpen is the eye-state network's probability of "open", 0–1.
	EyeOpen Side `json:"eye_open"`
	// EyeContrast is the luma range inside the lids over the luma of the skin
	// around: eye white against iris.
	EyeContrast Side `json:"eye_contrast"`
	// LensLight is the luma of the skin just below the eye over that of the
	// cheek: about 1 without lenses, small behind dark ones.
	LensLight Side `json:"lens_light"`
	// Glasses is the glasses network's logit: below 0 means glasses.
	Glasses Reading `json:"glasses"`
	// LensGlare is the share of the eye zone, 0–1, that is clipped to white.
	LensGlare Reading `json:"lens_glare"`
	// Gaze is the iris's distance from the middle of the eye in eye widths,
	// the mean of both eyes, positive towards the subject's left; GazeUp the
	// same upwards.
	Gaze   Reading `json:"gaze"`
	GazeUp Reading `json:"gaze_up"`

	// MouthGap is the inner lips' gap over T.
	MouthGap Reading `json:"mouth_gap"`
	// Teeth is the area between the lips, over the square of the mouth's
	// width, that is as bright and colourless as teeth.
	Teeth Reading `json:"teeth"`
	// MouthDark is the area between the lips, over the square of the mouth's
	// width, that is dark like an open mouth.
	MouthDark Reading `json:"mouth_dark"`
	// Smile is how far the corners of the mouth are drawn apart and up
	// against a neutral mouth of the same face width.
	Smile Reading `json:"smile"`

	// BackgroundEdges is the mean gradient of the background in luma per
	// hundredth of the picture's width.
	BackgroundEdges Reading `json:"background_edges"`
	// BackgroundLuma is the background's mean luma, 0–255.
	BackgroundLuma Reading `json:"background_luma"`
	// BackgroundSpread is the luma between the darkest and the lightest
	// twentieth of the background: gradients and shadows.
	BackgroundSpread Reading `json:"background_spread"`
	// ClothesContrast is how far the clothes' colour is from the backgrounds.
	ClothesContrast Clothes `json:"clothes_contrast"`
	// HeadShadow is how much darker the background is beside the head than
	// farther out, in stops.
	HeadShadow Reading `json:"head_shadow"`
}

// Clothes are CIELAB colour differences (ΔE*ab) between the clothes at the
// shoulders and the backgrounds: those offered, and the picture's own.
type Clothes struct {
	White Reading `json:"white"`
	Blue  Reading `json:"blue"`
	Grey  Reading `json:"grey"`
	Old   Reading `json:"old"`
}

// readings are all fields that may be unknown.
func (m *Measurements) readings() []*Reading {
	return []*Reading{
		&m.SecondFace, &m.Yaw, &m.Pitch, &m.Roll,
		&m.IED, &m.FaceShare, &m.OffsetX, &m.OffsetY,
		&m.MarginTop, &m.MarginRight, &m.MarginLeft, &m.MarginChin, &m.MarginFace,
		&m.MeshPresence, &m.FaceMask, &m.LowerFaceColour, &m.LipColour, &m.Blur, &m.BlurAngle,
		&m.ShoulderTilt, &m.ShoulderTiltBody,
		&m.ShoulderReach.Right, &m.ShoulderReach.Left, &m.ShoulderSeen.Right, &m.ShoulderSeen.Left,
		&m.SkinLuma, &m.FaceWhite, &m.SkinClipped, &m.LightBalance,
		&m.LidRatio.Right, &m.LidRatio.Left, &m.EyeOpen.Right, &m.EyeOpen.Left,
		&m.EyeContrast.Right, &m.EyeContrast.Left, &m.LensLight.Right, &m.LensLight.Left,
		&m.Glasses, &m.LensGlare, &m.Gaze, &m.GazeUp, &m.MouthGap, &m.Teeth, &m.MouthDark, &m.Smile,
		&m.BackgroundEdges, &m.BackgroundLuma, &m.BackgroundSpread, &m.HeadShadow,
		&m.ClothesContrast.White, &m.ClothesContrast.Blue, &m.ClothesContrast.Grey, &m.ClothesContrast.Old,
	}
}
