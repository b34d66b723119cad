package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"campuskiosk/sync/central/store"
	"campuskiosk/sync/central/store/pgtest"
	"campuskiosk/sync/central/store/storetest"
)

func lite(t *testing.T, dir string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.OpenSQLite(t.Context(), dir, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, now func() time.Time) *store.Store { return lite(t, t.TempDir(), now) })
}

func TestPostgres(t *testing.T) {
	server := pgtest.Start(t)
	storetest.Run(t, func(t *testing.T, now func() time.Time) *store.Store {
		s, err := store.OpenPostgres(t.Context(), server.Database(t), store.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
	t.Run("processes that begin at once", func(t *testing.T) {
		dsn, done := server.Database(t), make(chan error)
		for range 4 {
			go func() {
				s, err := store.OpenPostgres(context.Background(), dsn, store.Options{})
				if err == nil {
					err = s.Close()
				}
				done <- err
			}()
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("a wrong address shows no password", func(t *testing.T) {
		_, err := store.OpenPostgres(t.Context(), "postgres://u:secret@[", store.Options{})
		if err == nil || !errors.Is(err, store.ErrAddress) {
			t.Errorf("%v", err)
		}
	})
}

// TestReopen guards: what was acknowledged is there when the file is opened
// again, and a newer schema is left alone.
func TestReopen(t *testing.T) {
	dir := t.TempDir()
	s := lite(t, dir, time.Now)
	storetest.Fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = lite(t, dir, time.Now)
	storetest.View(t, s, func(tx *store.Tx) error { _, err := tx.Task("t1"); return err })
	if err := store.SetSchema(s, 9999); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	if _, err := store.OpenSQLite(t.Context(), dir, store.Options{}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("%v", err)
	}
}
