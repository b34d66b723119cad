package flow

import "campuskiosk/app/booth"

// The built-in texts of rule B1, used where a task brings none.
var (
	defaultNotice = booth.Notice{
		Version: "builtin-1",
		Lines: []booth.Text{
			{ZH: "照片用于学籍注册、毕业证书和资格复查，请认真对待。", EN: "The photo is used for registration, certificates and the enrolment re-check. Please take it seriously."},
			{ZH: "照片必须是本人，现场拍摄，不能翻拍。", EN: "It must show you, taken here, not a picture of a picture."},
			{ZH: "提交前请核对姓名和证件号后4位。", EN: "Check your name and the last four characters of your ID number before handing in."},
			{ZH: "重拍不限次数；每天可制作的标准照次数有限。", EN: "Retakes are free; the number of standard photos a day is limited."},
		},
	}
	defaultInstructions = booth.Notice{
		Version: "builtin-1",
		Lines: []booth.Text{
			{ZH: "免冠，头发不遮眉毛、眼睛和耳朵。", EN: "No hat; hair off brows, eyes and ears."},
			{ZH: "不戴耳环、项链、发饰，不戴有色或反光眼镜。", EN: "No earrings, necklace or hair ornaments; no tinted or reflecting glasses."},
			{ZH: "穿有领上衣，颜色不要和背景相近。", EN: "Wear a collar, in a colour that differs from the background."},
			{ZH: "坐正，双肩齐平，眼睛看镜头，嘴巴自然闭合。", EN: "Sit straight, shoulders level, eyes at the lens, mouth closed."},
		},
	}
)
