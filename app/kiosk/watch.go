package kiosk

import (
	"context"
	"errors"
	"image"
	"sync"
	"sync/atomic"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/ui"
	"campuskiosk/capture/camera"
	"campuskiosk/capture/face"
	"campuskiosk/capture/guide"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/vision"
)

// lookEvery is the shortest time between two looks of the networks at the live
// picture. Guidance speaks a few times a second; more only heats the room.
const lookEvery = 70 * time.Millisecond

// garbledFrames is how many frames in a row may fail to decode before it is
// said: half a second.
const garbledFrames = 15

// watch shows the camera's pictures until ctx ends, and closes it.
func (k *kiosk) watch(ctx context.Context) error {
	defer k.Camera.Close() //nolint:errcheck // it never fails
	select {
	case <-k.ready: // frames are decoded by the networks' library
	case <-ctx.Done():
		return ctx.Err()
	}
	cam := k.Camera
	box := newDecodedBox()
	var good atomic.Bool
	var parts sync.WaitGroup
	parts.Go(func() {
		keep(ctx, k.Log, "guidance", func(ctx context.Context) error { return k.look(ctx, box, &good) })
	})
	parts.Go(func() {
		keep(ctx, k.Log, "preview", func(ctx context.Context) error { return k.play(ctx, cam, box, &good) })
	})
	parts.Wait()
	return ctx.Err()
}

// play shows the camera's frames as they come and hands them on to be looked
// at. While no live picture is shown it only empties the camera.
func (k *kiosk) play(ctx context.Context, cam camera.Camera, box *decodedBox, good *atomic.Bool) error {
	p := k.pipe.Load()
	bad := 0
	fault := func(err error) {
		k.screen.Clear()
		k.setLive(func(l *ui.Live) { l.Camera, l.Advice = booth.Explain(err), guide.Advice{} })
	}
	told := ""
	for {
		f, err := cam.Next(ctx)
		if err != nil {
			if ended(err) {
				return err
			}
			fault(err)
			if c := string(booth.Explain(err).Code); c != told {
				told = c
				k.Log.Warn("camera", "code", c)
			}
			continue
		}
		if !k.isLive() {
			continue
		}
		d := box.blank()
		d.img, err = decodeLive(p, f, d.img)
		if err != nil {
			box.toss(d)
			if bad++; bad == garbledFrames {
				fault(camera.ErrGarbled.Because(err))
			}
			continue
		}
		bad = 0
		if told != "" {
			told = ""
			k.Log.Info("camera is back")
		}
		d.at = f.Time
		k.screen.Push(d.img, frame{
			Seq: f.Seq, Data: f.Data, Raw: f.Format != camera.MJPEG, Width: f.Width, Height: f.Height,
		}, good.Load())
		i := cam.Info()
		k.mu.Lock()
		news := k.live.Camera != nil || k.live.CameraName != i.Name
		k.live.Camera, k.live.CameraName, k.live.CameraID, k.live.Simulated = nil, i.Name, i.ID, i.Simulated
		k.mu.Unlock()
		if news {
			k.setLive(func(*ui.Live) {})
		}
		box.put(d)
	}
}

// look runs the networks on the newest frame, guides, and presses the shutter
// when it is asked to.
func (k *kiosk) look(ctx context.Context, box *decodedBox, good *atomic.Bool) error {
	p := k.pipe.Load()
	g := guide.New(guide.DefaultLimits())
	var live quality.Live
	var hint guide.Hint
	for {
		began := time.Now()
		d, err := box.take(ctx)
		if err != nil {
			return err
		}
		if !k.isLive() {
			box.toss(d)
			continue
		}
		s, err := sightOf(p, &live, d.img, d.at)
		box.toss(d)
		if err != nil {
			return err
		}
		k.mu.Lock()
		fresh := k.fresh
		k.fresh = false
		k.mu.Unlock()
		if fresh {
			g, live = guide.New(guide.DefaultLimits()), quality.Live{}
		}
		a := g.Observe(s)
		good.Store(a.Good && a.Hint == guide.Good)
		var auto bool
		k.setLive(func(l *ui.Live) { l.Advice, l.Report, auto = a, s.Report, l.Auto })
		if a.Hint != hint {
			hint = a.Hint
			k.Log.Debug("hint", "hint", string(hint), "ms", time.Since(began).Milliseconds())
		}
		if a.Now && auto {
			k.Shutter()
		}
		if rest := lookEvery - time.Since(began); rest > 0 {
			select {
			case <-time.After(rest):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// sightOf is what guidance wants to know of a frame.
func sightOf(p *photo.Pipeline, live *quality.Live, img *image.RGBA, at time.Time) (guide.Sight, error) {
	s := guide.Sight{Time: at, Width: img.Rect.Dx(), Height: img.Rect.Dy()}
	a, err := p.Engine().Live(img)
	if errors.Is(err, vision.ErrRole) {
		s.Blind = true
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.Measurements = live.Measure(img, a)
	s.Report = quality.Judge(s.Measurements, p.Thresholds())
	if h, ok := face.HeadOf(a); ok {
		s.Head = &h
	}
	return s, nil
}

// decoded is a frame's pixels.
type decoded struct {
	img *image.RGBA
	at  time.Time
}

// decodedBox hands the newest decoded frame on; what nobody fetched is
// dropped, and memory goes round.
type decodedBox struct {
	mu    sync.Mutex
	next  *decoded
	spare []*decoded
	wake  chan struct{}
}

func newDecodedBox() *decodedBox { return &decodedBox{wake: make(chan struct{}, 1)} }

func (b *decodedBox) blank() *decoded {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.spare); n > 0 {
		d := b.spare[n-1]
		b.spare = b.spare[:n-1]
		return d
	}
	return &decoded{}
}

func (b *decodedBox) toss(d *decoded) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spare = append(b.spare, d)
}

func (b *decodedBox) put(d *decoded) {
	b.mu.Lock()
	if b.next != nil {
		b.spare = append(b.spare, b.next)
	}
	b.next = d
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *decodedBox) take(ctx context.Context) (*decoded, error) {
	for {
		b.mu.Lock()
		d := b.next
		b.next = nil
		b.mu.Unlock()
		if d != nil {
			return d, nil
		}
		select {
		case <-b.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
