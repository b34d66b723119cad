package theme

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
)

// Shape is a sign that stands with a colour, so that nothing is said by colour
// alone.
type Shape string

// The shapes. Good is always a tick, attention a triangle, stop a cross; what
// was not measured is an empty ring.
const (
	Tick     Shape = "tick"
	Triangle Shape = "triangle"
	Cross    Shape = "cross"
	Ring     Shape = "ring"
	Camera   Shape = "camera"
	Arrow    Shape = "arrow" // to the left, as seen on the screen
	ArrowR   Shape = "arrow-right"
	Closer   Shape = "closer"
	Away     Shape = "away"
)

// The shapes as SVG of 48×48 with one colour c; o is the colour on top of it.
var drawings = map[Shape]string{
	Tick: `<circle cx="24" cy="24" r="22" fill="%[1]s"/>` +
		`<path d="M13 25 L21 33 L35 16" fill="none" stroke="%[2]s" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`,
	Cross: `<rect x="3" y="3" width="42" height="42" rx="9" fill="%[1]s"/>` +
		`<path d="M15 15 L33 33 M33 15 L15 33" fill="none" stroke="%[2]s" stroke-width="5" stroke-linecap="round"/>`,
	Triangle: `<path d="M24 5 L45 42 L3 42 Z" fill="%[1]s" stroke="%[1]s" stroke-width="4" stroke-linejoin="round"/>` +
		`<path d="M24 17 L24 29" fill="none" stroke="%[2]s" stroke-width="5" stroke-linecap="round"/><circle cx="24" cy="36" r="2.8" fill="%[2]s"/>`,
	Ring: `<circle cx="24" cy="24" r="19" fill="none" stroke="%[1]s" stroke-width="4"/>` +
		`<path d="M16 24 L32 24" fill="none" stroke="%[1]s" stroke-width="4" stroke-linecap="round"/>`,
	Camera: `<path d="M6 15 L15 15 L19 9 L29 9 L33 15 L42 15 L42 39 L6 39 Z" fill="%[1]s" stroke="%[1]s" stroke-width="4" stroke-linejoin="round"/>` +
		`<circle cx="24" cy="26" r="8" fill="%[2]s"/>`,
	Arrow:  `<path d="M30 9 L14 24 L30 39" fill="none" stroke="%[1]s" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>`,
	ArrowR: `<path d="M18 9 L34 24 L18 39" fill="none" stroke="%[1]s" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>`,
	Closer: `<path d="M8 20 L20 20 L20 8 M40 28 L28 28 L28 40" fill="none" stroke="%[1]s" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`,
	Away:   `<path d="M20 8 L8 8 L8 20 M28 40 L40 40 L40 28" fill="none" stroke="%[1]s" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`,
}

// Resource draws a shape: fill is its colour, on what lies on top of it.
func (s Shape) Resource(fill, on color.NRGBA) fyne.Resource {
	body := fmt.Sprintf(drawings[s], hex(fill), hex(on))
	name := fmt.Sprintf("%s-%s-%s.svg", s, hex(fill)[1:], hex(on)[1:])
	return fyne.NewStaticResource(name, []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 48 48">`+body+`</svg>`))
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }
