package guide

import "campuskiosk/app/booth"

// Hint is what the person (or the helper at the camera) should do now.
// Directions are the subject's own, so they fit the mirrored preview.
type Hint string

// The hints in the order of their importance: only the first that applies is
// shown. What decides whether there is a usable person comes before where the
// person is, then the head, then the face, then the light.
const (
	Nobody      Hint = "nobody"
	Several     Hint = "several"
	TooFar      Hint = "too_far"
	TooClose    Hint = "too_close"
	MoveLeft    Hint = "move_left"
	MoveRight   Hint = "move_right"
	CameraUp    Hint = "camera_up"
	CameraDown  Hint = "camera_down"
	TurnLeft    Hint = "turn_left"
	TurnRight   Hint = "turn_right"
	ChinUp      Hint = "chin_up"
	ChinDown    Hint = "chin_down"
	TiltLeft    Hint = "tilt_left"
	TiltRight   Hint = "tilt_right"
	UncoverFace Hint = "uncover_face"
	OpenEyes    Hint = "open_eyes"
	ShowEyes    Hint = "show_eyes"
	CloseMouth  Hint = "close_mouth"
	Brighter    Hint = "brighter"
	Darker      Hint = "darker"
	LightEvenly Hint = "light_evenly"
	HoldStill   Hint = "hold_still"
	// Good: nothing is wrong.
	Good Hint = "good"
	// CannotSee: there is no detector, so nothing can be said.
	CannotSee Hint = "cannot_see"
)

// order is the hints that say what is wrong, most important first.
var order = [...]Hint{
	Nobody, Several, TooFar, TooClose, MoveLeft, MoveRight, CameraUp, CameraDown,
	TurnLeft, TurnRight, ChinUp, ChinDown, TiltLeft, TiltRight,
	UncoverFace, OpenEyes, ShowEyes, CloseMouth, Brighter, Darker, LightEvenly, HoldStill,
}

// sentences are the words: short, polite, spoken.
var sentences = map[Hint]booth.Text{
	Nobody:      {ZH: "请站到镜头前", EN: "Please step in front of the camera"},
	Several:     {ZH: "请只留一个人在画面里", EN: "One person only, please"},
	TooFar:      {ZH: "请靠近一点", EN: "Please come a little closer"},
	TooClose:    {ZH: "请后退一点", EN: "Please step back a little"},
	MoveLeft:    {ZH: "请向左移一点", EN: "Please move a little to your left"},
	MoveRight:   {ZH: "请向右移一点", EN: "Please move a little to your right"},
	CameraUp:    {ZH: "请把镜头抬高一点", EN: "Please raise the camera a little"},
	CameraDown:  {ZH: "请把镜头放低一点", EN: "Please lower the camera a little"},
	TurnLeft:    {ZH: "头向左转一点", EN: "Turn your head a little to your left"},
	TurnRight:   {ZH: "头向右转一点", EN: "Turn your head a little to your right"},
	ChinUp:      {ZH: "下巴抬高一点", EN: "Raise your chin a little"},
	ChinDown:    {ZH: "下巴收低一点", EN: "Lower your chin a little"},
	TiltLeft:    {ZH: "头向左摆正一点", EN: "Straighten your head to your left"},
	TiltRight:   {ZH: "头向右摆正一点", EN: "Straighten your head to your right"},
	UncoverFace: {ZH: "请露出整张脸", EN: "Please show your whole face"},
	OpenEyes:    {ZH: "请睁眼看镜头", EN: "Eyes open, look at the camera"},
	ShowEyes:    {ZH: "请完整露出双眼", EN: "Please show both eyes clearly"},
	CloseMouth:  {ZH: "请自然闭合嘴巴", EN: "Please close your mouth gently"},
	Brighter:    {ZH: "光线太暗，请调亮一点", EN: "Too dark, please add light"},
	Darker:      {ZH: "光线太亮，请调暗一点", EN: "Too bright, please dim the light"},
	LightEvenly: {ZH: "两侧光线不均，请调整灯光", EN: "Light from both sides, please"},
	HoldStill:   {ZH: "请保持不动", EN: "Please hold still"},
	Good:        {ZH: "很好，保持不动", EN: "Good, hold still"},
	CannotSee:   {ZH: "请对准取景框，按空格键拍照", EN: "Fill the frame, then press space"},
}

// Text is the hint's sentence.
func (h Hint) Text() booth.Text { return sentences[h] }
