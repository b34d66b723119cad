package main

import (
	"image"
	"slices"

	"campuskiosk/capture/face"
	"campuskiosk/capture/quality"
)

// photo is one source picture with what a person saw in it.
type photo struct {
	// file is its path below the folder of test photos; gocvFace means the
	// picture that the gocv module carries.
	file string
	// half says what it is used for: thresholds are chosen on calibration
	// pictures and the table is made of the others. Pictures of the same
	// person are in the same half.
	half half
	// fails are the checks of the ten that a clerk would let it fail, unsure
	// those where clerks would differ. All others pass.
	fails, unsure []quality.ID
	// head are places read off the picture by eye, in parts of its width and
	// height; nil where the head is not wholly in the picture.
	head *headBox
	// tilt is the shoulder line's slope read off the picture by eye, in
	// degrees to about ±1.5; nil where it can't be seen.
	tilt *float64
}

type headBox struct{ top, right, left, chin float64 }

type half string

const (
	calibration half = "calibration"
	report      half = "report"
)

// gocvFace names the webcam picture that the gocv module carries.
const gocvFace = "gocv:images/face.jpg"

func deg(v float64) *float64 { return &v }

// ids makes lists of checks short to write.
func ids(list ...quality.ID) []quality.ID { return list }

// Short names for the table of pictures.
const (
	dir    = quality.FaceDirection
	prop   = quality.FaceProportion
	headOK = quality.HeadComplete
	whole  = quality.FaceComplete
	blurID = quality.Blur
	level  = quality.ShouldersLevel
	found  = quality.ShouldersFound
	bright = quality.FaceBrightness
	eyesID = quality.EyesUnobscured
	mouth  = quality.MouthClosed
)

// tile are the judgements that hold for all pictures of sfhq: close crops of
// one head each whose hair and shoulders the frame cuts.
func tile(file string, h half, fails, unsure []quality.ID) photo {
	return photo{
		file: "sfhq/crops/" + file + ".jpg", half: h,
		fails:  append(ids(prop), fails...),
		unsure: append(ids(headOK, level, found), unsure...),
	}
}

// photos are all sources. Tiles alternate between the halves by name.
var photos = []photo{
	{
		file: "hivision/test1.jpg", half: calibration, unsure: ids(bright),
		head: &headBox{0.206, 0.25, 0.81, 0.646}, tilt: deg(0.5),
	},
	{
		file: "hivision/test3.jpg", half: report, unsure: ids(level),
		head: &headBox{0.013, 0.195, 0.825, 0.50}, tilt: deg(5.5),
	},
	{
		file: "hivision/test4.jpg", half: calibration, unsure: ids(prop, mouth),
		head: &headBox{0.046, 0.376, 0.64, 0.395}, tilt: deg(0),
	},
	{
		file: "max/Bryan.png", half: calibration, fails: ids(prop, blurID, mouth), unsure: ids(eyesID, dir, whole),
		head: &headBox{0.11, 0.275, 0.67, 0.665}, tilt: deg(-2.5),
	},
	{
		file: "max/Chris.jpeg", half: calibration, unsure: ids(dir, level),
		head: &headBox{0.018, 0.166, 0.74, 0.659}, tilt: deg(5),
	},
	{
		file: "max/Luciano.png", half: report, fails: ids(prop), unsure: ids(dir, blurID),
		head: &headBox{0.024, 0.287, 0.715, 0.628}, tilt: deg(-0.5),
	},
	{
		file: "max/Paul.jpeg", half: report, fails: ids(mouth), unsure: ids(dir),
		head: &headBox{0.031, 0.19, 0.825, 0.72}, tilt: deg(-2),
	},
	{
		file: "max/Paul2.jpeg", half: report, fails: ids(dir, mouth), unsure: ids(headOK, level, found, bright, eyesID, blurID),
	},
	{
		file: "us_official/biden_biden2.jpg", half: calibration, fails: ids(mouth),
		head: &headBox{0.022, 0.303, 0.77, 0.68}, tilt: deg(2),
	},
	{
		file: "us_official/examples_obama.jpg", half: report, fails: ids(mouth), unsure: ids(prop),
		head: &headBox{0.03, 0.373, 0.705, 0.39}, tilt: deg(-3),
	},
	{
		file: "us_official/grace_hopper.jpg", half: calibration, fails: ids(prop), unsure: ids(blurID),
		head: &headBox{0.04, 0.30, 0.73, 0.55}, tilt: deg(0),
	},
	{
		file: gocvFace, half: report, unsure: ids(level, bright, blurID),
		head: &headBox{0.15, 0.36, 0.744, 0.84},
	},
	tile("s1x2_0_0", calibration, nil, ids(eyesID)),
	tile("s1x2_0_1", report, ids(mouth), nil),
	tile("s2x4_0_0", calibration, nil, ids(dir, mouth)),
	tile("s2x4_0_1", report, nil, nil),
	tile("s2x4_0_2", calibration, nil, nil),
	tile("s2x4_0_3", report, nil, ids(dir)),
	tile("s2x4_1_0", calibration, nil, ids(dir)),
	tile("s2x4_1_1", report, nil, nil),
	tile("s2x4_1_2", calibration, nil, ids(eyesID)),
	tile("s2x4_1_3", report, ids(mouth), nil),
	tile("s3x6_0_0", calibration, nil, nil),
	tile("s3x6_0_1", report, ids(mouth), nil),
	tile("s3x6_0_2", calibration, nil, nil),
	tile("s3x6_0_3", report, ids(mouth), nil),
	tile("s3x6_0_5", calibration, nil, ids(dir)),
	tile("s3x6_1_0", report, ids(dir), nil),
	tile("s3x6_1_1", calibration, ids(mouth), ids(bright)),
	tile("s3x6_1_2", report, ids(mouth), ids(dir)),
	tile("s3x6_1_3", calibration, nil, nil),
	tile("s3x6_1_4", report, nil, ids(dir)),
	tile("s3x6_1_5", calibration, ids(dir, bright), nil),
	tile("s3x6_2_1", report, ids(dir), ids(bright)),
	tile("s3x6_2_2", calibration, ids(mouth), ids(eyesID, bright)),
	tile("s3x6_2_3", report, nil, ids(mouth)),
	tile("s3x6_2_4", calibration, ids(dir, mouth), nil),
	tile("s3x6_2_5", report, ids(mouth), nil),
}

// passes says that a clerk would let the unaltered picture pass the check.
func (p photo) passes(id quality.ID) bool {
	return !slices.Contains(p.fails, id) && !slices.Contains(p.unsure, id)
}

// source is a picture, decoded, with what the networks saw in it.
type source struct {
	photo
	img      *image.RGBA
	analysis *face.Analysis
	head     face.Head
	own      quality.Measurements
	// other is the next person of the same half; nil when there is only one.
	other *source
}

// isUnsure says that clerks would differ about the unaltered picture.
func (p photo) isUnsure(id quality.ID) bool { return slices.Contains(p.unsure, id) }
