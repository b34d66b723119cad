package kiosk

import (
	"errors"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/standard"
)

func oneFace() *photo.Checked {
	return &photo.Checked{Analysis: &face.Analysis{Faces: []face.Detection{{Box: face.Box{W: 10, H: 10}}}}}
}

// at is a state at a step with what belongs there.
func at(s step) state {
	st := state{step: s, n: 3}
	if s >= stepChecking {
		st.shot = &shot{frame: frame{Seq: 9}}
	}
	if s >= stepResult {
		st.checked = oneFace()
	}
	if s >= stepCompare {
		st.made = &made{}
	}
	return st
}

func TestTheWayThrough(t *testing.T) {
	s := state{}
	for _, c := range []struct {
		event any
		step  step
		do    effect
	}{
		{evShutter{&shot{frame: frame{Seq: 1}}}, stepChecking, doCheck},
		{evChecked{n: 1, checked: oneFace()}, stepResult, nothing},
		{evMake{}, stepMaking, doMake},
		{evMade{n: 1, made: &made{}}, stepCompare, nothing},
		{evSave{}, stepSaving, doSave},
		{evSaved{n: 1, dir: "photos/1"}, stepSaved, nothing},
		{evNext{}, stepLive, goLive},
		{evShutter{&shot{frame: frame{Seq: 2}}}, stepChecking, doCheck},
		{evChecked{n: 2, checked: oneFace()}, stepResult, nothing},
		{evRetake{}, stepLive, goLive},
	} {
		var do effect
		if s, do = next(s, c.event); s.step != c.step || do != c.do {
			t.Fatalf("after %T: step %d, effect %d; want %d, %d", c.event, s.step, do, c.step, c.do)
		}
	}
	if s.shot != nil || s.checked != nil || s.made != nil || s.saved != "" {
		t.Errorf("something of the last person is left: %+v", s)
	}
}

func TestFailures(t *testing.T) {
	full := booth.Fail("disk", "满", "full")
	for name, c := range map[string]struct {
		from    state
		event   any
		step    step
		do      effect
		problem error
		refused error
	}{
		"no picture yet":       {state{}, evShutter{}, stepLive, nothing, ErrNoPicture, nil},
		"check fails":          {at(stepChecking), evChecked{n: 3, err: full}, stepLive, goLive, full, nil},
		"check fails unknown":  {at(stepChecking), evChecked{n: 3, err: errors.New("x")}, stepLive, goLive, booth.ErrInternal, nil},
		"nobody in the photo":  {at(stepChecking), evChecked{n: 3, checked: &photo.Checked{Analysis: &face.Analysis{}}}, stepResult, nothing, nil, standard.ErrNoFace},
		"geometry is not met":  {at(stepMaking), evMade{n: 3, refused: true, err: standard.ErrTooFar}, stepResult, nothing, nil, standard.ErrTooFar},
		"making fails":         {at(stepMaking), evMade{n: 3, err: full}, stepResult, nothing, full, nil},
		"saving fails":         {at(stepSaving), evSaved{n: 3, err: full}, stepCompare, nothing, full, nil},
		"late check":           {at(stepChecking), evChecked{n: 2, checked: oneFace()}, stepChecking, nothing, nil, nil},
		"late photo":           {at(stepMaking), evMade{n: 2, made: &made{}}, stepMaking, nothing, nil, nil},
		"late save":            {at(stepSaving), evSaved{n: 2, dir: "x"}, stepSaving, nothing, nil, nil},
		"retake before saving": {at(stepCompare), evRetake{}, stepLive, goLive, nil, nil},
	} {
		s, do := next(c.from, c.event)
		if s.step != c.step || do != c.do {
			t.Errorf("%s: step %d, effect %d; want %d, %d", name, s.step, do, c.step, c.do)
		}
		if (s.problem == nil) != (c.problem == nil) || c.problem != nil && !errors.Is(s.problem, c.problem) {
			t.Errorf("%s: problem %v, want %v", name, s.problem, c.problem)
		}
		if (s.refused == nil) != (c.refused == nil) || c.refused != nil && !errors.Is(s.refused, c.refused) {
			t.Errorf("%s: refused %v, want %v", name, s.refused, c.refused)
		}
	}
}

// What is lost by a failed save is nothing: it can be tried again.
func TestSaveAgain(t *testing.T) {
	s, _ := next(at(stepSaving), evSaved{n: 3, err: booth.ErrInternal})
	if s.made == nil || s.shot == nil {
		t.Fatal("the photo is lost")
	}
	s, do := next(s, evSave{})
	if do != doSave || s.problem != nil {
		t.Errorf("effect %d, problem %v", do, s.problem)
	}
}

// Keys that do not fit the step change nothing.
func TestEventsOutOfPlace(t *testing.T) {
	fits := map[step][]any{
		stepLive:     {evShutter{&shot{}}},
		stepChecking: {},
		stepResult:   {evMake{}, evRetake{}},
		stepMaking:   {},
		stepCompare:  {evSave{}, evRetake{}},
		stepSaving:   {},
		stepSaved:    {evNext{}},
	}
	events := []any{evShutter{&shot{}}, evMake{}, evRetake{}, evSave{}, evNext{}}
	for st := stepLive; st <= stepSaved; st++ {
		for _, e := range events {
			s, do := next(at(st), e)
			fit := false
			for _, f := range fits[st] {
				fit = fit || sameType(f, e)
			}
			if moved := s.step != st || do != nothing; moved != fit {
				t.Errorf("step %d, %T: step %d, effect %d", st, e, s.step, do)
			}
		}
	}
	refused := at(stepResult)
	refused.refused = standard.ErrTooFar
	if s, do := next(refused, evMake{}); s.step != stepResult || do != nothing {
		t.Error("a refused picture can be made")
	}
}

func sameType(a, b any) bool {
	switch a.(type) {
	case evShutter:
		_, ok := b.(evShutter)
		return ok
	case evMake:
		_, ok := b.(evMake)
		return ok
	case evRetake:
		_, ok := b.(evRetake)
		return ok
	case evSave:
		_, ok := b.(evSave)
		return ok
	case evNext:
		_, ok := b.(evNext)
		return ok
	}
	return false
}
