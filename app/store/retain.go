package store

import (
	"errors"
	"iter"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
)

// Submitted is a submission and whose it is.
type Submitted struct {
	Student    booth.StudentKey
	Submission booth.Submission
}

// Submissions goes through all submissions of a task in the order in which
// their sessions began, in one snapshot: for progress and deliveries.
func (s *Store) Submissions(task booth.TaskID) iter.Seq2[Submitted, error] {
	return func(yield func(Submitted, error) bool) {
		stopped := false
		err := s.view(func(r *reader) error {
			c := r.tx.Bucket(tableSubmissions.name).Cursor()
			for k, _ := c.First(); k != nil && !stopped; k, _ = c.Next() {
				var rec submissionRecord
				if _, _, err := r.getJSON(tableSubmissions, k, &rec); err != nil {
					return err
				}
				if rec.Submission.Task == task {
					stopped = !yield(Submitted(rec), nil)
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(Submitted{}, err)
		}
	}
}

// UpdateSubmission changes a submission: its status, review, and when the
// service confirmed it. change gets the present one; rules are its business
// (flow.RuleV6Step). The error is ErrNotFound when there is none.
func (s *Store) UpdateSubmission(id booth.SubmissionID, change func(*booth.Submission) error, say ...audit.Record) error {
	return s.update(opService, func(w *writer) error {
		var rec submissionRecord
		owner, found, err := w.getJSON(tableSubmissions, submissionKey(id), &rec)
		if err != nil {
			return err
		}
		if !found {
			return ErrNotFound
		}
		if err := change(&rec.Submission); err != nil {
			return err
		}
		return errors.Join(w.putJSON(tableSubmissions, submissionKey(id), owner, rec), w.audit(say...))
	})
}

// Told is what the service or another kiosk tells about a student in a task,
// beside counters. Zero fields tell nothing.
type Told struct {
	Comparisons []booth.Comparison
	// Submissions made at other kiosks; those of this kiosk are changed by
	// UpdateSubmission.
	Submissions []booth.Submission
	Payment     booth.Payment
	// Bound is the account that the student is bound to; Unbound that there is
	// none any more.
	Bound   booth.AccountID
	Unbound bool
	Case    booth.Case
}

// Tell keeps what was told about a student. It may be repeated.
func (s *Store) Tell(task booth.TaskID, student booth.StudentKey, t Told, say ...audit.Record) error {
	return s.update(opService, func(w *writer) error {
		sub, _, err := w.subjectOf(student)
		if err != nil {
			return err
		}
		for _, c := range t.Comparisons {
			if err := w.addComparison(sub, task, c); err != nil {
				return err
			}
		}
		for _, one := range t.Submissions {
			one.Task = task
			if err := w.putJSON(tableSubmissions, submissionKey(one.ID), sub, submissionRecord{student, one}); err != nil {
				return err
			}
		}
		err = w.changeStanding(sub, task, func(rec *standingRecord) {
			if t.Payment != booth.PaymentUnknown {
				rec.Payment = t.Payment
			}
			if t.Unbound {
				rec.Bound = ""
			}
			if t.Bound != "" {
				rec.Bound = t.Bound
			}
			if !t.Case.IsZero() {
				rec.Case = t.Case
			}
		})
		return errors.Join(err, w.audit(say...))
	})
}

// Expire removes sessions, with their photos, whose submissions the service
// has confirmed so long ago that the task's retention is over (rule S4), and
// tells how many. Submissions themselves stay: they hold no picture and no
// name. now.Quota counts, so a clock that jumped ahead removes nothing. say
// gives the trail's record for each.
func (s *Store) Expire(now booth.Now, say func(booth.SessionID) audit.Record) (removed int, err error) {
	due, err := s.due(now)
	if err != nil {
		return 0, err
	}
	for _, id := range due {
		gone := false
		err := s.update(opErase, func(w *writer) error {
			saved, owner, err := w.session(id)
			if err != nil || w.retained(saved.Session, now) {
				return err
			}
			gone = true
			return errors.Join(w.removeSession(id, owner), w.audit(say(id)))
		})
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}

// due are the sessions that may go.
func (s *Store) due(now booth.Now) ([]booth.SessionID, error) {
	var ids []booth.SessionID
	err := s.view(func(r *reader) error {
		return r.tx.Bucket(tableSessions.name).ForEach(func(id, _ []byte) error {
			saved, _, err := r.session(booth.SessionID(id))
			if err == nil && !r.retained(saved.Session, now) {
				ids = append(ids, booth.SessionID(id))
			}
			return err
		})
	})
	return ids, err
}

// retained reports whether a session must stay: it has not ended, or one of
// its submissions is not confirmed or too young. A session without a
// submission has given up its personal data when it ended (flow.Forget).
func (r *reader) retained(session booth.Session, now booth.Now) bool {
	if !ended(session.State) {
		return true
	}
	submissions, keep := 0, false
	err := r.submissionsOf(session.ID, func(s booth.Submission) error {
		submissions++
		keep = keep || flow.RuleS4MayDelete(s, session.Task.Policy.RetentionDays, now.Quota) != nil
		return nil
	})
	return err != nil || keep || submissions == 0
}
