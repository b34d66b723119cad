package store

import (
	"encoding/json"
	"errors"

	"campuskiosk/app/audit"
	"campuskiosk/app/clock"
	"campuskiosk/app/store/keyring"
)

// Settings of the store itself. Others have a name with a "/" in it.
const (
	settingClock     = "clock"
	settingCampusKey = "campus_key"
)

// Setting reads a small value that somebody keeps under a name: a cursor, a
// configuration. It is sealed under the record key, so it must not hold
// personal data that has to be erased. found is false when there is none.
func (s *Store) Setting(name string) (value []byte, found bool, err error) {
	err = s.view(func(r *reader) error {
		value, found, err = r.setting(name)
		return err
	})
	return value, found, err
}

// SetSetting writes such a value, with what the audit trail says about it.
func (s *Store) SetSetting(name string, value []byte, say ...audit.Record) error {
	return s.update(opSetting, func(w *writer) error {
		return errors.Join(w.setSetting(name, value), w.audit(say...))
	})
}

// CampusKey is the key of student keys (booth.KeyFor). A standalone kiosk
// makes its own; enrolment brings the campus's.
func (s *Store) CampusKey() ([]byte, error) {
	key, found, err := s.Setting(settingCampusKey)
	if err == nil && !found {
		err = ErrNotFound
	}
	return key, err
}

// SetCampusKey replaces the campus key. Students that are known by the old key
// are not found any more, so it is set before the first roster.
func (s *Store) SetCampusKey(key []byte, say ...audit.Record) error {
	return s.SetSetting(settingCampusKey, key, say...)
}

// ClockState is the persisted bound of the trusted time, to start a clock with.
func (s *Store) ClockState() (clock.State, error) {
	var state clock.State
	value, found, err := s.Setting(settingClock)
	if err != nil || !found {
		return state, err
	}
	if err := json.Unmarshal(value, &state); err != nil {
		return state, damaged(bucketSettings, err)
	}
	return state, nil
}

// SaveClock persists the clock's bound; every other transaction does too. Call
// it once a minute. say records a confirmation or correction.
func (s *Store) SaveClock(say ...audit.Record) error {
	return s.update(opClock, func(w *writer) error { return w.audit(say...) })
}

func (r *reader) setting(name string) ([]byte, bool, error) {
	box := r.tx.Bucket(bucketSettings).Get([]byte(name))
	if box == nil {
		return nil, false, nil
	}
	value, err := r.s.records.Open(box, settingPlace(name))
	if err != nil {
		return nil, false, damaged(bucketSettings, err)
	}
	return value, true, nil
}

func (w *writer) setSetting(name string, value []byte) error {
	return w.tx.Bucket(bucketSettings).Put([]byte(name), w.s.records.Seal(value, settingPlace(name)))
}

func (w *writer) setJSON(name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.setSetting(name, text)
}

func settingPlace(name string) []byte { return placeOf(bucketSettings, []byte(name)) }

// placeOf binds a record under the record key to its bucket and key.
func placeOf(bucket, key []byte) []byte { return join(bucket, []byte{0}, key) }

// plainRecord reads a record under the record key.
func (r *reader) plainRecord(bucket, key []byte, to any) (found bool, err error) {
	box := r.tx.Bucket(bucket).Get(key)
	if box == nil {
		return false, nil
	}
	text, err := r.s.records.Open(box, placeOf(bucket, key))
	if err != nil {
		return false, damaged(bucket, keyring.ErrOpen)
	}
	if err := json.Unmarshal(text, to); err != nil {
		return false, damaged(bucket, err)
	}
	return true, nil
}

// putPlainRecord writes a record under the record key.
func (w *writer) putPlainRecord(bucket, key []byte, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.tx.Bucket(bucket).Put(key, w.s.records.Seal(text, placeOf(bucket, key)))
}
