package store

import (
	"iter"
	"slices"
	"strings"

	"campuskiosk/app/booth"
)

// Found is the answer to a look-up.
type Found struct {
	Entries []Entry
	// More: there are more than were asked for; type more.
	More bool
}

// Student gives a student's entry of a task: the roster's, else the manual
// one. The error is ErrNotFound when there is none.
func (s *Store) Student(task booth.TaskID, key booth.StudentKey) (Entry, error) {
	var e Entry
	err := s.view(func(r *reader) (err error) {
		e, err = r.student(task, key)
		return err
	})
	return e, err
}

func (r *reader) student(task booth.TaskID, key booth.StudentKey) (Entry, error) {
	sub, found, err := r.find(key)
	if err != nil {
		return Entry{}, err
	}
	if found {
		for _, gen := range r.gens(task) {
			e, found, err := r.entry(task, gen, sub)
			if err != nil || found {
				return e, err
			}
		}
	}
	return Entry{}, ErrNotFound
}

// gens are the generations of a task that count, the roster's first.
func (r *reader) gens(task booth.TaskID) []uint64 {
	rec, err := r.roster(task)
	if err != nil || rec.Gen == manualGeneration {
		return []uint64{manualGeneration}
	}
	return []uint64{rec.Gen, manualGeneration}
}

// ByNumber finds the students of a task with this student number: none, one,
// or several where a school gave a number twice.
func (s *Store) ByNumber(task booth.TaskID, number booth.StudentNumber) ([]Entry, error) {
	f, err := s.lookUp(task, word{'n', number.Reveal()}, int(^uint(0)>>1), func(e Entry) bool {
		return e.Student.Person.Number == number
	})
	return f.Entries, err
}

// ByName finds at most limit students of a task whose names begin with what
// was typed, ordered by name. Spaces, dots and capitals don't matter.
func (s *Store) ByName(task booth.TaskID, prefix string, limit int) (Found, error) {
	p := searchable(prefix)
	return s.lookUp(task, longest('m', p), limit, func(e Entry) bool {
		return strings.HasPrefix(searchable(e.Student.Person.Name.Reveal()), p)
	})
}

// BySpelling finds at most limit students of a task by the beginning of a
// spelling of their names ("zs" for 张三丰), ordered by name.
func (s *Store) BySpelling(task booth.TaskID, prefix string, limit int) (Found, error) {
	p := searchable(prefix)
	return s.lookUp(task, longest('i', p), limit, func(e Entry) bool {
		return slices.ContainsFunc(e.Spellings, func(i string) bool { return strings.HasPrefix(searchable(i), p) })
	})
}

// longest is the word of the index for a prefix of any length.
func longest(kind byte, text string) word {
	all := prefixes(kind, text)
	if len(all) == 0 {
		return word{}
	}
	return all[len(all)-1]
}

// lookUp reads the entries that a word leads to and keeps those that match.
func (s *Store) lookUp(task booth.TaskID, w word, limit int, match func(Entry) bool) (Found, error) {
	var f Found
	if w.text == "" {
		return f, nil
	}
	err := s.view(func(r *reader) error {
		for _, gen := range r.gens(task) {
			err := r.index(scopeRoster(task, gen)).find(w, func(sub subject) (bool, error) {
				e, found, err := r.entry(task, gen, sub)
				if err != nil {
					return false, err
				}
				if !found || !match(e) || f.has(e.Student.Key) {
					return true, nil
				}
				if len(f.Entries) == limit {
					f.More = true
					return false, nil
				}
				f.Entries = append(f.Entries, e)
				return true, nil
			})
			if err != nil || f.More {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Found{}, err
	}
	slices.SortFunc(f.Entries, func(a, b Entry) int {
		return strings.Compare(a.Student.Person.Name.Reveal(), b.Student.Person.Name.Reveal())
	})
	return f, nil
}

func (f Found) has(k booth.StudentKey) bool {
	return slices.ContainsFunc(f.Entries, func(e Entry) bool { return e.Student.Key == k })
}

// Students goes through a task's entries in no order, manual ones last, in one
// snapshot. A student that is in the roster by now is not given again as a
// manual entry.
func (s *Store) Students(task booth.TaskID) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		stopped := false
		err := s.view(func(r *reader) error {
			for i, gen := range r.gens(task) {
				err := r.entriesOf(task, gen, func(sub subject, e Entry) (bool, error) {
					if gen == manualGeneration && i > 0 {
						if _, also, err := r.entry(task, r.gens(task)[0], sub); err != nil || also {
							return true, err
						}
					}
					stopped = !yield(e, nil)
					return !stopped, nil
				})
				if err != nil || stopped {
					return err
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(Entry{}, err)
		}
	}
}

// entriesOf goes through a generation.
func (r *reader) entriesOf(task booth.TaskID, gen uint64, yield func(subject, Entry) (bool, error)) error {
	b := r.tx.Bucket(bucketStudents).Bucket([]byte(task))
	if b == nil {
		return nil
	}
	if b = b.Bucket(u64(gen)); b == nil {
		return nil
	}
	c := b.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		sub := subject(k)
		e, err := r.openEntry(task, gen, sub, v)
		if err != nil {
			return err
		}
		more, err := yield(sub, e)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// TasksOf gives the tasks that a student is in the roster of, or was entered
// for (rule W3).
func (s *Store) TasksOf(key booth.StudentKey) ([]booth.TaskID, error) {
	var tasks []booth.TaskID
	err := s.view(func(r *reader) (err error) {
		tasks, err = r.tasksOf(key)
		return err
	})
	return tasks, err
}

func (r *reader) tasksOf(key booth.StudentKey) ([]booth.TaskID, error) {
	sub, found, err := r.find(key)
	if err != nil || !found {
		return nil, err
	}
	var tasks []booth.TaskID
	students := r.tx.Bucket(bucketStudents)
	err = students.ForEachBucket(func(task []byte) error {
		for _, gen := range r.gens(booth.TaskID(task)) {
			if b := students.Bucket(task).Bucket(u64(gen)); b != nil && b.Get(sub[:]) != nil {
				tasks = append(tasks, booth.TaskID(task))
				break
			}
		}
		return nil
	})
	return tasks, err
}
