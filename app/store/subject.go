package store

import (
	"bytes"
	"crypto/rand"
	"slices"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// subject stands for a student, or for a session while nobody knows whose it
// is, in the database: a random number.
type subject [16]byte

// Flags of a subject, the first byte of its record.
const (
	// subjectRekey: single records of it went, so the next rotation gives it a
	// new key.
	subjectRekey byte = 1 << iota
)

// subjectRecord is what is kept of a subject, wrapped by the epoch of students.
type subjectRecord struct {
	flags byte
	// key seals the subject's records.
	key keyring.Key
	// student is whose subject it is; zero for a session's own.
	student booth.StudentKey
}

// newSubjects makes n subjects, in order.
func newSubjects(n int) []subject {
	all := make([]subject, n)
	for i := range all {
		_, _ = rand.Read(all[i][:]) // never fails (package crypto/rand)
	}
	slices.SortFunc(all, func(a, b subject) int { return bytes.Compare(a[:], b[:]) })
	return all
}

// newAnonymous makes a subject for a session of nobody.
func (w *writer) newAnonymous() (subject, error) {
	sub := newSubjects(1)[0]
	rec := subjectRecord{key: keyring.NewKey()}
	return sub, w.tx.Bucket(bucketSubjects).Put(sub[:], rec.wrap(w.epoch, sub))
}

// wrap gives the record as it is stored: the flags, then the rest sealed.
func (s subjectRecord) wrap(e keyring.Epoch, sub subject) []byte {
	return append([]byte{s.flags}, e.Wrap.Seal(join(s.key[:], s.student[:]), subjectPlace(sub))...)
}

// unwrapSubject reads what wrap gave. Errors: ErrNotFound when there is no
// such subject, ErrDamaged.
func unwrapSubject(e keyring.Epoch, sub subject, stored []byte) (subjectRecord, error) {
	if len(stored) < 1 {
		return subjectRecord{}, ErrNotFound
	}
	text, err := e.Wrap.Open(stored[1:], subjectPlace(sub))
	if err != nil || len(text) != keyring.KeySize+len(booth.StudentKey{}) {
		return subjectRecord{}, damaged(bucketSubjects, keyring.ErrOpen)
	}
	return subjectRecord{stored[0], keyring.Key(text[:keyring.KeySize]), booth.StudentKey(text[keyring.KeySize:])}, nil
}

func subjectPlace(sub subject) []byte { return join(bucketSubjects, []byte{0}, sub[:]) }

// box gives what seals a subject's records. The error is ErrNotFound for one
// that was erased.
func (r *reader) box(sub subject) (keyring.Box, error) {
	rec, err := unwrapSubject(r.epoch, sub, r.tx.Bucket(bucketSubjects).Get(sub[:]))
	return keyring.NewBox(rec.key), err
}

// rekeyLater marks a subject that lost a record.
func (w *writer) rekeyLater(sub subject) error {
	b := w.tx.Bucket(bucketSubjects)
	old := b.Get(sub[:])
	if len(old) == 0 || old[0]&subjectRekey != 0 {
		return nil
	}
	changed := append([]byte{old[0] | subjectRekey}, old[1:]...)
	if err := b.Put(sub[:], changed); err != nil {
		return err
	}
	return w.count(metaGone)
}

// count adds one to a counter in meta.
func (w *writer) count(name []byte) error {
	meta := w.tx.Bucket(bucketMeta)
	return meta.Put(name, u64(readU64(meta.Get(name))+1))
}

// subjectAt reads the subject at the front of a value.
func subjectAt(b []byte) (subject, bool) {
	if len(b) < len(subject{}) {
		return subject{}, false
	}
	return subject(b[:len(subject{})]), true
}

// prefixed goes through the keys of a bucket that begin with prefix.
func prefixed(b *bolt.Bucket, prefix []byte, yield func(k, v []byte) (bool, error)) error {
	c := b.Cursor()
	for k, v := c.Seek(prefix); len(k) >= len(prefix) && string(k[:len(prefix)]) == string(prefix); k, v = c.Next() {
		more, err := yield(k, v)
		if err != nil || !more {
			return err
		}
	}
	return nil
}
