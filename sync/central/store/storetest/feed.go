package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"campuskiosk/sync/central/store"
)

func keys(changes []store.Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, c.Key+c.Body)
	}
	return all
}

func feed(t *testing.T, s *store.Store, _ *Clock) {
	say := func(scope store.Scope, pairs ...string) {
		Update(t, s, func(tx *store.Tx) error {
			for i := 0; i < len(pairs); i += 2 {
				tx.Say(store.Change{Scope: scope, Kind: "x", Key: pairs[i], Body: pairs[i+1], Removed: pairs[i+1] == "-"})
			}
			return nil
		})
	}
	is := func(scope store.Scope, after int64, limit int, want ...string) {
		t.Helper()
		View(t, s, func(tx *store.Tx) error {
			all, err := tx.Changes(scope, after, limit)
			if got := keys(all); !slices.Equal(got, want) {
				t.Errorf("after %d: %v, want %v", after, got, want)
			}
			for i, c := range all {
				if c.Seq <= after || i > 0 && c.Seq <= all[i-1].Seq || c.Scope != scope || c.Removed != (c.Body == "-") {
					t.Errorf("%+v", c)
				}
			}
			return err
		})
	}
	say("task:a", "1", "a", "2", "b", "3", "c")
	is("task:a", 0, 10, "1a", "2b", "3c")
	is("task:a", 0, 2, "1a", "2b")
	is("task:a", 2, 2, "3c")
	say("task:a", "1", "d", "4", "e", "4", "f")
	is("task:a", 3, 10, "1d", "4f")
	is("task:a", 0, 10, "2b", "3c", "1d", "4f")
	say("task:b", "1", "z")
	say("task:a", "2", "-")
	is("task:a", 5, 10, "2-")
	View(t, s, func(tx *store.Tx) error {
		newest, scopes, err := tx.Changed(5)
		slices.Sort(scopes)
		if newest != 7 || !slices.Equal(scopes, []store.Scope{"task:a", "task:b"}) {
			t.Errorf("newest %d, scopes %v", newest, scopes)
		}
		return err
	})
}

// feedUnderWriters guards: who has read up to a number misses nothing below
// it, however many write at once.
func feedUnderWriters(t *testing.T, s *store.Store, _ *Clock) {
	const writers, each = 4, 10
	var wg sync.WaitGroup
	for w := range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range each {
				err := s.Update(t.Context(), func(tx *store.Tx) error {
					tx.Say(store.Change{Scope: store.Everyone, Kind: "x", Key: fmt.Sprintf("%d-%d", w, i), Body: "{}"},
						store.Change{Scope: store.Everyone, Kind: "y", Key: fmt.Sprintf("%d-%d", w, i), Body: "{}"})
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		}()
	}
	defer wg.Wait()
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	seen, after := map[string]bool{}, int64(0)
	for last := false; ; {
		View(t, s, func(tx *store.Tx) error {
			all, err := tx.Changes(store.Everyone, after, 7)
			for _, c := range all {
				if c.Seq != after+1 {
					t.Errorf("number %d follows %d", c.Seq, after)
				}
				after = c.Seq
				seen[c.Kind+c.Key] = true
			}
			return err
		})
		if len(seen) == 2*writers*each || last || t.Failed() {
			break
		}
		select {
		case <-done:
			last = len(seen) >= 2*writers*each-7
		case <-time.After(time.Millisecond):
		}
	}
	if len(seen) != 2*writers*each {
		t.Errorf("%d changes seen, %d made", len(seen), 2*writers*each)
	}
}
