package store

import (
	"errors"
	"slices"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
)

// DropSealed removes pictures of a session that are in a packet now: their
// records, wrapped keys and files (rule S4: the packet keeps them, and only the
// service can open it). It tells how many there were; it may be repeated, and a
// session that is not there is all right. RotatePhotos makes it final against
// old pages and backups.
func (s *Store) DropSealed(session booth.SessionID, pictures []booth.PhotoID, say ...audit.Record) (dropped int, err error) {
	there := func(r *reader) (owner subject, n int, err error) {
		owner, ok := subjectAt(r.tx.Bucket(tableSessions.name).Get([]byte(session)))
		if !ok {
			return owner, 0, nil
		}
		err = r.photosOf(owner, func(_ fileID, p photoRecord) (bool, error) {
			if p.Session == session && slices.Contains(pictures, p.ID) {
				n++
			}
			return true, nil
		})
		return owner, n, err
	}
	err = s.view(func(r *reader) error {
		_, dropped, err = there(r)
		return err
	})
	if err != nil || dropped == 0 {
		return 0, err
	}
	err = s.update(opErase, func(w *writer) error {
		var owner subject
		owner, dropped, err = there(&w.reader)
		if err != nil || dropped == 0 {
			return err
		}
		drop := func(p booth.PhotoID) bool { return slices.Contains(pictures, p) }
		return errors.Join(w.removePhotosOf(owner, session, drop), w.audit(say...))
	})
	return dropped, err
}
