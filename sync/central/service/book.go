package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"iter"
	"strconv"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/delivery"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// Book is the service's rosters and submissions as packages roster and
// delivery see them, for one actor: a roster.Book, roster.Finder,
// delivery.Source and delivery.Marker.
type Book struct {
	s     *Service
	actor Actor
}

// Book gives the book of an actor.
func (s *Service) Book(a Actor) *Book { return &Book{s, a} }

// KeyOf gives a student's key under the campus key.
func (b *Book) KeyOf(id booth.IDNumber) (booth.StudentKey, error) {
	return booth.KeyFor(b.s.keys.Campus(), id), nil
}

// Info tells about a task's roster.
func (b *Book) Info(ctx context.Context, task booth.TaskID) (i roster.Info, err error) {
	err = b.s.view(ctx, func(tx *store.Tx) (err error) {
		i, err = tx.RosterInfo(task)
		return err
	})
	return i, err
}

var errStop = errors.New("stop")

// Students goes through a task's students.
func (b *Book) Students(ctx context.Context, task booth.TaskID) iter.Seq2[roster.Entry, error] {
	return func(yield func(roster.Entry, error) bool) {
		err := b.s.view(ctx, func(tx *store.Tx) error {
			if _, err := seen(tx, b.actor, task); errors.Is(err, store.ErrNotFound) {
				return nil
			} else if err != nil {
				return err
			}
			for e, err := range tx.Students(task) {
				if err != nil {
					return err
				}
				if !yield(e, nil) {
					return errStop
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(roster.Entry{}, err)
		}
	}
}

// Lookup finds students by a key.
func (b *Book) Lookup(ctx context.Context, task booth.TaskID, key roster.LookupKey, limit int) (found []roster.Entry, more bool, err error) {
	err = b.s.view(ctx, func(tx *store.Tx) (err error) {
		found, more, err = tx.Lookup(task, key, limit)
		return err
	})
	return found, more, err
}

// Replace exchanges a task's roster, in one transaction, and tells the
// kiosks what changed. Photos are stored before the records that name them.
func (b *Book) Replace(ctx context.Context, task booth.TaskID, base roster.Info, change roster.Change, write func(roster.Writer) error) error {
	err := b.s.update(ctx, func(tx *store.Tx) error {
		t, err := seen(tx, b.actor, task)
		if err != nil {
			return err
		}
		if err := b.actor.may(t.School.ID, store.RoleClerk); err != nil {
			return err
		}
		r, err := tx.ReplaceRoster(task, base)
		if err != nil {
			return err
		}
		if err := write(&writer{ctx: ctx, s: b.s, tx: tx, r: r, task: task}); err != nil {
			return err
		}
		gone, err := r.Finish()
		if err != nil {
			return err
		}
		for _, k := range gone {
			e, err := tx.Student(task, k) // a manual entry that the list's hid
			if err == nil {
				err = sayStudent(tx, e)
			} else if errors.Is(err, store.ErrNotFound) {
				err = say(tx, store.OfTask(task), keyOf(k), api.Entry{Kind: api.EntryRosterRemoved, RosterRemoved: &api.RosterRemoved{Task: task, Student: k}})
			}
			if err != nil {
				return err
			}
		}
		facts := map[string]string{}
		for name, n := range map[string]int{
			"added": change.Added, "changed": change.Changed, "unchanged": change.Unchanged, "removed": change.Removed, "photos": change.Photos,
		} {
			facts[name] = strconv.Itoa(n)
		}
		tx.Audit(b.actor.say("roster.imported", string(task), facts))
		return nil
	})
	if errors.Is(err, store.ErrRosterChanged) {
		return roster.ErrChanged.Because(err)
	}
	return err
}

// writer writes an import.
type writer struct {
	ctx  context.Context
	s    *Service
	tx   *store.Tx
	r    *store.Replacement
	task booth.TaskID
}

// Put writes entries.
func (w *writer) Put(entries ...roster.Entry) error {
	for i := range entries {
		entries[i].Student.Task = w.task
		if err := sayStudent(w.tx, entries[i]); err != nil {
			return err
		}
	}
	return errors.Join(w.r.Put(entries...), w.ctx.Err())
}

// Keep takes students over as they are.
func (w *writer) Keep(students ...booth.StudentKey) error { return w.r.Keep(students...) }

// PutReference keeps a reference photo. Equal photos are one blob.
func (w *writer) PutReference(_ booth.StudentKey, photo []byte) error {
	sum := sha256.Sum256(photo)
	id := booth.PhotoID(hex.EncodeToString(sum[:]))
	if len(photo) > api.MaxBlob {
		return api.ErrTooLarge
	}
	if err := w.s.blobs.Put(w.ctx, photoKey(id), int64(len(photo)), bytes.NewReader(photo)); err != nil {
		return people(err)
	}
	return w.tx.AddPhoto(id, int64(len(photo)), w.tx.Now())
}

// Submissions goes through a task's submissions.
func (b *Book) Submissions(ctx context.Context, task booth.TaskID) iter.Seq2[delivery.Submitted, error] {
	return func(yield func(delivery.Submitted, error) bool) {
		var all []store.Submission
		err := b.s.view(ctx, func(tx *store.Tx) (err error) {
			if _, err := seen(tx, b.actor, task); err != nil {
				return err
			}
			all, err = tx.SubmissionsOfTask(task)
			return err
		})
		if err != nil {
			yield(delivery.Submitted{}, err)
			return
		}
		for _, sub := range all {
			// The order that counts is that in which they came, not the kiosks' clocks'.
			sub.At = sub.Received
			if !yield(delivery.Submitted{Student: sub.Student, Submission: sub.Submission}, nil) {
				return
			}
		}
	}
}

// Photo gives a submission's standard photo.
func (b *Book) Photo(ctx context.Context, sub booth.Submission) ([]byte, error) {
	photo, err := b.s.Picture(ctx, b.actor, sub.ID, Standard)
	if errors.Is(err, api.ErrNotThere) || errors.Is(err, api.ErrPacketDamaged) {
		return nil, delivery.ErrPhoto.Because(err)
	}
	return photo, err
}

// deliverAtOnce is how many submissions one transaction marks.
const deliverAtOnce = 200

// MarkDelivered makes submissions "delivered" (rule V6). It may be repeated.
func (b *Book) MarkDelivered(ctx context.Context, task booth.TaskID, delivered []booth.SubmissionID) error {
	for len(delivered) > 0 {
		n := min(len(delivered), deliverAtOnce)
		err := b.s.update(ctx, func(tx *store.Tx) error {
			t, err := seen(tx, b.actor, task)
			if err != nil {
				return err
			}
			if err := b.actor.may(t.School.ID, store.RoleClerk); err != nil {
				return err
			}
			for _, id := range delivered[:n] {
				if err := deliver(tx, id); err != nil {
					return err
				}
			}
			tx.Audit(b.actor.say("roster.delivered", string(task), map[string]string{"photos": strconv.Itoa(n)}))
			return nil
		})
		if err != nil {
			return err
		}
		delivered = delivered[n:]
	}
	return nil
}

func deliver(tx *store.Tx, id booth.SubmissionID) error {
	sub, err := tx.Submission(id)
	if err != nil {
		return err
	}
	if err := flow.RuleV6Step(sub.Status, booth.Delivered); err != nil {
		return err
	}
	sub.Status = booth.Delivered
	return errors.Join(tx.SetSubmission(sub.Submission), saySubmission(tx, sub.Student, sub.Submission))
}
