package standard

import (
	"fmt"
	"image/color"
	"math"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
)

// Photo is a finished standard photo. Lengths are pixels of the photo.
type Photo struct {
	// JPEG is the file, ready to be written.
	JPEG []byte `json:"-"`
	// Spec is the specification's id.
	Spec   string `json:"spec"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	DPI    int    `json:"dpi"`
	// Bytes is the file's size, Quality its JPEG quality (1–100), Padding the
	// bytes of empty comment added to reach the smallest size allowed.
	Bytes   int `json:"bytes"`
	Quality int `json:"quality"`
	Padding int `json:"padding"`
	// Background is the colour behind the person, "#RRGGBB".
	Background string `json:"background"`
	// Scale is photo pixels per source pixel; above 1 the picture was
	// enlarged.
	Scale float64 `json:"scale"`
	// Geometry is what the specification asks for, as achieved.
	Geometry Geometry `json:"geometry"`
	// Added is the plain background that stands beside the source picture.
	Added Added `json:"added"`
	// GaveWay are the rules that the specification let go.
	GaveWay []Rule `json:"gave_way"`
	// NotForDelivery is set when the photo carries the mark that says so.
	NotForDelivery bool `json:"not_for_delivery"`
	// Warnings are sentences for people, most important first.
	Warnings []Warning `json:"warnings"`
}

// Geometry are the measures of a finished photo in pixels.
type Geometry struct {
	EyeRow       float64 `json:"eye_row"`
	FaceWidth    float64 `json:"face_width"`
	TopMargin    float64 `json:"top_margin"`
	CentreOffset float64 `json:"centre_offset"`
}

// Warning is something that people should know about a photo that was made.
type Warning struct {
	Code booth.Code `json:"code"`
	booth.Text
}

// report gathers what is known of a finished photo.
func report(m matted, head face.Head, spec Spec, opts Options, file encoded) *Photo {
	left, right := m.crop.at(face.Point{X: head.FaceLeft}), m.crop.at(face.Point{X: head.FaceRight})
	eyes := m.crop.at(head.Eyes)
	in := m.crop.inside
	p := &Photo{
		JPEG: file.data, Spec: spec.ID, Width: spec.Size.Width, Height: spec.Size.Height, DPI: spec.Size.DPI,
		Bytes: len(file.data), Quality: file.quality, Padding: file.padding,
		Background: hex(opts.Background),
		Scale:      round3(m.crop.sy),
		Geometry: Geometry{
			EyeRow:       round3(eyes.Y),
			FaceWidth:    round3(right.X - left.X),
			TopMargin:    round3(m.crop.at(face.Point{Y: head.HairTop}).Y),
			CentreOffset: round3(eyes.X - float64(spec.Size.Width)/2),
		},
		Added: Added{
			Top: float64(in.Min.Y), Left: float64(in.Min.X), Right: float64(spec.Size.Width - in.Max.X),
		},
		GaveWay: append([]Rule{}, m.plan.GaveWay...), NotForDelivery: opts.NotForDelivery,
	}
	p.Warnings = p.warnings(head)
	return p
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// round3 rounds to a thousandth of a pixel, so that a report is the same on
// every machine.
func round3(v float64) float64 { return math.Round(v*1000) / 1000 }
