package quality

import "campuskiosk/app/booth"

// What is said to the subject. Left and right are the subject's own, which are
// also those of the mirrored picture on the screen.
var (
	goodDirection  = text("脸已经正对镜头", "Your face is straight to the camera")
	sayTurnLeft    = text("请把头向左转一点", "Please turn your head a little to your left")
	sayTurnRight   = text("请把头向右转一点", "Please turn your head a little to your right")
	sayRaise       = text("请稍微抬一点头", "Please raise your chin a little")
	sayLower       = text("请稍微低一点头", "Please lower your chin a little")
	sayTiltLeft    = text("头有点歪，请往左边正一点", "Please tilt your head a little towards your left shoulder")
	sayTiltRight   = text("头有点歪，请往右边正一点", "Please tilt your head a little towards your right shoulder")
	goodProportion = text("脸的大小正合适", "Your face has the right size")
	sayCloser      = text("请靠近一点", "Please come a little closer")
	sayBack        = text("请后退一点", "Please step back a little")
	goodHead       = text("头部完整", "Your whole head is in the picture")
	sayHairCut     = text("头顶没拍全，请后退一点或站低一点", "The top of your head is cut off: please step back or stand lower")
	sayStepLeft    = text("请往左站一点，头才能拍全", "Please move a little to your left so your whole head fits")
	sayStepRight   = text("请往右站一点，头才能拍全", "Please move a little to your right so your whole head fits")
	sayChinCut     = text("下巴没拍全，请后退一点或站高一点", "Your chin is cut off: please step back or stand higher")
	goodFace       = text("脸部完整，没有遮挡", "Your whole face can be seen")
	sayFaceCut     = text("脸没拍全，请站到画面中间", "Part of your face is outside the picture: please stand in the middle")
	sayFaceCovered = text("脸好像被挡住了，请把手、围巾或头发拿开", "Something covers your face: please take hand, scarf or hair away")
	sayMask        = text("请摘下口罩", "Please take off your face mask")
	goodSharp      = text("照片清晰", "The picture is sharp")
	sayStill       = text("照片有点模糊，请保持不动再拍一次", "The picture is a little blurred: please hold still and take it again")
	goodLevel      = text("肩膀齐平", "Your shoulders are level")

	sayLeftShoulderUp  = text("请把左肩抬高一点，两肩放平", "Please raise your left shoulder a little so both are level")
	sayRightShoulderUp = text("请把右肩抬高一点，两肩放平", "Please raise your right shoulder a little so both are level")

	goodShoulders = text("两边肩膀都在画面里", "Both shoulders are in the picture")
	sayShoulders  = text("请后退一点，露出两边肩膀", "Please step back so both shoulders can be seen")
	goodLight     = text("脸部光线合适", "The light on your face is good")
	sayDark       = text("脸有点暗，请面向灯光", "Your face is too dark: please face the light")
	sayBright     = text("脸太亮了，请离灯光远一点", "Your face is too bright: please move away from the light")
	sayRightDark  = text("右边脸太暗，请让光线从正面照过来", "The right side of your face is too dark: please face the light straight on")
	sayLeftDark   = text("左边脸太暗，请让光线从正面照过来", "The left side of your face is too dark: please face the light straight on")
	goodEyes      = text("眼睛清晰可见", "Your eyes can be seen well")
	sayOpenEyes   = text("请睁大眼睛看镜头", "Please open your eyes and look at the camera")
	sayClearEyes  = text("眼睛被挡住了，请拨开头发或摘下眼镜", "Your eyes are covered: please move your hair or take off your glasses")
	sayDarkLenses = text("请摘下深色眼镜", "Please take off the dark glasses")
	goodMouth     = text("嘴巴自然闭合", "Your mouth is closed")
	sayCloseMouth = text("请自然闭合嘴巴，不露牙齿", "Please close your mouth naturally and hide your teeth")

	goodPlain       = text("背景干净", "The background is plain")
	sayPlainWall    = text("背景有点乱，请换一面干净的墙", "The background is busy: please use a plain wall")
	goodLightWall   = text("背景够亮", "The background is light enough")
	sayLightWall    = text("背景有点暗，请换浅色背景或开灯", "The background is dark: please use a light wall or more light")
	goodClothes     = text("衣服和背景分得清", "Your clothes stand out from the background")
	sayOtherClothes = text("衣服和背景颜色太接近，请换深一点的外套", "Your clothes are too close to the background colour: please put on something darker")
	goodGlare       = text("镜片没有反光", "There is no glare on the glasses")
	sayGlare        = text("镜片反光，请稍微低头或摘下眼镜", "The glasses reflect: please lower your head slightly or take them off")
	goodHat         = text("没有戴帽子", "No hat was seen")
	goodExposure    = text("曝光正常", "The exposure is good")
	goodShadow      = text("光线均匀", "The light is even")
	sayWallShadow   = text("背后有影子，请离墙远一点", "There is a shadow behind you: please stand farther from the wall")
	goodAlone       = text("画面里只有一个人", "You are alone in the picture")
	sayAlone        = text("画面里还有别人，请其他人先离开", "Someone else is in the picture: please ask them to step aside")
	goodExpression  = text("表情自然", "Your expression is natural")
	sayNeutral      = text("请放松表情，自然一点", "Please relax your face")
	goodGaze        = text("眼睛正看着镜头", "You are looking at the camera")
	sayLens         = text("请看着镜头", "Please look into the camera")

	sayNoFace     = text("没有看到人脸，请面对镜头站好", "No face was found: please stand facing the camera")
	sayNotVisible = text("画面里看不清，这一项没有检查", "It could not be seen in the picture and was not checked")
	sayNotRun     = text("拍照时再检查这一项", "This is checked when the photo is taken")
	sayNoModel    = text("缺少识别模型，这一项没有检查", "A model is missing and this was not checked")
	sayCantTell   = text("机器判断不了，请助手看一下", "The machine can't tell: please let the helper look")
)

func text(zh, en string) booth.Text { return booth.Text{ZH: zh, EN: en} }

// whyUnavailable says why a check has no answer.
func whyUnavailable(m Missing) booth.Text {
	switch m {
	case NoFace:
		return sayNoFace
	case NotRun:
		return sayNotRun
	case NotVisible:
		return sayNotVisible
	case NotMeasurable:
		return sayCantTell
	}
	return sayNoModel
}
