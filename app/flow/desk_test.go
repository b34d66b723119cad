package flow

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"campuskiosk/app/booth"
)

// desk is a kiosk without a window: it sends events to a session and keeps
// what came of them.
type desk struct {
	r    *rules
	s    booth.Session
	now  booth.Now
	p    booth.Policy
	task booth.Task
	// who is the student that stands here, standing what is known of them.
	who      booth.Student
	standing booth.Standing
	score    float64 // of the next local comparison
	shots    int
	// fx are the effects of the last event, all those of every event.
	fx, all []Effect
}

// noon is an ordinary moment: 1 September 2026, 12:00 in Shanghai.
var noon = time.Date(2026, time.September, 1, 12, 0, 0, 0, booth.Shanghai)

var campusKey = []byte("a campus key for tests only")

// newDesk is a desk before a student of a task of this kind.
func newDesk(r *rules, kind booth.TaskKind) *desk {
	p := booth.DefaultPolicy(kind)
	p.Window = booth.Window{From: noon.AddDate(0, 0, -30), Until: noon.AddDate(0, 0, 30)}
	p.Association = []booth.Association{booth.ByIDNumber, booth.ByStudentNumber}
	p.Support = booth.Support{Phone: "010-00000000"}
	d := &desk{
		r: r, s: New("01ARZ3NDEKTSV4RRFFQ69G5FAV", "k1"), p: p, score: 95,
		now:  booth.Now{At: noon, Quota: noon, Trust: booth.TimeVerified},
		task: booth.Task{ID: "t1", Name: "2026 采集", School: booth.School{ID: "s1", Code: "10542", Name: "测试大学"}, Policy: p},
	}
	d.who = student(1, booth.ResidentID)
	return d
}

// student makes the n-th student of task t1.
func student(n int, kind booth.IDKind) booth.Student {
	typed := fmt.Sprintf("E%07d", n)
	switch kind {
	case booth.ResidentID:
		typed = resident(fmt.Sprintf("42010020050601%03d", n))
	case booth.HMTID:
		typed = fmt.Sprintf("H%08d", n)
	}
	id, err := booth.ParseID(kind, typed, noon)
	if err != nil {
		panic(err)
	}
	return booth.Student{
		Key: booth.KeyFor(campusKey, id), Task: "t1", Origin: kind.Origin(), Category: booth.Undergraduate, Grade: "2026",
		Person:    booth.Person{Name: booth.NewPersonName("丁白云"), ID: id, Number: booth.NewStudentNumber(fmt.Sprintf("2026%04d", n))},
		Reference: "reference",
	}
}

// resident appends the check character.
func resident(body string) string {
	for _, c := range "0123456789X" {
		if _, err := booth.ParseID(booth.ResidentID, body+string(c), noon); err == nil {
			return body + string(c)
		}
	}
	panic("no check character for " + body)
}

// do sends one event; the error is the refusal.
func (d *desk) do(e Event) error {
	d.s, d.fx = d.r.next(d.s, e, d.now, d.p)
	d.all = append(d.all, d.fx...)
	for _, f := range d.fx {
		if r, ok := f.(Refused); ok {
			return r.Err
		}
	}
	return nil
}

// each sends events; the first refusal ends it.
func (d *desk) each(events ...Event) error {
	for _, e := range events {
		if err := d.do(e); err != nil {
			return fmt.Errorf("%s in %s: %w", e.name(), d.s.State, err)
		}
	}
	return nil
}

// to goes the straight way to a state.
func (d *desk) to(state booth.State) error {
	for range 40 {
		if d.s.State == state {
			return nil
		}
		e := d.straight()
		if e == nil {
			return fmt.Errorf("no way on from %s to %s", d.s.State, state)
		}
		if err := d.do(e); err != nil {
			return fmt.Errorf("on the way to %s: %s in %s: %w", state, e.name(), d.s.State, err)
		}
	}
	return fmt.Errorf("%s was not reached from %s", state, d.s.State)
}

// again begins a new session of the same student.
func (d *desk) again() *desk {
	d.standing = d.s.Standing
	d.s = New("01ARZ3NDEKTSV4RRFFQ69G5FAW", d.s.Kiosk)
	return d
}

func (d *desk) identified() Identified {
	return Identified{
		Student: d.who, Key: d.who.Key, Standing: d.standing,
		Evidence: booth.Evidence{Way: booth.ByLookUp, Association: booth.ByIDNumber, RosterContact: d.now.At},
	}
}

