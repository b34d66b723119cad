package service

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// kioskBody is what is kept of a kiosk beside its record.
type kioskBody struct {
	Configuration api.Configuration `json:"configuration"`
	RevokeSeq     int64             `json:"revoke_seq,omitempty"`
	Software      string            `json:"software,omitempty"`
}

func bodyOf(k store.Kiosk) kioskBody {
	var b kioskBody
	_ = json.Unmarshal([]byte(k.Body), &b) // this program wrote it
	return b
}

// Kiosk is a kiosk as the registry sees it.
type Kiosk struct {
	store.Kiosk
	Configuration api.Configuration
	// Report is the last one; nil before the first.
	Report *api.Health
}

func kioskOf(k store.Kiosk) Kiosk {
	out := Kiosk{Kiosk: k, Configuration: bodyOf(k).Configuration}
	if k.Health != "" {
		var h api.Health
		if json.Unmarshal([]byte(k.Health), &h) == nil {
			out.Report = &h
		}
	}
	return out
}

// NewKiosk is what the registry says about a new kiosk.
type NewKiosk struct {
	School booth.SchoolID
	Name   string
	Place  booth.Text
	Tasks  []booth.TaskID
	// Support is shown where the kiosk has no task's.
	Support booth.Support
}

// Kiosks are a school's kiosks, of all schools where none is named.
func (s *Service) Kiosks(ctx context.Context, a Actor, school booth.SchoolID) ([]Kiosk, error) {
	var all []Kiosk
	err := s.view(ctx, func(tx *store.Tx) error {
		found, err := tx.Kiosks(a.scope(school))
		for _, k := range found {
			all = append(all, kioskOf(k))
		}
		return err
	})
	return all, err
}

// Kiosk gives a kiosk.
func (s *Service) Kiosk(ctx context.Context, a Actor, id booth.KioskID) (k Kiosk, err error) {
	err = s.view(ctx, func(tx *store.Tx) error {
		found, err := tx.Kiosk(id)
		if err != nil {
			return err
		}
		k = kioskOf(found)
		return a.may(found.School, store.RoleClerk, store.RoleReviewer)
	})
	return k, err
}

// AddKiosk invites a kiosk and gives the code by which it enrols.
func (s *Service) AddKiosk(ctx context.Context, a Actor, n NewKiosk) (id booth.KioskID, code api.EnrolCode, err error) {
	if err := a.may(n.School, store.RoleClerk); err != nil {
		return "", code, err
	}
	if n.Name, err = text("name", n.Name, 64); err != nil {
		return "", code, err
	}
	id = booth.KioskID(newID("k"))
	body := kioskBody{Configuration: api.Configuration{
		Revision: 1, Name: n.Name, Place: n.Place, Schools: []booth.SchoolID{n.School}, Support: n.Support,
		RosterLeaseDays: 14, Upload: api.Upload{ChunkBytes: api.DefaultChunk}, HealthSeconds: 60,
	}}
	err = s.update(ctx, func(tx *store.Tx) error {
		if _, err := tx.School(n.School); err != nil {
			return err
		}
		if err := ofSchool(tx, n.School, n.Tasks); err != nil {
			return err
		}
		bodyText, err := json.Marshal(body)
		if err != nil {
			return err
		}
		err = tx.AddKiosk(store.Kiosk{
			ID: id, School: n.School, Name: n.Name, Place: n.Place.ZH, State: store.KioskInvited, Tasks: n.Tasks, Body: string(bodyText),
		})
		if err != nil {
			return err
		}
		tx.Audit(a.say("kiosk.added", string(id), nil))
		code, err = s.newCode(tx, id)
		return errors.Join(err, say(tx, store.OfKiosk(id), "", api.Entry{Kind: api.EntryConfiguration, Configuration: &body.Configuration}))
	})
	return id, code, err
}

// ofSchool reports tasks that are not a school's as not found.
func ofSchool(tx *store.Tx, school booth.SchoolID, tasks []booth.TaskID) error {
	for _, id := range tasks {
		t, err := tx.Task(id)
		if err != nil {
			return err
		}
		if t.School.ID != school {
			return api.ErrNotThere
		}
	}
	return nil
}

func (s *Service) newCode(tx *store.Tx, id booth.KioskID) (api.EnrolCode, error) {
	c := api.EnrolCode{Service: s.address, Fingerprint: s.keys.Fingerprint(), Code: api.NewOneTimeCode()}
	hash := c.Code.Hash()
	return c, tx.AddEnrolment(hash[:], id, tx.Now().Add(api.CodeLife))
}

// EnrolCode makes a new code for a kiosk that nobody has enrolled yet; older
// ones are over. Errors: ErrKioskState.
func (s *Service) EnrolCode(ctx context.Context, a Actor, id booth.KioskID) (code api.EnrolCode, err error) {
	err = s.update(ctx, func(tx *store.Tx) error {
		k, err := tx.Kiosk(id)
		if err != nil {
			return err
		}
		if err := a.may(k.School, store.RoleClerk); err != nil {
			return err
		}
		if k.State != store.KioskInvited {
			return ErrKioskState
		}
		tx.Audit(a.say("kiosk.code", string(id), nil))
		code, err = s.newCode(tx, id)
		return err
	})
	return code, err
}

