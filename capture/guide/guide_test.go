package guide

import (
	"testing"
	"time"

	"campuskiosk/capture/face"
	"campuskiosk/capture/quality"
)

// step is the time between observations: ten per second.
const step = 100 * time.Millisecond

// scene makes sights; the zero change is a good picture.
type scene struct {
	g   *Guide
	now time.Time
}

func newScene() *scene {
	return &scene{g: New(DefaultLimits()), now: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}
}

// goodSight is a person at the ideal place of a 1280×720 frame.
func goodSight() Sight {
	return sightAt(1280, 720, 640, 300, 230)
}

// sightAt puts a head of ordinary proportions with the given face width at
// the given place of the eyes.
func sightAt(w, h int, x, y, fw float64) Sight {
	ied := fw / 2.2
	t := 0.85 * fw
	hd := &face.Head{
		Eyes: face.Point{X: x, Y: y}, IED: ied,
		RightEye: face.Point{X: x - ied/2, Y: y}, LeftEye: face.Point{X: x + ied/2, Y: y},
		FaceLeft: x - fw/2, FaceRight: x + fw/2,
		Chin: face.Point{X: x, Y: y + t}, HairTop: y - 1.1*t, HairEstimated: true,
		Left: x - 0.62*fw, Right: x + 0.62*fw,
	}
	return Sight{Width: w, Height: h, Head: hd, Measurements: quality.Measurements{Faces: 1}}
}

func known(v float64) quality.Reading { return quality.Reading{Value: v, Known: true} }

// run shows the same sight for d and returns the last advice and how often
// "now" came.
func (sc *scene) run(d time.Duration, s Sight) (last Advice, now int) {
	for end := sc.now.Add(d); sc.now.Before(end); sc.now = sc.now.Add(step) {
		s.Time = sc.now
		last = sc.g.Observe(s)
		if last.Now {
			now++
		}
	}
	return last, now
}

func TestGoodFiresOnceAfterASecond(t *testing.T) {
	sc := newScene()
	s := goodSight()
	for i := range 30 {
		s.Time = sc.now.Add(time.Duration(i) * step)
		a := sc.g.Observe(s)
		if a.Hint != Good || !a.Good {
			t.Fatalf("observation %d: %+v", i, a)
		}
		if want := i == 10; a.Now != want {
			t.Fatalf("observation %d: now = %v, want %v", i, a.Now, want)
		}
		if want := min(1, float64(i)/10); a.Progress < want-1e-9 || a.Progress > want+1e-9 {
			t.Errorf("observation %d: progress %v, want %v", i, a.Progress, want)
		}
	}
}

func TestOneBadFrameStartsTheSecondAnew(t *testing.T) {
	sc := newScene()
	sc.run(900*time.Millisecond, goodSight())
	bad := goodSight()
	bad.Head = nil
	if a, _ := sc.run(step, bad); a.Hint != Good || a.Good || a.Progress != 0 {
		t.Errorf("one frame without a face: %+v", a)
	}
	if _, now := sc.run(time.Second, goodSight()); now != 0 {
		t.Error("fired within a second after a bad frame")
	}
	if _, now := sc.run(2*step, goodSight()); now != 1 {
		t.Error("did not fire a second after the bad frame")
	}
}

func TestFiresAgainOnlyAfterTrouble(t *testing.T) {
	sc := newScene()
	if _, now := sc.run(5*time.Second, goodSight()); now != 1 {
		t.Fatalf("fired %d times in one good stretch", now)
	}
	sc.g.Restart()
	if _, now := sc.run(2*time.Second, goodSight()); now != 1 {
		t.Errorf("after a restart: fired %d times", now)
	}
}

func TestPauseForgets(t *testing.T) {
	sc := newScene()
	sc.run(900*time.Millisecond, goodSight())
	sc.now = sc.now.Add(10 * time.Second)
	if a, now := sc.run(900*time.Millisecond, goodSight()); now != 0 || a.Progress > 0.9 {
		t.Errorf("the good second went on over a pause: %+v", a)
	}
}

// fail adds a failed check.
func fail(s *Sight, id quality.ID) {
	s.Report.Checks = append(s.Report.Checks, quality.Finding{ID: id, State: quality.Fail})
}

