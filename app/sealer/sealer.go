// Package sealer turns a submission into its packet, exactly once: it reads
// the pictures from the store, seals them to the service's keys, makes the packet
// durable in the outbox, and then destroys the kiosk's own keys of the pictures.
// From then on the kiosk can't open what it has submitted.
//
// It answers flow.Seal. Whoever calls it has the session stored with its Pending
// submission, so that after a restart the same submission is sealed again, and
// found sealed.
package sealer

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/packet"
)

// Store is what the sealer needs of app/store.
type Store interface {
	Photo(booth.SessionID, booth.PhotoID) ([]byte, error)
	DropSealed(booth.SessionID, []booth.PhotoID, ...audit.Record) (int, error)
	// Pending tells whether a rotation is due; RotatePhotos waits for an import
	// that runs.
	Pending() (store.Pending, error)
	RotatePhotos() error
	UpdateSubmission(booth.SubmissionID, func(*booth.Submission) error, ...audit.Record) error
	Now() booth.Now
}

// Outbox is what the sealer needs of sync/outbox.
type Outbox interface {
	Item(booth.SubmissionID) (outbox.Item, error)
	Add(id booth.SubmissionID, sealed time.Time, write func(io.Writer) (manifest string, err error)) (outbox.Item, error)
}

// ErrNoService means: the kiosk is not enrolled, so there is nobody to seal to.
var ErrNoService = booth.Fail("sealer.no_service",
	"本机尚未登记到服务端，照片保存在本机。",
	"This kiosk is not enrolled with a service; photos stay on the kiosk.")

// ErrSeal means: sealing failed and nothing changed.
var ErrSeal = booth.Fail("sealer.failed",
	"照片没有封存成功，照片仍在本机。请重试，若仍不行请联系技术人员。",
	"The photo could not be sealed and is still on this kiosk. Please try again, and call the technician if it happens again.")

// Sealer seals submissions. All fields but Models and Log are required. It is
// safe for concurrent use.
type Sealer struct {
	Store  Store
	Outbox Outbox
	// Key is the kiosk's, Kiosk its id at the service.
	Key   ed25519.PrivateKey
	Kiosk booth.KioskID
	// Keys is the service's present key set; ErrNoService where there is none.
	Keys func() (api.KeySet, error)
	// Software names this program and its version.
	Software string
	// Models are the networks that took part, by their role.
	Models map[string]string
	Log    *slog.Logger

	rotations sync.WaitGroup
}

// Seal makes the packet of a session's submission, or finds it made. When it
// returns nil the packet is durable and the store has let go of the pictures and
// their wrapped keys; the key that wrapped them is destroyed beside (Wait),
// because that may have to wait for a roster's import. A failure after the packet
// is durable is no failure to seal, or the next submission would take the same
// id; Finish makes up for it. Errors: ErrNoService, ErrSeal; nothing has changed
// then.
func (s *Sealer) Seal(session booth.Session, sub booth.Submission, identity bool) error {
	if _, err := s.Outbox.Item(sub.ID); errors.Is(err, outbox.ErrNotFound) {
		if err := s.make(session, sub, identity); err != nil {
			return err
		}
	} else if err != nil {
		return ErrSeal.Because(err)
	}
	if err := s.drop(sub); err != nil {
		s.log().Error("sealer", "packet", string(api.PacketOf(sub.ID)), "dropping pictures", err)
		return nil
	}
	s.rotations.Go(func() {
		if err := s.rotate(); err != nil {
			s.log().Error("sealer", "packet", string(api.PacketOf(sub.ID)), "destroying keys", err)
		}
	})
	return nil
}

// Wait waits until the keys of all that was sealed are destroyed.
func (s *Sealer) Wait() { s.rotations.Wait() }

// make seals and adds.
func (s *Sealer) make(session booth.Session, sub booth.Submission, identity bool) error {
	keys, err := s.Keys()
	if err != nil {
		return err
	}
	m, report, err := packet.Describe(session, sub, identity)
	if err != nil {
		return ErrSeal.Because(err)
	}
	now := s.Store.Now()
	m.Kiosk, m.Software, m.Models, m.Sealed, m.Trust = s.Kiosk, s.Software, s.Models, now.At.UTC(), now.Trust
	content := packet.Content{Report: report, Code: session.CollectionCode}
	for _, p := range []struct {
		id booth.PhotoID
		to *func() (io.ReadCloser, error)
	}{{sub.Shot, &content.Original}, {sub.Photo, &content.Standard}} {
		b, err := s.Store.Photo(session.ID, p.id)
		if err != nil {
			return ErrSeal.Because(err)
		}
		*p.to = packet.Bytes(b)
	}
	_, err = s.Outbox.Add(sub.ID, now.At, func(w io.Writer) (string, error) {
		return packet.Seal(w, keys.Recipients(), s.Key, m, content)
	})
	if err != nil && !errors.Is(err, outbox.ErrExists) {
		return ErrSeal.Because(err)
	}
	return nil
}

// drop has the store let go of a sealed submission's pictures.
func (s *Sealer) drop(sub booth.Submission) error {
	now := s.Store.Now()
	_, err := s.Store.DropSealed(sub.ID.Session, []booth.PhotoID{sub.Shot, sub.Photo}, audit.Record{
		At: now.At, Trust: trust(now), Who: audit.Actor{Role: audit.System}, What: "packet.sealed", On: string(api.PacketOf(sub.ID)),
	})
	return err
}

// confirm marks a submission whose packet the service has.
func (s *Sealer) confirm(sub booth.Submission, it outbox.Item) error {
	if it.State != outbox.Confirmed || !sub.ConfirmedAt.IsZero() {
		return nil
	}
	err := s.Store.UpdateSubmission(sub.ID, func(sub *booth.Submission) error {
		if sub.ConfirmedAt.IsZero() {
			sub.ConfirmedAt = it.At
		}
		if sub.Status == booth.Queued {
			sub.Status = booth.Uploaded
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) { // it is recorded when the session goes on
		return nil
	}
	return err
}

// rotate destroys the key that wrapped the keys of what was dropped.
func (s *Sealer) rotate() error {
	due, err := s.Store.Pending()
	if err != nil || due.Photos == 0 {
		return err
	}
	return s.Store.RotatePhotos()
}

// Finish does at the start what a crash or a failure left: for each of the
// submissions whose packet is in the outbox the keys of its pictures are
// destroyed, and one that the service confirmed before the submission was
// recorded is marked so. Submissions that are not sealed are passed over.
func (s *Sealer) Finish(ctx context.Context, submissions []booth.Submission) error {
	var all error
	for _, sub := range submissions {
		if err := ctx.Err(); err != nil {
			return errors.Join(all, err)
		}
		switch it, err := s.Outbox.Item(sub.ID); {
		case errors.Is(err, outbox.ErrNotFound):
		case err != nil:
			all = errors.Join(all, err)
		default:
			all = errors.Join(all, s.drop(sub), s.confirm(sub, it))
		}
	}
	return errors.Join(all, s.rotate())
}

func (s *Sealer) log() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}

func trust(n booth.Now) booth.Trust {
	if n.Trust == "" {
		return booth.TimeUnverified
	}
	return n.Trust
}
