package theme

// Metrics are the lengths of a screen in the toolkit's units, which are pixels
// on a kiosk.
type Metrics struct {
	// Portrait says that the screen is higher than wide.
	Portrait bool
	// Scale is 1 on the screen the design was drawn for.
	Scale float32

	Margin, Gutter, Radius float32
	// Title, Body and Small are the three text sizes, Hint that of the one
	// sentence over the picture.
	Title, Body, Small, Hint float32
	// Target is the least side of anything that is touched, Button the
	// height of the main button.
	Target, Button float32
	// Icon is the side of a mark in a row of text.
	Icon float32
}

// The design's screen (ui.md) and the floors that no screen goes below.
const (
	designLong, designShort = 1920, 1080
	minText                 = 18
	minTarget               = 64
	// minScale keeps small screens readable: there the picture gives room.
	minScale = 0.72
)

// For gives the lengths for a screen of w×h units.
func For(w, h float32) Metrics {
	m := Metrics{Portrait: h > w}
	long, short := w, h
	if m.Portrait {
		long, short = h, w
	}
	m.Scale = max(minScale, min(long/designLong, short/designShort))
	px := func(v float32) float32 { return float32(int(v*m.Scale + 0.5)) }
	m.Margin, m.Gutter, m.Radius = px(48), px(32), px(16)
	m.Title, m.Body, m.Small, m.Hint = px(44), max(px(26), minText), max(px(20), minText), px(56)
	m.Target, m.Button = max(px(64), minTarget), max(px(104), minTarget)
	m.Icon = px(34)
	return m
}