// Each thing that can be wrong, and the hint it must lead to. The values go a
// little beyond the limit, to either side.
var troubles = map[Hint]func(s *Sight){
	Nobody:      func(s *Sight) { s.Head = nil },
	Several:     func(s *Sight) { s.Measurements.Faces, s.Measurements.SecondFace = 2, known(0.2) },
	TooFar:      func(s *Sight) { *s = sightAt(1280, 720, 640, 300, 180) },
	TooClose:    func(s *Sight) { *s = sightAt(1280, 720, 640, 330, 420) },
	MoveLeft:    func(s *Sight) { *s = sightAt(1280, 720, 480, 300, 230) },
	MoveRight:   func(s *Sight) { *s = sightAt(1280, 720, 800, 300, 230) },
	CameraUp:    func(s *Sight) { *s = sightAt(1280, 720, 640, 190, 230) },
	CameraDown:  func(s *Sight) { *s = sightAt(1280, 720, 640, 480, 230) },
	TurnRight:   func(s *Sight) { s.Measurements.Yaw = known(8) },
	TurnLeft:    func(s *Sight) { s.Measurements.Yaw = known(-8) },
	ChinDown:    func(s *Sight) { s.Measurements.Pitch = known(12) },
	ChinUp:      func(s *Sight) { s.Measurements.Pitch = known(-12) },
	TiltRight:   func(s *Sight) { s.Measurements.Roll = known(6) },
	TiltLeft:    func(s *Sight) { s.Measurements.Roll = known(-6) },
	UncoverFace: func(s *Sight) { fail(s, quality.FaceComplete) },
	OpenEyes: func(s *Sight) {
		fail(s, quality.EyesUnobscured)
		s.Measurements.LidRatio = quality.Side{Right: known(0.3), Left: known(0.1)}
	},
	ShowEyes: func(s *Sight) {
		fail(s, quality.EyesUnobscured)
		s.Measurements.LidRatio = quality.Side{Right: known(0.3), Left: known(0.3)}
	},
	CloseMouth: func(s *Sight) { fail(s, quality.MouthClosed) },
	Brighter:   func(s *Sight) { fail(s, quality.FaceBrightness); s.Measurements.SkinLuma = known(40) },
	Darker:     func(s *Sight) { fail(s, quality.FaceBrightness); s.Measurements.SkinLuma = known(240) },
	LightEvenly: func(s *Sight) {
		fail(s, quality.FaceBrightness)
		s.Measurements.SkinLuma, s.Measurements.LightBalance = known(120), known(-1.5)
	},
	HoldStill: func(s *Sight) { fail(s, quality.Blur) },
}

func TestEachTroubleHasItsHint(t *testing.T) {
	for _, h := range order {
		spoil, ok := troubles[h]
		if !ok {
			t.Errorf("no test for %s", h)
			continue
		}
		sc := newScene()
		s := goodSight()
		spoil(&s)
		if a, now := sc.run(2*time.Second, s); a.Hint != h || a.Good || now != 0 {
			t.Errorf("%s: %+v, fired %d times", h, a, now)
		}
		// The good picture before it holds the hint back for a moment only.
		sc = newScene()
		sc.run(2*time.Second, goodSight())
		if a, _ := sc.run(500*time.Millisecond, s); a.Hint != h {
			t.Errorf("%s after a good picture: %s", h, a.Hint)
		}
		if a, now := sc.run(3*time.Second, goodSight()); a.Hint != Good || now != 1 {
			t.Errorf("%s, then good: %s, fired %d times", h, a.Hint, now)
		}
	}
}

// Of several things wrong at once the more important one is said.
func TestPriority(t *testing.T) {
	for i, h := range order {
		if h == Nobody {
			continue // then nothing else can be wrong
		}
		for _, lesser := range order[i+1:] {
			if placing(h) && placing(lesser) {
				continue // one head has one place
			}
			s := goodSight()
			troubles[h](&s)
			if placing(lesser) {
				s = goodSight()
				troubles[lesser](&s)
				troubles[h](&s)
			} else {
				troubles[lesser](&s)
			}
			if opposite(h, lesser) {
				continue
			}
			if a, _ := newScene().run(2*time.Second, s); a.Hint != h {
				t.Errorf("%s and %s: %s is said", h, lesser, a.Hint)
			}
		}
	}
}

func placing(h Hint) bool {
	switch h {
	case TooFar, TooClose, MoveLeft, MoveRight, CameraUp, CameraDown:
		return true
	}
	return false
}

// opposite reports pairs that set the same reading.
func opposite(a, b Hint) bool {
	for _, group := range [][]Hint{{TurnLeft, TurnRight}, {ChinUp, ChinDown}, {TiltLeft, TiltRight}, {Brighter, Darker, LightEvenly}, {OpenEyes, ShowEyes}} {
		in := 0
		for _, h := range group {
			if h == a || h == b {
				in++
			}
		}
		if in == 2 {
			return true
		}
	}
	return false
}

