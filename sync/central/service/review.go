package service

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/roster"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
	"campuskiosk/sync/packet"
)

// Queue are submissions of a status, the oldest first; those that were
// replaced and those held for payment are left out.
func (s *Service) Queue(ctx context.Context, a Actor, q store.Queue) (all []store.Submission, err error) {
	q.School = a.scope(q.School)
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Queue(q)
		return err
	})
	return all, err
}

// Case is all that a reviewer looks at.
type Case struct {
	store.Submission
	Task    store.Task
	Student roster.Entry
	// Manifest and Report are what the kiosk signed.
	Manifest packet.Manifest
	Report   packet.Report
	Standing booth.Standing
	// Comparison is the one that counts for this photo, Local if only the kiosk
	// compared; nil where nobody could.
	Comparison *booth.Comparison
	// Current: it is the one that stands; a later one would have replaced it.
	Current bool
}

// Case gives all about a submission.
func (s *Service) Case(ctx context.Context, a Actor, id booth.SubmissionID) (c Case, err error) {
	err = s.view(ctx, func(tx *store.Tx) error {
		sub, err := tx.Submission(id)
		if err != nil {
			return err
		}
		c.Submission = sub
		if c.Task, err = seen(tx, a, sub.Task); err != nil {
			return err
		}
		if c.Student, err = tx.Student(sub.Task, sub.Student); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if c.Standing, err = tx.Standing(sub.Task, sub.Student); err != nil {
			return err
		}
		var d details
		if err := json.Unmarshal([]byte(sub.Details), &d); err != nil {
			return err
		}
		c.Manifest, c.Report = d.Manifest, d.Report
		if c.Student.Student.Key.IsZero() { // taken off the roster since
			c.Student.Student = d.Manifest.Whole()
		}
		if found, ok := flow.RuleV9Effective(c.Standing.Comparisons, sub.Photo); ok {
			c.Comparison = &found
		}
		current, _ := c.Standing.Current()
		c.Current = current.ID == sub.ID
		return nil
	})
	return c, err
}

// Picture names one of the pictures of a submission.
type Picture string

// The pictures.
const (
	Original  Picture = "original"
	Standard  Picture = "standard"
	Reference Picture = "reference"
)

// Picture gives a picture of a submission as a file: the original as the
// camera sent it, the standard photo, or the student's reference photo.
// Errors: api.ErrNotThere.
func (s *Service) Picture(ctx context.Context, a Actor, id booth.SubmissionID, p Picture) ([]byte, error) {
	var sub store.Submission
	var reference booth.PhotoID
	err := s.view(ctx, func(tx *store.Tx) (err error) {
		if sub, err = tx.Submission(id); err != nil {
			return err
		}
		if _, err := seen(tx, a, sub.Task); err != nil {
			return err
		}
		e, err := tx.Student(sub.Task, sub.Student)
		reference = e.Student.Reference
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case p == Original || p == Standard:
		return s.picture(ctx, sub, p == Standard)
	case p == Reference && reference != "":
		return s.reference(ctx, reference)
	}
	return nil, api.ErrNotThere
}

// Review is a reviewer's answer; a reason is needed for "not approved". Only
// the submission that stands and waits can be reviewed. Errors: ErrReason,
// ErrReviewed.
func (s *Service) Review(ctx context.Context, a Actor, id booth.SubmissionID, approved bool, reason string) error {
	reason = strings.TrimSpace(reason)
	if !approved && reason == "" || utf8.RuneCountInString(reason) > 500 {
		return ErrReason
	}
	return s.update(ctx, func(tx *store.Tx) error {
		sub, err := tx.Submission(id)
		if err != nil {
			return err
		}
		task, err := seen(tx, a, sub.Task)
		if err != nil {
			return err
		}
		if err := a.may(task.School.ID, store.RoleReviewer); err != nil {
			return err
		}
		if err := tx.LockStudent(sub.Task, sub.Student); err != nil {
			return err
		}
		standing, err := tx.Standing(sub.Task, sub.Student)
		if err != nil {
			return err
		}
		now, ok := standing.Current()
		if !ok || now.ID != id || now.Status != booth.Waiting || now.Held {
			return ErrReviewed
		}
		to := booth.NotApproved
		if approved {
			to = booth.Approved
		}
		if err := flow.RuleV6Step(now.Status, to); err != nil {
			return err
		}
		now.Status = to
		now.Review = booth.Review{Reviewer: a.ID, Approved: approved, Reason: booth.Note(reason), At: tx.Now()}
		tx.Audit(a.say("submission."+string(to), string(api.PacketOf(id)), nil))
		return errors.Join(tx.SetSubmission(now), saySubmission(tx, sub.Student, now))
	})
}

// Held are packets that a person has to look at first.
func (s *Service) Held(ctx context.Context, a Actor) (all []store.Packet, err error) {
	if err := a.may("", store.RoleReviewer, store.RoleClerk); err != nil {
		return nil, err
	}
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Packets(store.PacketHeld, 1000)
		return err
	})
	return all, err
}

// DecideHeld decides about a packet that was held: accepted it is judged by the
// rules as any other, else it is refused. Errors: ErrReviewed when it is held
// no more, api.ErrNotThere when its task is not there.
func (s *Service) DecideHeld(ctx context.Context, a Actor, kiosk booth.KioskID, id api.PacketID, accepted bool) error {
	var p store.Packet
	var from []store.Part
	err := s.view(ctx, func(tx *store.Tx) error {
		k, err := tx.Kiosk(kiosk)
		if err != nil {
			return err
		}
		if err := a.may(k.School, store.RoleReviewer); err != nil {
			return err
		}
		if p, err = tx.Packet(kiosk, string(id)); err != nil {
			return err
		}
		from, err = tx.Parts(p.Upload)
		return err
	})
	if err != nil {
		return err
	}
	source := &parts{ctx: ctx, s: s, rest: from}
	defer source.Close() //nolint:errcheck // only read
	o, err := packet.Open(source, s.keys.Identities(), id, s.kioskKey(ctx), packet.Discard)
	if err != nil {
		return people(err)
	}
	return s.update(ctx, func(tx *store.Tx) error {
		if err := tx.LockStudent(o.Manifest.Submission.Task, o.Manifest.Student.Key); err != nil {
			return err
		}
		p, err := tx.Packet(kiosk, string(id))
		if err != nil {
			return err
		}
		if p.Outcome != store.PacketHeld {
			return ErrReviewed
		}
		var refusal error = ErrHeldRefused
		p.Outcome, p.Code = store.PacketRefused, ErrHeldRefused.Code
		if accepted {
			p.Outcome, p.Code = store.PacketAccepted, ""
			if err := s.count(tx, &p, o); err != nil {
				return err
			}
			refusal = refusalOf(p, nil)
		}
		tx.Audit(a.say("packet."+string(p.Outcome), string(id), map[string]string{"kiosk": string(kiosk)}))
		return errors.Join(s.sign(tx, &p, refusal), tx.SetOutcome(p))
	})
}
