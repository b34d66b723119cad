package store

import (
	"crypto/ed25519"
	"time"

	"campuskiosk/app/booth"
)

// KioskState is how far a kiosk is.
type KioskState string

// The states.
const (
	// KioskInvited: a code was given out, nobody has used it.
	KioskInvited KioskState = "invited"
	KioskActive  KioskState = "active"
	// KioskRevoked: it may do nothing more.
	KioskRevoked KioskState = "revoked"
)

// Kiosk is a kiosk.
type Kiosk struct {
	ID     booth.KioskID
	School booth.SchoolID
	Name   string
	Place  string
	// Key is the kiosk's; nil before enrolment.
	Key      ed25519.PublicKey
	State    KioskState
	Created  time.Time
	Enrolled time.Time
	Revoked  time.Time
	// Seen is the last signed request, to the minute.
	Seen time.Time
	// Health is its last report as JSON; empty before the first.
	Health string
	// Body is JSON of the use case.
	Body string
	// Epoch counts the changes of Tasks: a position in the feed is one of an epoch.
	Epoch int64
	// Tasks that it serves.
	Tasks []booth.TaskID
}

// AddKiosk adds a kiosk with its tasks; ErrTaken.
func (t *Tx) AddKiosk(k Kiosk) error {
	if _, err := t.exec(`insert into kiosks (id, school, name, place, state, created, body) values ($1, $2, $3, $4, $5, $6, $7)`,
		string(k.ID), string(k.School), k.Name, k.Place, string(k.State), ms(t.Now()), k.Body); err != nil {
		return err
	}
	return t.SetKioskTasks(k.ID, k.Tasks)
}

// SetKioskTasks exchanges a kiosk's tasks and begins a new epoch.
func (t *Tx) SetKioskTasks(id booth.KioskID, tasks []booth.TaskID) error {
	if _, err := t.exec("update kiosks set epoch = epoch + 1 where id = $1", string(id)); err != nil {
		return err
	}
	if _, err := t.exec("delete from kiosk_tasks where kiosk = $1", string(id)); err != nil {
		return err
	}
	rows := make([][]any, 0, len(tasks))
	for _, task := range tasks {
		rows = append(rows, []any{string(id), string(task)})
	}
	return t.insertMany("kiosk_tasks", []string{"kiosk", "task"}, rows, "on conflict do nothing")
}

// ChangeKiosk changes a kiosk's name, place and body.
func (t *Tx) ChangeKiosk(id booth.KioskID, name, place, body string) error {
	n, err := t.exec("update kiosks set name = $2, place = $3, body = $4 where id = $1", string(id), name, place, body)
	if err != nil {
		return err
	}
	return notFound(n)
}

// NextOrder gives the number of the next command to a kiosk, from 1.
func (t *Tx) NextOrder(id booth.KioskID) (int64, error) {
	var n int64
	err := t.one("update kiosks set seq = seq + 1 where id = $1 returning seq", []any{string(id)}, &n)
	return n, err
}

const kioskColumns = "id, school, name, place, key, state, created, enrolled, revoked, seen, health, body, epoch"

func scanKiosk(scan func(...any) error) (Kiosk, error) {
	var k Kiosk
	var id, school, state string
	var key []byte
	var created, enrolled, revoked, seen int64
	if err := scan(&id, &school, &k.Name, &k.Place, &key, &state, &created, &enrolled, &revoked, &seen, &k.Health, &k.Body, &k.Epoch); err != nil {
		return k, err
	}
	k.ID, k.School, k.State = booth.KioskID(id), booth.SchoolID(school), KioskState(state)
	k.Created, k.Enrolled, k.Revoked, k.Seen = at(created), at(enrolled), at(revoked), at(seen)
	if len(key) > 0 {
		k.Key = ed25519.PublicKey(key)
	}
	return k, nil
}

// Kiosk gives a kiosk; ErrNotFound.
func (t *Tx) Kiosk(id booth.KioskID) (Kiosk, error) {
	all, err := t.kiosks("select "+kioskColumns+" from kiosks where id = $1", string(id))
	if err != nil {
		return Kiosk{}, err
	}
	if len(all) == 0 {
		return Kiosk{}, ErrNotFound
	}
	return all[0], nil
}

// Kiosks are a school's kiosks, of all schools where none is named, by name.
func (t *Tx) Kiosks(school booth.SchoolID) ([]Kiosk, error) {
	return t.kiosks("select "+kioskColumns+" from kiosks where school = $1 or $1 = '' order by name, id", string(school))
}

