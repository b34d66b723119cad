package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
)

// Step is one step of a session as app/flow decided it.
type Step struct {
	// From is the version of the session that the step was made from, 0 for a
	// new session.
	From uint64
	// Session is the session after the step.
	Session booth.Session
	// Effects are all that Next gave; those that are not stored are ignored.
	Effects []flow.Effect
	// Photos are the pictures that KeepShot and KeepPhoto name.
	Photos []NewPhoto
	// Spellings are those of a manual entry's name (KeepManual), see Entry.
	Spellings []string
}

// Apply makes a step durable: photos first, then the session, all stored
// effects and the audit trail in one transaction. It gives the session's new
// version.
//
// A step may be repeated, for instance when it is not known whether it was
// applied before a crash: the same step again has no effect and gives the same
// version. Another step from the same version is ErrConflict.
func (s *Store) Apply(step Step) (version uint64, err error) {
	if !step.Session.ID.Valid() {
		return 0, errors.New("store: a session without a valid id")
	}
	digest, err := step.digest()
	if err != nil {
		return 0, err
	}
	files, err := s.seal(step.Session.ID, step.Photos)
	if err != nil {
		return 0, err
	}
	repeated := false
	err = s.update(opApply, func(w *writer) error {
		repeated = false
		rec, _, owner, err := w.sessionRecord(step.Session.ID)
		known := err == nil
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if known && rec.Version == step.From+1 && bytes.Equal(rec.Step, digest) {
			repeated = true
			return nil
		}
		if rec.Version != step.From {
			return ErrConflict
		}
		if owner, err = w.sessionOwner(step.Session, owner, known); err != nil {
			return err
		}
		a := application{writer: w, step: step, owner: owner, files: files}
		if err := a.all(); err != nil {
			return err
		}
		return w.putSession(owner, step.Session, step.From+1, digest)
	})
	if err != nil || repeated {
		s.unseal(files)
	}
	if err != nil {
		return 0, err
	}
	return step.From + 1, nil
}

// digest tells steps apart.
func (step Step) digest() ([]byte, error) {
	session, err := step.Session.Record()
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	h.Write(session)
	for _, e := range step.Effects {
		if !e.Stored() {
			continue
		}
		text, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		_, _ = fmt.Fprintf(h, "\n%T %s", e, text)
	}
	return h.Sum(nil), nil
}

// sessionOwner gives the subject that the session belongs to after the step:
// the student's, or one of its own. Photos of the session go along.
func (w *writer) sessionOwner(session booth.Session, before subject, known bool) (subject, error) {
	var owner subject
	var err error
	switch anonymous := known && w.anonymous(before); {
	case !session.Student.Key.IsZero():
		owner, _, err = w.subjectOf(session.Student.Key)
	case anonymous:
		return before, nil
	default:
		owner, err = w.newAnonymous()
	}
	if err != nil || !known || owner == before {
		return owner, err
	}
	var files []fileID
	err = w.photosOf(before, func(f fileID, p photoRecord) (bool, error) {
		if p.Session == session.ID {
			files = append(files, f)
		}
		return true, nil
	})
	if err != nil {
		return owner, err
	}
	for _, f := range files {
		if err := w.reown(f, before, owner); err != nil {
			return owner, err
		}
	}
	return owner, nil
}

// anonymous reports whether a subject is a session's own.
func (r *reader) anonymous(sub subject) bool {
	rec, err := unwrapSubject(r.epoch, sub, r.tx.Bucket(bucketSubjects).Get(sub[:]))
	return err == nil && rec.student.IsZero()
}

// reown gives a photo to another subject.
func (w *writer) reown(f fileID, from, to subject) error {
	key, err := w.photoKey(from, f)
	if err != nil {
		return err
	}
	var rec photoRecord
	if _, _, err := w.getJSON(tablePhotos, f, &rec); err != nil {
		return err
	}
	return errors.Join(w.putJSON(tablePhotos, f, to, rec), w.putPhotoKey(to, f, key))
}

func contains[T comparable](all []T, one T) bool { return slices.Contains(all, one) }
