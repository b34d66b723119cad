package http_test

import (
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/centraltest"
	"campuskiosk/sync/central/service"
)

// TestFeed guards: everything first, then only what changed, also what another
// process of the service changed; a kiosk's tasks bound it.
func TestFeed(t *testing.T) {
	centraltest.Both(t, func(t *testing.T, backend centraltest.Backend) {
		k := newKit(t, backend)
		owner := k.Kiosk(t)
		admin := service.Console()
		other := centraltest.TheTask()
		other.ID = "other-task"
		if err := k.PutTask(t.Context(), admin, other); err != nil {
			t.Fatal(err)
		}
		page := read[api.Page](t, k.as(owner, get(api.PathChanges)))
		kinds := map[api.EntryKind]int{}
		for _, e := range page.Entries {
			if !e.Filled() {
				t.Errorf("%+v", e)
			}
			if e.Task != nil && e.Task.ID == "other-task" {
				t.Error("another kiosk's task")
			}
			kinds[e.Kind]++
		}
		if !page.Full || !page.Begin || page.More || kinds[api.EntryRoster] != 3 || kinds[api.EntryTask] != 1 || kinds[api.EntryConfiguration] != 1 || kinds[api.EntryKeys] != 1 {
			t.Errorf("%v %+v", kinds, page.Cursor)
		}
		if later := read[api.Page](t, k.as(owner, get(api.ChangesQuery(page.Cursor, 0)))); len(later.Entries) != 0 || later.Full || later.More {
			t.Errorf("%+v", later)
		}
		// Another process changes something while this one is asked.
		second := k.Other(t)
		answered := make(chan reply)
		begun := time.Now()
		go func() { answered <- k.as(owner, get(api.ChangesQuery(page.Cursor, 20*time.Second))) }()
		time.Sleep(50 * time.Millisecond)
		if _, err := second.PutHelper(t.Context(), admin, service.NewHelper{School: centraltest.School().ID, Label: "一号", PIN: "123456"}); err != nil {
			t.Fatal(err)
		}
		later := read[api.Page](t, <-answered)
		if len(later.Entries) != 1 || later.Entries[0].Kind != api.EntryHelper || time.Since(begun) > 15*time.Second {
			t.Errorf("%+v after %v", later, time.Since(begun))
		}
		// Nothing for 1 s: an empty page.
		if r := read[api.Page](t, k.as(owner, get(api.ChangesQuery(later.Cursor, time.Second)))); len(r.Entries) != 0 || r.Cursor == "" {
			t.Errorf("%+v", r)
		}
		// With another task the feed begins anew, and the old cursor says so.
		kiosk, err := k.Service.Kiosk(t.Context(), admin, owner.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Configure(t.Context(), admin, owner.ID, kiosk.Configuration, []booth.TaskID{"other-task"}); err != nil {
			t.Fatal(err)
		}
		if r := k.as(owner, get(api.ChangesQuery(later.Cursor, 0))); r.status != 410 || r.problem(t).Code != api.ErrCursor.Code {
			t.Errorf("%d %s", r.status, r.body)
		}
		for _, e := range read[api.Page](t, k.as(owner, get(api.PathChanges))).Entries {
			if e.Kind == api.EntryRoster || e.Task != nil && e.Task.ID != "other-task" {
				t.Errorf("%+v", e)
			}
		}
		// Revoking ends a poll at once.
		cursor := read[api.Page](t, k.as(owner, get(api.PathChanges))).Cursor
		go func() { answered <- k.as(owner, get(api.ChangesQuery(cursor, 20*time.Second))) }()
		time.Sleep(50 * time.Millisecond)
		if err := k.Revoke(t.Context(), admin, owner.ID); err != nil {
			t.Fatal(err)
		}
		last := read[api.Page](t, <-answered)
		if len(last.Entries) != 1 || last.Entries[0].Kind != api.EntryCommand {
			t.Fatalf("%+v", last)
		}
		if c, err := api.OpenCommand(*last.Entries[0].Command, k.Keys.Set(), owner.ID); err != nil || c.Order != api.OrderRevoke {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

// TestPages guards: a long feed in pages, each entry once, none missing.
func TestPages(t *testing.T) {
	k := newKit(t, centraltest.Lite)
	k.Roster(t, 2500)
	owner := k.Kiosk(t)
	seen := map[booth.StudentKey]bool{}
	since, pages := "", 0
	for {
		page := read[api.Page](t, k.as(owner, get(api.ChangesQuery(since, 0))))
		pages++
		if len(page.Entries) > api.MaxPage || page.Begin != (pages == 1) || !page.Full {
			t.Errorf("page %d: %d entries", pages, len(page.Entries))
		}
		for _, e := range page.Entries {
			if e.Roster != nil {
				if seen[e.Roster.Student.Key] {
					t.Error("twice")
				}
				seen[e.Roster.Student.Key] = true
			}
		}
		if since = page.Cursor; !page.More {
			break
		}
	}
	if len(seen) != 2500 || pages != 3 {
		t.Errorf("%d students on %d pages", len(seen), pages)
	}
	// Who leaves the roster is named once, and not in a new full state.
	k.Roster(t, 3)
	removed := 0
	for {
		page := read[api.Page](t, k.as(owner, get(api.ChangesQuery(since, 0))))
		for _, e := range page.Entries {
			if e.RosterRemoved != nil {
				removed++
			}
		}
		if since = page.Cursor; !page.More {
			break
		}
	}
	full := 0
	for since = ""; ; {
		page := read[api.Page](t, k.as(owner, get(api.ChangesQuery(since, 0))))
		for _, e := range page.Entries {
			if e.RosterRemoved != nil {
				t.Error("a full state that names who is gone")
			}
			if e.Roster != nil {
				full++
			}
		}
		if since = page.Cursor; !page.More {
			break
		}
	}
	if removed != 2497 || full != 3 {
		t.Errorf("%d removed, %d left", removed, full)
	}
}
