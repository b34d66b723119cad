package store

import (
	"errors"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
)

// Counts are a student's counters of standardisations, as kiosks and the
// service exchange them.
type Counts struct {
	Student booth.StudentKey `json:"student"`
	Uses    []booth.Use      `json:"uses"`
}

func useKey(sub subject, u booth.Use) []byte {
	return join(sub[:], []byte(u.Day), []byte{0}, []byte(u.Kiosk))
}

// uses are a subject's counters, in the order of days.
func (r *reader) uses(sub subject) ([]booth.Use, error) {
	var uses []booth.Use
	err := eachOf(r, sub, tableUses, func(_ []byte, u booth.Use) error {
		uses = append(uses, u)
		return nil
	})
	return uses, err
}

// mergeUses joins counters with those that are there; none ever gets smaller.
func (w *writer) mergeUses(sub subject, uses []booth.Use) error {
	before, err := w.uses(sub)
	if err != nil {
		return err
	}
	for _, u := range booth.MergeUses(before, uses) {
		if err := w.putJSON(tableUses, useKey(sub, u), sub, u); err != nil {
			return err
		}
	}
	return nil
}

// MergeCounts takes counters that other kiosks or the service know. It may be
// repeated, and come in any order: a counter never gets smaller. A counter
// that names this kiosk is this kiosk's own from before (a restored backup).
func (s *Store) MergeCounts(all []Counts, say ...audit.Record) error {
	return s.update(opService, func(w *writer) error {
		for _, c := range all {
			sub, _, err := w.subjectOf(c.Student)
			if err != nil {
				return err
			}
			if err := w.mergeUses(sub, c.Uses); err != nil {
				return err
			}
		}
		return w.audit(say...)
	})
}

// CountsSince gives this kiosk's own counters of a day and later, for the
// service.
func (s *Store) CountsSince(day booth.Day, kiosk booth.KioskID) ([]Counts, error) {
	var all []Counts
	err := s.view(func(r *reader) error {
		return r.eachStudent(func(sub subject, student booth.StudentKey) error {
			uses, err := r.uses(sub)
			if err != nil {
				return err
			}
			c := Counts{Student: student}
			for _, u := range uses {
				if u.Kiosk == kiosk && u.Day >= day {
					c.Uses = append(c.Uses, u)
				}
			}
			if len(c.Uses) > 0 {
				all = append(all, c)
			}
			return nil
		})
	})
	return all, err
}

// eachStudent goes through the subjects that own counters and are students.
func (r *reader) eachStudent(yield func(subject, booth.StudentKey) error) error {
	var last subject
	return r.tx.Bucket(tableUses.name).ForEach(func(_, value []byte) error {
		sub, ok := subjectAt(value)
		if !ok || sub == last {
			return nil
		}
		last = sub
		rec, err := unwrapSubject(r.epoch, sub, r.tx.Bucket(bucketSubjects).Get(sub[:]))
		if err != nil || rec.student.IsZero() {
			return err
		}
		return yield(sub, rec.student)
	})
}

// Correct mends this kiosk's own counters after the clock was corrected
// backwards (clock.Signed): uses that were dated after it, up to the wrong
// date, are counted on the day of the correction too, so the wrong date gives
// nobody anything. Their false entries stay, because a counter never gets
// smaller, and mean nothing for a verified time (app/flow).
func (s *Store) Correct(c clock.Correction, kiosk booth.KioskID, say ...audit.Record) error {
	return s.update(opCorrect, func(w *writer) error {
		if c.To.After(c.From) {
			return w.audit(say...)
		}
		today, last := booth.DayOf(c.To), booth.DayOf(c.From)
		moved := map[subject]int{}
		err := w.eachStudent(func(sub subject, _ booth.StudentKey) error {
			uses, err := w.uses(sub)
			for _, u := range uses {
				if u.Kiosk == kiosk && u.Day > today && u.Day <= last {
					moved[sub] += u.Count
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		for sub, n := range moved {
			u := booth.Use{Day: today, Kiosk: kiosk}
			if _, _, err := w.getJSON(tableUses, useKey(sub, u), &u); err != nil {
				return err
			}
			u.Count += n
			u.Last = c.To
			if err := w.putJSON(tableUses, useKey(sub, u), sub, u); err != nil {
				return err
			}
		}
		return errors.Join(w.audit(say...))
	})
}
