package crashtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
)

// Seen is what was found in a store.
type Seen struct {
	Facts Facts
	// Problems that Check found.
	Problems []string
	// Files is how many files of photos there must be.
	Files int
	// Half is how many photos were served that are not what was kept.
	Half int
}

// Observe reads a whole store: everything that a world can say, through the
// ways that the kiosk reads it. w tells how far to look.
func Observe(s *store.Store, w *World) (Seen, error) {
	seen := Seen{Facts: Facts{}}
	r, err := s.Check(context.Background())
	if err != nil {
		return seen, err
	}
	for _, p := range r.Problems {
		seen.Problems = append(seen.Problems, p.Where+": "+p.What)
	}
	f := seen.Facts
	f.number("trail %d", 0, int(r.Head.Seq))
	f.number("sessions %d", 0, r.Sessions)
	f.number("photos %d", 0, r.Photos)
	seen.Files = r.Photos + r.References
	f.number("submissions %d", 0, r.Submissions)
	for n := 1; n <= w.next+1; n++ {
		if err := seen.session(s, n); err != nil {
			return seen, err
		}
	}
	for student := range students {
		if err := seen.student(s, student); err != nil {
			return seen, err
		}
	}
	return seen, errors.Join(seen.rosterOf(s), seen.submissions(s, w), seen.rest(s))
}

func (seen *Seen) session(s *store.Store, n int) error {
	saved, err := s.Session(storetest.SessionID(n))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	student := nobody
	for i := range students {
		if saved.Session.Student.Key == storetest.Key(i) && saved.Session.Student.Person == storetest.Person(i) {
			student = i
		}
	}
	seen.Facts[fmt.Sprintf("session %d", n)] = sessionFact(saved.Version, student, saved.Session.State)
	for p := range int(saved.Version) + 12 {
		want := photo(n, p)
		if err := seen.photo(photoFact(n, p), want, func() ([]byte, error) { return s.Photo(storetest.SessionID(n), store.PhotoIDOf(want)) }); err != nil {
			return err
		}
	}
	return nil
}

// photo reads one picture, which may not be there.
func (seen *Seen) photo(fact string, want []byte, read func() ([]byte, error)) error {
	got, err := read()
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		seen.Problems = append(seen.Problems, fact+" can't be read")
	case !bytes.Equal(got, want):
		seen.Half++
	default:
		seen.Facts[fact] = "whole"
	}
	return nil
}

func (seen *Seen) student(s *store.Store, n int) error {
	st, err := s.Standing(storetest.Task, storetest.Key(n))
	if err != nil {
		return err
	}
	for _, u := range st.Uses {
		what := "own uses of %d"
		if u.Kiosk != "k1" {
			what = "other uses of %d"
		}
		seen.Facts.number(what, n, u.Count)
	}
	seen.Facts.number("comparisons of %d", n, len(st.Comparisons))
	want := photo(0, n)
	return seen.photo(fmt.Sprintf("reference of %d", n), want, func() ([]byte, error) {
		return s.Reference(storetest.Task, storetest.Key(n))
	})
}

// rosterOf walks through the roster and looks everybody up.
func (seen *Seen) rosterOf(s *store.Store) error {
	walked := map[booth.StudentKey]bool{}
	for e, err := range s.Students(storetest.Task) {
		if err != nil {
			return err
		}
		walked[e.Student.Key] = true
	}
	for n := range students {
		e, err := s.Student(storetest.Task, storetest.Key(n))
		if errors.Is(err, store.ErrNotFound) {
			if walked[storetest.Key(n)] {
				seen.Problems = append(seen.Problems, "a student is in the roster and is not found")
			}
			continue
		}
		if err != nil {
			return err
		}
		byNumber, err := s.ByNumber(storetest.Task, storetest.Person(n).Number)
		if err != nil {
			return err
		}
		if len(byNumber) != 1 || !walked[storetest.Key(n)] {
			seen.Problems = append(seen.Problems, "look-ups disagree")
		}
		seen.Facts[fmt.Sprintf("student %d", n)] = entryFact(e.Student.Manual != booth.FromRoster)
	}
	return nil
}

func (seen *Seen) submissions(s *store.Store, w *World) error {
	number := map[booth.SessionID]int{}
	for n := range w.next + 2 {
		number[storetest.SessionID(n)] = n
	}
	for sub, err := range s.Submissions(storetest.Task) {
		if err != nil {
			return err
		}
		for student := range students {
			if sub.Student == storetest.Key(student) {
				n := number[sub.Submission.ID.Session]
				seen.Facts[fmt.Sprintf("submission %d", n)] = submissionFact(student, !sub.Submission.ConfirmedAt.IsZero())
			}
		}
	}
	return nil
}

func (seen *Seen) rest(s *store.Store) error {
	v, found, err := s.Setting("crash/setting")
	if err != nil {
		return err
	}
	if found {
		seen.Facts["setting 0"] = string(v)
	}
	t, err := s.Task(storetest.Task)
	if err == nil {
		seen.Facts.number("task %d", 0, t.Policy.Revision)
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	open, err := s.Unfinished()
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.Session.State == booth.StateEnded {
			seen.Problems = append(seen.Problems, "an ended session is listed as open")
		}
	}
	return nil
}