func (t *Tx) kiosks(query string, args ...any) ([]Kiosk, error) {
	var all []Kiosk
	err := t.each(query, args, func(scan func(...any) error) error {
		k, err := scanKiosk(scan)
		all = append(all, k)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Tasks, err = t.KioskTasks(all[i].ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// KioskTasks are the tasks that a kiosk serves.
func (t *Tx) KioskTasks(id booth.KioskID) ([]booth.TaskID, error) {
	var tasks []booth.TaskID
	err := t.each("select task from kiosk_tasks where kiosk = $1 order by task", []any{string(id)}, func(scan func(...any) error) error {
		var task string
		err := scan(&task)
		tasks = append(tasks, booth.TaskID(task))
		return err
	})
	return tasks, err
}

// KiosksOfTask are the kiosks that serve a task.
func (t *Tx) KiosksOfTask(task booth.TaskID) ([]booth.KioskID, error) {
	var all []booth.KioskID
	err := t.each("select kiosk from kiosk_tasks where task = $1 order by kiosk", []any{string(task)}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		all = append(all, booth.KioskID(id))
		return err
	})
	return all, err
}

// EnrolKiosk gives a kiosk that was invited its key.
func (t *Tx) EnrolKiosk(id booth.KioskID, key ed25519.PublicKey) error {
	n, err := t.exec("update kiosks set key = $2, state = 'active', enrolled = $3, seen = $3 where id = $1 and state = 'invited'",
		string(id), []byte(key), ms(t.Now()))
	if err != nil {
		return err
	}
	return notFound(n)
}

// RevokeKiosk ends what a kiosk may do. Its key stays: packets that it sealed
// before can still be told from strangers'.
func (t *Tx) RevokeKiosk(id booth.KioskID) error {
	n, err := t.exec("update kiosks set state = 'revoked', revoked = $2 where id = $1", string(id), ms(t.Now()))
	if err != nil {
		return err
	}
	if _, err := t.exec("delete from enrolments where kiosk = $1", string(id)); err != nil {
		return err
	}
	return notFound(n)
}

// SawKiosk notes that a kiosk was heard of, to the minute.
func (t *Tx) SawKiosk(id booth.KioskID) error {
	now := t.Now()
	_, err := t.exec("update kiosks set seen = $2 where id = $1 and seen < $3", string(id), ms(now), ms(now.Add(-time.Minute)))
	return err
}

// CountKiosks counts kiosks by state.
func (t *Tx) CountKiosks() (map[KioskState]int, error) {
	n := map[KioskState]int{}
	err := t.each("select state, count(*) from kiosks group by state", nil, func(scan func(...any) error) error {
		var s string
		var c int
		err := scan(&s, &c)
		n[KioskState(s)] = c
		return err
	})
	return n, err
}

// PutHealth keeps a kiosk's report, JSON.
func (t *Tx) PutHealth(id booth.KioskID, health string) error {
	_, err := t.exec("update kiosks set health = $2, seen = $3 where id = $1", string(id), health, ms(t.Now()))
	return err
}

// AddEnrolment keeps the hash of a one-time code. Older codes of the kiosk end.
func (t *Tx) AddEnrolment(code []byte, id booth.KioskID, expires time.Time) error {
	if _, err := t.exec("delete from enrolments where kiosk = $1 or expires < $2", string(id), ms(t.Now())); err != nil {
		return err
	}
	_, err := t.exec("insert into enrolments (code, kiosk, created, expires) values ($1, $2, $3, $4)", code, string(id), ms(t.Now()), ms(expires))
	return err
}

// Enrolment gives the kiosk of a one-time code that is not over, and keeps
// others from the kiosk to the end of the transaction; ErrNotFound.
func (t *Tx) Enrolment(code []byte) (Kiosk, error) {
	var id string
	if err := t.one("select kiosk from enrolments where code = $1 and expires > $2", []any{code, ms(t.Now())}, &id); err != nil {
		return Kiosk{}, err
	}
	if _, err := t.exec("update kiosks set state = state where id = $1", id); err != nil {
		return Kiosk{}, err
	}
	return t.Kiosk(booth.KioskID(id))
}

// UseNonce uses a request's nonce up; false when it was used before. expires
// is when a request with it would be too old anyway.
func (t *Tx) UseNonce(id booth.KioskID, nonce string, expires time.Time) (bool, error) {
	n, err := t.exec("insert into nonces (kiosk, nonce, expires) values ($1, $2, $3) on conflict (kiosk, nonce) do nothing", string(id), nonce, ms(expires))
	return n == 1, err
}

// Sweep forgets what time has ended: nonces, codes and logins. Uploads are
// ended one by one (Expired).
func (t *Tx) Sweep() error {
	now := ms(t.Now())
	for _, q := range []string{
		"delete from nonces where expires < $1", "delete from enrolments where expires < $1", "delete from logins where expires < $1",
	} {
		if _, err := t.exec(q, now); err != nil {
			return err
		}
	}
	return nil
}
