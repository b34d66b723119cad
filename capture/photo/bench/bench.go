package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"

	"campuskiosk/capture/face"
	"campuskiosk/capture/guide"
	"campuskiosk/capture/match"
	"campuskiosk/capture/models"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/vision"
)

type options struct {
	frame, cpp, cpuprofile string
	rounds, photos         int
}

// The aims: whole over network passes for a frame and for a photo, and
// resident memory in MiB.
const (
	aimFrame    = 1.10
	aimPhoto    = 1.30
	aimResident = 300
)

// Result is what the program prints.
type Result struct {
	Frame  Timing `json:"frame"`
	Photo  Timing `json:"photo"`
	Memory Memory `json:"memory"`
	// Threads are OpenCV's, Cores the machine's.
	Threads int `json:"threads"`
	Cores   int `json:"cores"`
	// Met says whether all aims were met.
	Met bool `json:"met"`
}

// Timing is one kind of work. Times are medians over the rounds, in
// milliseconds.
type Timing struct {
	// Pictures are the sizes of the pictures used; a round does each once.
	Pictures []string `json:"pictures"`
	// Whole is a round's time, Networks the sum of the time its network
	// passes took in the same round, some of them side by side, Passes their
	// number.
	Whole    float64 `json:"whole_ms"`
	Networks float64 `json:"networks_ms"`
	Passes   int     `json:"passes"`
	// Ratio is Whole over the passes: over Networks or over CPPNetworks, where
	// they run one after the other, whichever is less. Aim is what it should
	// be at most.
	Ratio float64 `json:"ratio"`
	Aim   float64 `json:"aim"`
	// CPP is a round of the C++ program: the same crops of the same pictures
	// through the same networks. CPPNetworks are its passes alone.
	CPP         float64 `json:"cpp_ms,omitempty"`
	CPPNetworks float64 `json:"cpp_networks_ms,omitempty"`
	// OverCPP is Whole/CPP.
	OverCPP float64 `json:"whole_over_cpp,omitempty"`
	// Parts are our own steps and each role's passes, per round.
	Parts map[string]float64 `json:"parts_ms"`
}

// threads are what OpenCV uses, here and in the C++ program.
const threads = 2

// warm rounds aren't timed.
const warm = 5

// run measures everything. files are the pictures of which photos are made.
func run(ctx context.Context, o options, files []string) (*Result, error) {
	if o.frame == "" || len(files) == 0 {
		return nil, errors.New("-frame and at least one photo are needed")
	}
	set := models.Find()
	if missing := set.Missing(); len(missing) > 0 {
		return nil, fmt.Errorf("models are missing: %v", missing)
	}
	var watch stopwatch
	p, err := photo.Open(set, photo.Options{Vision: vision.Options{Threads: threads, Observe: watch.pass}})
	if err != nil {
		return nil, err
	}
	defer p.Close() //nolint:errcheck // the run ends
	b := &bench{p: p, watch: &watch}
	if err := b.load(ctx, o.frame, files); err != nil {
		return nil, err
	}
	if o.cpuprofile != "" {
		f, err := os.Create(o.cpuprofile)
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // a profile for the developer
		if err := pprof.StartCPUProfile(f); err != nil {
			return nil, err
		}
		defer pprof.StopCPUProfile()
	}
	r := &Result{Threads: threads, Cores: runtime.NumCPU()}
	// A round is as many frames as share one measurement of the pixels.
	if r.Frame, err = b.time(ctx, o, slices.Repeat([]*image.RGBA{b.frame}, quality.LiveEvery), aimFrame, b.oneFrame); err != nil {
		return nil, err
	}
	if r.Photo, err = b.time(ctx, o, b.photos, aimPhoto, b.onePhoto); err != nil {
		return nil, err
	}
	if r.Memory, err = b.watchMemory(ctx, o.photos); err != nil {
		return nil, err
	}
	r.Met = r.Frame.Ratio <= r.Frame.Aim && r.Photo.Ratio <= r.Photo.Aim && r.Memory.met()
	return r, nil
}

// bench holds what is measured.
type bench struct {
	p      *photo.Pipeline
	watch  *stopwatch
	frame  *image.RGBA
	photos []*image.RGBA
	// reference is whom every photo is compared with.
	reference []face.Embedding
	live      quality.Live
	guide     *guide.Guide
	now       time.Time
}

