package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/password"
	"campuskiosk/sync/central/store"
)

// Helper is a helper as the registry sees it.
type Helper struct {
	api.Helper
	School  booth.SchoolID
	Removed bool
}

// NewHelper is what the registry says about a helper. ID is empty for a new
// one; PIN and Badge, where empty, stay as they were.
type NewHelper struct {
	ID         booth.HelperID
	School     booth.SchoolID
	Label      string
	PIN        string
	Badge      string
	Technician bool
}

var pinForm = regexp.MustCompile(`^[0-9]{6,12}$`)

// Helpers are a school's helpers, those that were removed too.
func (s *Service) Helpers(ctx context.Context, a Actor, school booth.SchoolID) ([]Helper, error) {
	var all []Helper
	err := s.view(ctx, func(tx *store.Tx) error {
		found, err := tx.Helpers(a.scope(school))
		for _, h := range found {
			out := Helper{School: h.School, Removed: h.Removed}
			err = errors.Join(err, json.Unmarshal([]byte(h.Body), &out.Helper))
			all = append(all, out)
		}
		return err
	})
	return all, err
}

// PutHelper adds or changes a helper and gives the id.
func (s *Service) PutHelper(ctx context.Context, a Actor, n NewHelper) (id booth.HelperID, err error) {
	if err := a.may(n.School, store.RoleClerk); err != nil {
		return "", err
	}
	if n.Label, err = text("label", n.Label, 64); err != nil {
		return "", err
	}
	var hash string
	if n.PIN != "" || n.ID == "" {
		if !pinForm.MatchString(n.PIN) {
			return "", ErrPIN
		}
		hash = password.Hash(n.PIN) // outside the transaction: it takes a while
	}
	err = s.update(ctx, func(tx *store.Tx) error {
		h := api.Helper{ID: n.ID}
		if n.ID == "" {
			h.ID = booth.HelperID(newID("h"))
		} else if h, err = helperOf(tx, n.School, n.ID); err != nil {
			return err
		}
		h.Label, h.Technician = n.Label, n.Technician
		if hash != "" {
			h.PIN = hash
		}
		if n.Badge != "" {
			sum := sha256.Sum256([]byte(n.Badge))
			h.Badges = []string{hex.EncodeToString(sum[:])}
		}
		id = h.ID
		body, err := json.Marshal(h)
		if err != nil {
			return err
		}
		tx.Audit(a.say("helper.changed", string(id), nil))
		return errors.Join(tx.PutHelper(store.Helper{ID: id, School: n.School, Body: string(body)}),
			say(tx, store.OfSchool(n.School), string(id), api.Entry{Kind: api.EntryHelper, Helper: &h}))
	})
	return id, err
}

func helperOf(tx *store.Tx, school booth.SchoolID, id booth.HelperID) (api.Helper, error) {
	all, err := tx.Helpers(school)
	if err != nil {
		return api.Helper{}, err
	}
	for _, h := range all {
		if h.ID == id {
			var out api.Helper
			return out, json.Unmarshal([]byte(h.Body), &out)
		}
	}
	return api.Helper{}, api.ErrNotThere
}

// RemoveHelper takes a helper off all kiosks.
func (s *Service) RemoveHelper(ctx context.Context, a Actor, school booth.SchoolID, id booth.HelperID) error {
	if err := a.may(school, store.RoleClerk); err != nil {
		return err
	}
	return s.update(ctx, func(tx *store.Tx) error {
		h, err := helperOf(tx, school, id)
		if err != nil {
			return err
		}
		h.PIN, h.Badges = "", nil
		body, err := json.Marshal(h)
		if err != nil {
			return err
		}
		tx.Audit(a.say("helper.removed", string(id), nil))
		return errors.Join(tx.PutHelper(store.Helper{ID: id, School: school, Removed: true, Body: string(body)}),
			say(tx, store.OfSchool(school), string(id), api.Entry{Kind: api.EntryHelperRemoved, HelperRemoved: &api.HelperRemoved{Helper: id}}))
	})
}
