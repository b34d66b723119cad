package camera

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"campuskiosk/app/booth"
)

func newTestSim(t *testing.T, o SimOptions) *Sim {
	t.Helper()
	if o.Picture == "" {
		o.Picture = smallPicture(t)
	}
	s, err := NewSim(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestSimIsDeterministic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := SimOptions{Picture: smallPicture(t), Start: "left", Seed: 7}
		a, b := newTestSim(t, o), newTestSim(t, o)
		o.Seed = 8
		other := newTestSim(t, o)
		differs := false
		for range 20 {
			f := next(t, a)
			if !bytes.Equal(f.Data, b.Sent(f.Seq)) {
				t.Fatalf("frame %d differs between two cameras with one seed", f.Seq)
			}
			differs = differs || !bytes.Equal(f.Data, other.Sent(f.Seq))
		}
		if !differs {
			t.Error("another seed gave the same frames")
		}
	})
}

func TestSimRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestSim(t, SimOptions{})
		first := next(t, s)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if f := next(t, s); f.Seq-first.Seq < 298 || f.Seq-first.Seq > 302 {
			t.Errorf("%d frames in 10 s, want 300", f.Seq-first.Seq)
		}
	})
}

// failure waits for Next to fail and says when.
func failure(t *testing.T, s *Sim, want *booth.Error, within time.Duration) {
	t.Helper()
	began := time.Now()
	for {
		_, err := s.Next(t.Context())
		if err == nil {
			continue
		}
		if !errors.Is(err, want) {
			t.Fatalf("Next: %v, want %v", err, want)
		}
		if d := time.Since(began); d > within {
			t.Fatalf("it took %v to say %v", d, want.Code)
		}
		return
	}
}

// recovery waits for frames to come again.
func recovery(t *testing.T, s *Sim, within time.Duration) {
	t.Helper()
	began := time.Now()
	for {
		if _, err := s.Next(t.Context()); err == nil {
			if d := time.Since(began); d > within {
				t.Fatalf("frames came again only after %v", d)
			}
			return
		}
	}
}

func TestSimFaults(t *testing.T) {
	for name, c := range map[string]struct {
		on, off func(*Sim)
		want    *booth.Error
	}{
		"unplug": {(*Sim).Unplug, (*Sim).Plug, ErrGone},
		"freeze": {func(s *Sim) { s.Freeze(true) }, func(s *Sim) { s.Freeze(false) }, ErrSilent},
		"hang":   {func(s *Sim) { s.Hang(true) }, func(s *Sim) { s.Hang(false) }, ErrSilent},
		"garble": {func(s *Sim) { s.Garble(true) }, func(s *Sim) { s.Garble(false) }, ErrGarbled},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newTestSim(t, SimOptions{})
				seq := next(t, s).Seq
				for range 2 {
					c.on(s)
					failure(t, s, c.want, Patience+time.Second)
					time.Sleep(time.Minute)
					if _, err := s.Next(t.Context()); err == nil {
						t.Fatal("a frame came from a broken camera")
					}
					c.off(s)
					recovery(t, s, time.Second)
				}
				if f := next(t, s); f.Seq <= seq {
					t.Errorf("the count went back from %d to %d", seq, f.Seq)
				}
			})
		})
	}
}

// While a failure lasts Next says so again and again, so that a screen that
// was opened meanwhile learns of it.
func TestFailureIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestSim(t, SimOptions{})
		s.Unplug()
		failure(t, s, ErrGone, time.Second)
		for range 3 {
			began := time.Now()
			_, err := s.Next(t.Context())
			if !errors.Is(err, ErrGone) && !errors.Is(err, ErrNotFound) {
				t.Fatalf("Next: %v", err)
			}
			if d := time.Since(began); d > Patience {
				t.Errorf("said again only after %v", d)
			}
		}
	})
}

// One bad frame among good ones is dropped without a word.
func TestHiccupIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestSim(t, SimOptions{})
		for range 5 {
			before := next(t, s).Seq
			s.Garble(true)
			time.Sleep(100 * time.Millisecond)
			s.Garble(false)
			if f := next(t, s); f.Seq <= before || !bytes.Equal(f.Data, s.Sent(f.Seq)) {
				t.Fatalf("frame %d is not the one that was sent", f.Seq)
			}
		}
	})
}

func TestScriptHasEveryPhase(t *testing.T) {
	phases := script(gocvPerson, 640, 480)
	for _, name := range []string{"far", "near", "left", "right", "dark", "blurred", "good", "nobody"} {
		if _, ok := startOf(phases, name); !ok {
			t.Errorf("no phase %q", name)
		}
	}
	all := views(phases, 0)
	for i, v := range all {
		n := all[(i+1)%len(all)]
		if dz := n.zoom / v.zoom; dz > 1.25 || dz < 0.8 {
			t.Errorf("picture %d: the zoom jumps by %v", i, dz)
		}
		if dx := (n.x - v.x) * v.zoom; dx > simWidth/6 || dx < -simWidth/6 {
			t.Errorf("picture %d: the view jumps by %v pixels", i, dx)
		}
	}
}

// On a machine without the gocv module the drawn figure is played.
func TestDrawnFigureIsThere(t *testing.T) {
	t.Setenv(EnvSimPicture, "")
	t.Setenv("GOMODCACHE", t.TempDir())
	m, who, name, err := simPicture("")
	if err != nil || who != drawn || m.Bounds().Dx() != 1280 {
		t.Errorf("%v, %+v, %q, %v", m.Bounds(), who, name, err)
	}
}
