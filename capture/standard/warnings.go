package standard

import (
	"fmt"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
)

// warnings says what people should know about the photo.
func (p *Photo) warnings(head face.Head) []Warning {
	out := []Warning{}
	add := func(code booth.Code, zh, en string, args ...any) {
		out = append(out, Warning{code, booth.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
	}
	if p.NotForDelivery {
		add("photo.not_for_delivery", "缺少模型，照片由替代方法制作，已打上标记，不能提交。",
			"Models are missing: stand-ins made this photo. It is marked and must not be delivered.")
	}
	if head.Estimated() {
		add("photo.estimated", "缺少模型，头部尺寸按一般比例估计。",
			"Models are missing: the head's measures were estimated from usual proportions.")
	}
	for _, r := range p.GaveWay {
		name := ruleNames[r]
		out = append(out, Warning{"photo.rule_gave_way." + booth.Code(r), booth.Text{
			ZH: "未能满足规格中的“" + name.ZH + "”。",
			EN: "The specification's rule for the " + name.EN + " could not be met.",
		}})
	}
	if p.Scale > 1.005 {
		add("photo.enlarged", "原图较小，人像放大到 %.2f 倍。下次请靠近镜头一些。",
			"The picture was small: the person was enlarged %.2f times. Stand closer to the camera next time.", p.Scale)
	}
	if p.Padding > 0 {
		add("photo.padded", "照片压缩后小于规格要求，已填充 %d 字节空白注释。",
			"The photo's file was smaller than the specification asks; %d bytes of empty comment fill it up.", p.Padding)
	}
	return out
}

// ruleNames are the rules' names for people.
var ruleNames = map[Rule]booth.Text{
	RuleEyeRow:       {ZH: "眼睛高度", EN: "height of the eyes"},
	RuleFaceWidth:    {ZH: "脸部宽度", EN: "width of the face"},
	RuleTopMargin:    {ZH: "头顶留白", EN: "space above the hair"},
	RuleCentreOffset: {ZH: "左右居中", EN: "horizontal centre"},
}
