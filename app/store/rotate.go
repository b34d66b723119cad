package store

import (
	"context"
	"errors"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// Pending tells what a rotation would make final.
type Pending struct {
	// Records is how many erasures of students and of records there were since
	// the last rotation, Photos of photos.
	Records, Photos uint64
	// Last is when the last rotation of students' keys was; zero if never.
	Last time.Time
}

// Pending tells whether a rotation is due.
func (s *Store) Pending() (Pending, error) {
	var p Pending
	err := s.view(func(r *reader) error {
		meta := r.tx.Bucket(bucketMeta)
		p.Records, p.Photos = readU64(meta.Get(metaGone)), readU64(meta.Get(metaPhotosGone))
		if at := meta.Get(metaLastRotation); at != nil {
			p.Last = time.UnixMilli(int64(readU64(at))).UTC()
		}
		return nil
	})
	return p, err
}

// Purge makes final what was erased so far, as far as there is something. say
// is recorded with it. It may run while the kiosk works; call it at night and
// when a student's erasure was asked for.
func (s *Store) Purge(ctx context.Context, say ...audit.Record) error {
	p, err := s.Pending()
	if err != nil {
		return err
	}
	if p.Photos > 0 {
		if err := s.RotatePhotos(); err != nil {
			return err
		}
	}
	if p.Records > 0 {
		return s.Rotate(ctx, say...)
	}
	return nil
}

// Rotate ends the epoch of students: all living students' keys are wrapped by
// a new one, students that lost records get new keys, the blind index is built
// anew, and the old wrapping key is destroyed. Backups that were made before
// can't be opened afterwards. Only the last step, some 10 µs a student, makes
// writers wait. A crash or an error before that leaves all as it was.
func (s *Store) Rotate(ctx context.Context, say ...audit.Record) error {
	s.rotating.Lock()
	defer s.rotating.Unlock()
	next, err := s.beginRotation()
	if err != nil {
		return err
	}
	if err := s.buildIndex(ctx, next); err != nil {
		return errors.Join(err, s.abandonRotation())
	}
	if err := s.switchEpoch(next, say); err != nil {
		return errors.Join(err, s.abandonRotation())
	}
	s.epochs.present(keyring.Students, next.N)
	return s.studentEpochs.Keep(next.N)
}

// beginRotation makes the next epoch; from now on what is written is indexed
// for both.
func (s *Store) beginRotation() (keyring.Epoch, error) {
	var present uint64
	err := s.view(func(r *reader) error { present = r.epoch.N; return nil })
	if err != nil {
		return keyring.Epoch{}, err
	}
	next, err := s.studentEpochs.Create(present + 1)
	if err != nil {
		return next, err
	}
	s.epochs.add(keyring.Students, next)
	return next, s.update(opRotateBegin, func(w *writer) error {
		return w.tx.Bucket(bucketMeta).Put(metaNextEpoch, u64(next.N))
	})
}

// switchEpoch makes the next epoch the present one.
func (s *Store) switchEpoch(next keyring.Epoch, say []audit.Record) error {
	return s.update(opRotateSwitch, func(w *writer) error {
		if err := w.wrapSubjects(next); err != nil {
			return err
		}
		meta := w.tx.Bucket(bucketMeta)
		if err := w.tx.Bucket(bucketIndex).DeleteBucket(u64(w.epoch.N)); err != nil && !isNoBucket(err) {
			return err
		}
		now := w.s.Now().At
		return errors.Join(
			meta.Put(metaEpoch, u64(next.N)), meta.Delete(metaNextEpoch), meta.Put(metaGone, u64(0)),
			meta.Put(metaLastRotation, u64(uint64(max(0, now.UnixMilli())))),
			w.audit(say...),
		)
	})
}

// abandonRotation removes what an unfinished rotation left.
func (s *Store) abandonRotation() error {
	var next uint64
	err := s.db.View(func(tx *bolt.Tx) error {
		next = readU64(tx.Bucket(bucketMeta).Get(metaNextEpoch))
		return nil
	})
	if err != nil || next == 0 {
		return people(err)
	}
	var present uint64
	err = s.update(opRotateBegin, func(w *writer) error {
		present = w.epoch.N
		if err := w.tx.Bucket(bucketIndex).DeleteBucket(u64(next)); err != nil && !isNoBucket(err) {
			return err
		}
		return w.tx.Bucket(bucketMeta).Delete(metaNextEpoch)
	})
	if err != nil {
		return err
	}
	return s.studentEpochs.Keep(present)
}

// RotatePhotos ends the epoch of photos: the keys of all photos that are left
// are wrapped by a new one and the old wrapping key is destroyed, some 5 µs a
// photo.
func (s *Store) RotatePhotos() error {
	s.rotating.Lock()
	defer s.rotating.Unlock()
	var present uint64
	err := s.view(func(r *reader) error { present = r.photoEpoch.N; return nil })
	if err != nil {
		return err
	}
	next, err := s.photoEpochs.Create(present + 1)
	if err != nil {
		return err
	}
	s.epochs.add(keyring.Photos, next)
	err = s.update(opRotatePhotos, func(w *writer) error {
		b := w.tx.Bucket(bucketKeys)
		wrapped := make(map[string][]byte)
		err := b.ForEach(func(f, box []byte) error {
			place := placeOf(bucketKeys, f)
			inner, err := w.photoEpoch.Wrap.Open(box, place)
			if err != nil {
				return damaged(bucketKeys, err)
			}
			wrapped[string(f)] = next.Wrap.Seal(inner, place)
			return nil
		})
		if err != nil {
			return err
		}
		for f, box := range wrapped {
			if err := b.Put([]byte(f), box); err != nil {
				return err
			}
		}
		meta := w.tx.Bucket(bucketMeta)
		return errors.Join(meta.Put(metaPhotoEpoch, u64(next.N)), meta.Put(metaPhotosGone, u64(0)))
	})
	if s.failed.Load() {
		return err // nobody knows which epoch is the present one: the next start does
	}
	if err != nil {
		return errors.Join(err, s.photoEpochs.Keep(present))
	}
	s.epochs.present(keyring.Photos, next.N)
	return s.photoEpochs.Keep(next.N)
}
