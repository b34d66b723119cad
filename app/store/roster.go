package store

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// manualGeneration holds the manual entries of a task: no roster replaces it.
const manualGeneration = 0

// MaxBatch is the largest number of students that one transaction takes.
const MaxBatch = 10_000

// errTooMany: a batch is larger than MaxBatch.
var errTooMany = fmt.Errorf("store: more than %d students in one transaction", MaxBatch)

// Roster is what is known about a task's roster.
type Roster struct {
	// Students is how many there are, without manual entries.
	Students int `json:"students"`
	// Manual is how many manual entries there are.
	Manual int `json:"manual"`
	// Changed is when it last was, by the kiosk's clock.
	Changed time.Time `json:"changed,omitzero"`
}

// rosterRecord is kept for each task.
type rosterRecord struct {
	Roster
	// Gen is the present generation; 0 when there is none.
	Gen uint64 `json:"gen"`
	// Next is the number of the newest generation begun.
	Next uint64 `json:"next"`
}

func (r *reader) roster(task booth.TaskID) (rosterRecord, error) {
	var rec rosterRecord
	_, err := r.plainRecord(bucketRosters, []byte(task), &rec)
	return rec, err
}

func (w *writer) putRoster(task booth.TaskID, rec rosterRecord) error {
	return w.putPlainRecord(bucketRosters, []byte(task), rec)
}

// Roster tells how large a task's roster is.
func (s *Store) Roster(task booth.TaskID) (Roster, error) {
	var rec rosterRecord
	err := s.view(func(r *reader) (err error) {
		rec, err = r.roster(task)
		return err
	})
	return rec.Roster, err
}

// PutStudents adds or replaces at most MaxBatch entries of a task, roster
// entries and manual ones, in one transaction.
func (s *Store) PutStudents(task booth.TaskID, entries []Entry, say ...audit.Record) error {
	if len(entries) > MaxBatch {
		return errTooMany
	}
	return s.update(opStudents, func(w *writer) error {
		rec, err := w.roster(task)
		if err != nil {
			return err
		}
		if rec.Gen == manualGeneration {
			rec.Next++
			rec.Gen = rec.Next
		}
		for _, e := range entries {
			gen, count := rec.Gen, &rec.Students
			if e.Student.Manual != booth.FromRoster {
				gen, count = manualGeneration, &rec.Manual
			}
			added, err := w.putEntry(task, gen, e)
			if err != nil {
				return err
			}
			if added {
				*count++
			}
		}
		rec.Changed = w.s.Now().At
		return errors.Join(w.putRoster(task, rec), w.audit(say...))
	})
}

// RemoveStudents takes students off a task's roster, manual entries too. What
// they did here stays; Erase is for that. Unknown keys are all right.
func (s *Store) RemoveStudents(task booth.TaskID, keys []booth.StudentKey, say ...audit.Record) error {
	if len(keys) > MaxBatch {
		return errTooMany
	}
	return s.update(opStudents, func(w *writer) error {
		rec, err := w.roster(task)
		if err != nil {
			return err
		}
		for _, k := range keys {
			sub, found, err := w.find(k)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			if err := w.removeEntries(task, &rec, sub); err != nil {
				return err
			}
		}
		rec.Changed = w.s.Now().At
		return errors.Join(w.putRoster(task, rec), w.audit(say...))
	})
}

// removeEntries takes a subject off a roster, and off its manual entries.
func (w *writer) removeEntries(task booth.TaskID, rec *rosterRecord, sub subject) error {
	removed, err := w.removeEntry(task, manualGeneration, sub)
	if err != nil {
		return err
	}
	if removed {
		rec.Manual--
	}
	if rec.Gen == manualGeneration {
		return nil
	}
	if removed, err = w.removeEntry(task, rec.Gen, sub); removed {
		rec.Students--
	}
	return err
}

// subjectOf gives the subject of a student, new if need be.
func (w *writer) subjectOf(key booth.StudentKey) (subject, keyring.Box, error) {
	sub, found, err := w.find(key)
	if err != nil {
		return sub, keyring.Box{}, err
	}
	if found {
		box, err := w.box(sub)
		return sub, box, err
	}
	sub, box, err := w.newSubject(key)
	if err != nil {
		return sub, box, err
	}
	all, err := w.indexes(scopeAll)
	if err != nil {
		return sub, box, err
	}
	for _, x := range all {
		if err := x.add(sub, keyWord(key)); err != nil {
			return sub, box, err
		}
	}
	return sub, box, nil
}

