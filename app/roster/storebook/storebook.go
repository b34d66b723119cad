// Package storebook is the kiosk's store as the commands of rosters and
// deliveries want it: the book of app/store/rosterbook, with the photos that
// are delivered.
package storebook

import (
	"context"
	"errors"
	"iter"
	"strconv"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/delivery"
	"campuskiosk/app/store"
	"campuskiosk/app/store/rosterbook"
)

// Book is an open store: a roster.Book, roster.Finder, delivery.Source and
// delivery.Marker.
type Book struct {
	*rosterbook.Book
	s   *store.Store
	who audit.Actor
}

// New makes the book of a store. who is written into the audit trail.
func New(s *store.Store, who audit.Actor) *Book {
	b := &Book{s: s, who: who}
	b.Book = rosterbook.New(s, func(task booth.TaskID, c roster.Change) audit.Record {
		return b.say("roster.imported", task, map[string]int{
			"added": c.Added, "changed": c.Changed, "unchanged": c.Unchanged, "removed": c.Removed, "photos": c.Photos,
		})
	})
	return b
}

// say makes a record of the trail.
func (b *Book) say(what string, task booth.TaskID, counts map[string]int) audit.Record {
	now := b.s.Now()
	facts := map[string]string{}
	for k, n := range counts {
		facts[k] = strconv.Itoa(n)
	}
	return audit.Record{At: now.At, Trust: now.Trust, Who: b.who, What: what, On: string(task), Facts: facts}
}

// Tasks are the store's tasks.
func (b *Book) Tasks() ([]booth.Task, error) { return b.s.Tasks() }

// Now is the present by the store's clock.
func (b *Book) Now() booth.Now { return b.s.Now() }

// Close closes the store.
func (b *Book) Close() error { return b.s.Close() }

// Submissions goes through a task's submissions.
func (b *Book) Submissions(_ context.Context, task booth.TaskID) iter.Seq2[delivery.Submitted, error] {
	return func(yield func(delivery.Submitted, error) bool) {
		for s, err := range b.s.Submissions(task) {
			if !yield(delivery.Submitted{Student: s.Student, Submission: s.Submission}, err) || err != nil {
				return
			}
		}
	}
}

// Photo gives a submission's standard photo.
func (b *Book) Photo(_ context.Context, s booth.Submission) ([]byte, error) {
	photo, err := b.s.Photo(s.ID.Session, s.Photo)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrPhotoMissing) {
		return nil, delivery.ErrPhoto.Because(err)
	}
	return photo, err
}

// MarkDelivered makes submissions "delivered" (rule V6). Without a service that
// is also the confirmation from which retention counts (rule S4). It may be
// repeated.
func (b *Book) MarkDelivered(ctx context.Context, task booth.TaskID, delivered []booth.SubmissionID) error {
	now := b.s.Now().At
	for _, id := range delivered {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := b.s.UpdateSubmission(id, func(s *booth.Submission) error {
			if err := flow.RuleV6Step(s.Status, booth.Delivered); err != nil {
				return err
			}
			s.Status = booth.Delivered
			if s.ConfirmedAt.IsZero() {
				s.ConfirmedAt = now
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return b.s.Audit(b.say("roster.delivered", task, map[string]int{"photos": len(delivered)}))
}
