package service_test

import (
	"errors"
	"testing"

	"campuskiosk/sync/central/centraltest"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

// TestAccountsOfOneSchool: an administrator of one school makes no accounts,
// neither for its school nor, which would be a way up, for all; changes no one's
// password but its own; and ends nobody's.
func TestAccountsOfOneSchool(t *testing.T) {
	c := centraltest.New(t, centraltest.Lite)
	ctx := t.Context()
	add := func(a service.Actor, n service.NewClerk) (service.Actor, error) {
		n.Name, n.Password = "甲", "a long enough password"
		id, err := c.AddClerk(ctx, a, n)
		return service.Actor{ID: id, Role: n.Role, School: n.School}, err
	}
	all, err := add(service.Console(), service.NewClerk{Login: "all", Role: store.RoleAdmin})
	if err != nil {
		t.Fatal(err)
	}
	one, err := add(all, service.NewClerk{Login: "one", Role: store.RoleAdmin, School: "s1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []service.NewClerk{{Login: "up", Role: store.RoleAdmin}, {Login: "beside", Role: store.RoleClerk, School: "s1"}} {
		if _, err := add(one, n); !errors.Is(err, service.ErrNotAllowed) {
			t.Errorf("%s: %v", n.Login, err)
		}
	}
	if _, err := c.Clerks(ctx, one); !errors.Is(err, service.ErrNotAllowed) {
		t.Errorf("sees all accounts: %v", err)
	}
	if err := c.SetPassword(ctx, one, all.ID, "another long password"); !errors.Is(err, service.ErrNotAllowed) {
		t.Errorf("changes another's password: %v", err)
	}
	if err := c.DisableClerk(ctx, one, all.ID, true); !errors.Is(err, service.ErrNotAllowed) {
		t.Errorf("ends another's account: %v", err)
	}
	if err := c.SetPassword(ctx, one, one.ID, "another long password"); err != nil {
		t.Errorf("its own password: %v", err)
	}
}
