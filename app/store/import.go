package store

import (
	"errors"
	"slices"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"

	bolt "go.etcd.io/bbolt"
)

// errImportOver: an import was used after Commit or Abort.
var errImportOver = errors.New("store: this roster import has ended")

// ErrRosterChanged means: the roster is another than the one that an import was
// planned on.
var ErrRosterChanged = booth.Fail("store.roster_changed",
	"名单在导入期间有变动，没有导入。请重新预览后再导入。",
	"The roster changed meanwhile, so nothing was imported. Look at the preview again, then import.")

// Import is a new roster of a task that is being written. Nobody sees it
// before Commit, which exchanges the whole roster at once; so an import is all
// or nothing although it is written in bounded pieces. Manual entries stay.
type Import struct {
	s    *Store
	task booth.TaskID
	gen  uint64
	// from is the roster that it replaces.
	from rosterRecord
	size int
	over bool
}

// ImportRoster begins a new roster. base, if not nil, is the roster that it
// was planned on: ErrRosterChanged when it is another by now. One import or
// rotation runs at a time; it waits for the other. What an import left that a
// crash ended is removed first.
func (s *Store) ImportRoster(task booth.TaskID, base *Roster) (*Import, error) {
	s.rotating.Lock()
	i := &Import{s: s, task: task}
	err := s.update(opImportBatch, func(w *writer) error {
		rec, err := w.roster(task)
		if err != nil {
			return err
		}
		if base != nil && !rec.Roster.same(*base) {
			return ErrRosterChanged
		}
		rec.Next++
		i.gen, i.from = rec.Next, rec
		return w.putRoster(task, rec)
	})
	if err == nil {
		err = s.cleanRoster(task, i.gen)
	}
	if err != nil {
		s.rotating.Unlock()
		return nil, err
	}
	return i, nil
}

// Put writes entries. They are durable and invisible. A student that comes
// twice has the later entry.
func (i *Import) Put(entries ...Entry) error {
	for batch := range slices.Chunk(entries, MaxBatch) {
		batch = slices.Clone(batch)
		for n := range batch {
			batch[n].Student.Manual = booth.FromRoster
		}
		if err := i.write(func(*writer) ([]Entry, error) { return batch, nil }); err != nil {
			return err
		}
	}
	return nil
}

// Keep takes students over from the present roster as they are. The error is
// ErrNotFound for one that is not in it.
func (i *Import) Keep(students ...booth.StudentKey) error {
	for batch := range slices.Chunk(students, MaxBatch) {
		err := i.write(func(w *writer) ([]Entry, error) {
			entries := make([]Entry, 0, len(batch))
			for _, k := range batch {
				sub, known, err := w.find(k)
				if err != nil {
					return nil, err
				}
				e, found, err := w.entry(i.task, i.from.Gen, sub)
				if err != nil {
					return nil, err
				}
				if !known || !found || i.from.Gen == manualGeneration {
					return nil, ErrNotFound
				}
				entries = append(entries, e)
			}
			return entries, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// write writes entries in one transaction.
func (i *Import) write(entries func(*writer) ([]Entry, error)) error {
	if i.over {
		return errImportOver
	}
	added := 0
	err := i.s.update(opImportBatch, func(w *writer) error {
		all, err := entries(w)
		if err != nil {
			return err
		}
		added, err = w.putEntries(i.task, i.gen, all)
		return err
	})
	if err == nil {
		i.size += added
	}
	return err
}

// A ReferencePhoto is the reference photo of a student.
type ReferencePhoto struct {
	Student booth.StudentKey
	Photo   []byte
}

// PutReferences keeps reference photos of students that were written, whose
// entries name them (Student.Reference).
func (i *Import) PutReferences(photos ...ReferencePhoto) error {
	if i.over {
		return errImportOver
	}
	return i.s.putReferences(opImportBatch, photos, func(*writer) error { return nil })
}

// Commit makes the new roster the task's roster and ends the import. Then the
// old one is removed; students that are in no roster any more and did nothing
// here are forgotten by the next rotation. The error is ErrRosterChanged when
// somebody changed the present roster since the import began.
func (i *Import) Commit(say ...audit.Record) error {
	if i.over {
		return errImportOver
	}
	err := i.s.update(opImportCommit, func(w *writer) error {
		rec, err := w.roster(i.task)
		if err != nil {
			return err
		}
		if rec.Gen != i.from.Gen || rec.Revision != i.from.Revision {
			return ErrRosterChanged
		}
		rec.Gen, rec.Students = i.gen, i.size
		return errors.Join(w.changeRoster(i.task, rec), w.audit(say...), w.count(metaGone))
	})
	if err != nil {
		return errors.Join(err, i.Abort())
	}
	defer i.end()
	return i.s.cleanRoster(i.task, i.gen)
}

// Abort ends the import without effect. After Commit it does nothing.
func (i *Import) Abort() error {
	if i.over {
		return nil
	}
	defer i.end()
	return i.s.cleanRoster(i.task, manualGeneration)
}

func (i *Import) end() {
	i.over = true
	i.s.rotating.Unlock()
}

// cleanRoster removes what is not a task's present roster: generations but the
// one given, and reference photos that no entry names.
func (s *Store) cleanRoster(task booth.TaskID, keep uint64) error {
	if err := s.dropGenerations(task, keep); err != nil {
		return err
	}
	return s.dropReferences()
}

// dropGenerations removes a task's generations but the present one, the one
// given, and manual entries.
func (s *Store) dropGenerations(task booth.TaskID, keep uint64) error {
	return s.update(opImportCleanup, func(w *writer) error {
		rec, err := w.roster(task)
		if err != nil {
			return err
		}
		students := w.tx.Bucket(bucketStudents).Bucket([]byte(task))
		if students == nil {
			return nil
		}
		var drop []uint64
		err = students.ForEachBucket(func(gen []byte) error {
			if n := readU64(gen); n != keep && n != rec.Gen && n != manualGeneration {
				drop = append(drop, n)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, gen := range drop {
			if err := w.dropGeneration(task, gen, students); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *writer) dropGeneration(task booth.TaskID, gen uint64, students *bolt.Bucket) error {
	if err := students.DeleteBucket(u64(gen)); err != nil {
		return err
	}
	index := w.tx.Bucket(bucketIndex)
	scope := scopeRoster(task, gen)
	return index.ForEachBucket(func(epoch []byte) error {
		err := index.Bucket(epoch).DeleteBucket(scope)
		if isNoBucket(err) {
			return nil
		}
		return err
	})
}
