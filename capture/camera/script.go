package camera

import (
	"math"
	"math/rand/v2"
	"time"
)

// phase is one stretch of the simulated camera's script: the view glides to
// the phase's own and then stays there, breathing a little.
type phase struct {
	name string
	view view
	// glide is the time of the way there, stay the time after it.
	glide, stay time.Duration
	// sway is the amplitude of the small movements, in picture pixels.
	sway float64
}

// person says where the subject is in the picture that the simulation plays,
// in shares of its width and height. The script is written around it.
type person struct {
	eyeX, eyeY float64 // the eyes' middle
	ied        float64 // the inter-eye distance, share of the width
}

// The subjects of the two pictures there are: the one in the gocv module, and
// our drawn figure.
var (
	gocvPerson = person{eyeX: 0.552, eyeY: 0.50, ied: 0.133}
	drawn      = person{eyeX: 0.5, eyeY: 0.38, ied: 0.071}
)

// script writes the phases for a picture of w×h pixels. Every kind of hint
// that can be provoked by moving, zooming, darkening and blurring one picture
// comes up once, with a long good phase early on for the shutter.
func script(p person, w, h int) []phase {
	eyeX, eyeY, ied := p.eyeX*float64(w), p.eyeY*float64(h), p.ied*float64(w)
	// view with the given inter-eye distance in frame pixels, the eyes in the
	// frame's middle.
	at := func(frameIED float64) view {
		return view{x: eyeX, y: eyeY, zoom: frameIED / ied, gain: 1, blur: 1}
	}
	// down moves a view so that the frame ends no lower than a share of the
	// picture's height.
	down := func(v view, share float64) view {
		v.y = min(v.y, share*float64(h)-simHeight/v.zoom/2)
		return v
	}
	// The ideal of guidance: a face of 260 pixels, the chest below it. That
	// shows a little more than the gocv picture has, so the lowest rows of its
	// clothes go on there.
	good := at(118)
	good.y += 0.04 * simHeight / good.zoom
	good = down(good, 1.07)
	with := func(v view, change func(*view)) view { change(&v); return v }
	s := func(x float64) time.Duration { return time.Duration(x * float64(time.Second)) }
	return []phase{
		{"far", down(at(66), 1), s(1.5), s(2.5), 1.2},
		{"left", with(good, func(v *view) { v.x += 1.3 * ied }), s(1.5), s(2), 1.2},
		{"good", good, s(1), s(9), 0.5},
		{"near", down(at(230), 1), s(2), s(2.5), 1.2},
		{"right", with(good, func(v *view) { v.x -= 1.3 * ied }), s(1.5), s(2), 1.2},
		{"dark", with(good, func(v *view) { v.gain = 0.3 }), s(1.5), s(2.5), 1.2},
		{"blurred", with(good, func(v *view) { v.blur = 5 }), s(1), s(2.5), 1.2},
		{"nobody", with(good, func(v *view) { v.x -= 8 * ied }), s(1.5), s(2.5), 1.2},
	}
}

// pictureRate is how many different pictures per second the script has; each
// is sent three times, so that frames come at simRate. That keeps the cost
// of drawing and the memory for the loop down, and still looks smooth.
const (
	simRate     = 30
	pictureRate = 10
	// swayPictures is the period of the small movements in pictures: 2 s.
	swayPictures = 2 * pictureRate
)

// views is the script as one view per picture. The same phases and seed give
// the same views; the last phase glides into the first.
func views(phases []phase, seed uint64) []view {
	r := rand.New(rand.NewPCG(seed, 0))
	ax, ay := r.Float64()*2*math.Pi, r.Float64()*2*math.Pi
	var all []view
	from := phases[len(phases)-1].view
	for _, p := range phases {
		n := int((p.glide + p.stay) * pictureRate / time.Second)
		for i := range n {
			v := p.view
			if k := float64(i) / (p.glide.Seconds() * pictureRate); k < 1 {
				v = between(from, p.view, k*k*(3-2*k))
			}
			// The same view after each sway: what was drawn serves again.
			t := 2 * math.Pi * float64(len(all)%swayPictures) / swayPictures
			v.x += p.sway * math.Sin(t+ax)
			v.y += p.sway * math.Sin(t+ay)
			all = append(all, v)
		}
		from = p.view
	}
	return all
}

// between is the view a share k of the way from a to b; zoom, gain and blur go
// by ratio, as the eye expects.
func between(a, b view, k float64) view {
	lin := func(x, y float64) float64 { return x + (y-x)*k }
	geo := func(x, y float64) float64 { return x * math.Pow(y/x, k) }
	v := view{x: lin(a.x, b.x), y: lin(a.y, b.y), zoom: geo(a.zoom, b.zoom), gain: geo(a.gain, b.gain), blur: geo(a.blur, b.blur)}
	if math.Abs(v.gain-1) < 0.004 {
		v.gain = 1
	}
	return v
}

// startOf is the number of the picture at which a phase's stay begins.
func startOf(phases []phase, name string) (int, bool) {
	n := 0
	for _, p := range phases {
		if p.name == name {
			return n + int(p.glide*pictureRate/time.Second), true
		}
		n += int((p.glide + p.stay) * pictureRate / time.Second)
	}
	return 0, false
}
