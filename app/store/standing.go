package store

import (
	"errors"
	"slices"

	"campuskiosk/app/booth"
)

// standingRecord is what the service told about a student in a task that is
// no list.
type standingRecord struct {
	Task    booth.TaskID    `json:"task"`
	Payment booth.Payment   `json:"payment,omitempty"`
	Bound   booth.AccountID `json:"bound,omitempty"`
	Case    booth.Case      `json:"case,omitzero"`
}

// comparisonRecord is a comparison and what it belongs to.
type comparisonRecord struct {
	Task       booth.TaskID     `json:"task"`
	Comparison booth.Comparison `json:"comparison"`
}

// submissionRecord is a submission and whose it is.
type submissionRecord struct {
	Student    booth.StudentKey `json:"student"`
	Submission booth.Submission `json:"submission"`
}

// Standing gathers what this kiosk knows about a student in a task from all
// sessions, other kiosks and the service. A student that nobody knows has the
// zero Standing.
func (s *Store) Standing(task booth.TaskID, student booth.StudentKey) (booth.Standing, error) {
	var st booth.Standing
	err := s.view(func(r *reader) (err error) {
		st, err = r.standing(task, student)
		return err
	})
	return st, err
}

func (r *reader) standing(task booth.TaskID, student booth.StudentKey) (booth.Standing, error) {
	var st booth.Standing
	sub, found, err := r.find(student)
	if err != nil || !found {
		return st, err
	}
	if st.Uses, err = r.uses(sub); err != nil {
		return st, err
	}
	progress := map[booth.TaskID]*booth.Standing{task: &st}
	of := func(t booth.TaskID) *booth.Standing {
		if progress[t] == nil {
			progress[t] = &booth.Standing{}
		}
		return progress[t]
	}
	err = eachOf(r, sub, tableSubmissions, func(_ []byte, rec submissionRecord) error {
		p := of(rec.Submission.Task)
		p.Submissions = append(p.Submissions, rec.Submission)
		return nil
	})
	if err != nil {
		return st, err
	}
	for _, p := range progress {
		slices.SortStableFunc(p.Submissions, func(a, b booth.Submission) int { return a.At.Compare(b.At) })
	}
	err = eachOf(r, sub, tableComparisons, func(_ []byte, rec comparisonRecord) error {
		if rec.Task == task {
			st.Comparisons = append(st.Comparisons, rec.Comparison)
		}
		return nil
	})
	if err != nil {
		return st, err
	}
	err = eachOf(r, sub, tableStandings, func(_ []byte, rec standingRecord) error {
		if rec.Task == task {
			st.Payment, st.Bound, st.Case = rec.Payment, rec.Bound, rec.Case
		}
		return nil
	})
	if err != nil {
		return st, err
	}
	tasks, err := r.tasksOf(student)
	if err != nil {
		return st, err
	}
	for t := range progress {
		if !slices.Contains(tasks, t) && len(progress[t].Submissions) > 0 {
			tasks = append(tasks, t)
		}
	}
	slices.Sort(tasks)
	for _, t := range tasks {
		st.Tasks = append(st.Tasks, booth.TaskProgress{Task: t, Status: of(t).Status()})
	}
	return st, nil
}

// eachOf reads all records of a subject in a table, in the order of their
// keys.
func eachOf[T any](r *reader, sub subject, t table, yield func(key []byte, rec T) error) error {
	keys, err := r.ownedBy(sub, t)
	if err != nil {
		return err
	}
	for _, k := range keys {
		var rec T
		_, found, err := r.getJSON(t, k, &rec)
		if err != nil || !found {
			return errors.Join(err, missingRecord(found))
		}
		if err := yield(k, rec); err != nil {
			return err
		}
	}
	return nil
}

// addOnce appends a record to a subject's list in a table, unless an equal one
// is there.
func addOnce[T any](w *writer, sub subject, t table, rec T, equal func(T) bool) error {
	n, there := uint64(0), false
	err := eachOf(&w.reader, sub, t, func(key []byte, old T) error {
		n = readU64(key[len(sub):])
		there = there || equal(old)
		return nil
	})
	if err != nil || there {
		return err
	}
	return w.putJSON(t, join(sub[:], u64(n+1)), sub, rec)
}

// addComparison appends a comparison.
func (w *writer) addComparison(sub subject, task booth.TaskID, c booth.Comparison) error {
	return addOnce(w, sub, tableComparisons, comparisonRecord{task, c}, func(old comparisonRecord) bool {
		o := old.Comparison
		return old.Task == task && o.Photo == c.Photo && o.By == c.By && o.At.Equal(c.At)
	})
}

// changeStanding changes what the service told.
func (w *writer) changeStanding(sub subject, task booth.TaskID, change func(*standingRecord)) error {
	key := join(sub[:], []byte(task))
	rec := standingRecord{Task: task}
	if _, _, err := w.getJSON(tableStandings, key, &rec); err != nil {
		return err
	}
	change(&rec)
	return w.putJSON(tableStandings, key, sub, rec)
}

func submissionKey(id booth.SubmissionID) []byte {
	return join([]byte(id.Session), u64(uint64(id.N)))
}
