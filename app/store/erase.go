package store

import (
	"errors"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
)

// ErrUnconfirmed means: the student handed in something that the service has not
// confirmed, so erasing would lose it.
var ErrUnconfirmed = booth.Fail("store.unconfirmed",
	"这名学生有尚未送达的照片，现在清除会丢失。请先上传或导出；本人要求立即清除时，请由管理员确认。",
	"This student handed in photos that have not arrived yet; erasing now would lose them. Upload or export first, or let the administrator confirm if the student asks for it.")

// EraseOptions say what Erase may do.
type EraseOptions struct {
	// Unconfirmed: erase also what the service has not confirmed, because the
	// student asked for it.
	Unconfirmed bool
}

// Erase removes everything about a student from this kiosk: roster entries,
// sessions, photos, counters, submissions. From then on the kiosk does not
// know the student; Purge makes it final against old pages and backups. An
// unknown student is all right. The error is ErrUnconfirmed.
func (s *Store) Erase(student booth.StudentKey, o EraseOptions, say ...audit.Record) error {
	s.rotating.Lock() // imports count their entries
	defer s.rotating.Unlock()
	return s.update(opErase, func(w *writer) error {
		sub, found, err := w.find(student)
		if err != nil || !found {
			return errors.Join(err, w.audit(say...))
		}
		if !o.Unconfirmed {
			if err := w.allConfirmed(sub); err != nil {
				return err
			}
		}
		return errors.Join(w.erase(sub, student), w.audit(say...))
	})
}

// allConfirmed is ErrUnconfirmed while the service does not have a submission.
func (r *reader) allConfirmed(sub subject) error {
	return eachOf(r, sub, tableSubmissions, func(_ []byte, rec submissionRecord) error {
		if rec.Submission.ConfirmedAt.IsZero() {
			return ErrUnconfirmed
		}
		return nil
	})
}

// erase removes all records of a student, then its key.
func (w *writer) erase(sub subject, student booth.StudentKey) error {
	ids, err := w.ownedBy(sub, tableSessions)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := w.removeSession(booth.SessionID(id), sub); err != nil {
			return err
		}
	}
	files, err := w.ownedBy(sub, tablePhotos)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := w.removePhoto(f); err != nil {
			return err
		}
	}
	for _, t := range tables() {
		keys, err := w.ownedBy(sub, t)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := w.remove(t, k); err != nil {
				return err
			}
		}
	}
	if err := w.eraseEntries(sub); err != nil {
		return err
	}
	all, err := w.indexes(scopeAll)
	if err != nil {
		return err
	}
	for _, x := range all {
		if err := x.drop(sub, keyWord(student)); err != nil {
			return err
		}
	}
	return errors.Join(w.tx.Bucket(bucketSubjects).Delete(sub[:]), w.count(metaGone))
}

// eraseEntries takes a subject off all rosters.
func (w *writer) eraseEntries(sub subject) error {
	gens, err := w.allGenerations()
	if err != nil {
		return err
	}
	for _, g := range gens {
		removed, err := w.removeEntry(g.task, g.gen, sub)
		if err != nil {
			return err
		}
		if !removed {
			continue
		}
		rec, err := w.roster(g.task)
		if err != nil {
			return err
		}
		switch g.gen {
		case manualGeneration:
			rec.Manual--
		case rec.Gen:
			rec.Students--
		}
		if err := w.changeRoster(g.task, rec); err != nil {
			return err
		}
	}
	return nil
}

// Wipe makes the whole data folder unreadable at once: it destroys all
// wrapping keys. The store must be closed afterwards; what remains are records
// that name nobody. It may be repeated.
func (s *Store) Wipe() error {
	s.failed.Store(true)
	return errors.Join(s.studentEpochs.Keep(), s.photoEpochs.Keep())
}
