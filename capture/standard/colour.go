package standard

import (
	"image/color"
	"strconv"
	"strings"

	"campuskiosk/app/booth"
)

// ErrBadColour says that a background colour can't be understood.
var ErrBadColour = booth.Fail("background.invalid",
	"背景颜色 %q 无法识别。请用 white、light-blue、grey、#RRGGBB 或 R,G,B。",
	"The background colour %q is not understood. Use white, light-blue, grey, #RRGGBB or R,G,B.")

// colourNames are colours that every specification understands, with the
// spellings people use. The values are those of photo specifications in China
// (chsi's light blue, white and grey); a specification's own colour of the
// same name goes first.
var colourNames = map[string]color.RGBA{
	"white":      {255, 255, 255, 255},
	"白":          {255, 255, 255, 255},
	"白色":         {255, 255, 255, 255},
	"light-blue": {100, 197, 255, 255},
	"lightblue":  {100, 197, 255, 255},
	"light_blue": {100, 197, 255, 255},
	"浅蓝":         {100, 197, 255, 255},
	"浅蓝色":        {100, 197, 255, 255},
	"grey":       {240, 240, 240, 255},
	"gray":       {240, 240, 240, 255},
	"灰":          {240, 240, 240, 255},
	"灰色":         {240, 240, 240, 255},
}

// Colour reads a background colour: a name ("white", "light-blue", "grey" or
// one of the specification's), "#RRGGBB" or "R,G,B" with 0–255 each. Empty
// means the specification's own default. The result is opaque sRGB.
func (s Spec) Colour(text string) (color.RGBA, error) {
	name := strings.ToLower(strings.TrimSpace(text))
	if name == "" {
		name = s.Background
	}
	if c, ok := s.namedBackground(name); ok {
		return c, nil
	}
	if c, ok := colourNames[name]; ok {
		return c, nil
	}
	if hex, ok := strings.CutPrefix(name, "#"); ok && len(hex) == 6 {
		if v, err := strconv.ParseUint(hex, 16, 24); err == nil {
			return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}, nil
		}
	}
	if parts := strings.Split(name, ","); len(parts) == 3 {
		var rgb [3]uint8
		for i, p := range parts {
			v, err := strconv.ParseUint(strings.TrimSpace(p), 10, 8)
			if err != nil {
				return color.RGBA{}, ErrBadColour.With(text)
			}
			rgb[i] = uint8(v)
		}
		return color.RGBA{rgb[0], rgb[1], rgb[2], 255}, nil
	}
	return color.RGBA{}, ErrBadColour.With(text)
}

// namedBackground finds one of the specification's own colours.
func (s Spec) namedBackground(name string) (color.RGBA, bool) {
	for _, b := range s.Backgrounds {
		if b.Name == name {
			return color.RGBA{b.RGB[0], b.RGB[1], b.RGB[2], 255}, true
		}
	}
	return color.RGBA{}, false
}
