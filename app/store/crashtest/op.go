package crashtest

import (
	"math/rand/v2"
	"slices"

	"campuskiosk/app/booth"
)

// Kind is what an op does.
type Kind int

// The kinds of op.
const (
	Submit       Kind = iota // a whole session: photos, a use, a submission
	Begin                    // a session of nobody yet
	Shoot                    // an open session gets a student and a picture
	Discard                  // its pictures go
	Unbind                   // it is nobody's again, with its pictures
	HandIn                   // two of its pictures are submitted, in a session that goes on
	End                      // it ends; what was not submitted goes
	Manual                   // a manual entry
	Students                 // roster entries are added
	Remove                   // roster entries go
	Import                   // a whole roster
	Abort                    // an import that ends without effect
	Reference                // a reference photo
	Confirm                  // the service confirmed a submission
	Expire                   // its retention is over
	Erase                    // a student is erased
	Rotate                   // wrapping keys of students
	RotatePhotos             // and of photos
	Setting
	Task
	DropTask
	Clock
	Merge   // counters of another kiosk
	Tell    // a comparison of the service
	Correct // the clock was corrected
	Backup
	Audit
	kinds
)

// Op is one thing that a kiosk does.
type Op struct {
	Kind Kind
	// N is a session, S a student; what they mean depends on the kind.
	N, S int
}

// isStep reports whether the op is a step of a session, which may be repeated.
func (op Op) isStep() bool {
	return slices.Contains([]Kind{Submit, Begin, Shoot, Discard, Unbind, HandIn, End, Manual}, op.Kind)
}

// Ops draws ops from a seed.
type Ops struct{ Seed uint64 }

// At gives the i-th op, in the world that the ops before it made. The same
// seed, number and world give the same op.
func (o Ops) At(i int, w *World) Op {
	r := rand.New(rand.NewPCG(o.Seed, uint64(i)))
	for {
		op := Op{Kind: Kind(r.IntN(int(kinds))), S: r.IntN(students)}
		switch op.Kind {
		case Submit, Begin:
			op.N = w.next
		case Discard, End:
			op.N = w.pick(r, func(_ int, s sess) bool { return s.state != booth.StateEnded })
		case Shoot, Unbind, HandIn:
			op.N = w.pick(r, func(n int, s sess) bool { return s.state != booth.StateEnded && !w.handedIn(n) })
		case Confirm, Expire:
			op.N = w.unconfirmed(r, op.Kind)
		case Reference:
			if !w.roster[op.S] || w.reference[op.S] {
				continue
			}
		case Correct:
			op.N = i
		case Setting, Task, Tell:
			op.N = i + 1
		}
		if op.N == 0 && slices.Contains([]Kind{Shoot, Discard, Unbind, HandIn, End, Confirm, Expire}, op.Kind) {
			continue
		}
		return op
	}
}

// pick draws a session that fits; 0 if none does.
func (w *World) pick(r *rand.Rand, fits func(int, sess) bool) int {
	var all []int
	for n, s := range w.sessions {
		if fits(n, s) {
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[r.IntN(len(all))]
}

// handedIn reports whether a session has a submission.
func (w *World) handedIn(n int) bool { _, ok := w.submitted[n]; return ok }

// unconfirmed draws a submission to confirm, or the confirmed one whose
// session is there to expire, if there is exactly one: each session is a
// transaction of its own.
func (w *World) unconfirmed(r *rand.Rand, k Kind) int {
	var all []int
	for n := range w.submitted {
		s, there := w.sessions[n]
		if there && (k == Expire) == w.confirmed[n] && (k != Expire || s.state == booth.StateEnded) {
			all = append(all, n)
		}
	}
	if len(all) == 0 || k == Expire && len(all) != 1 {
		return 0
	}
	slices.Sort(all)
	return all[r.IntN(len(all))]
}

// entriesOf are the students of a batch that begins at s.
func entriesOf(s, n int) []int {
	var all []int
	for i := range n {
		all = append(all, (s+i)%students)
	}
	return all
}

// Apply does to the world what the op does to a store.
func (w *World) Apply(op Op) {
	silent := []Kind{RotatePhotos, Clock, Abort, Backup}
	if !slices.Contains(silent, op.Kind) {
		w.trail++
	}
	switch op.Kind {
	case Submit:
		w.sessions[op.N] = sess{1, op.S, booth.StateEnded, []int{0, 1}}
		w.own[op.S]++
		w.submitted[op.N] = op.S
		w.next++
	case Begin:
		w.sessions[op.N] = sess{1, nobody, booth.StateWho, nil}
		w.next++
	case Shoot:
		w.change(op.N, func(s *sess) {
			s.photos = append(s.photos, int(s.version)+10)
			s.student, s.state = op.S, booth.StateReviewing
		})
	case Discard:
		w.change(op.N, func(s *sess) { s.photos = w.needed(op.N) })
	case Unbind:
		w.change(op.N, func(s *sess) { s.student, s.state = nobody, booth.StateWho })
	case HandIn:
		w.change(op.N, func(s *sess) {
			s.student, s.state, s.photos = op.S, booth.StateReceipt, append(s.photos, submittedPhotos...)
		})
		w.own[op.S]++
		w.submitted[op.N] = op.S
	case End:
		w.change(op.N, func(s *sess) {
			if s.state, s.photos = booth.StateEnded, w.needed(op.N); !w.handedIn(op.N) {
				s.student = nobody
			}
		})
	case Manual:
		w.manual[op.S] = true
		w.sessions[w.next] = sess{1, op.S, booth.StateConfirmWho, nil}
		w.next++
	case Students:
		for _, s := range entriesOf(op.S, 5) {
			w.roster[s] = true
			delete(w.reference, s) // the new entries name none
		}
	case Remove:
		for _, s := range entriesOf(op.S, 2) {
			delete(w.roster, s)
			delete(w.manual, s)
			delete(w.reference, s)
		}
	case Import:
		clear(w.roster)
		clear(w.reference)
		for _, s := range entriesOf(op.S, 12) {
			w.roster[s] = true
		}
	case Reference:
		w.reference[op.S] = true
	case Confirm:
		w.confirmed[op.N] = true
	case Expire:
		delete(w.sessions, op.N)
	case Erase:
		w.erase(op.S)
	case Setting:
		w.setting = op.N
	case Task:
		w.revision = op.N
	case DropTask:
		w.revision = 0
		clear(w.roster)
		clear(w.manual)
		clear(w.reference)
	case Merge:
		w.others[op.S]++
	case Tell:
		w.told[op.S]++
	}
}

// submittedPhotos are the numbers of a submission's pictures in its session.
var submittedPhotos = []int{0, 1}

// needed are the pictures of a session that must stay whatever is let go.
func (w *World) needed(session int) []int {
	if w.handedIn(session) {
		return slices.Clone(submittedPhotos)
	}
	return nil
}

func (w *World) change(n int, f func(*sess)) {
	s := w.sessions[n]
	s.version++
	f(&s)
	w.sessions[n] = s
}

func (w *World) erase(student int) {
	for n, s := range w.sessions {
		if s.student == student {
			delete(w.sessions, n)
		}
	}
	for n, s := range w.submitted {
		if s == student {
			delete(w.submitted, n)
			delete(w.confirmed, n)
		}
	}
	for _, m := range []map[int]int{w.own, w.others, w.told} {
		delete(m, student)
	}
	for _, m := range []map[int]bool{w.roster, w.manual, w.reference} {
		delete(m, student)
	}
}
