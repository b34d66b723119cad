package preview

import (
	"image"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Shot is the camera frame that a picture on the screen was made of.
type Shot struct {
	// Seq is the frame's number.
	Seq uint64
	// Data are the frame's bytes as the camera sent them: a JPEG, or, with
	// Raw, uncompressed pixels of the given size.
	Data          []byte
	Raw           bool
	Width, Height int
}

// Preview is the live picture. Push may be called from one goroutine at a
// time; Object and SetShape are the toolkit's; the others any may call.
type Preview struct {
	img *canvas.Image
	do  func(func()) // fyne.Do, or a test's

	mu      sync.Mutex
	free    []*slot
	waiting *slot // composed, not on the screen yet
	posted  bool  // a call of ours is in the toolkit's queue
	shown   *slot
	held    bool // Take was called: what is shown stays
	shape   image.Point
	lay     *layout
	count   uint64 // pictures that reached the screen
}

// slot is one picture of the ring with the frame it shows.
type slot struct {
	img  *image.RGBA
	shot Shot
}

// ring is how many pictures there are: one shown, one waiting, one being
// composed, and one more because the toolkit may still read the one before
// while it draws.
const ring = 4

// New makes an empty preview. do runs a function in the toolkit's goroutine
// (fyne.Do).
func New(do func(func())) *Preview {
	p := &Preview{img: &canvas.Image{
		FillMode:  canvas.ImageFillStretch,
		ScaleMode: canvas.ImageScaleFastest,
	}, do: do}
	for range ring {
		p.free = append(p.free, &slot{})
	}
	return p
}

// Object is the canvas object to put on a screen, always the same one.
func (p *Preview) Object() fyne.CanvasObject { return p.img }

// SetShape tells the ratio of the area that the picture fills.
func (p *Preview) SetShape(w, h float32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shape = image.Pt(int(w), int(h))
}

// Push composes a frame and hands it to the screen; an older one that has not
// got there is dropped. src is the decoded frame; nothing of it or of the
// shot's bytes is kept.
func (p *Preview) Push(src *image.RGBA, f Shot, g Guide) {
	s, l := p.begin(src.Rect.Size(), g)
	if s == nil {
		return
	}
	if s.img == nil || s.img.Rect != l.out {
		s.img = image.NewRGBA(l.out)
	}
	l.compose(s.img, src, g.Good)
	f.Data = append(s.shot.Data[:0], f.Data...)
	s.shot = f
	p.finish(s)
}

// begin takes a free slot and the layout for this frame.
func (p *Preview) begin(frame image.Point, g Guide) (*slot, *layout) {
	p.mu.Lock()
	defer p.mu.Unlock()
	plain := g
	plain.Good = false
	if p.lay == nil || p.lay.frame != frame || p.lay.shape != p.shape || p.lay.guide != plain {
		p.lay = newLayout(frame, p.shape, g)
	}
	if len(p.free) == 0 || p.held {
		return nil, nil
	}
	// The one that has been off the screen longest.
	s := p.free[0]
	p.free = append(p.free[:0], p.free[1:]...)
	return s, p.lay
}

// finish puts a composed slot in the place of the newest.
func (p *Preview) finish(s *slot) {
	p.mu.Lock()
	if p.held { // it was taken while this one was composed
		p.free = append(p.free, s)
		p.mu.Unlock()
		return
	}
	if p.waiting != nil {
		p.free = append(p.free, p.waiting)
	}
	p.waiting = s
	post := !p.posted
	p.posted = true
	p.mu.Unlock()
	if post {
		p.do(p.show)
	}
}

// show runs in the toolkit's goroutine.
func (p *Preview) show() {
	p.mu.Lock()
	s := p.waiting
	p.waiting, p.posted = nil, false
	if s == nil {
		p.mu.Unlock()
		return
	}
	if p.shown != nil {
		p.free = append(p.free, p.shown)
	}
	p.shown = s
	p.count++
	p.img.Image = s.img
	p.mu.Unlock()
	p.img.Refresh()
}

// Shown gives a copy of the frame that is on the screen now; false before the
// first.
func (p *Preview) Shown() (Shot, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown == nil {
		return Shot{}, false
	}
	s := p.shown.shot
	s.Data = append([]byte(nil), s.Data...)
	return s, true
}

// Take gives a copy of the frame that is on the screen now and lets it stay
// there until Resume: what is taken is what is seen, and nothing newer comes in
// between. Before the first frame it gives false and holds nothing.
func (p *Preview) Take() (Shot, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown == nil {
		return Shot{}, false
	}
	p.held = true
	if p.waiting != nil {
		p.free = append(p.free, p.waiting)
		p.waiting = nil
	}
	s := p.shown.shot
	s.Data = append([]byte(nil), s.Data...)
	return s, true
}

// Resume lets the picture live again.
func (p *Preview) Resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = false
}

// Clear takes the picture off the screen, when the camera is gone: an old
// picture must not look like a live one. Any goroutine may call it.
func (p *Preview) Clear() { p.do(p.clear) }

func (p *Preview) clear() {
	p.mu.Lock()
	for _, s := range []*slot{p.shown, p.waiting} {
		if s != nil {
			p.free = append(p.free, s)
		}
	}
	p.shown, p.waiting = nil, nil
	p.img.Image = nil
	p.mu.Unlock()
	p.img.Refresh()
}

// Count is how many pictures have reached the screen.
func (p *Preview) Count() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count
}
