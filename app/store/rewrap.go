package store

import (
	"bytes"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// wrapSubjects wraps all subjects' keys by the next epoch. Subjects without
// any record are forgotten; subjects that lost records get new keys.
func (w *writer) wrapSubjects(next keyring.Epoch) error {
	b := w.tx.Bucket(bucketSubjects)
	var all []subject
	if err := b.ForEach(func(k, _ []byte) error { all = append(all, subject(k)); return nil }); err != nil {
		return err
	}
	gens, err := w.allGenerations()
	if err != nil {
		return err
	}
	for _, sub := range all {
		stored := b.Get(sub[:])
		rec, err := unwrapSubject(w.epoch, sub, stored)
		if err != nil {
			return err
		}
		if !w.holdsAnything(sub, gens) {
			if err := w.forget(sub, rec, next); err != nil {
				return err
			}
			continue
		}
		if rec.flags&subjectRekey != 0 {
			if rec, err = w.rekey(sub, rec, gens); err != nil {
				return err
			}
		}
		if err := b.Put(sub[:], rec.wrap(next, sub)); err != nil {
			return err
		}
	}
	return nil
}

// A generationOf is a generation of a roster with its bucket.
type generationOf struct {
	task   booth.TaskID
	gen    uint64
	bucket *bolt.Bucket
}

func (r *reader) allGenerations() ([]generationOf, error) {
	var all []generationOf
	err := r.generations(func(task booth.TaskID, gen uint64, b *bolt.Bucket) error {
		all = append(all, generationOf{task, gen, b})
		return nil
	})
	return all, err
}

// holdsAnything reports whether there is a record of the subject.
func (r *reader) holdsAnything(sub subject, gens []generationOf) bool {
	if k, _ := r.tx.Bucket(bucketOwned).Cursor().Seek(sub[:]); bytes.HasPrefix(k, sub[:]) {
		return true
	}
	for _, g := range gens {
		if g.bucket.Get(sub[:]) != nil {
			return true
		}
	}
	return false
}

// forget removes a subject, its key, and what leads to it in the next index.
func (w *writer) forget(sub subject, rec subjectRecord, next keyring.Epoch) error {
	if !rec.student.IsZero() {
		index, err := w.indexIn(next, scopeAll)
		if err != nil {
			return err
		}
		if err := index.drop(sub, keyWord(rec.student)); err != nil {
			return err
		}
	}
	return w.tx.Bucket(bucketSubjects).Delete(sub[:])
}

// rekey gives a subject a new key and seals all its records anew.
func (w *writer) rekey(sub subject, old subjectRecord, gens []generationOf) (subjectRecord, error) {
	rec := subjectRecord{key: keyring.NewKey(), student: old.student}
	from, to := keyring.NewBox(old.key), keyring.NewBox(rec.key)
	for _, t := range tables() {
		keys, err := w.ownedBy(sub, t)
		if err != nil {
			return rec, err
		}
		b := w.tx.Bucket(t.name)
		for _, k := range keys {
			value := b.Get(k)
			if len(value) < len(sub) {
				return rec, missingRecord(false)
			}
			text, err := from.Open(value[len(sub):], recordPlace(t, k))
			if err != nil {
				return rec, damaged(t.name, err)
			}
			if err := b.Put(k, join(sub[:], to.Seal(text, recordPlace(t, k)))); err != nil {
				return rec, err
			}
			if t.tag == tablePhotos.tag {
				if err := w.rekeyPhoto(k, from, to); err != nil {
					return rec, err
				}
			}
		}
	}
	for _, g := range gens {
		value := g.bucket.Get(sub[:])
		if value == nil {
			continue
		}
		place := entryPlace(g.task, g.gen, sub)
		text, err := from.Open(value, place)
		if err != nil {
			return rec, damaged(bucketStudents, err)
		}
		if err := g.bucket.Put(sub[:], to.Seal(text, place)); err != nil {
			return rec, err
		}
	}
	return rec, nil
}

// rekeyPhoto wraps a photo's key by its owner's new key.
func (w *writer) rekeyPhoto(f fileID, from, to keyring.Box) error {
	b, place := w.tx.Bucket(bucketKeys), placeOf(bucketKeys, f)
	inner, err := w.photoEpoch.Wrap.Open(b.Get(f), place)
	if err != nil {
		return damaged(bucketKeys, err)
	}
	key, err := from.Open(inner, place)
	if err != nil {
		return damaged(bucketKeys, err)
	}
	return b.Put(f, w.photoEpoch.Wrap.Seal(to.Seal(key, place), place))
}

// rekeyAll marks all subjects of a generation that is about to go.
func (w *writer) rekeyAll(gen *bolt.Bucket) error {
	return gen.ForEach(func(k, _ []byte) error { return w.rekeyLater(subject(k)) })
}
