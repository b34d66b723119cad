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

// Value is a finding's measured value with its unit, as people read it; empty
// where nothing was measured.
func Value(f quality.Finding) string {
	if f.Value == nil {
		return ""
	}
	digits := 2
	switch v := math.Abs(*f.Value); {
	case v >= 100:
		digits = 0
	case v >= 10:
		digits = 1
	}
	text := fmt.Sprintf("%.*f", digits, *f.Value)
	switch f.Unit {
	case "":
		return text
	case "%", "°":
		return text + f.Unit
	}
	return text + " " + f.Unit
}
