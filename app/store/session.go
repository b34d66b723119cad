package store

import (
	"encoding/json"
	"errors"

	"campuskiosk/app/booth"
)

// Saved is a session as it is kept.
type Saved struct {
	Session booth.Session
	// Version counts the steps that were applied, from 1.
	Version uint64
}

// savedRecord is a Saved with nothing masked.
type savedRecord struct {
	Version uint64 `json:"version"`
	// Step is the digest of the last step, to know it again.
	Step    []byte          `json:"step"`
	Session json.RawMessage `json:"session"`
}

// ErrConflict means: a step was made from another version of the session than the
// one that is kept.
var ErrConflict = booth.Fail("store.conflict",
	"这次操作与已保存的记录冲突，没有保存。请返回上一步再试。",
	"This step does not fit what was saved and was not kept. Go one step back and try again.")

// Session gives a session. The error is ErrNotFound when there is none.
func (s *Store) Session(id booth.SessionID) (Saved, error) {
	var saved Saved
	err := s.view(func(r *reader) (err error) {
		saved, _, err = r.session(id)
		return err
	})
	return saved, err
}

// session reads a session and whose it is.
func (r *reader) session(id booth.SessionID) (Saved, subject, error) {
	_, saved, owner, err := r.sessionRecord(id)
	return saved, owner, err
}

func (r *reader) sessionRecord(id booth.SessionID) (savedRecord, Saved, subject, error) {
	var rec savedRecord
	owner, found, err := r.getJSON(tableSessions, []byte(id), &rec)
	if err != nil {
		return rec, Saved{}, owner, err
	}
	if !found {
		return rec, Saved{}, owner, ErrNotFound
	}
	session, err := booth.ReadSession(rec.Session)
	if err != nil {
		return rec, Saved{}, owner, damaged(tableSessions.name, err)
	}
	return rec, Saved{session, rec.Version}, owner, nil
}

// Unfinished gives the sessions that have not ended, the oldest first: after a
// restart they go on or are ended.
func (s *Store) Unfinished() ([]Saved, error) {
	var all []Saved
	err := s.view(func(r *reader) error {
		return r.tx.Bucket(bucketOpen).ForEach(func(id, _ []byte) error {
			saved, _, err := r.session(booth.SessionID(id))
			if err == nil {
				all = append(all, saved)
			}
			return err
		})
	})
	return all, err
}

// SessionsOf gives a student's sessions at this kiosk, the oldest first.
func (s *Store) SessionsOf(student booth.StudentKey) ([]Saved, error) {
	var all []Saved
	err := s.view(func(r *reader) error {
		sub, found, err := r.find(student)
		if err != nil || !found {
			return err
		}
		ids, err := r.ownedBy(sub, tableSessions)
		if err != nil {
			return err
		}
		for _, id := range ids {
			saved, _, err := r.session(booth.SessionID(id))
			if err != nil {
				return err
			}
			all = append(all, saved)
		}
		return nil
	})
	return all, err
}

// ended reports whether nothing more happens to a session.
func ended(state booth.State) bool { return state == booth.StateEnded || state == booth.StateIdle }

// putSession writes a session under its owner and keeps the list of open ones.
func (w *writer) putSession(owner subject, session booth.Session, version uint64, step []byte) error {
	text, err := session.Record()
	if err != nil {
		return err
	}
	id := []byte(session.ID)
	if err := w.putJSON(tableSessions, id, owner, savedRecord{version, step, text}); err != nil {
		return err
	}
	if ended(session.State) {
		return w.tx.Bucket(bucketOpen).Delete(id)
	}
	return w.tx.Bucket(bucketOpen).Put(id, nil)
}

// removeSession removes a session with its photos.
func (w *writer) removeSession(id booth.SessionID, owner subject) error {
	if err := w.removePhotosOf(owner, id, func(booth.PhotoID) bool { return true }); err != nil {
		return err
	}
	return errors.Join(w.tx.Bucket(bucketOpen).Delete([]byte(id)), w.remove(tableSessions, []byte(id)))
}

// removePhotosOf removes those photos of a session that were chosen.
func (w *writer) removePhotosOf(owner subject, session booth.SessionID, chosen func(booth.PhotoID) bool) error {
	var gone []fileID
	err := w.photosOf(owner, func(f fileID, p photoRecord) (bool, error) {
		if p.Session == session && chosen(p.ID) {
			gone = append(gone, f)
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	for _, f := range gone {
		if err := w.removePhoto(f); err != nil {
			return err
		}
	}
	return nil
}

// submissionsOf goes through a session's submissions.
func (r *reader) submissionsOf(session booth.SessionID, yield func(booth.Submission) error) error {
	return prefixed(r.tx.Bucket(tableSubmissions.name), []byte(session), func(k, _ []byte) (bool, error) {
		var rec submissionRecord
		if _, _, err := r.getJSON(tableSubmissions, k, &rec); err != nil {
			return false, err
		}
		return true, yield(rec.Submission)
	})
}

// listOpenSessions builds the list of sessions that have not ended (migration
// from schema 1, which had none). It reads the state only.
func (w *writer) listOpenSessions() error {
	var open [][]byte
	err := w.tx.Bucket(tableSessions.name).ForEach(func(id, _ []byte) error {
		var rec struct {
			Session struct {
				Session struct {
					State string `json:"state"`
				} `json:"session"`
			} `json:"session"`
		}
		if _, _, err := w.getJSON(tableSessions, id, &rec); err != nil {
			return err
		}
		if !ended(booth.State(rec.Session.Session.State)) {
			open = append(open, id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range open {
		if err := w.tx.Bucket(bucketOpen).Put(id, nil); err != nil {
			return err
		}
	}
	return nil
}
