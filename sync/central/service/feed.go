package service

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// Page is api.Page with entries as they are stored.
type Page struct {
	Entries []json.RawMessage `json:"entries"`
	Cursor  string            `json:"cursor"`
	More    bool              `json:"more"`
	Full    bool              `json:"full,omitempty"`
	Begin   bool              `json:"begin,omitempty"`
}

// keyOf is a student's key as part of a change's key.
func keyOf(k booth.StudentKey) string { return hex.EncodeToString(k[:]) }

// say puts an entry of the contract into the feed. What an entry says replaces
// what an entry of the same scope, kind and key said before; "… removed"
// stands under the kind that it removes.
func say(tx *store.Tx, scope store.Scope, key string, e api.Entry) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	kind, removed := strings.CutSuffix(string(e.Kind), "_removed")
	tx.Say(store.Change{Scope: scope, Kind: kind, Key: key, Removed: removed, Body: string(body)})
	return nil
}

// cursor is a position in a kiosk's feed.
type cursor struct {
	full bool
	// base names the database: a position in another one means nothing.
	base, epoch, seq int64
}

func (c cursor) String() string {
	phase := "c"
	if c.full {
		phase = "f"
	}
	return fmt.Sprintf("%s-%s-%d-%d", phase, strconv.FormatInt(c.base, 36), c.epoch, c.seq)
}

func parseCursor(s string) (cursor, error) {
	parts := strings.Split(s, "-")
	if len(parts) != 4 || parts[0] != "c" && parts[0] != "f" {
		return cursor{}, api.ErrCursor
	}
	c := cursor{full: parts[0] == "f"}
	var err error
	for i, to := range []*int64{&c.base, &c.epoch, &c.seq} {
		base := 10
		if i == 0 {
			base = 36
		}
		if *to, err = strconv.ParseInt(parts[i+1], base, 64); err != nil || *to < 0 {
			return cursor{}, api.ErrCursor
		}
	}
	if c.String() != s {
		return cursor{}, api.ErrCursor
	}
	return c, nil
}

// Changes gives a page of a kiosk's feed. With wait it waits so long for
// something, at most api.MaxWait. Errors: api.ErrCursor.
func (s *Service) Changes(ctx context.Context, id booth.KioskID, since string, wait time.Duration) (Page, error) {
	deadline := time.Now().Add(min(wait, api.MaxWait))
	for {
		// Registered before it looks, so that nothing falls in between.
		w := s.hub.register()
		page, scopes, err := s.page(ctx, id, since)
		if err != nil || len(page.Entries) > 0 || page.Full || wait <= 0 || !time.Now().Before(deadline) {
			w.done()
			return page, err
		}
		ended := w.wait(ctx, scopes, time.Until(deadline))
		if ended {
			return page, ctx.Err()
		}
	}
}

func (s *Service) page(ctx context.Context, id booth.KioskID, since string) (page Page, scopes []store.Scope, err error) {
	err = s.view(ctx, func(tx *store.Tx) error {
		k, err := tx.Kiosk(id)
		if err != nil {
			return err
		}
		base, newest, err := tx.FeedState()
		if err != nil {
			return err
		}
		at := cursor{full: true, base: base, epoch: k.Epoch}
		if since != "" {
			if at, err = parseCursor(since); err != nil {
				return err
			}
			if at.base != base || at.epoch != k.Epoch || at.seq > newest {
				return api.ErrCursor
			}
		}
		scopes = scopesOf(k)
		page, err = readPage(tx, scopes, at)
		page.Begin = since == ""
		return err
	})
	return page, scopes, err
}

// scopesOf are whose changes a kiosk gets.
func scopesOf(k store.Kiosk) []store.Scope {
	scopes := []store.Scope{store.Everyone, store.OfSchool(k.School), store.OfKiosk(k.ID)}
	for _, t := range k.Tasks {
		scopes = append(scopes, store.OfTask(t))
	}
	return scopes
}

// pageRoom is what a page has for its entries, in bytes.
const pageRoom = api.MaxPageBytes - 4096

// readPage reads what follows a position. The full state leaves out what was
// removed; it has no end of its own: what changes while it is read comes with
// it, because it moves to the feed's end.
func readPage(tx *store.Tx, scopes []store.Scope, at cursor) (Page, error) {
	const limit = api.MaxPage + 1
	var all []store.Change
	horizon := int64(math.MaxInt64) // behind it some scope has more than was read
	for _, scope := range scopes {
		some, err := tx.Changes(scope, at.seq, limit)
		if err != nil {
			return Page{}, err
		}
		if len(some) == limit {
			horizon = min(horizon, some[limit-1].Seq)
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b store.Change) int { return cmp.Compare(a.Seq, b.Seq) })
	page := Page{Entries: []json.RawMessage{}, Full: at.full}
	room := pageRoom
	for _, c := range all {
		if c.Seq > horizon || len(page.Entries) == api.MaxPage || room < len(c.Body)+1 && len(page.Entries) > 0 {
			page.More = true
			break
		}
		at.seq = c.Seq
		if c.Removed && at.full {
			continue
		}
		room -= len(c.Body) + 1
		page.Entries = append(page.Entries, json.RawMessage(c.Body))
	}
	page.More = page.More || horizon < math.MaxInt64 && at.seq == horizon
	if !page.More {
		at.full = false
	}
	page.Cursor = at.String()
	return page, nil
}

// publishKeys puts the key sets into the feed where they are not there yet.
func (s *Service) publishKeys(ctx context.Context) error {
	chain := s.keys.Chain()
	body, err := json.Marshal(api.Entry{Kind: api.EntryKeys, Keys: &chain})
	if err != nil {
		return err
	}
	return s.update(ctx, func(tx *store.Tx) error {
		old, err := tx.Change(store.Everyone, string(api.EntryKeys), "")
		if err != nil || old.Body == string(body) {
			return err
		}
		tx.Say(store.Change{Scope: store.Everyone, Kind: string(api.EntryKeys), Body: string(body)})
		return nil
	})
}