func keyWord(key booth.StudentKey) word { return word{'k', string(key[:])} }

// find gives the subject of a student that is known.
func (r *reader) find(key booth.StudentKey) (sub subject, found bool, err error) {
	err = r.index(scopeAll).find(keyWord(key), func(s subject) (bool, error) {
		// An entry whose subject was erased leads nowhere.
		if r.tx.Bucket(bucketSubjects).Get(s[:]) == nil {
			return true, nil
		}
		sub, found = s, true
		return false, nil
	})
	return sub, found, err
}

// putEntry writes an entry and its words. added is false when it replaced one.
func (w *writer) putEntry(task booth.TaskID, gen uint64, e Entry) (added bool, err error) {
	if task == "" || e.Student.Key.IsZero() {
		return false, errors.New("store: a student without a task or a key")
	}
	e.Student.Task = task
	sub, box, err := w.subjectOf(e.Student.Key)
	if err != nil {
		return false, err
	}
	b, err := w.generation(task, gen)
	if err != nil {
		return false, err
	}
	before, found, err := w.entry(task, gen, sub)
	if err != nil {
		return false, err
	}
	text, err := e.record()
	if err != nil {
		return false, err
	}
	if err := b.Put(sub[:], box.Seal(text, entryPlace(task, gen, sub))); err != nil {
		return false, err
	}
	all, err := w.indexes(scopeRoster(task, gen))
	if err != nil {
		return false, err
	}
	for _, x := range all {
		if found {
			if err := x.drop(sub, before.words()...); err != nil {
				return false, err
			}
		}
		if err := x.add(sub, e.words()...); err != nil {
			return false, err
		}
	}
	return !found, nil
}

// removeEntry removes an entry and its words.
func (w *writer) removeEntry(task booth.TaskID, gen uint64, sub subject) (removed bool, err error) {
	e, found, err := w.entry(task, gen, sub)
	if err != nil || !found {
		return false, err
	}
	all, err := w.indexes(scopeRoster(task, gen))
	if err != nil {
		return false, err
	}
	for _, x := range all {
		if err := x.drop(sub, e.words()...); err != nil {
			return false, err
		}
	}
	b, err := w.generation(task, gen)
	if err != nil {
		return false, err
	}
	return true, errors.Join(b.Delete(sub[:]), w.rekeyLater(sub))
}

// entry reads a subject's entry of a generation.
func (r *reader) entry(task booth.TaskID, gen uint64, sub subject) (e Entry, found bool, err error) {
	b := r.tx.Bucket(bucketStudents).Bucket([]byte(task))
	if b == nil {
		return e, false, nil
	}
	if b = b.Bucket(u64(gen)); b == nil {
		return e, false, nil
	}
	value := b.Get(sub[:])
	if value == nil {
		return e, false, nil
	}
	e, err = r.openEntry(task, gen, sub, value)
	return e, err == nil, err
}

// openEntry decrypts an entry.
func (r *reader) openEntry(task booth.TaskID, gen uint64, sub subject, value []byte) (Entry, error) {
	box, err := r.box(sub)
	if err != nil {
		return Entry{}, damaged(bucketStudents, err)
	}
	text, err := box.Open(value, entryPlace(task, gen, sub))
	if err != nil {
		return Entry{}, damaged(bucketStudents, err)
	}
	e, err := readEntry(text)
	if err != nil {
		return Entry{}, damaged(bucketStudents, err)
	}
	return e, nil
}

// generation gives the bucket of a generation, new if need be.
func (w *writer) generation(task booth.TaskID, gen uint64) (*bolt.Bucket, error) {
	b, err := w.tx.Bucket(bucketStudents).CreateBucketIfNotExists([]byte(task))
	if err != nil {
		return nil, err
	}
	return b.CreateBucketIfNotExists(u64(gen))
}

func entryPlace(task booth.TaskID, gen uint64, sub subject) []byte {
	return join(bucketStudents, []byte{0}, u64(gen), sub[:], []byte(task))
}

// generations goes through all generations of all rosters.
func (r *reader) generations(yield func(task booth.TaskID, gen uint64, b *bolt.Bucket) error) error {
	students := r.tx.Bucket(bucketStudents)
	return students.ForEachBucket(func(task []byte) error {
		t := students.Bucket(task)
		return t.ForEachBucket(func(gen []byte) error {
			return yield(booth.TaskID(bytes.Clone(task)), readU64(gen), t.Bucket(gen))
		})
	})
}
