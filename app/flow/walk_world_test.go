package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"campuskiosk/app/booth"
)

// world is a campus that a walk happens in: a few students, the kiosk's store
// and the service in the simplest form, and time.
type world struct {
	*desk
	t        *rapid.T
	people   []person
	at       int // who stands at the kiosk
	sessions int
	trueTime time.Time
	// said are the answers of this session that the invariants are about.
	referenceOK, notMe bool
	sealing            bool
	stats              *walkStats
	// whole: this event's sessions are compared as a whole.
	whole bool
	// stuck counts the events since the state last changed.
	stuck int
}

// person is a student with all that is known.
type person struct {
	who      booth.Student
	standing booth.Standing
	model    model
}

// walkStats count what was walked through.
type walkStats struct {
	Walks, Events, Accepted, Refused, Sessions int
	Standardised, Submitted, Replaced          int
	Stopped, Cases, NotMe, TimedOut, Restarts  int
	States                                     map[booth.State]int
	Codes                                      map[booth.Code]int
}

func newWorld(t *rapid.T, r *rules, stats *walkStats) *world {
	w := &world{desk: newDesk(r, booth.Collection), t: t, trueTime: noon, stats: stats}
	for n, kind := range []booth.IDKind{booth.ResidentID, booth.HMTID, booth.Passport} {
		w.people = append(w.people, person{who: student(n+1, kind)})
	}
	w.p = drawPolicy(t)
	w.task.Policy = w.p
	w.begin()
	return w
}

// n draws a number below limit.
func (w *world) n(limit int) int { return rapid.IntRange(0, limit-1).Draw(w.t, "n") }

func (w *world) me() *person { return &w.people[w.at] }

// begin opens a session for somebody.
func (w *world) begin() {
	w.sessions++
	w.stats.Sessions++
	w.at = w.n(len(w.people))
	if w.n(4) == 0 {
		w.p = drawPolicy(w.t)
		w.task.Policy = w.p
	}
	w.s = New(booth.SessionID(fmt.Sprintf("01ARZ3NDEKTSV4RRFF%08d", w.sessions)), "k1")
	w.who, w.standing = w.me().who, w.me().standing
	w.referenceOK, w.notMe, w.sealing = false, false, false
}

// drawPolicy draws a policy; one in 32 can't be applied.
func drawPolicy(t *rapid.T) booth.Policy {
	n := func(limit int) int { return rapid.IntRange(0, limit-1).Draw(t, "policy") }
	p := booth.DefaultPolicy([]booth.TaskKind{booth.Collection, booth.Recheck}[n(2)])
	if p.Kind == booth.Collection || n(16) == 0 {
		p.Reference = []booth.ReferencePhoto{booth.NoReference, booth.AdmissionPhoto, booth.RegistryPhoto}[n(3)]
	}
	if n(3) == 0 {
		p.Window = booth.Window{From: noon.Add(-time.Duration(n(48)) * time.Hour), Until: noon.Add(time.Duration(1+n(400)) * time.Hour)}
	}
	p.Association = [][]booth.Association{{booth.ByIDNumber}, {booth.ByStudentNumber}, {booth.ByIDNumber, booth.ByStudentNumber}}[n(3)]
	p.IdentityCheck, p.ManualEntry = n(2) == 0, n(2) == 0
	for _, id := range booth.TenChecks() {
		if n(8) == 0 {
			p.Blocking = append(p.Blocking, id)
		}
	}
	p.DailyLimit, p.CoolDown = 1+n(4), []booth.CoolDown{booth.CoolDown24h, booth.CoolDownNextDay}[n(2)]
	p.Resubmissions, p.Replacements = n(4), n(3)
	p.CompareThreshold, p.MaxFailedPhotos = []float64{0, 50, 80, 100}[n(4)], 1+n(4)
	p.Sources = [][]booth.Source{{booth.FromCamera}, {booth.FromCamera, booth.FromImport}}[n(2)]
	p.Payment = []booth.PaymentRule{booth.NoPayment, booth.PayLater, booth.PayFirst}[n(3)]
	p.RosterLeaseDays = []int{0, 1, 14}[n(3)]
	return p
}

