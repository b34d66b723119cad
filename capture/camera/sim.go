package camera

import (
	"bytes"
	"context"
	"image"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"
)

// SimOptions choose what the simulated camera plays.
type SimOptions struct {
	// Picture is the path of a picture with one person; empty looks for the
	// webcam picture of the gocv module and falls back to the drawn figure.
	Picture string
	// Start names the phase to begin with: far, left, good, near, right,
	// dark, blurred or nobody; empty begins with far.
	Start string
	// Seed varies the small movements; the same seed gives the same bytes.
	Seed uint64
}

func parseSimOptions(s string) (SimOptions, error) {
	var o SimOptions
	for _, part := range strings.Split(s, ",") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "":
		case "picture":
			o.Picture = value
		case "start":
			o.Start = value
		case "seed":
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				return o, ErrSpec
			}
			o.Seed = n
		default:
			return o, ErrSpec
		}
	}
	return o, nil
}

// Sim is the simulated camera: 1280×720 MJPEG at 30 frames per second, the
// same bytes for the same options. It keeps to the contract of Camera and has
// knobs for faults.
type Sim struct {
	*pump
	dev *simDevice
}

// NewSim starts a simulated camera. It fails with ErrNoPictures when the
// picture that o names cannot be used, with ErrSpec when there is no such
// phase.
func NewSim(o SimOptions) (*Sim, error) {
	d, err := newSimDevice(o)
	if err != nil {
		return nil, err
	}
	p, err := start(d)
	if err != nil {
		return nil, err
	}
	return &Sim{pump: p, dev: d}, nil
}

// Unplug takes the camera away until Plug.
func (s *Sim) Unplug() { s.dev.set(func(f *faults) { f.unplugged = true }) }

// Plug brings it back.
func (s *Sim) Plug() { s.dev.set(func(f *faults) { f.unplugged = false }) }

// Freeze lets the camera send nothing while on.
func (s *Sim) Freeze(on bool) { s.dev.set(func(f *faults) { f.frozen = on }) }

// Hang lets the driver not even return while on.
func (s *Sim) Hang(on bool) { s.dev.set(func(f *faults) { f.hung = on }) }

// Garble lets the camera send damaged frames while on: cut off, or noise.
func (s *Sim) Garble(on bool) { s.dev.set(func(f *faults) { f.garbled = on }) }

// Sent gives the bytes of the frame with this Seq as it was sent (knobs off).
func (s *Sim) Sent(seq uint64) []byte {
	return bytes.Clone(s.dev.loop.picture(int(seq-1) / framesPerPicture))
}

const framesPerPicture = simRate / pictureRate

// faults are the positions of the knobs.
type faults struct{ unplugged, frozen, hung, garbled bool }

// simDevice plays the loop.
type simDevice struct {
	loop *loop
	name string
	due  time.Time
	sent int
	rnd  *rand.Rand

	mu      sync.Mutex
	faults  faults
	changed chan struct{} // closed and replaced when a knob moves
}

func newSimDevice(o SimOptions) (*simDevice, error) {
	pic, who, name, err := simPicture(o.Picture)
	if err != nil {
		return nil, err
	}
	l, err := newLoop(pic, who, o)
	if err != nil {
		return nil, err
	}
	return &simDevice{
		loop: l, name: name,
		rnd:     rand.New(rand.NewPCG(o.Seed, 1)),
		changed: make(chan struct{}),
	}, nil
}

func (d *simDevice) info() Info { return Info{Name: d.name, ID: "sim", Simulated: true} }

func (d *simDevice) open() error {
	if f, _ := d.knobs(); f.unplugged {
		return ErrNotFound
	}
	d.due = time.Now()
	return nil
}

func (d *simDevice) shut() error { return nil }

func (d *simDevice) read(ctx context.Context, f *Frame) error {
	silence := time.NewTimer(Patience)
	defer silence.Stop()
	for {
		k, changed := d.knobs()
		var next <-chan time.Time
		switch {
		case k.unplugged:
			return ErrGone
		case k.hung, k.frozen:
		default:
			t := time.NewTimer(time.Until(d.due))
			defer t.Stop()
			next = t.C
		}
		late := silence.C
		if k.hung {
			late = nil
		}
		select {
		case <-next:
			d.fill(f, k.garbled)
			return nil
		case <-changed:
		case <-late:
			return ErrSilent
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// fill writes the next frame.
func (d *simDevice) fill(f *Frame, garbled bool) {
	d.due = d.due.Add(time.Second / simRate)
	// After a pause the camera goes on; it does not make up for lost frames.
	if now := time.Now(); now.Sub(d.due) > time.Second/simRate {
		d.due = now
	}
	n := d.sent / framesPerPicture
	f.Format, f.Data = MJPEG, append(f.Data, d.loop.picture(n)...)
	if d.sent%framesPerPicture == 0 {
		// The next one is drawn while this one is sent again, so that drawing
		// never holds up a frame.
		go d.loop.picture(n + 1)
	}
	d.sent++
	if !garbled {
		return
	}
	if d.sent%2 == 0 {
		f.Data = f.Data[:len(f.Data)/2]
		return
	}
	for i := range f.Data {
		f.Data[i] = byte(d.rnd.Uint32())
	}
}

func (d *simDevice) knobs() (faults, <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.faults, d.changed
}

func (d *simDevice) set(change func(*faults)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(&d.faults)
	close(d.changed)
	d.changed = make(chan struct{})
}

// loop is the script's pictures as JPEGs, each drawn when it is first wanted
// and kept: one round costs drawing, the rest only memory (about 20 MB).
type loop struct {
	mu     sync.Mutex
	studio *studio
	views  []view
	first  int
	done   map[view][]byte
}

func newLoop(pic image.Image, who person, o SimOptions) (*loop, error) {
	b := pic.Bounds()
	phases := script(who, b.Dx(), b.Dy())
	l := &loop{studio: newStudio(newScene(pic)), views: views(phases, o.Seed), done: map[view][]byte{}}
	if o.Start == "" {
		o.Start = phases[0].name
	}
	var ok bool
	if l.first, ok = startOf(phases, o.Start); !ok {
		return nil, ErrSpec
	}
	return l, nil
}

// picture gives the n-th picture since the start; n ≥ 0.
func (l *loop) picture(n int) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.views[(l.first+n)%len(l.views)]
	if l.done[v] == nil {
		l.done[v] = l.studio.shoot(v)
	}
	return l.done[v]
}
