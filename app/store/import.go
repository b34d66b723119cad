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

// Import is a new roster of a task that is being written. Nobody sees it
// before Commit, which exchanges the whole roster at once; so an import is all
// or nothing although it is written in bounded pieces. Manual entries stay.
type Import struct {
	s    *Store
	task booth.TaskID
	gen  uint64
	size int
	over bool
}

// ImportRoster begins a new roster. One import or rotation runs at a time; it
// waits for the other. What an import left that a crash ended is removed
// first.
func (s *Store) ImportRoster(task booth.TaskID) (*Import, error) {
	s.rotating.Lock()
	i := &Import{s: s, task: task}
	err := s.update(opImportBatch, func(w *writer) error {
		rec, err := w.roster(task)
		if err != nil {
			return err
		}
		rec.Next++
		i.gen = rec.Next
		return w.putRoster(task, rec)
	})
	if err == nil {
		err = s.dropGenerations(task, i.gen)
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
	if i.over {
		return errImportOver
	}
	for batch := range slices.Chunk(entries, MaxBatch) {
		batch = slices.Clone(batch)
		for n := range batch {
			batch[n].Student.Manual = booth.FromRoster
		}
		added := 0
		err := i.s.update(opImportBatch, func(w *writer) (err error) {
			added, err = w.putEntries(i.task, i.gen, batch)
			return err
		})
		if err != nil {
			return err
		}
		i.size += added
	}
	return nil
}

// Commit makes the new roster the task's roster and ends the import. Then the
// old one is removed; students that are in no roster any more and did nothing
// here are forgotten by the next rotation.
func (i *Import) Commit(say ...audit.Record) error {
	if i.over {
		return errImportOver
	}
	defer i.end()
	err := i.s.update(opImportCommit, func(w *writer) error {
		rec, err := w.roster(i.task)
		if err != nil {
			return err
		}
		rec.Gen, rec.Students, rec.Changed = i.gen, i.size, w.s.Now().At
		return errors.Join(w.putRoster(i.task, rec), w.audit(say...), w.count(metaGone))
	})
	if err != nil {
		return err
	}
	return i.s.dropGenerations(i.task, i.gen)
}

// Abort ends the import without effect. After Commit it does nothing.
func (i *Import) Abort() error {
	if i.over {
		return nil
	}
	defer i.end()
	var present uint64
	err := i.s.view(func(r *reader) error {
		rec, err := r.roster(i.task)
		present = rec.Gen
		return err
	})
	if err != nil {
		return err
	}
	return i.s.dropGenerations(i.task, present)
}

func (i *Import) end() {
	i.over = true
	i.s.rotating.Unlock()
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
