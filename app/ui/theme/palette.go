package theme

import "image/color"

// Palette are the colours of a screen. Faces are judged on it, so its
// neutrals have no hue worth mentioning.
type Palette struct {
	Background, Panel, Text, Quiet color.NRGBA
	// Accent is the one filled button, OnAccent the words on it.
	Accent, OnAccent color.NRGBA
	// Good comes with a tick, Attention with a triangle, Stop with a cross.
	Good, Attention, Stop color.NRGBA
	// Line separates rows, Track is the empty part of a bar.
	Line, Track color.NRGBA
	// Veil lies under words over a picture.
	Veil color.NRGBA
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// Dark is the studio: the usual palette.
func Dark() Palette {
	return Palette{
		Background: rgb(0x1E2124), Panel: rgb(0x2A2E33), Text: rgb(0xF2F4F5), Quiet: rgb(0xA9B1B8),
		Accent: rgb(0x2F80ED), OnAccent: rgb(0xFFFFFF),
		Good: rgb(0x35B37E), Attention: rgb(0xF2B233), Stop: rgb(0xE5484D),
		Line: rgb(0x3A3F45), Track: rgb(0x454B52),
		Veil: color.NRGBA{R: 0x1E, G: 0x21, B: 0x24, A: 0xD8},
	}
}

// Light is the same for bright halls: neutrals swapped, signal colours darker
// so that they keep their contrast.
func Light() Palette {
	return Palette{
		Background: rgb(0xF2F4F5), Panel: rgb(0xFFFFFF), Text: rgb(0x1E2124), Quiet: rgb(0x565E66),
		Accent: rgb(0x1F66C7), OnAccent: rgb(0xFFFFFF),
		Good: rgb(0x1B7A53), Attention: rgb(0x8A5A00), Stop: rgb(0xC2262B),
		Line: rgb(0xD9DDE0), Track: rgb(0xC3C9CE),
		Veil: color.NRGBA{R: 0xF2, G: 0xF4, B: 0xF5, A: 0xD8},
	}
}
