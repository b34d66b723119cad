package quality

import "campuskiosk/app/booth"

// ID names one check or advisory; part of the command line's output.
type ID string

// The ten checks of rule P4, in the order people see them.
const (
	FaceDirection  ID = "face_direction"
	FaceProportion ID = "face_proportion"
	HeadComplete   ID = "head_complete"
	FaceComplete   ID = "face_complete"
	Blur           ID = "blur"
	ShouldersLevel ID = "shoulders_level"
	ShouldersFound ID = "shoulders_found"
	FaceBrightness ID = "face_brightness"
	EyesUnobscured ID = "eyes_unobscured"
	MouthClosed    ID = "mouth_closed"
)

// The advisories: shown to the helper, never part of the ten.
const (
	BackgroundPlain ID = "background_plain"
	BackgroundLight ID = "background_light"
	ClothesContrast ID = "clothes_contrast"
	GlassesGlare    ID = "glasses_glare"
	Hat             ID = "hat"
	OverExposed     ID = "over_exposed"
	Shadow          ID = "shadow"
	SingleFace      ID = "single_face"
	Expression      ID = "expression"
	Gaze            ID = "gaze"
)

// State is a check's verdict.
type State string

// The verdicts. A check whose network is missing is Unavailable: neither
// passed nor failed.
const (
	Pass        State = "pass"
	Fail        State = "fail"
	Unavailable State = "unavailable"
)

// Finding is the result of one check.
type Finding struct {
	ID    ID    `json:"id"`
	State State `json:"state"`
	// Value is the measured value, in Unit, of the part that decided; nil
	// where nothing was measured.
	Value *float64 `json:"value"`
	Unit  string   `json:"unit"`
	// Score is 0–100, 100 best; the pass mark is 50 for every check. Nil where
	// unavailable.
	Score *int `json:"score"`
	// Part names the native measure that decided, as in the thresholds
	// ("yaw"); empty where unavailable.
	Part string `json:"part,omitempty"`
	// Missing says why it is unavailable; else empty.
	Missing Missing `json:"missing,omitempty"`
	// Advice says what to do; where the check passed it says what is good.
	Advice booth.Text `json:"advice"`
}

// Report is all that was found in one picture.
type Report struct {
	// Checks are the ten, in the order of the constants.
	Checks []Finding `json:"checks"`
	// Advisories warn and are recorded, they never fail a photo.
	Advisories []Finding `json:"advisories"`
}

// Failed reports whether any of the ten checks failed.
func (r Report) Failed() bool {
	for _, f := range r.Checks {
		if f.State == Fail {
			return true
		}
	}
	return false
}

// Find returns the finding with this id, or false.
func (r Report) Find(id ID) (Finding, bool) {
	for _, list := range [][]Finding{r.Checks, r.Advisories} {
		for _, f := range list {
			if f.ID == id {
				return f, true
			}
		}
	}
	return Finding{}, false
}
