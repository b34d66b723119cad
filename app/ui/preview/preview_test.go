package preview

import (
	"image"
	"image/color"
	"runtime"
	"sync"
	"testing"

	"fyne.io/fyne/v2/test"

	"campuskiosk/capture/face"
)

func TestMain(m *testing.M) {
	test.NewApp()
	m.Run()
}

// numbered is a frame whose pixels say where they are.
func numbered(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), uint8(x>>8 | y>>8<<4), 255})
		}
	}
	return m
}

func composed(t *testing.T, src *image.RGBA, shape image.Point, g Guide) *image.RGBA {
	t.Helper()
	l := newLayout(src.Rect.Size(), shape, g)
	dst := image.NewRGBA(l.out)
	l.compose(dst, src, g.Good)
	return dst
}

func TestMirrored(t *testing.T) {
	src := numbered(64, 36)
	dst := composed(t, src, image.Pt(640, 360), Guide{})
	if dst.Rect.Size() != image.Pt(64, 36) {
		t.Fatalf("size %v", dst.Rect)
	}
	for y := range 36 {
		for x := range 64 {
			if dst.RGBAAt(x, y) != src.RGBAAt(63-x, y) {
				t.Fatalf("pixel %d,%d is %v", x, y, dst.RGBAAt(x, y))
			}
		}
	}
}

func TestCutToShapeAroundCrop(t *testing.T) {
	src := numbered(1280, 720)
	crop := face.Box{X: 600, Y: 40, W: 480, H: 640} // middle at x = 840
	for _, c := range []struct {
		shape image.Point
		want  image.Rectangle // of the source
	}{
		{image.Pt(720, 720), image.Rect(480, 0, 1200, 720)},
		{image.Pt(1600, 900), image.Rect(0, 0, 1280, 720)},
		{image.Pt(2560, 720), image.Rect(0, 180, 1280, 540)},
		{image.Point{}, image.Rect(0, 0, 1280, 720)},
	} {
		if got := cut(image.Pt(1280, 720), c.shape, Guide{Crop: crop}); got != c.want {
			t.Errorf("shape %v: %v, want %v", c.shape, got, c.want)
		}
	}
	dst := composed(t, src, image.Pt(720, 720), Guide{Crop: crop})
	// The picture's left edge shows the cut's right edge.
	if got, want := dst.RGBAAt(120, 100), src.RGBAAt(1199-120, 100); got != want {
		t.Errorf("pixel is %v, want %v", got, want)
	}
}

func TestDimmedOutsideCrop(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 100, 80))
	for i := range src.Pix {
		src.Pix[i] = 200
	}
	dst := composed(t, src, image.Pt(100, 80), Guide{Crop: face.Box{X: 10, Y: 20, W: 30, H: 40}})
	for y := range 80 {
		for x := range 100 {
			want := uint8(200 * shade / 256)
			if x >= 60 && x < 90 && y >= 20 && y < 60 { // mirrored
				want = 200
			}
			if c := dst.RGBAAt(x, y); c.R != want || c.G != want || c.B != want || c.A != 255 {
				t.Fatalf("pixel %d,%d is %v, want %d", x, y, c, want)
			}
		}
	}
}

func TestLargeFrameIsReduced(t *testing.T) {
	dst := composed(t, image.NewRGBA(image.Rect(0, 0, 3840, 2160)), image.Pt(16, 9), Guide{})
	if n := dst.Rect.Dx() * dst.Rect.Dy(); n > maxPixels || n < maxPixels*98/100 {
		t.Errorf("%v", dst.Rect)
	}
}

func TestHeadFrame(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 200, 200))
	box := face.Box{X: 20, Y: 40, W: 80, H: 120}
	count := func(good bool, c color.RGBA) (n, sides int) {
		dst := composed(t, src, image.Pt(200, 200), Guide{Head: box, Good: good})
		for i := 0; i < len(dst.Pix); i += 4 {
			if dst.Pix[i] == c.R && dst.Pix[i+1] == c.G && dst.Pix[i+2] == c.B {
				n++
			}
		}
		// The ellipse touches its mirrored box, 100–180 × 40–160, on all sides.
		for _, p := range []image.Point{{100, 100}, {179, 100}, {140, 40}, {140, 159}} {
			if dst.RGBAAt(p.X, p.Y) == c {
				sides++
			}
		}
		return n, sides
	}
	solid, sides := count(true, green)
	if sides != 4 {
		t.Errorf("the solid frame touches %d of 4 sides", sides)
	}
	dashed, _ := count(false, white)
	if dashed < solid*35/100 || dashed > solid*65/100 {
		t.Errorf("%d pixels dashed, %d solid", dashed, solid)
	}
}

// queue stands for the toolkit's: it runs calls when told.
type queue struct {
	mu    sync.Mutex
	calls []func()
}

func (q *queue) do(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.calls = append(q.calls, f)
}

func (q *queue) run() (n int) {
	q.mu.Lock()
	calls := q.calls
	q.calls = nil
	q.mu.Unlock()
	for _, f := range calls {
		f()
	}
	return len(calls)
}

