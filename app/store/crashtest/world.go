package crashtest

import (
	"fmt"
	"maps"
	"slices"

	"campuskiosk/app/booth"
)

// students is how many students take part.
const students = 16

// firstSession is the number of the first session: a folder of schema 1 has
// sessions 1 and 2.
const firstSession = 3

// nobody is the student of a session that has none.
const nobody = -1

// sess is a session in the model.
type sess struct {
	version uint64
	student int
	state   booth.State
	photos  []int
}

// World is what a store must hold.
type World struct {
	next        int // session
	sessions    map[int]sess
	own, others map[int]int // uses of this and another kiosk, by student
	submitted   map[int]int // student, by session
	confirmed   map[int]bool
	roster      map[int]bool // by student: there; manual entries apart
	manual      map[int]bool
	reference   map[int]bool
	told        map[int]int // comparisons, by student
	setting     int
	revision    int // of the task, 0: none
	trail       int
}

// NewWorld is a store that was just created.
func NewWorld() *World {
	return &World{
		next: firstSession, sessions: map[int]sess{}, own: map[int]int{}, others: map[int]int{},
		submitted: map[int]int{}, confirmed: map[int]bool{}, roster: map[int]bool{}, manual: map[int]bool{},
		reference: map[int]bool{}, told: map[int]int{}, trail: 1,
	}
}

// NewWorld1 is a store of schema 1 (storetest.V1).
func NewWorld1() *World {
	w := NewWorld()
	w.trail = 0
	w.sessions[1] = sess{version: 3, student: nobody, state: booth.StateEnded}
	w.sessions[2] = sess{version: 3, student: nobody, state: booth.StateShooting}
	return w
}

// Clone gives a copy.
func (w *World) Clone() *World {
	c := *w
	c.sessions = maps.Clone(w.sessions)
	for n, s := range c.sessions {
		s.photos = slices.Clone(s.photos)
		c.sessions[n] = s
	}
	for _, m := range []*map[int]int{&c.own, &c.others, &c.submitted, &c.told} {
		*m = maps.Clone(*m)
	}
	for _, m := range []*map[int]bool{&c.confirmed, &c.roster, &c.manual, &c.reference} {
		*m = maps.Clone(*m)
	}
	return &c
}

// Facts are a world in words: what is there, and how.
type Facts map[string]string

// Facts gives the world's.
func (w *World) Facts() Facts {
	f := Facts{}
	photos := 0
	for n, s := range w.sessions {
		f[fmt.Sprintf("session %d", n)] = sessionFact(s.version, s.student, s.state)
		for _, p := range s.photos {
			f[photoFact(n, p)] = "whole"
			photos++
		}
	}
	for s := range students {
		f.number("own uses of %d", s, w.own[s])
		f.number("other uses of %d", s, w.others[s])
		f.number("comparisons of %d", s, w.told[s])
		if w.roster[s] || w.manual[s] {
			f[fmt.Sprintf("student %d", s)] = entryFact(!w.roster[s])
		}
		if w.reference[s] {
			f[fmt.Sprintf("reference of %d", s)] = "whole"
		}
	}
	for n, s := range w.submitted {
		f[fmt.Sprintf("submission %d", n)] = submissionFact(s, w.confirmed[n])
	}
	f.number("setting %d", 0, w.setting)
	f.number("task %d", 0, w.revision)
	f.number("trail %d", 0, w.trail)
	f.number("sessions %d", 0, len(w.sessions))
	f.number("photos %d", 0, photos)
	f.number("submissions %d", 0, len(w.submitted))
	return f
}

func (f Facts) number(what string, n, value int) {
	if value != 0 {
		f[fmt.Sprintf(what, n)] = fmt.Sprint(value)
	}
}

func sessionFact(version uint64, student int, state booth.State) string {
	return fmt.Sprintf("version %d of student %d, %s", version, student, state)
}

func photoFact(session, photo int) string {
	return fmt.Sprintf("photo %d of session %d", photo, session)
}

func submissionFact(student int, confirmed bool) string {
	return fmt.Sprintf("of student %d, confirmed %v", student, confirmed)
}

func entryFact(manual bool) string { return fmt.Sprintf("manual %v", manual) }

// Difference is how what is there differs from what must be there.
type Difference struct {
	// Lost: must be there, and is not, or is less.
	Lost []string
	// Extra: is there, and must not be, or is more.
	Extra []string
}

// None reports whether there is no difference.
func (d Difference) None() bool { return len(d.Lost)+len(d.Extra) == 0 }

// Against compares facts that were seen with those that must be.
func (f Facts) Against(must Facts) Difference {
	var d Difference
	for k, v := range must {
		if got, ok := f[k]; !ok {
			d.Lost = append(d.Lost, k+": "+v)
		} else if got != v {
			if got > v {
				d.Extra = append(d.Extra, k+": "+got+" instead of "+v)
			} else {
				d.Lost = append(d.Lost, k+": "+got+" instead of "+v)
			}
		}
	}
	for k, v := range f {
		if _, ok := must[k]; !ok {
			d.Extra = append(d.Extra, k+": "+v)
		}
	}
	slices.Sort(d.Lost)
	slices.Sort(d.Extra)
	return d
}
