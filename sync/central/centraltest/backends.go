package centraltest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"campuskiosk/sync/central/blob"
	"campuskiosk/sync/central/blob/s3test"
	"campuskiosk/sync/central/store"
	"campuskiosk/sync/central/store/pgtest"
)

// Both runs a test on SQLite with a folder, and on PostgreSQL with
// S3-compatible storage. The servers are started once for all tests of a
// package, whose TestMain is Main.
func Both(t *testing.T, test func(*testing.T, Backend)) {
	t.Helper()
	t.Run("sqlite+folder", func(t *testing.T) { test(t, Lite) })
	t.Run("postgres+s3", func(t *testing.T) { test(t, Heavy(t)) })
}

// Heavy is PostgreSQL with S3-compatible storage.
func Heavy(t testing.TB) Backend {
	t.Helper()
	pg, s3 := servers.start(t)
	return func(t testing.TB, now func() time.Time) (*store.Store, blob.Store) {
		t.Helper()
		s, err := store.OpenPostgres(context.Background(), pg.Database(t), store.Options{Now: now, Connections: 8})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s, s3.Open(t)
	}
}

// Main is a package's TestMain.
func Main(m *testing.M) {
	code := m.Run()
	servers.stop()
	os.Exit(code)
}

var servers shared

// shared are servers that outlive the test that started them.
type shared struct {
	once sync.Once
	life life
	pg   *pgtest.Server
	s3   *s3test.Server
}

func (s *shared) start(t testing.TB) (*pgtest.Server, *s3test.Server) {
	t.Helper()
	s.once.Do(func() {
		defer func() {
			if r := recover(); r != nil && r != any(&s.life) {
				panic(r)
			}
		}()
		s.pg, s.s3 = pgtest.Start(&s.life), s3test.Start(&s.life)
	})
	switch {
	case s.life.failed != "":
		t.Fatal(s.life.failed)
	case s.life.skipped != "":
		t.Skip(s.life.skipped)
	}
	return s.pg, s.s3
}

func (s *shared) stop() {
	for i := len(s.life.cleanups) - 1; i >= 0; i-- {
		s.life.cleanups[i]()
	}
}

// life is the life of a package's tests, as what starts a server sees a test.
type life struct {
	testing.TB
	cleanups        []func()
	failed, skipped string
}

func (l *life) Helper()             {}
func (l *life) Failed() bool        { return false }
func (l *life) Logf(string, ...any) {}
func (l *life) Cleanup(f func())    { l.cleanups = append(l.cleanups, f) }

func (l *life) Fatal(args ...any) {
	l.failed = fmt.Sprint(args...)
	panic(l)
}

func (l *life) Fatalf(format string, args ...any) {
	l.failed = fmt.Sprintf(format, args...)
	panic(l)
}

func (l *life) Skip(args ...any) {
	l.skipped = fmt.Sprint(args...)
	panic(l)
}

func (l *life) Skipf(format string, args ...any) {
	l.skipped = fmt.Sprintf(format, args...)
	panic(l)
}

func (l *life) TempDir() string {
	dir, err := os.MkdirTemp("", "ck-servers-")
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
