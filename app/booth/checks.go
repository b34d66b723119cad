package booth

// CheckID names one of the ten checks of rule P4 or an advisory. The ids are
// those of capture/quality.
type CheckID string

// The ten checks.
const (
	FaceDirection  CheckID = "face_direction"
	FaceProportion CheckID = "face_proportion"
	HeadComplete   CheckID = "head_complete"
	FaceComplete   CheckID = "face_complete"
	Blur           CheckID = "blur"
	ShouldersLevel CheckID = "shoulders_level"
	ShouldersFound CheckID = "shoulders_found"
	FaceBrightness CheckID = "face_brightness"
	EyesUnobscured CheckID = "eyes_unobscured"
	MouthClosed    CheckID = "mouth_closed"
)

// TenChecks are the ten in the order people see them.
func TenChecks() []CheckID {
	return []CheckID{
		FaceDirection, FaceProportion, HeadComplete, FaceComplete, Blur,
		ShouldersLevel, ShouldersFound, FaceBrightness, EyesUnobscured, MouthClosed,
	}
}

// Label is a check's name as people read it.
func (id CheckID) Label() Text { return checkLabels[id] }

var checkLabels = map[CheckID]Text{
	FaceDirection:  {"人脸方向", "Face direction"},
	FaceProportion: {"脸部占比", "Face proportion"},
	HeadComplete:   {"头部完整", "Head complete"},
	FaceComplete:   {"人脸完整", "Face complete"},
	Blur:           {"人脸模糊", "Sharpness"},
	ShouldersLevel: {"肩膀齐平", "Shoulders level"},
	ShouldersFound: {"检测肩膀", "Shoulders found"},
	FaceBrightness: {"脸部亮度", "Face brightness"},
	EyesUnobscured: {"眼部遮挡", "Eyes unobscured"},
	MouthClosed:    {"嘴巴状态", "Mouth"},
}

// CheckState is a check's verdict.
type CheckState string

// The verdicts. Unavailable is neither passed nor failed: the network that
// the check needs is missing.
const (
	CheckPass        CheckState = "pass"
	CheckFail        CheckState = "fail"
	CheckUnavailable CheckState = "unavailable"
)

// CheckResult is what is kept of a check.
type CheckResult struct {
	ID    CheckID    `json:"id"`
	State CheckState `json:"state"`
	// Value is what was measured, in Unit; nil where nothing was.
	Value *float64 `json:"value,omitempty"`
	Unit  string   `json:"unit,omitempty"`
	// Score is 0–100, 100 best; nil where unavailable.
	Score *int `json:"score,omitempty"`
}
