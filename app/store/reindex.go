package store

import (
	"bytes"
	"context"
	"errors"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// rotateBatch is how many students a rotation indexes in one transaction.
const rotateBatch = 5_000

// errEnough ends a walk when a transaction is full.
var errEnough = errors.New("enough for one transaction")

// buildIndex builds the next epoch's index in bounded pieces: first the
// students' keys, then the words of the rosters. What others write meanwhile
// they index for both epochs, so it doesn't matter whether the walk passes it.
func (s *Store) buildIndex(ctx context.Context, next keyring.Epoch) error {
	var subjects walk
	if err := s.indexPieces(ctx, func(w *writer) (bool, error) { return w.indexSubjects(next, &subjects) }); err != nil {
		return err
	}
	var entries rosterWalk
	return s.indexPieces(ctx, func(w *writer) (bool, error) { return w.indexEntries(next, &entries) })
}

// indexPieces calls piece, each time in a transaction, until it is done.
func (s *Store) indexPieces(ctx context.Context, piece func(*writer) (more bool, err error)) error {
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.update(opRotateIndex, func(w *writer) (err error) {
			more, err = piece(w)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// walk goes through a bucket in pieces.
type walk struct{ last []byte }

// some calls yield for at most rotateBatch keys after the last one. full is
// true when there may be more.
func (k *walk) some(b *bolt.Bucket, room *int, yield func(key, value []byte) error) (full bool, err error) {
	c := b.Cursor()
	key, value := c.First()
	if k.last != nil {
		if key, value = c.Seek(k.last); bytes.Equal(key, k.last) {
			key, value = c.Next()
		}
	}
	for ; key != nil; key, value = c.Next() {
		if *room == 0 {
			return true, nil
		}
		*room--
		if err := yield(key, value); err != nil {
			return false, err
		}
		k.last = bytes.Clone(key)
	}
	return false, nil
}

func (w *writer) indexSubjects(next keyring.Epoch, at *walk) (more bool, err error) {
	index, err := w.indexIn(next, scopeAll)
	if err != nil {
		return false, err
	}
	room := rotateBatch
	var words []indexWord
	more, err = at.some(w.tx.Bucket(bucketSubjects), &room, func(key, value []byte) error {
		sub := subject(key)
		rec, err := unwrapSubject(w.epoch, sub, value)
		if err == nil && !rec.student.IsZero() {
			words = append(words, indexWord{sub, keyWord(rec.student)})
		}
		return err
	})
	return more, errors.Join(err, index.add(words))
}

// rosterWalk goes through all generations of all rosters in pieces.
type rosterWalk struct {
	walk
	task booth.TaskID
	gen  uint64
	any  bool
}

// passed reports whether a generation was walked through already.
func (k *rosterWalk) passed(task booth.TaskID, gen uint64) bool {
	return k.any && (task < k.task || task == k.task && gen < k.gen)
}

func (w *writer) indexEntries(next keyring.Epoch, at *rosterWalk) (more bool, err error) {
	room := rotateBatch
	err = w.generations(func(task booth.TaskID, gen uint64, b *bolt.Bucket) error {
		if at.passed(task, gen) {
			return nil
		}
		if !at.any || at.task != task || at.gen != gen {
			*at = rosterWalk{task: task, gen: gen, any: true}
		}
		index, err := w.indexIn(next, scopeRoster(task, gen))
		if err != nil {
			return err
		}
		var words []indexWord
		full, err := at.some(b, &room, func(key, value []byte) error {
			sub := subject(key)
			e, err := w.openEntry(task, gen, sub, value)
			for _, word := range e.words() {
				words = append(words, indexWord{sub, word})
			}
			return err
		})
		if err = errors.Join(err, index.add(words)); err == nil && full {
			return errEnough
		}
		return err
	})
	if errors.Is(err, errEnough) {
		return true, nil
	}
	return false, err
}