// step takes one event and checks everything that must hold.
func (w *world) step(e Event) {
	if w.now.Trust == booth.TimeJumped {
		w.now.Quota = w.now.Quota.Add(time.Second)
	}
	before := w.s
	// Whole comparisons cost more than the machine: they are made in one event
	// of four, and after the end always.
	w.whole = w.stats.Events%4 == 0 || before.State == booth.StateEnded
	stored := w.record(before)
	err := w.do(e)
	w.all = nil // a walk may be long
	if w.stuck++; w.s.State != before.State {
		w.stuck = 0
	}
	w.stats.Events++
	w.stats.States[before.State]++
	if w.record(before) != stored {
		w.t.Fatalf("%s in %s changed what it was given", e.name(), before.State)
	}
	if err != nil {
		w.refusedEvent(e, before, stored, err)
		return
	}
	w.stats.Accepted++
	w.edge(e, before)
	w.believe(e, before)
	w.apply(e)
	w.agree(e)
	if w.s.State == booth.StateEnded {
		w.ended()
	}
	w.wayOut()
}

// record is the stored form of a session, with everything in it; nothing where
// this event is not looked at as a whole.
func (w *world) record(s booth.Session) string {
	if !w.whole {
		return ""
	}
	r, err := s.Record()
	if err != nil {
		w.t.Fatalf("record: %v", err)
	}
	return string(r)
}

// refusedEvent: a refusal has its sentences and leaves the session alone.
func (w *world) refusedEvent(e Event, before booth.Session, stored string, err error) {
	w.stats.Refused++
	told := booth.Explain(err)
	w.stats.Codes[told.Code]++
	if w.record(w.s) != stored {
		w.t.Fatalf("%s was refused in %s and changed the session", e.name(), before.State)
	}
	if told.Text.ZH == "" || told.Text.EN == "" || told.Code == booth.ErrInternal.Code {
		w.t.Fatalf("%s in %s: refused with %q", e.name(), before.State, told.Code)
	}
	for _, f := range w.fx {
		switch f.(type) {
		case Refused, Audit:
		default:
			w.t.Fatalf("%s was refused in %s and did %T", e.name(), before.State, f)
		}
	}
	if before.State == booth.StateEnded && told.Code != booth.ErrEnded.Code {
		w.t.Fatalf("%s after the end: %s", e.name(), told.Code)
	}
}

// edge: the table allows where it went.
func (w *world) edge(e Event, before booth.Session) {
	if before.State == booth.StateEnded {
		w.t.Fatalf("%s was accepted after the end", e.name())
	}
	if w.s.State == before.State {
		return
	}
	if ed := edges[at{before.State, e.name()}]; ed == nil || !slices.Contains(ed.to, w.s.State) {
		w.t.Fatalf("%s led from %s to %s, which the table does not know", e.name(), before.State, w.s.State)
	}
}

// believe: what the invariants are about.
func (w *world) believe(e Event, before booth.Session) {
	switch e := e.(type) {
	case Identified, ManualEntry, Unbind, WrongPerson:
		w.referenceOK, w.notMe = false, false
	case ReferenceAnswer:
		w.referenceOK, w.notMe = e.Present && e.IsMe, !e.Present || !e.IsMe
		if w.notMe {
			w.stats.NotMe++
		}
	case Restarted:
		w.stats.Restarts++
	case Idle:
		if e.For >= ClearAfter && !before.Hidden && !hasEffect[ClearScreen](w.fx) {
			w.t.Fatalf("nobody for %s in %s and the screen is not cleared", e.For, before.State)
		}
		if w.s.State == booth.StateEnded {
			w.stats.TimedOut++
		}
	}
	for _, f := range w.fx {
		switch f := f.(type) {
		case Compare:
			if w.notMe || w.p.Reference == booth.AdmissionPhoto && !w.referenceOK {
				w.t.Fatalf("a comparison though the reference photo was not confirmed")
			}
		case Standardise:
			at := RuleClockQuota(w.now)
			if !w.me().model.mayStandardise(w.p, at, w.now.Trust == booth.TimeVerified) {
				w.t.Fatalf("one standardisation too many at %s: %v", at, w.me().model.stamps)
			}
		case Seal:
			w.sealEffect(f)
		}
	}
}

// sealEffect: a submission is within its limits, confirmed twice, attested and
// consented.
func (w *world) sealEffect(f Seal) {
	if w.sealing {
		return // begun again after a restart: the same one
	}
	w.sealing = true
	if w.notMe || w.p.Reference == booth.AdmissionPhoto && !w.referenceOK {
		w.t.Fatalf("handed in though the reference photo was not confirmed")
	}
	if !w.s.MakeConfirmed || !w.s.PhotoConfirmed || w.s.Attestation.IsZero() || !w.s.Consent.Given {
		w.t.Fatalf("handed in without confirmations, attestation or consent")
	}
	if err := w.me().model.handIn(w.p, f.Submission.ID); err != nil {
		w.t.Fatalf("%v", err)
	}
	if f.Submission.Kind == booth.Replacement {
		w.stats.Replaced++
	}
}