// shot is a new picture on which all is well.
func (d *desk) shot(source booth.Source) booth.Shot {
	d.shots++
	s := booth.Shot{ID: booth.PhotoID(fmt.Sprintf("shot-%d", d.shots)), Source: source, Width: 1280, Height: 720}
	if source == booth.FromCamera {
		s.Camera = "usb-camera-1"
	}
	for _, id := range booth.TenChecks() {
		s.Checks = append(s.Checks, booth.CheckResult{ID: id, State: booth.CheckPass})
	}
	return s
}

// fail marks a check of a shot as failed.
func fail(s booth.Shot, id booth.CheckID) booth.Shot {
	checks := append([]booth.CheckResult(nil), s.Checks...)
	for i := range checks {
		if checks[i].ID == id {
			checks[i].State = booth.CheckFail
		}
	}
	s.Checks = checks
	return s
}

func (d *desk) photo() booth.StandardPhoto {
	shot := last(d.s.Shots)
	return booth.StandardPhoto{
		ID: "photo-of-" + shot.ID, Shot: shot.ID, Spec: d.p.Spec, Background: d.p.Background,
		Width: 480, Height: 640, Bytes: 30 * 1024, Deliverable: true,
	}
}

func (d *desk) consent() booth.Consent {
	return booth.Consent{Version: d.p.ConsentVersion, Given: true, Way: booth.ThroughHelper, Helper: "h1"}
}

func checklist() booth.Checklist {
	c := booth.Checklist{}
	for _, i := range booth.ChecklistItems() {
		c[i] = true
	}
	return c
}

func (d *desk) notices() NoticesRead {
	n := RuleB1Notices(d.p.Notices)
	return NoticesRead{Notice: n.Notice.Version, Instructions: n.Instructions.Version}
}

// straight is the event that leads on from here when all goes well.
func (d *desk) straight() Event {
	switch d.s.State {
	case booth.StateIdle:
		return Begin{Helper: "h1", Task: &d.task}
	case booth.StateTask:
		return ChooseTask{Task: d.task}
	case booth.StateWho:
		return d.identified()
	case booth.StateNotFound:
		return Correct{}
	case booth.StateConfirmWho:
		return ConfirmWho{}
	case booth.StateProgress, booth.StateStopped:
		return Again{}
	case booth.StateReference:
		return ReferenceAnswer{Present: true, IsMe: true}
	case booth.StateConsent:
		return ConsentAnswer{d.consent()}
	case booth.StateNotices:
		return d.notices()
	case booth.StatePayment:
		standing := d.s.Standing
		standing.Payment = booth.Paid
		return StandingChanged{standing}
	case booth.StateShooting:
		return ShotTaken{d.shot(booth.FromCamera)}
	case booth.StateReviewing:
		if len(d.s.Checklist) == 0 {
			return ChecklistAnswered{checklist()}
		}
		return Make{}
	case booth.StateConfirmMake:
		return ConfirmMake{Shot: last(d.s.Shots).ID}
	case booth.StateMaking:
		return Made{d.photo()}
	case booth.StateConfirming:
		if d.s.Attestation.IsZero() {
			return Attest{Helper: "h1"}
		}
		return Accept{Shot: last(d.s.Photos).Shot, Photo: last(d.s.Photos).ID}
	case booth.StateComparing:
		return Compared{booth.Comparison{Photo: last(d.s.Photos).ID, Score: &d.score}}
	case booth.StateCompared:
		return Submit{}
	case booth.StateSubmitting:
		return Sealed{d.s.Pending.ID}
	case booth.StateReceipt:
		return Finish{}
	}
	return nil
}

// effect finds an effect of the last event.
func effect[T Effect](d *desk) (T, bool) {
	for _, f := range d.fx {
		if t, ok := f.(T); ok {
			return t, true
		}
	}
	var none T
	return none, false
}

// count counts the effects of a kind since the desk was opened.
func count[T Effect](d *desk) int {
	n := 0
	for _, f := range d.all {
		if _, ok := f.(T); ok {
			n++
		}
	}
	return n
}

var errNothing = errors.New("it was accepted")

// refused says what is wrong if err is not the refusal want.
func refused(what string, err error, want *booth.Error) error {
	if !errors.Is(err, want) {
		return fmt.Errorf("%s: not refused with %s: %w", what, want.Code, cmp.Or(err, errNothing))
	}
	return nil
}

// is says what is wrong if it is not so.
func is(what string, so bool) error {
	if !so {
		return errors.New("not so: " + what)
	}
	return nil
}

// that is is for a place in inOrder: it looks when its turn comes.
func that(what string, so func() bool) error { return is(what, so()) }

// inOrder gives the first error of calls that were made one after the other:
// Go makes the calls among its arguments from left to right.
func inOrder(errs ...error) error { return first(errs...) }
