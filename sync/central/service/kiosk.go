package service

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// KeyOf gives a kiosk's key, for api.Verifier.
func (s *Service) KeyOf(ctx context.Context, id booth.KioskID) (ed25519.PublicKey, error) {
	var k store.Kiosk
	err := s.view(ctx, func(tx *store.Tx) (err error) {
		k, err = tx.Kiosk(id)
		return err
	})
	switch {
	case errors.Is(err, api.ErrNotThere) || err == nil && len(k.Key) == 0:
		return nil, api.ErrSignature
	case err != nil:
		return nil, err
	case k.State == store.KioskRevoked:
		return k.Key, api.ErrRevoked
	}
	return k.Key, nil
}

// Fresh uses a nonce up, for api.Verifier.
func (s *Service) Fresh(ctx context.Context, id booth.KioskID, nonce string, at time.Time) (bool, error) {
	fresh := false
	err := s.store.Update(ctx, func(tx *store.Tx) (err error) {
		if fresh, err = tx.UseNonce(id, nonce, at.Add(2*api.Skew)); err != nil || !fresh {
			return err
		}
		return tx.SawKiosk(id)
	})
	return fresh, people(err)
}

// RevokedCommand is the signed command that locks a revoked kiosk.
func (s *Service) RevokedCommand(ctx context.Context, id booth.KioskID) (*api.Signed, error) {
	var k store.Kiosk
	err := s.view(ctx, func(tx *store.Tx) (err error) {
		k, err = tx.Kiosk(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	signed, err := s.keys.SignCommand(api.Command{
		ID: "revoke-" + string(id), Kiosk: id, Order: api.OrderRevoke, Seq: bodyOf(k).RevokeSeq, Issued: k.Revoked,
	})
	return &signed, err
}

// Enrol enrols a kiosk by its one-time code. again: it was enrolled before
// with this code and key.
func (s *Service) Enrol(ctx context.Context, e api.Enrolment) (answer api.Enrolled, again bool, err error) {
	if err := e.Check(s.keys.Fingerprint()); err != nil {
		return answer, false, err
	}
	if len(e.Software) > 128 {
		return answer, false, api.ErrMalformed
	}
	hash := e.Code.Hash()
	err = s.update(ctx, func(tx *store.Tx) error {
		k, err := tx.Enrolment(hash[:])
		if errors.Is(err, store.ErrNotFound) {
			return api.ErrEnrolCode
		}
		if err != nil {
			return err
		}
		again = k.State == store.KioskActive && ed25519.PublicKey(e.Key).Equal(k.Key)
		if !again {
			if err := tx.EnrolKiosk(k.ID, e.Key); errors.Is(err, store.ErrNotFound) {
				return api.ErrEnrolCode // used, by another key
			} else if err != nil {
				return err
			}
			tx.Audit(audit.Record{Who: audit.Actor{Role: audit.Service}, What: "kiosk.enrolled", On: string(k.ID)})
		}
		answer = api.Enrolled{
			Kiosk: k.ID, Keys: s.keys.Chain(), CampusKey: s.keys.Campus(), Configuration: bodyOf(k).Configuration, At: tx.Now(),
		}
		return nil
	})
	return answer, again, err
}

// Time signs the time for a nonce.
func (s *Service) Time(r api.TimeRequest) (api.Signed, error) {
	if !r.Valid() {
		return api.Signed{}, api.ErrMalformed
	}
	return s.keys.SignTime(api.SignedTime{Nonce: r.Nonce, At: s.Now()})
}

// Health keeps a kiosk's report.
func (s *Service) Health(ctx context.Context, id booth.KioskID, h api.Health) (api.HealthTaken, error) {
	if len(h.Warnings) > 100 || len(h.Versions) > 50 || len(h.Software) > 128 || len(h.Cursor) > 128 {
		return api.HealthTaken{}, api.ErrMalformed
	}
	text, err := json.Marshal(h)
	if err != nil {
		return api.HealthTaken{}, err
	}
	err = people(s.store.Update(ctx, func(tx *store.Tx) error { return tx.PutHealth(id, string(text)) }))
	return api.HealthTaken{At: s.Now()}, err
}

// Counts joins a kiosk's counters with what is known, and tells the other
// kiosks.
func (s *Service) Counts(ctx context.Context, id booth.KioskID, r api.CountsReport) (api.CountsTaken, error) {
	if len(r.Counts) > api.MaxCounts {
		return api.CountsTaken{}, api.ErrMalformed
	}
	for _, c := range r.Counts {
		if c.Student.IsZero() || !goodUses(id, c.Uses) {
			return api.CountsTaken{}, api.ErrMalformed
		}
	}
	err := s.update(ctx, func(tx *store.Tx) error {
		for _, c := range r.Counts {
			if err := joinUses(tx, c.Student, c.Uses); err != nil {
				return err
			}
		}
		return nil
	})
	return api.CountsTaken{Students: len(r.Counts)}, err
}

// goodUses reports whether all counters are a kiosk's own and can be.
func goodUses(id booth.KioskID, uses []booth.Use) bool {
	for _, u := range uses {
		if _, ok := u.Day.Start(); !ok || u.Kiosk != id || u.Count < 0 || u.Count > 10_000 {
			return false
		}
	}
	return len(uses) <= 400
}

// joinUses joins counters and says so where something changed.
func joinUses(tx *store.Tx, student booth.StudentKey, uses []booth.Use) error {
	changed, err := tx.MergeUses(student, uses)
	if err != nil || !changed {
		return err
	}
	all, err := tx.Uses(student)
	if err != nil {
		return err
	}
	tasks, err := tx.TasksOf(student)
	if err != nil {
		return err
	}
	// Days that no rule counts any more are left out.
	first := booth.DayOf(tx.Now()).Before().Before()
	recent := api.Counts{Student: student, Uses: []booth.Use{}}
	for _, u := range all {
		if u.Day >= first {
			recent.Uses = append(recent.Uses, u)
		}
	}
	for _, task := range tasks {
		if err := say(tx, store.OfTask(task), keyOf(student), api.Entry{Kind: api.EntryCounts, Counts: &recent}); err != nil {
			return err
		}
	}
	return nil
}

// Blob opens a reference photo that a kiosk's tasks need. Others are
// api.ErrNotThere.
func (s *Service) Blob(ctx context.Context, id booth.KioskID, photo booth.PhotoID) (size int64, r io.ReadCloser, err error) {
	if !api.IsSHA256(string(photo)) {
		return 0, nil, api.ErrNotThere
	}
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		size, err = tx.PhotoFor(id, photo)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	r, err = s.blobs.Get(ctx, photoKey(photo))
	return size, r, people(err)
}

// photoKey is where a reference photo lies.
func photoKey(id booth.PhotoID) string { return "photos/" + string(id[:2]) + "/" + string(id) }
