package store

import (
	"bytes"
	"errors"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"

	bolt "go.etcd.io/bbolt"
)

// Reference gives the reference photo that a student's entry in a task's
// roster names. Errors are those of Photo.
func (s *Store) Reference(task booth.TaskID, student booth.StudentKey) ([]byte, error) {
	e, err := s.Student(task, student)
	if err != nil {
		return nil, err
	}
	if e.Student.Reference == "" {
		return nil, ErrNotFound
	}
	return s.photo("", e.Student.Reference, func(r *reader) (subject, error) {
		owner, found, err := r.find(student)
		if err == nil && !found {
			err = ErrNotFound
		}
		return owner, err
	})
}

// PutReference keeps the reference photo of a student who is in a task's
// roster, and names it in the entry. The error is ErrNotFound for a student
// who is not.
func (s *Store) PutReference(task booth.TaskID, student booth.StudentKey, photo []byte, say ...audit.Record) error {
	return s.putReferences(opReference, []ReferencePhoto{{student, photo}}, func(w *writer) error {
		rec, err := w.roster(task)
		if err != nil {
			return err
		}
		sub, _, err := w.find(student)
		if err != nil {
			return err
		}
		for _, gen := range w.gens(task) {
			e, found, err := w.entry(task, gen, sub)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			e.Student.Reference = PhotoIDOf(photo)
			_, err = w.putEntries(task, gen, []Entry{e})
			return errors.Join(err, w.changeRoster(task, rec), w.audit(say...))
		}
		return ErrNotFound
	})
}

// putReferences keeps photos of students that are known, in one transaction
// with what else has to be done.
func (s *Store) putReferences(o op, photos []ReferencePhoto, also func(*writer) error) error {
	all := make([]NewPhoto, len(photos))
	for i, p := range photos {
		all[i] = NewPhoto{ReferenceFile, p.Photo}
	}
	files, err := s.seal("", all)
	if err != nil {
		return err
	}
	err = s.update(o, func(w *writer) error {
		for i, p := range photos {
			owner, found, err := w.find(p.Student)
			if err != nil {
				return err
			}
			if !found {
				return ErrNotFound
			}
			if err := w.putPhoto(owner, files[i]); err != nil {
				return err
			}
		}
		return also(w)
	})
	if err != nil {
		s.unseal(files)
	}
	return err
}

// dropReferences removes reference photos that no present entry names, in
// bounded pieces.
func (s *Store) dropReferences() error {
	var at walk
	for more := true; more; {
		err := s.update(opImportCleanup, func(w *writer) (err error) {
			more, err = w.dropSomeReferences(&at)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) dropSomeReferences(at *walk) (more bool, err error) {
	present, err := w.presentGenerations()
	if err != nil {
		return false, err
	}
	var unused []fileID
	room := rotateBatch
	more, err = at.some(w.tx.Bucket(tablePhotos.name), &room, func(f, _ []byte) error {
		var rec photoRecord
		owner, _, err := w.getJSON(tablePhotos, f, &rec)
		if err != nil || rec.Role != ReferenceFile {
			return err
		}
		used, err := w.namesReference(present, owner, rec.ID)
		if err == nil && !used {
			unused = append(unused, bytes.Clone(f))
		}
		return err
	})
	for _, f := range unused {
		err = errors.Join(err, w.removePhoto(f))
	}
	return more, err
}

// presentGenerations are the generations that count, of all tasks.
func (r *reader) presentGenerations() ([]generationOf, error) {
	var all []generationOf
	err := r.generations(func(task booth.TaskID, gen uint64, b *bolt.Bucket) error {
		if contains(r.gens(task), gen) {
			all = append(all, generationOf{task, gen, b})
		}
		return nil
	})
	return all, err
}

// namesReference reports whether an entry of the subject names the photo.
func (r *reader) namesReference(in []generationOf, sub subject, id booth.PhotoID) (bool, error) {
	for _, g := range in {
		e, found, err := r.entry(g.task, g.gen, sub)
		if err != nil || found && e.Student.Reference == id {
			return found, err
		}
	}
	return false, nil
}
