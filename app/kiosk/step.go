package kiosk

import (
	"image"

	"campuskiosk/app/booth"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/standard"
)

// step is where the window is on the way from a live picture to a saved photo.
type step int

// The steps.
const (
	stepLive step = iota
	stepChecking
	stepResult
	stepMaking
	stepCompare
	stepSaving
	stepSaved
)

// shot is a frame that was taken: the one that was on the screen.
type shot struct {
	frame frame
	// Original is the file to keep: the camera's own bytes, unless Converted.
	// The check fills it in.
	Original  []byte
	Converted bool
	Camera    string
	CameraID  string
	Simulated bool
}

// made is a finished standard photo.
type made struct {
	Photo *standard.Photo
	Image *image.RGBA
}

// state is everything the window's course depends on. It is a value: next
// makes new ones.
type state struct {
	step    step
	n       int // counts shots; answers for an older one are ignored
	shot    *shot
	checked *photo.Checked
	refused *booth.Error // why no standard photo can be made of it
	made    *made
	saved   string // the folder
	problem *booth.Error
}

// The events.
type (
	evShutter struct{ shot *shot } // nil: there was no picture
	evChecked struct {
		n       int
		checked *photo.Checked
		err     error
	}
	evRetake struct{}
	evMake   struct{}
	evMade   struct {
		n       int
		made    *made
		refused bool // about the picture, not a failure
		err     error
	}
	evSave  struct{}
	evSaved struct {
		n   int
		dir string
		err error
	}
	evNext struct{}
)

// effect is what has to be done after an event.
type effect int

// The effects.
const (
	nothing effect = iota
	doCheck
	doMake
	doSave
	goLive
)

// next decides what an event does. It is pure. An event that does not fit the
// step changes nothing: keys may come at any time.
func next(s state, event any) (state, effect) {
	switch e := event.(type) {
	case evShutter:
		if s.step != stepLive {
			return s, nothing
		}
		if e.shot == nil {
			s.problem = ErrNoPicture
			return s, nothing
		}
		return state{step: stepChecking, n: s.n + 1, shot: e.shot}, doCheck
	case evChecked:
		if s.step != stepChecking || e.n != s.n {
			return s, nothing
		}
		if e.err != nil {
			return state{n: s.n, problem: booth.Explain(e.err)}, goLive
		}
		s.step, s.checked = stepResult, e.checked
		if err := e.checked.Refusal(); err != nil {
			s.refused = booth.Explain(err)
		}
		return s, nothing
	case evMake:
		if s.step != stepResult || s.refused != nil {
			return s, nothing
		}
		s.step, s.problem = stepMaking, nil
		return s, doMake
	case evMade:
		if s.step != stepMaking || e.n != s.n {
			return s, nothing
		}
		switch {
		case e.err == nil:
			s.step, s.made = stepCompare, e.made
		case e.refused:
			s.step, s.refused = stepResult, booth.Explain(e.err)
		default:
			s.step, s.problem = stepResult, booth.Explain(e.err)
		}
		return s, nothing
	case evSave:
		if s.step != stepCompare {
			return s, nothing
		}
		s.step, s.problem = stepSaving, nil
		return s, doSave
	case evSaved:
		if s.step != stepSaving || e.n != s.n {
			return s, nothing
		}
		if e.err != nil {
			s.step, s.problem = stepCompare, booth.Explain(e.err)
			return s, nothing
		}
		s.step, s.saved = stepSaved, e.dir
		return s, nothing
	case evRetake:
		if s.step != stepResult && s.step != stepCompare {
			return s, nothing
		}
		return state{n: s.n}, goLive
	case evNext:
		if s.step != stepSaved {
			return s, nothing
		}
		return state{n: s.n}, goLive
	}
	return s, nothing
}
