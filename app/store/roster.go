package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
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
	// Changed is when it last was, by the kiosk's clock; no two changes have the
	// same time.
	Changed time.Time `json:"changed,omitzero"`
}

// same reports whether nothing changed in between.
func (r Roster) same(o Roster) bool {
	return r.Students == o.Students && r.Manual == o.Manual && r.Changed.Equal(o.Changed)
}

// rosterRecord is kept for each task.
type rosterRecord struct {
	Roster
	// Revision counts the changes, but those of manual entries.
	Revision uint64 `json:"revision"`
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

// changeRoster writes a changed roster's record.
func (w *writer) changeRoster(task booth.TaskID, rec rosterRecord) error {
	rec.Revision++
	return w.changeManual(task, rec)
}

// changeManual is changeRoster where only manual entries changed.
func (w *writer) changeManual(task booth.TaskID, rec rosterRecord) error {
	now := w.s.Now().At
	if !now.After(rec.Changed) {
		now = rec.Changed.Add(time.Millisecond)
	}
	rec.Changed = now
	return w.putRoster(task, rec)
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
		var roster, manual []Entry
		for _, e := range entries {
			if e.Student.Manual == booth.FromRoster {
				roster = append(roster, e)
			} else {
				manual = append(manual, e)
			}
		}
		for _, g := range []struct {
			gen     uint64
			entries []Entry
			count   *int
		}{{rec.Gen, roster, &rec.Students}, {manualGeneration, manual, &rec.Manual}} {
			added, err := w.putEntries(task, g.gen, g.entries)
			if err != nil {
				return err
			}
			*g.count += added
		}
		return errors.Join(w.changeRoster(task, rec), w.audit(say...))
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
		return errors.Join(w.changeRoster(task, rec), w.audit(say...))
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
	subs, err := w.subjectsOf([]booth.StudentKey{key})
	if err != nil {
		return subject{}, keyring.Box{}, err
	}
	box, err := w.box(subs[key])
	return subs[key], box, err
}

// subjectsOf gives the subjects of students, new where need be.
func (w *writer) subjectsOf(keys []booth.StudentKey) (map[booth.StudentKey]subject, error) {
	subs := make(map[booth.StudentKey]subject, len(keys))
	var unknown []booth.StudentKey
	for _, k := range keys {
		sub, found, err := w.find(k)
		if err != nil {
			return nil, err
		}
		if _, twice := subs[k]; !found && !twice {
			unknown = append(unknown, k)
		}
		subs[k] = sub
	}
	fresh := newSubjects(len(unknown))
	words := make([]indexWord, 0, len(unknown))
	for i, k := range unknown {
		subs[k] = fresh[i]
		words = append(words, indexWord{fresh[i], keyWord(k)})
		rec := subjectRecord{key: keyring.NewKey(), student: k}
		if err := w.tx.Bucket(bucketSubjects).Put(fresh[i][:], rec.wrap(w.epoch, fresh[i])); err != nil {
			return nil, err
		}
	}
	return subs, w.addWords(scopeAll, words)
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

// putEntries writes entries of a generation, and their words. It tells how
// many did not replace one.
//
// Everything is written in the order of its keys: bbolt splits its pages only
// when a transaction ends, so until then each key that lands in the middle of
// a page moves all that follow.
func (w *writer) putEntries(task booth.TaskID, gen uint64, entries []Entry) (added int, err error) {
	if len(entries) == 0 {
		return 0, nil
	}
	keys := make([]booth.StudentKey, len(entries))
	last := make(map[booth.StudentKey]Entry, len(entries))
	for i, e := range entries {
		if task == "" || e.Student.Key.IsZero() {
			return 0, errors.New("store: a student without a task or a key")
		}
		e.Student.Task = task
		keys[i], last[e.Student.Key] = e.Student.Key, e
	}
	subs, err := w.subjectsOf(keys)
	if err != nil {
		return 0, err
	}
	b, err := w.generation(task, gen)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(keys, func(x, y booth.StudentKey) int { a, b := subs[x], subs[y]; return bytes.Compare(a[:], b[:]) })
	var words []indexWord
	for _, k := range slices.Compact(keys) {
		sub, e := subs[k], last[k]
		replaced, err := w.dropWords(task, gen, sub)
		if err != nil {
			return 0, err
		}
		if !replaced {
			added++
		}
		text, err := e.record()
		if err != nil {
			return 0, err
		}
		box, err := w.box(sub)
		if err != nil {
			return 0, err
		}
		if err := b.Put(sub[:], box.Seal(text, entryPlace(task, gen, sub))); err != nil {
			return 0, err
		}
		for _, word := range e.words() {
			words = append(words, indexWord{sub, word})
		}
	}
	return added, w.addWords(scopeRoster(task, gen), words)
}

// dropWords takes the words of an entry that is there out of the index.
func (w *writer) dropWords(task booth.TaskID, gen uint64, sub subject) (there bool, err error) {
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
	return true, nil
}

// removeEntry removes an entry and its words.
func (w *writer) removeEntry(task booth.TaskID, gen uint64, sub subject) (removed bool, err error) {
	found, err := w.dropWords(task, gen, sub)
	if err != nil || !found {
		return false, err
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
