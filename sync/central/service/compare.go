package service

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/roster"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
	"campuskiosk/sync/packet"
)

// Comparer compares faces.
type Comparer interface {
	// Compare scores 0–100 whether two pictures show the same person. ok is false
	// where that can't be said: no face, no network. An error means that it can
	// be tried again.
	Compare(ctx context.Context, photo, reference []byte) (score float64, ok bool, err error)
	// Embed gives the embeddings of a reference photo, at most 128 bytes each;
	// none where there is no face.
	Embed(ctx context.Context, photo []byte) ([][]byte, error)
}

// Register is the population register, which only the authority can ask (rule
// V5).
type Register interface {
	// Verify answers whether name, number and face belong together. An error
	// means that it can be tried again.
	Verify(ctx context.Context, who booth.Person, photo []byte) (booth.IdentityAnswer, error)
}

// asks reports whether a submission is compared before it waits for review.
func (s *Service) asks(task booth.Task, m packet.Manifest) bool {
	return s.compares(task, m) || s.verifies(task, m)
}

func (s *Service) compares(task booth.Task, m packet.Manifest) bool {
	return s.comparer != nil && task.Policy.Reference != booth.NoReference && m.Student.Reference != ""
}

func (s *Service) verifies(task booth.Task, m packet.Manifest) bool {
	return s.register != nil && flow.RuleV4IdentityAsked(task.Policy.IdentityCheck, m.Whole().Person.ID.Kind())
}

// compareAll compares what waits for it.
func (s *Service) compareAll(ctx context.Context) error {
	var all []store.Submission
	err := s.view(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Queue(store.Queue{Status: booth.Uploaded, Limit: 50})
		return err
	})
	for _, sub := range all {
		err = errors.Join(err, s.compare(ctx, sub))
	}
	return err
}

// compare asks comparison and register about a submission. It may be repeated.
func (s *Service) compare(ctx context.Context, sub store.Submission) error {
	var d details
	if err := json.Unmarshal([]byte(sub.Details), &d); err != nil {
		return err
	}
	var task store.Task
	var e roster.Entry
	err := s.view(ctx, func(tx *store.Tx) (err error) {
		if task, err = tx.Task(sub.Task); err != nil {
			return err
		}
		e, err = tx.Student(sub.Task, sub.Student)
		return err
	})
	if err != nil {
		return err
	}
	photo, err := s.picture(ctx, sub, true)
	if err != nil {
		return err
	}
	c := booth.Comparison{Photo: sub.Photo, By: booth.Service, Acceptable: d.Report.Photo.Acceptable}
	if s.compares(task.Task, d.Manifest) && e.Student.Reference != "" {
		reference, err := s.reference(ctx, e.Student.Reference)
		if err != nil {
			return err
		}
		score, ok, err := s.comparer.Compare(ctx, photo, reference)
		if err != nil && !s.givesUp(sub.ID) {
			return err
		}
		if err == nil && ok {
			c.Score = &score
		}
	}
	if s.verifies(task.Task, d.Manifest) {
		if c.Identity, err = s.register.Verify(ctx, e.Student.Person, photo); err != nil {
			return err
		}
	}
	return s.update(ctx, func(tx *store.Tx) error { return compared(tx, task.Task, sub, c) })
}

// How often a comparison is tried, and how long after the last try. A picture
// that ends the photo program each time must not keep its student, and those
// behind, from review: it goes there without a score of the service.
const (
	comparisons = 3
	compareNext = time.Second
)

// givesUp counts a failure and reports whether it was the last. Run alone asks.
func (s *Service) givesUp(id booth.SubmissionID) bool {
	if s.failed[id]++; s.failed[id] < comparisons {
		time.AfterFunc(compareNext, s.nudge)
		return false
	}
	delete(s.failed, id)
	s.log.Warn("a photo could not be compared", "submission", string(api.PacketOf(id)))
	return true
}

// reference reads a reference photo.
func (s *Service) reference(ctx context.Context, id booth.PhotoID) ([]byte, error) {
	r, err := s.blobs.Get(ctx, photoKey(id))
	if err != nil {
		return nil, people(err)
	}
	defer r.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(r, api.MaxBlob))
}

// compared keeps a result: the photo waits for review, or is stopped, and after
// so many failed photos the registry office has the case (rule V3).
func compared(tx *store.Tx, task booth.Task, sub store.Submission, c booth.Comparison) error {
	if err := tx.LockStudent(task.ID, sub.Student); err != nil {
		return err
	}
	now, err := tx.Submission(sub.ID)
	if err != nil || now.Status != booth.Uploaded {
		return err
	}
	c.At = tx.Now()
	// Without an answer the kiosk's advice stays what is known (rule V9).
	answered := c.Score != nil || c.Identity != booth.IdentityNotAsked
	if answered {
		if err := tx.AddComparison(task.ID, sub.Student, c); err != nil {
			return err
		}
	}
	now.Status = booth.Waiting
	if flow.RuleV3Fails(c, task.Policy.CompareThreshold) {
		now.Status = booth.Stopped
	}
	if err := tx.SetSubmission(now.Submission); err != nil {
		return err
	}
	if answered {
		err = say(tx, store.OfTask(task.ID), string(api.PacketOf(sub.ID)), api.Entry{Kind: api.EntryComparison, Comparison: &api.Comparison{
			Task: task.ID, Student: sub.Student, Submission: sub.ID, Comparison: c,
		}})
	}
	if err := errors.Join(err, saySubmission(tx, sub.Student, now.Submission)); err != nil {
		return err
	}
	st, err := tx.Standing(task.ID, sub.Student)
	if err != nil {
		return err
	}
	failed := flow.RuleV3FailedPhotos(st.Comparisons, task.Policy.CompareThreshold, st.Case.ResolvedAt)
	if now.Status != booth.Stopped || st.Case.Open() || failed < task.Policy.MaxFailedPhotos {
		return nil
	}
	return errors.Join(tx.OpenCase(task.ID, sub.Student, tx.Now()), sayStanding(tx, task.ID, sub.Student))
}