func TestHintStaysUntilReadOrResolved(t *testing.T) {
	sc := newScene()
	closeMouth, both := goodSight(), goodSight()
	troubles[CloseMouth](&closeMouth)
	troubles[CloseMouth](&both)
	troubles[TurnLeft](&both)
	if a, _ := sc.run(300*time.Millisecond, closeMouth); a.Hint != CloseMouth {
		t.Fatalf("%s", a.Hint)
	}
	// Something more important comes up at once: the first hint stays 0.7 s.
	if a, _ := sc.run(400*time.Millisecond, both); a.Hint != CloseMouth {
		t.Errorf("changed to %s before it could be read", a.Hint)
	}
	if a, _ := sc.run(200*time.Millisecond, both); a.Hint != TurnLeft {
		t.Errorf("%s is still said", a.Hint)
	}
	// Resolved: it goes at once, without waiting for 0.7 s.
	turnOnly := goodSight()
	troubles[CloseMouth](&turnOnly)
	if a, _ := sc.run(400*time.Millisecond, turnOnly); a.Hint != CloseMouth {
		t.Errorf("%s is said though it is resolved", a.Hint)
	}
}

func TestFlickerIsNotShown(t *testing.T) {
	sc := newScene()
	bad := goodSight()
	troubles[CloseMouth](&bad)
	sc.run(time.Second, goodSight())
	for range 20 { // wrong in every second frame
		if a, _ := sc.run(step, bad); a.Hint != Good {
			t.Fatalf("%s flickered up", a.Hint)
		}
		sc.run(step, goodSight())
	}
	sc.run(time.Second, bad)
	for range 20 { // right in every second frame
		if a, _ := sc.run(step, goodSight()); a.Hint != CloseMouth {
			t.Fatalf("%s flickered up", a.Hint)
		}
		sc.run(step, bad)
	}
}

// A value that trembles around its limit does not make the hint tremble.
func TestLimitHasTwoSides(t *testing.T) {
	sc := newScene()
	above, below := goodSight(), goodSight()
	above.Measurements.Yaw, below.Measurements.Yaw = known(6.3), known(5.5)
	if a, _ := sc.run(time.Second, below); a.Hint != Good {
		t.Fatalf("%s at 5.5°", a.Hint)
	}
	if a, _ := sc.run(time.Second, above); a.Hint != TurnRight {
		t.Fatalf("%s at 6.3°", a.Hint)
	}
	if a, _ := sc.run(time.Second, below); a.Hint != TurnRight {
		t.Errorf("%s back at 5.5°, want it to stay until clearly better", a.Hint)
	}
}

func TestMovingHead(t *testing.T) {
	sc := newScene()
	for i := range 20 {
		s := sightAt(1280, 720, 570+float64(i)*8, 300, 230) // 80 px/s at 105 px
		s.Time = sc.now.Add(time.Duration(i) * step)
		a := sc.g.Observe(s)
		if i > 8 && a.Hint != HoldStill {
			t.Fatalf("frame %d: %s", i, a.Hint)
		}
	}
}

func TestWithoutDetector(t *testing.T) {
	sc := newScene()
	if a, now := sc.run(3*time.Second, Sight{Blind: true}); a.Hint != CannotSee || now != 0 || a.Good {
		t.Errorf("%+v, fired %d times", a, now)
	}
}

func TestTimeThatGoesBackIsIgnored(t *testing.T) {
	sc := newScene()
	sc.run(500*time.Millisecond, goodSight())
	s := goodSight()
	s.Head, s.Time = nil, sc.now.Add(-time.Hour)
	if a := sc.g.Observe(s); a.Hint != Good || a.Now {
		t.Errorf("%+v", a)
	}
}

func TestEveryHintSpeaksBothLanguages(t *testing.T) {
	for _, h := range append(order[:], Good, CannotSee) {
		if x := h.Text(); x.ZH == "" || x.EN == "" {
			t.Errorf("%s: %+v", h, x)
		}
	}
}

func TestGauges(t *testing.T) {
	sc := newScene()
	s := sightAt(1280, 720, 640, 300, 150)
	s.Measurements.SkinLuma = known(240)
	a, _ := sc.run(step, s)
	if a.Distance == nil || *a.Distance > -0.3 {
		t.Errorf("a small face: distance %v", a.Distance)
	}
	if a.Light == nil || *a.Light < 0.9 {
		t.Errorf("bright skin: light %v", a.Light)
	}
	if a, _ := sc.run(step, Sight{}); a.Distance != nil || a.Light != nil {
		t.Error("gauges without a face")
	}
}