// apply does the stored effects, as a store would.
func (w *world) apply(e Event) {
	st := &w.me().standing
	for _, f := range w.fx {
		switch f := f.(type) {
		case CountUse:
			st.Uses = booth.AddUse(st.Uses, f.Kiosk, f.At)
			w.me().model.stamps = append(w.me().model.stamps, f.At)
			w.stats.Standardised++
		case KeepSubmission:
			st.Submissions = with(st.Submissions, f.Submission)
			w.sealing = false
			w.stats.Submitted++
		case KeepComparison:
			st.Comparisons = with(st.Comparisons, f.Comparison)
		case OpenCase:
			st.Case.OpenedAt = f.At
			w.stats.Cases++
		case Discard:
			for _, s := range st.Submissions {
				if slices.Contains(f.Pictures, s.Shot) || slices.Contains(f.Pictures, s.Photo) {
					w.t.Fatalf("a picture that was handed in is discarded")
				}
			}
		}
	}
	switch e := e.(type) {
	case SealFailed:
		w.me().model.undo()
		w.sealing = false
	case ServiceAnswer:
		c := e.Comparison
		c.By = booth.Service
		i := slices.IndexFunc(st.Submissions, func(s booth.Submission) bool { return s.ID == e.Submission })
		c.Photo = st.Submissions[i].Photo
		if !w.p.IdentityCheck || w.who.Origin != booth.Mainland {
			c.Identity = booth.IdentityNotAsked
		}
		st.Comparisons = with(st.Comparisons, c)
		if *c.Score < w.p.CompareThreshold || c.Identity == booth.IdentityInvalid || c.Identity == booth.IdentityNotVerified {
			w.status(e.Submission, booth.Stopped, booth.Review{})
			w.stats.Stopped++
		}
	case StatusChanged:
		w.status(e.Submission, e.Status, e.Review)
	}
}

func (w *world) status(id booth.SubmissionID, to booth.Status, r booth.Review) {
	st := &w.me().standing
	st.Submissions = slices.Clone(st.Submissions)
	for i := range st.Submissions {
		if st.Submissions[i].ID == id {
			st.Submissions[i].Status = to
			if !r.IsZero() {
				st.Submissions[i].Review = r
			}
		}
	}
	w.me().model.setStatus(id, to)
}

// agree: the session and the store know the same about the student.
func (w *world) agree(e Event) {
	if !slices.Contains(known, w.s.State) {
		return
	}
	a, b := booth.Session{Standing: w.s.Standing}, booth.Session{Standing: w.me().standing}
	if w.record(a) != w.record(b) {
		w.t.Fatalf("after %s the store knows\n%s\nthe session\n%s", e.name(), w.record(b), w.record(a))
	}
}

// ended: nothing personal is left, and nothing changes any more.
func (w *world) ended() {
	w.whole = true
	left := w.record(w.s)
	for _, secret := range []string{w.who.Person.Name.Reveal(), w.who.Person.ID.Reveal(), w.who.Person.Number.Reveal(), "系鞋带"} {
		if strings.Contains(left, secret) {
			w.t.Fatalf("an ended session still holds personal data")
		}
	}
	if !hasEffect[Forget](w.fx) || !hasEffect[ClearScreen](w.fx) || w.s.Outcome == booth.OutcomeNone {
		w.t.Fatalf("ended without forgetting, clearing or an outcome")
	}
}

func hasEffect[T Effect](fx []Effect) bool {
	return slices.ContainsFunc(fx, func(f Effect) bool { _, ok := f.(T); return ok })
}

// wayOut: from here the session can be ended in at most four events, and no
// machine has to succeed for it.
func (w *world) wayOut() {
	s := w.s
	for range 4 {
		switch {
		case s.State == booth.StateEnded || s.State == booth.StateIdle:
			return
		case s.State == booth.StateSubmitting:
			s, _ = w.r.next(s, SealFailed{}, w.now, w.p)
		case s.Hidden && (s.State == booth.StateReceipt || s.State == booth.StateStopped):
			s, _ = w.r.next(s, Present{}, w.now, w.p)
		case s.State == booth.StateReceipt || s.State == booth.StateStopped:
			s, _ = w.r.next(s, Finish{}, w.now, w.p)
		default:
			s, _ = w.r.next(s, Cancel{}, w.now, w.p)
		}
	}
	w.t.Fatalf("no way out of %s", w.s.State)
}