func TestNewestWinsAndOneCallIsPending(t *testing.T) {
	q := &queue{}
	p := New(q.do)
	src := numbered(32, 18)
	if _, ok := p.Shown(); ok {
		t.Error("something is shown before the first frame")
	}
	for seq := uint64(1); seq <= 5; seq++ {
		p.Push(src, Shot{Seq: seq, Data: []byte{byte(seq)}}, Guide{})
	}
	if n := q.run(); n != 1 {
		t.Fatalf("%d calls in the toolkit's queue", n)
	}
	s, ok := p.Shown()
	if !ok || s.Seq != 5 || len(s.Data) != 1 || s.Data[0] != 5 {
		t.Errorf("shown: %+v", s)
	}
	if p.Count() != 1 {
		t.Errorf("%d pictures reached the screen", p.Count())
	}
}

// The frame that Shown tells is the one whose pixels are on the screen, and
// those are never written while they are.
func TestShownIsWhatTheScreenShows(t *testing.T) {
	q := &queue{}
	p := New(q.do)
	for seq := uint64(1); seq <= 50; seq++ {
		src := image.NewRGBA(image.Rect(0, 0, 32, 18))
		for i := range src.Pix {
			src.Pix[i] = byte(seq)
		}
		p.Push(src, Shot{Seq: seq, Data: []byte{byte(seq)}}, Guide{})
		if seq%3 != 0 {
			q.run()
		}
		s, ok := p.Shown()
		if !ok {
			continue
		}
		on := p.img.Image.(*image.RGBA)
		if on.Pix[0] != byte(s.Seq) || s.Data[0] != byte(s.Seq) {
			t.Fatalf("frame %d is told, %d is on the screen, bytes of %d", s.Seq, on.Pix[0], s.Data[0])
		}
	}
}

// A picture has 230 KB; the toolkit's bookkeeping for a refresh is a few
// hundred bytes.
func TestSteadyStateReusesMemory(t *testing.T) {
	p := New(func(f func()) { f() })
	src, data := numbered(320, 180), make([]byte, 1000)
	g := Guide{Crop: face.Box{X: 100, Y: 10, W: 120, H: 160}, Head: face.Box{X: 120, Y: 20, W: 80, H: 100}}
	for range 2 * ring {
		p.Push(src, Shot{Seq: 1, Data: data}, g)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const frames = 100
	for range frames {
		p.Push(src, Shot{Seq: 1, Data: data}, g)
	}
	runtime.ReadMemStats(&after)
	if n := (after.TotalAlloc - before.TotalAlloc) / frames; n > 5000 {
		t.Errorf("%d bytes per frame", n)
	}
}

// What is taken stays on the screen: neither the frame that was on its way
// there nor later ones replace it.
func TestTakenFrameStays(t *testing.T) {
	q := &queue{}
	p := New(q.do)
	if _, ok := p.Take(); ok {
		t.Error("something was taken before the first frame")
	}
	push := func(seq uint64) { p.Push(numbered(32, 18), Shot{Seq: seq, Data: []byte{byte(seq)}}, Guide{}) }
	push(1)
	q.run()
	push(2) // on its way
	s, ok := p.Take()
	if !ok || s.Seq != 1 || s.Data[0] != 1 {
		t.Fatalf("taken: %+v", s)
	}
	q.run()
	for seq := uint64(3); seq < 20; seq++ {
		push(seq)
		q.run()
		if on, _ := p.Shown(); on.Seq != 1 {
			t.Fatalf("frame %d is on the screen after 1 was taken", on.Seq)
		}
	}
	p.Resume()
	push(20)
	q.run()
	if on, _ := p.Shown(); on.Seq != 20 {
		t.Errorf("frame %d is on the screen after Resume", on.Seq)
	}
}

func TestClear(t *testing.T) {
	p := New(func(f func()) { f() })
	p.Push(numbered(32, 18), Shot{Seq: 1}, Guide{})
	p.Clear()
	if _, ok := p.Shown(); ok || p.img.Image != nil {
		t.Error("a picture is left")
	}
	for range 10 {
		p.Push(numbered(32, 18), Shot{Seq: 2}, Guide{})
	}
	if s, ok := p.Shown(); !ok || s.Seq != 2 {
		t.Error("nothing is shown after Clear")
	}
}

// Race detector fodder: one goroutine pushes while the other shows.
func TestConcurrentPush(t *testing.T) {
	q := &queue{}
	p := New(q.do)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		src := numbered(64, 36)
		for seq := uint64(1); seq <= 300; seq++ {
			p.Push(src, Shot{Seq: seq, Data: []byte{byte(seq)}}, Guide{})
		}
	}()
	var last uint64
	for range 300 {
		q.run()
		if s, ok := p.Shown(); ok {
			if s.Seq < last || s.Data[0] != byte(s.Seq) {
				t.Fatalf("frame %d after %d, bytes of %d", s.Seq, last, s.Data[0])
			}
			last = s.Seq
		}
	}
	wg.Wait()
}

func BenchmarkCompose720p(b *testing.B) {
	src := numbered(1280, 720)
	l := newLayout(image.Pt(1280, 720), image.Pt(1440, 1016), Guide{
		Crop: face.Box{X: 392, Y: 43, W: 497, H: 662}, Head: face.Box{X: 500, Y: 120, W: 280, H: 400},
	})
	dst := image.NewRGBA(l.out)
	for b.Loop() {
		l.compose(dst, src, false)
	}
}
