package uplink

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/sync/api"
	"campuskiosk/sync/remote"
)

// Names of the settings.
const (
	settingMember    = "sync/member"
	settingCandidate = "sync/candidate"
	settingKeys      = "sync/keys"
	settingConfig    = "sync/configuration"
	settingCursor    = "sync/cursor"
	settingHelpers   = "sync/helpers"
	settingNotices   = "sync/notices"
	settingLock      = "sync/lock"
	settingContact   = "sync/contact"
)

// Member is who the kiosk is at its service.
type Member struct {
	Service string        `json:"service"`
	Kiosk   booth.KioskID `json:"kiosk"`
	// CA are the certificates that are pinned, in PEM; empty for the system's.
	CA []byte `json:"ca,omitempty"`
	// Seed is of the kiosk's Ed25519 key.
	Seed []byte    `json:"seed"`
	At   time.Time `json:"at"`
}

// Key is the kiosk's key.
func (m Member) Key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(m.Seed) }

// candidate is a key whose enrolment was asked for: the answer may have been
// lost, and the same key gets the same answer.
type candidate struct {
	Fingerprint string `json:"fingerprint"`
	Seed        []byte `json:"seed"`
}

// MemberOf gives the enrolment of the kiosk; false if it has none.
func MemberOf(s *store.Store) (Member, bool, error) {
	var m Member
	found, err := read(s, settingMember, &m)
	if err == nil && found && len(m.Seed) != ed25519.SeedSize {
		err = ErrDamaged
	}
	return m, found, err
}

// KeysOf gives the service's keys that are pinned; false if there are none.
func KeysOf(s *store.Store) (api.KeySet, bool, error) {
	var k api.KeySet
	found, err := read(s, settingKeys, &k)
	return k, found, err
}

// HelpersOf gives those who may work at this kiosk, by id.
func HelpersOf(s *store.Store) (map[booth.HelperID]api.Helper, error) {
	all := map[booth.HelperID]api.Helper{}
	_, err := read(s, settingHelpers, &all)
	return all, err
}

// NoticesOf gives a school's notices; zero where the service sent none.
func NoticesOf(s *store.Store, school booth.SchoolID) (booth.Notices, error) {
	all := map[booth.SchoolID]booth.Notices{}
	_, err := read(s, settingNotices, &all)
	return all[school], err
}

// ConfigurationOf gives what the registry decided about this kiosk.
func ConfigurationOf(s *store.Store) (api.Configuration, error) {
	var c api.Configuration
	_, err := read(s, settingConfig, &c)
	return c, err
}

// RosterLocked reports whether the roster's lease is over: there was no
// contact with the service for longer than the registry allows.
func RosterLocked(s *store.Store, now booth.Now) (bool, error) {
	var contact time.Time
	found, err := read(s, settingContact, &contact)
	if err != nil || !found {
		return false, err
	}
	c, err := ConfigurationOf(s)
	if err != nil || c.RosterLeaseDays <= 0 {
		return false, err
	}
	return now.Quota.Sub(contact) > time.Duration(c.RosterLeaseDays)*24*time.Hour, nil
}

// Enrol enrols the kiosk by the code that the registry's page shows, and ends
// the standalone mode: tasks and rosters that were made here go, because the
// service's have other student keys. Asking again after a failure is all right.
// Errors: ErrEnrolled, ErrUndelivered, api.ErrForged, and Troubles of
// sync/worker.
func Enrol(ctx context.Context, s *store.Store, code api.EnrolCode, ca []byte, software string) (Member, error) {
	if _, found, err := MemberOf(s); err != nil || found {
		return Member{}, errors.Join(err, ErrEnrolled)
	}
	if err := nothingLeft(s); err != nil {
		return Member{}, err
	}
	c := candidate{Fingerprint: code.Fingerprint.String()}
	var before candidate
	found, err := read(s, settingCandidate, &before)
	if err != nil {
		return Member{}, err
	}
	if found && before.Fingerprint == c.Fingerprint && len(before.Seed) == ed25519.SeedSize {
		c = before
	} else {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return Member{}, err
		}
		c.Seed = key.Seed()
		if err := write(s, settingCandidate, c); err != nil {
			return Member{}, err
		}
	}
	client, err := remote.New(remote.Options{Service: code.Service, CA: ca})
	if err != nil {
		return Member{}, err
	}
	defer client.Close()
	answer, keys, err := client.Enrol(ctx, code, ed25519.NewKeyFromSeed(c.Seed), software)
	if err != nil {
		return Member{}, err
	}
	m := Member{Service: code.Service, Kiosk: answer.Kiosk, CA: ca, Seed: c.Seed, At: answer.At}
	return m, join(s, m, answer, keys)
}

// nothingLeft refuses while photos of the standalone mode were not delivered.
func nothingLeft(s *store.Store) error {
	tasks, err := s.Tasks()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		for one, err := range s.Submissions(t.ID) {
			if err != nil {
				return err
			}
			if one.Submission.ConfirmedAt.IsZero() && one.Submission.Status != booth.Delivered {
				return ErrUndelivered
			}
		}
	}
	return nil
}

// join makes the kiosk a member. The member's record comes last: until then
// all of it is done again.
func join(s *store.Store, m Member, answer api.Enrolled, keys api.KeySet) error {
	tasks, err := s.Tasks()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if err := s.RemoveTask(t.ID); err != nil {
			return err
		}
	}
	if err := s.SetCampusKey(answer.CampusKey); err != nil {
		return err
	}
	for name, v := range map[string]any{settingKeys: keys, settingConfig: answer.Configuration, settingContact: answer.At} {
		if err := write(s, name, v); err != nil {
			return err
		}
	}
	if err := write(s, settingMember, m, record(s, audit.Actor{Role: audit.Admin}, "kiosk.enrolled", string(m.Kiosk))); err != nil {
		return err
	}
	return write(s, settingCandidate, candidate{})
}

// read reads a setting.
func read(s *store.Store, name string, to any) (bool, error) {
	text, found, err := s.Setting(name)
	if err != nil || !found {
		return false, err
	}
	if err := json.Unmarshal(text, to); err != nil {
		return false, ErrDamaged.Because(err)
	}
	return true, nil
}

// write writes a setting.
func write(s *store.Store, name string, v any, say ...audit.Record) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.SetSetting(name, text, say...)
}

// record makes a record of the trail.
func record(s *store.Store, who audit.Actor, what, on string) audit.Record {
	now := s.Now()
	if now.Trust == "" {
		now.Trust = booth.TimeUnverified
	}
	return audit.Record{At: now.At, Trust: now.Trust, Who: who, What: what, On: on}
}
