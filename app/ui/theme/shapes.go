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
	// The arrows point as seen on the screen; Closer is a person's outline
	// growing, Away one shrinking.
	Arrow      Shape = "arrow-left"
	ArrowRight Shape = "arrow-right"
	ArrowUp    Shape = "arrow-up"
	ArrowDown  Shape = "arrow-down"
	Closer     Shape = "closer"
	Away       Shape = "away"
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
	Arrow:      arrow("M42 24 L8 24 M22 9 L7 24 L22 39"),
	ArrowRight: arrow("M6 24 L40 24 M26 9 L41 24 L26 39"),
	ArrowUp:    arrow("M24 42 L24 8 M9 22 L24 7 L39 22"),
	ArrowDown:  arrow("M24 6 L24 40 M9 26 L24 41 L39 26"),
	Closer:     arrow("M28 8 L40 8 L40 20 M20 40 L8 40 L8 28 M39 9 L28 20 M9 39 L20 28"),
	Away:       arrow("M40 20 L28 20 L28 8 M8 28 L20 28 L20 40 M29 19 L40 8 M19 29 L8 40"),
}

func arrow(path string) string {
	return `<path d="` + path + `" fill="none" stroke="%[1]s" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>`
}

// Resource draws a shape: fill is its colour, on what lies on top of it.
func (s Shape) Resource(fill, on color.NRGBA) fyne.Resource {
	body := fmt.Sprintf(drawings[s], hex(fill), hex(on))
	name := fmt.Sprintf("%s-%s-%s.svg", s, hex(fill)[1:], hex(on)[1:])
	return fyne.NewStaticResource(name, []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 48 48">`+body+`</svg>`))
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }
