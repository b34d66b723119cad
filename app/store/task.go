package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/store/keyring"
)

// PutTask keeps a task, or its new revision.
func (s *Store) PutTask(t booth.Task, say ...audit.Record) error {
	if t.ID == "" {
		return fmt.Errorf("store: a task without an id")
	}
	return s.update(opTask, func(w *writer) error {
		return errors.Join(w.putPlainRecord(bucketTasks, []byte(t.ID), t), w.audit(say...))
	})
}

// Task gives a task. The error is ErrNotFound when there is none.
func (s *Store) Task(id booth.TaskID) (booth.Task, error) {
	var t booth.Task
	err := s.view(func(r *reader) error {
		found, err := r.plainRecord(bucketTasks, []byte(id), &t)
		if err == nil && !found {
			err = ErrNotFound
		}
		return err
	})
	return t, err
}

// Tasks gives all tasks, in the order of their ids.
func (s *Store) Tasks() ([]booth.Task, error) {
	var all []booth.Task
	err := s.view(func(r *reader) error {
		return r.tx.Bucket(bucketTasks).ForEach(func(k, box []byte) error {
			text, err := s.records.Open(box, placeOf(bucketTasks, k))
			if err != nil {
				return damaged(bucketTasks, keyring.ErrOpen)
			}
			var t booth.Task
			if err := json.Unmarshal(text, &t); err != nil {
				return damaged(bucketTasks, err)
			}
			all = append(all, t)
			return nil
		})
	})
	return all, err
}

// RemoveTask removes a task and its roster. What students did for it stays
// until it is erased or its retention is over.
func (s *Store) RemoveTask(id booth.TaskID, say ...audit.Record) error {
	s.rotating.Lock()
	defer s.rotating.Unlock()
	return s.update(opTask, func(w *writer) error {
		if err := w.tx.Bucket(bucketTasks).Delete([]byte(id)); err != nil {
			return err
		}
		if err := w.dropRoster(id); err != nil {
			return err
		}
		return errors.Join(w.tx.Bucket(bucketRosters).Delete([]byte(id)), w.count(metaGone), w.audit(say...))
	})
}

// dropRoster removes all generations of a task's roster. Students that live on
// with other records get new keys.
func (w *writer) dropRoster(id booth.TaskID) error {
	students := w.tx.Bucket(bucketStudents)
	b := students.Bucket([]byte(id))
	if b == nil {
		return nil
	}
	var gens []uint64
	err := b.ForEachBucket(func(gen []byte) error {
		gens = append(gens, readU64(gen))
		return nil
	})
	if err != nil {
		return err
	}
	for _, gen := range gens {
		if err := w.rekeyAll(b.Bucket(u64(gen))); err != nil {
			return err
		}
		if err := w.dropGeneration(id, gen, b); err != nil {
			return err
		}
	}
	return students.DeleteBucket([]byte(id))
}
