package standard

import (
	"math"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
)

// Why no standard photo can be made, each with what to do about it.
var (
	ErrNoFace = booth.Fail("photo.no_face",
		"照片中没有找到人脸。请正对镜头，让整个头部进入画面后重拍。",
		"No face was found in the picture. Face the camera with the whole head in view and take it again.")
	ErrManyFaces = booth.Fail("photo.many_faces",
		"照片中不止一张人脸。请让其他人离开画面后重拍。",
		"There is more than one face in the picture. Ask the others to leave the view and take it again.")
	ErrHeadCutTop = booth.Fail("photo.head_cut_top",
		"头发或头顶超出画面上边缘。请后退一步，或把镜头抬高一点后重拍。",
		"The hair or the top of the head is cut by the picture's upper edge. Take one step back or raise the camera a little, and take it again.")
	ErrHeadCutSide = booth.Fail("photo.head_cut_side",
		"头部超出画面一侧。请站到画面中间，或后退一步后重拍。",
		"The head is cut by a side of the picture. Move to the middle or take one step back, and take it again.")
	ErrHeadCutBottom = booth.Fail("photo.head_cut_bottom",
		"下巴超出画面下边缘。请后退一步，或把镜头放低一点后重拍。",
		"The chin is cut by the picture's lower edge. Take one step back or lower the camera a little, and take it again.")
	ErrTooFar = booth.Fail("photo.too_far",
		"人脸太小，放大后会不清晰。请向前一步，靠近镜头后重拍。",
		"The face is too small: enlarging it that much would blur it. Take one step forward, closer to the camera, and take it again.")
	ErrTooClose = booth.Fail("photo.too_close",
		"离镜头太近，画面容不下头部和肩膀。请后退一步后重拍。",
		"Too close: head and shoulders do not fit into the picture as the specification asks. Take one step back and take it again.")
	ErrShowsTooLittleBelow = booth.Fail("photo.too_little_below",
		"下巴以下的画面太少，缺少肩膀和胸口。请后退一步，或把镜头放低一点后重拍。",
		"There is too little of the picture below the chin: shoulders and chest are missing. Take one step back or lower the camera a little, and take it again.")
	ErrOffCentre = booth.Fail("photo.off_centre",
		"人太靠近画面一侧，肩膀被切掉。请站到画面中间后重拍。",
		"The person is too near to a side of the picture, which cuts a shoulder. Move to the middle and take it again.")
	ErrTallHair = booth.Fail("photo.tall_hair",
		"头发太高或头部后仰，眼睛与发顶的距离不符合规格。请放低发髻、平视镜头后重拍。",
		"The hair is too high, or the head is leaned back: eyes and top of hair can't both be placed as the specification asks. Lower the hair, look straight ahead, and take it again.")
	ErrGeometry = booth.Fail("photo.geometry",
		"无法按规格裁剪这张照片。请站在画面中间、离镜头约一米，头和肩膀都在画面里，再重拍。",
		"This picture can't be cropped to the specification. Stand in the middle about one metre from the camera, head and shoulders in view, and take it again.")
)

// headWhole refuses a head that the picture's edge cuts: no crop mends that.
func headWhole(h face.Head, src Canvas) error {
	for _, v := range []float64{
		h.Eyes.X, h.Eyes.Y, h.HairTop, h.Chin.Y, h.FaceLeft, h.FaceRight, src.Width, src.Height,
	} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ErrNoFace
		}
	}
	switch {
	case h.FaceWidth() <= 0 || h.Chin.Y <= h.HairTop || src.Width <= 0 || src.Height <= 0:
		return ErrNoFace
	case h.Cut.Top:
		return ErrHeadCutTop
	case h.Cut.Left, h.Cut.Right:
		return ErrHeadCutSide
	case h.Cut.Bottom:
		return ErrHeadCutBottom
	}
	return nil
}

// reason finds what makes the problem unsolvable: the first condition in the
// list below without which it could be solved. Conditions that the person can
// change by moving come first. p has all rules dropped that give way.
func (p problem) reason() error {
	for _, r := range []struct {
		free condition
		err  *booth.Error
	}{
		{condEnlarge, ErrTooFar},
		{condBottom, ErrShowsTooLittleBelow},
		{condLeft, ErrOffCentre},
		{condRight, ErrOffCentre},
		{condLeft | condRight, ErrTooClose},
		{condLeft | condRight | condBottom | condTop, ErrTooClose},
	} {
		p.freed = r.free
		if _, ok := p.solve(); ok {
			return r.err
		}
	}
	p.freed = 0
	for _, r := range []Rule{RuleTopMargin, RuleEyeRow} {
		without := p
		without.dropped = append([]Rule{r}, p.dropped...)
		switch r {
		case RuleTopMargin:
			without.spec.TopMargin.GivesWayTo = nil
		default:
			without.spec.EyeRow.GivesWayTo = nil
		}
		if _, ok := without.solve(); ok {
			return ErrTallHair
		}
	}
	return ErrGeometry
}
