package store

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"

	"campuskiosk/app/store/durable"
	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// reader is a consistent look at the data.
type reader struct {
	s          *Store
	tx         *bolt.Tx
	epoch      keyring.Epoch // of students
	photoEpoch keyring.Epoch
}

// writer is a transaction.
type writer struct {
	reader
	// gone are sealed files to remove once the transaction is durable.
	gone []string
}

// view reads. Errors are for people.
func (s *Store) view(f func(*reader) error) error {
	s.epochs.enter()
	defer s.epochs.leave()
	return guard(func() error {
		return s.db.View(func(tx *bolt.Tx) error {
			r, err := s.readerOf(tx)
			if err != nil {
				return err
			}
			return f(&r)
		})
	})
}

// update runs a transaction. When it returns nil, everything in it is durable.
// Errors are for people.
func (s *Store) update(o op, f func(*writer) error) error {
	if s.failed.Load() {
		return ErrWrite
	}
	s.epochs.enter()
	defer s.epochs.leave()
	var w *writer
	var inner error
	err := guard(func() error {
		return s.db.Update(func(tx *bolt.Tx) error {
			r, err := s.readerOf(tx)
			if err != nil {
				return err
			}
			w = &writer{reader: r}
			if inner = f(w); inner != nil {
				return inner
			}
			if c := s.clock.Load(); c != nil {
				if inner = w.setJSON(settingClock, c.State()); inner != nil {
					return inner
				}
			}
			at(o.commit())
			return nil
		})
	})
	if err != nil {
		// After a failed write or sync nobody knows what the kernel still holds:
		// stop, and start again from what the disk has. A full disk is harmless,
		// the transaction did not begin to be valid.
		if inner == nil && !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT) {
			s.failed.Store(true)
		}
		return people(err)
	}
	at(o.committed())
	s.files.remove(s.photos, w.gone)
	return nil
}

// readerOf finds the epochs of the transaction's snapshot.
func (s *Store) readerOf(tx *bolt.Tx) (reader, error) {
	meta := tx.Bucket(bucketMeta)
	r := reader{s: s, tx: tx}
	var err error
	if r.epoch, err = s.epochs.get(keyring.Students, readU64(meta.Get(metaEpoch))); err != nil {
		return r, err
	}
	r.photoEpoch, err = s.epochs.get(keyring.Photos, readU64(meta.Get(metaPhotoEpoch)))
	return r, err
}

// guard turns a fault in the mapped file (the file was cut off, or the disk
// can't be read) into ErrCorrupt. Other panics are bugs and stay panics.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case interface {
			runtime.Error
			Addr() uintptr
		}:
			err = ErrCorrupt.Because(fmt.Errorf("a page can't be read"))
		default:
			panic(r)
		}
	}()
	return f()
}

// Failed reports whether writing failed, so that nothing more is taken until
// the store is opened again.
func (s *Store) Failed() bool { return s.failed.Load() }

// damaged names the place of a record that can't be opened.
func damaged(bucket []byte, err error) error {
	return ErrDamaged.Because(fmt.Errorf("in %s: %w", bucket, durable.Pathless(err)))
}
