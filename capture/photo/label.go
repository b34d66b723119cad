package photo

import (
	"fmt"
	"math"

	"campuskiosk/app/booth"
	"campuskiosk/capture/quality"
)

// advisoryLabels name the advisories; the ten checks have theirs in package
// booth.
var advisoryLabels = map[quality.ID]booth.Text{
	quality.BackgroundPlain: {ZH: "背景纯净", EN: "Plain background"},
	quality.BackgroundLight: {ZH: "背景浅色", EN: "Light background"},
	quality.ClothesContrast: {ZH: "衣着对比", EN: "Clothes contrast"},
	quality.GlassesGlare:    {ZH: "镜片反光", EN: "Glasses glare"},
	quality.Hat:             {ZH: "帽子", EN: "Hat"},
	quality.OverExposed:     {ZH: "曝光过度", EN: "Over-exposed"},
	quality.Shadow:          {ZH: "阴影", EN: "Shadow"},
	quality.SingleFace:      {ZH: "单人", EN: "One face only"},
	quality.Expression:      {ZH: "表情", EN: "Expression"},
	quality.Gaze:            {ZH: "视线", EN: "Gaze"},
}

// Label is the name of a check or an advisory as people read it.
func Label(id quality.ID) booth.Text {
	if t, ok := advisoryLabels[id]; ok {
		return t
	}
	if t := booth.CheckID(id).Label(); t != (booth.Text{}) {
		return t
	}
	return booth.Text{ZH: string(id), EN: string(id)}
}

// units are the units of the thresholds as people read them. T is the eyes' height
// above the chin, of the IED the distance between the eyes.
var units = map[string]booth.Text{
	"":                       {},
	"%":                      {ZH: "%", EN: "%"},
	"°":                      {ZH: "°", EN: "°"},
	"px":                     {ZH: " 像素", EN: " px"},
	"% of the IED":           {ZH: "%(占两眼间距)", EN: " % of the eyes' distance"},
	"0–1":                    {ZH: "(0–1)", EN: " (0–1)"},
	"T":                      {ZH: " 倍眼到下巴的高度", EN: " × eyes to chin"},
	"eye widths":             {ZH: " 倍眼宽", EN: " × eye width"},
	"face widths":            {ZH: " 倍脸宽", EN: " × face width"},
	"gap/width":              {ZH: "(高宽比)", EN: " (height to width)"},
	"mouth widths":           {ZH: " 倍嘴宽", EN: " × mouth width"},
	"of 255":                 {ZH: "(满 255)", EN: " of 255"},
	"of 255 per 1/128 width": {ZH: "(满 255，每 1/128 宽)", EN: " of 255 per 1/128 width"},
	"of the cheek":           {ZH: "(与脸颊之比)", EN: " × the cheek's"},
	"of the skin":            {ZH: "(与皮肤之比)", EN: " × the skin's"},
	"of the crop width":      {ZH: "(占裁剪宽度)", EN: " of the crop's width"},
	"of the mouth width²":    {ZH: "(占嘴宽平方)", EN: " of the mouth width²"},
	"stops":                  {ZH: " 档", EN: " stops"},
	"ΔE*ab":                  {ZH: " ΔE*ab", EN: " ΔE*ab"},
	"ΔE*ab (a*b*)":           {ZH: " ΔE*ab(a*b*)", EN: " ΔE*ab (a*b*)"},
}

// Value is a finding's measured value with its unit, as people read it; empty
// where nothing was measured.
func Value(f quality.Finding) booth.Text {
	if f.Value == nil {
		return booth.Text{}
	}
	digits := 2
	switch v := math.Abs(*f.Value); {
	case v >= 100:
		digits = 0
	case v >= 10:
		digits = 1
	}
	text := fmt.Sprintf("%.*f", digits, *f.Value)
	unit, ok := units[f.Unit]
	if !ok {
		unit = booth.Text{ZH: " " + f.Unit, EN: " " + f.Unit}
	}
	return booth.Text{ZH: text + unit.ZH, EN: text + unit.EN}
}
