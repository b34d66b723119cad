package store

import (
	bolt "go.etcd.io/bbolt"
)

// Subjects is how many subjects there are.
func (s *Store) Subjects() (n int) {
	_ = s.view(func(r *reader) error {
		n = r.tx.Bucket(bucketSubjects).Stats().KeyN
		return nil
	})
	return n
}

// OldWraps counts the wrapped keys in another database file that the present
// epochs open.
func (s *Store) OldWraps(file string) (n int) {
	old, err := bolt.Open(file, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		panic(err)
	}
	defer old.Close()
	_ = s.view(func(r *reader) error {
		return old.View(func(tx *bolt.Tx) error {
			subjects := 0
			_ = tx.Bucket(bucketSubjects).ForEach(func(k, v []byte) error {
				subjects++
				if _, err := unwrapSubject(r.epoch, subject(k), v); err == nil {
					n++
				}
				return nil
			})
			_ = tx.Bucket(bucketKeys).ForEach(func(f, box []byte) error {
				if _, err := r.photoEpoch.Wrap.Open(box, placeOf(bucketKeys, f)); err == nil {
					n++
				}
				return nil
			})
			if subjects == 0 {
				panic("the old database has no subjects")
			}
			return nil
		})
	})
	return n
}

// OldSessions counts the sessions in another database file that open with the
// keys that their owners have today.
func (s *Store) OldSessions(file string) (n int) {
	old, err := bolt.Open(file, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		panic(err)
	}
	defer old.Close()
	_ = s.view(func(r *reader) error {
		return old.View(func(tx *bolt.Tx) error {
			return tx.Bucket(tableSessions.name).ForEach(func(id, value []byte) error {
				owner, _ := subjectAt(value)
				box, err := r.box(owner)
				if err != nil {
					return nil
				}
				if _, err := box.Open(value[len(owner):], recordPlace(tableSessions, id)); err == nil {
					n++
				}
				return nil
			})
		})
	})
	return n
}