// load decodes the pictures; the first of the files is the reference too.
func (b *bench) load(ctx context.Context, frame string, files []string) error {
	img, _, err := b.p.DecodeFile(ctx, frame)
	if err != nil {
		return err
	}
	if b.frame, err = wide(b.p.Engine(), img); err != nil {
		return err
	}
	for _, f := range files {
		img, _, err := b.p.DecodeFile(ctx, f)
		if err != nil {
			return err
		}
		b.photos = append(b.photos, img)
	}
	b.guide = guide.New(guide.DefaultLimits())
	b.now = time.Unix(0, 0)
	b.reference, err = b.p.Embed(ctx, b.photos[0])
	return err
}

// wide makes a frame of 1280×720 of a picture: its width enlarged to 1280,
// as many rows as there are of its middle.
func wide(e *vision.Engine, img *image.RGBA) (*image.RGBA, error) {
	const w, h = 1280, 720
	big, err := e.Resize(img, w, max(h, img.Rect.Dy()*w/img.Rect.Dx()))
	if err != nil {
		return nil, err
	}
	top := (big.Rect.Dy() - h) / 2
	return &image.RGBA{Pix: big.Pix[top*big.Stride:][:h*big.Stride], Stride: big.Stride, Rect: image.Rect(0, 0, w, h)}, nil
}

// oneFrame does what the window does with a frame: look, measure, guide.
func (b *bench) oneFrame(_ context.Context, img *image.RGBA) error {
	a, err := b.p.Engine().Live(img)
	if err != nil {
		return err
	}
	if len(a.Faces) == 0 {
		return errors.New("no face in the frame")
	}
	b.watch.lap("live")
	b.now = b.now.Add(time.Second / 15)
	s := guide.Sight{Time: b.now, Width: img.Rect.Dx(), Height: img.Rect.Dy()}
	s.Measurements = b.live.Measure(img, a)
	b.watch.lap("measure")
	s.Report = quality.Judge(s.Measurements, b.p.Thresholds())
	if h, ok := face.HeadOf(a); ok {
		s.Head = &h
	}
	b.guide.Observe(s)
	b.watch.lap("judge and guide")
	return nil
}

// onePhoto does what the kiosk does with a photo: the ten checks, the standard
// photo with its matte as a JPEG, the comparison.
func (b *bench) onePhoto(ctx context.Context, img *image.RGBA) error {
	spec, background, err := photo.Order{}.Resolve()
	if err != nil {
		return err
	}
	c, err := b.p.Check(ctx, img)
	if err != nil {
		return err
	}
	b.watch.lap("check")
	if _, err := b.p.Make(ctx, c, spec, background); err != nil {
		return err
	}
	b.watch.lap("make")
	e, err := b.p.EmbedChecked(ctx, c)
	if err != nil {
		return err
	}
	if _, err := match.Score(b.reference, e); err != nil {
		return err
	}
	b.watch.lap("compare")
	return nil
}

// time does the work over and over.
func (b *bench) time(ctx context.Context, o options, imgs []*image.RGBA, aim float64, work func(context.Context, *image.RGBA) error) (Timing, error) {
	t := Timing{Aim: aim, Parts: map[string]float64{}}
	for _, img := range imgs {
		t.Pictures = append(t.Pictures, fmt.Sprintf("%d×%d", img.Rect.Dx(), img.Rect.Dy()))
	}
	var whole, nets []float64
	parts := map[string][]float64{}
	var plan plan
	for round := range warm + o.rounds {
		if err := ctx.Err(); err != nil {
			return t, err
		}
		b.watch.start()
		for i, img := range imgs {
			b.watch.picture = i
			if err := work(ctx, img); err != nil {
				return t, err
			}
		}
		d, n := b.watch.stop()
		if round == 0 {
			plan = planOf(imgs, b.watch.passes)
			t.Passes = len(b.watch.passes)
		}
		if round < warm {
			continue
		}
		whole, nets = append(whole, ms(d)), append(nets, ms(n))
		for k, v := range b.watch.parts() {
			parts[k] = append(parts[k], ms(v))
		}
	}
	t.Whole, t.Networks = median(whole), median(nets)
	t.Ratio = t.Whole / t.Networks
	for k, v := range parts {
		t.Parts[k] = median(v)
	}
	if o.cpp == "" {
		return t, nil
	}
	c, err := plan.run(ctx, o)
	if err != nil {
		return t, err
	}
	t.CPP, t.CPPNetworks, t.OverCPP = c.Whole, c.Networks, t.Whole/c.Whole
	t.Ratio = t.Whole / min(t.Networks, t.CPPNetworks)
	return t, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Sorted(slices.Values(v))
	return (v[len(v)/2] + v[(len(v)-1)/2]) / 2
}