// Configure changes a kiosk's configuration and tasks. With other tasks the
// kiosk reads its feed anew.
func (s *Service) Configure(ctx context.Context, a Actor, id booth.KioskID, c api.Configuration, tasks []booth.TaskID) error {
	name, err := text("name", c.Name, 64)
	if err != nil {
		return err
	}
	if c.Upload.ChunkBytes < 0 || c.Upload.ChunkBytes > api.MaxChunk || c.Upload.BytesPerSecond < 0 || c.HealthSeconds < 1 || c.RosterLeaseDays < 0 {
		return ErrField.With("upload")
	}
	return s.update(ctx, func(tx *store.Tx) error {
		k, err := tx.Kiosk(id)
		if err != nil {
			return err
		}
		if err := errors.Join(a.may(k.School, store.RoleClerk), ofSchool(tx, k.School, tasks)); err != nil {
			return err
		}
		body := bodyOf(k)
		c.Name, c.Revision, c.Schools = name, body.Configuration.Revision+1, []booth.SchoolID{k.School}
		body.Configuration = c
		bodyText, err := json.Marshal(body)
		if err != nil {
			return err
		}
		if err := tx.ChangeKiosk(id, name, c.Place.ZH, string(bodyText)); err != nil {
			return err
		}
		slices.Sort(tasks)
		if !slices.Equal(tasks, k.Tasks) {
			if err := tx.SetKioskTasks(id, tasks); err != nil {
				return err
			}
		}
		tx.Audit(a.say("kiosk.configured", string(id), nil))
		return say(tx, store.OfKiosk(id), "", api.Entry{Kind: api.EntryConfiguration, Configuration: &c})
	})
}

// Order sends a kiosk a signed command: lock, unlock, wipe, log level. Revoke
// is for OrderRevoke. Only administrators wipe.
func (s *Service) Order(ctx context.Context, a Actor, id booth.KioskID, order api.Order, level string) error {
	if !slices.Contains([]api.Order{api.OrderLock, api.OrderUnlock, api.OrderWipe, api.OrderLogLevel}, order) {
		return ErrField.With("order")
	}
	if (order == api.OrderLogLevel) != slices.Contains([]string{"debug", "info", "warn", "error"}, level) {
		return ErrField.With("level")
	}
	return s.update(ctx, func(tx *store.Tx) error {
		k, err := tx.Kiosk(id)
		if err != nil {
			return err
		}
		roles := []store.Role{store.RoleClerk}
		if order == api.OrderWipe {
			roles = nil
		}
		if err := a.may(k.School, roles...); err != nil {
			return err
		}
		if k.State != store.KioskActive {
			return ErrKioskState
		}
		tx.Audit(a.say("kiosk."+string(order), string(id), nil))
		_, err = s.command(tx, id, order, level)
		return err
	})
}

// command puts a command into a kiosk's feed. Lock and unlock replace each
// other.
func (s *Service) command(tx *store.Tx, id booth.KioskID, order api.Order, level string) (int64, error) {
	seq, err := tx.NextOrder(id)
	if err != nil {
		return 0, err
	}
	signed, err := s.keys.SignCommand(api.Command{ID: newID("o"), Kiosk: id, Order: order, Level: level, Seq: seq, Issued: tx.Now()})
	if err != nil {
		return 0, err
	}
	key := string(order)
	if order == api.OrderUnlock {
		key = string(api.OrderLock)
	}
	return seq, say(tx, store.OfKiosk(id), key, api.Entry{Kind: api.EntryCommand, Command: &signed})
}

// Revoke ends what a kiosk may do. Its packets, on a stick, go to a person.
func (s *Service) Revoke(ctx context.Context, a Actor, id booth.KioskID) error {
	return s.update(ctx, func(tx *store.Tx) error {
		k, err := tx.Kiosk(id)
		if err != nil {
			return err
		}
		if err := a.may(k.School, store.RoleClerk); err != nil {
			return err
		}
		if k.State == store.KioskRevoked {
			return nil
		}
		seq, err := s.command(tx, id, api.OrderRevoke, "")
		if err != nil {
			return err
		}
		body := bodyOf(k)
		body.RevokeSeq = seq
		bodyText, err := json.Marshal(body)
		if err != nil {
			return err
		}
		tx.Audit(a.say("kiosk.revoked", string(id), nil))
		return errors.Join(tx.ChangeKiosk(id, k.Name, k.Place, string(bodyText)), tx.RevokeKiosk(id))
	})
}

// Late reports whether a kiosk should have been heard of by now.
func (k Kiosk) Late(now time.Time) bool {
	every := time.Duration(max(k.Configuration.HealthSeconds, 1)) * time.Second
	return k.State == store.KioskActive && now.Sub(k.Seen) > 3*every+time.Minute
}
