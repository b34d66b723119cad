package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	read, write *sql.DB
	lite        bool
	now         func() time.Time
}

// Options are how a database is opened.
type Options struct {
	// Now is the present; nil is time.Now.
	Now func() time.Time
	// Connections bounds those to PostgreSQL and those that read SQLite;
	// 0 is DefaultConnections.
	Connections int
}

// DefaultConnections is the bound where Options names none.
const DefaultConnections = 16

// OpenSQLite opens the file central.db in a folder, which must be there, and
// brings it to this program's schema.
func OpenSQLite(ctx context.Context, dir string, o Options) (*Store, error) {
	dsn := func(more string) string {
		u := url.URL{Scheme: "file", OmitHost: true, Path: filepath.Join(dir, "central.db")}
		// synchronous(full): what was acknowledged survives a power cut in WAL mode too.
		return u.String() + "?_pragma=busy_timeout(15000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)" +
			"&_pragma=foreign_keys(1)&_pragma=cache_size(-32000)" + more
	}
	write, err := sql.Open("sqlite", dsn("&_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", dsn("&_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return open(ctx, &Store{read: read, write: write, lite: true}, o)
}

// OpenPostgres opens a PostgreSQL database by its connection string and brings
// it to this program's schema. The string holds a password: it comes from a
// file, never from a command line, and is in no error.
func OpenPostgres(ctx context.Context, dsn string, o Options) (*Store, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, ErrAddress // the driver's error may repeat the string
	}
	db := stdlib.OpenDB(*config)
	return open(ctx, &Store{read: db, write: db}, o)
}

func open(ctx context.Context, s *Store, o Options) (*Store, error) {
	s.now = o.Now
	if s.now == nil {
		s.now = time.Now
	}
	n := o.Connections
	if n <= 0 {
		n = DefaultConnections
	}
	s.read.SetMaxOpenConns(n)
	s.read.SetMaxIdleConns(n)
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes the database.
func (s *Store) Close() error {
	err := s.write.Close()
	if s.read != s.write {
		err = errors.Join(err, s.read.Close())
	}
	return err
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.read.PingContext(ctx) }

// Stats are the pool's numbers, for metrics.
func (s *Store) Stats() sql.DBStats { return s.read.Stats() }

// Engine names the database: "sqlite" or "postgres".
func (s *Store) Engine() string {
	if s.lite {
		return "sqlite"
	}
	return "postgres"
}

// Tx is a transaction. It belongs to the function that it was given to.
type Tx struct {
	ctx     context.Context
	tx      *sql.Tx
	s       *Store
	changes []Change
	trail   []trailRecord
}

// View reads in one transaction.
func (s *Store) View(ctx context.Context, do func(*Tx) error) error {
	o := &sql.TxOptions{ReadOnly: true}
	if s.lite {
		o = nil // the pool reads only; the driver knows no option for it
	}
	return s.transact(ctx, s.read, o, do)
}

// tries is how often a transaction that the database gave up for the sake of
// another is tried.
const tries = 8

// Update changes in one transaction: all of it or nothing. do may be called
// again when the database gave the transaction up for the sake of another, so
// it only does what the transaction undoes.
func (s *Store) Update(ctx context.Context, do func(*Tx) error) error {
	var err error
	for i := range tries {
		err = s.transact(ctx, s.write, nil, do)
		if !again(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(i+1) * 10 * time.Millisecond):
		}
	}
	return err
}

// again reports whether a transaction was given up and may be tried again.
func again(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01" // serialization failure, deadlock
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_BUSY
}

// Full reports whether an error says that the database's disk is full.
func Full(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "53100" // disk_full
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_FULL
}

func (s *Store) transact(ctx context.Context, db *sql.DB, o *sql.TxOptions, do func(*Tx) error) (err error) {
	tx, err := db.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	t := &Tx{ctx: ctx, tx: tx, s: s}
	done := false
	defer func() {
		if !done { // an error, or do panicked
			_ = tx.Rollback()
		}
	}()
	if err := do(t); err != nil {
		return err
	}
	if err := errors.Join(t.flushChanges(), t.flushTrail()); err != nil {
		return err
	}
	done = true
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

// Context is the transaction's.
func (t *Tx) Context() context.Context { return t.ctx }

// Now is the present by the store's clock, in whole milliseconds as it is kept.
func (t *Tx) Now() time.Time { return t.s.Now() }

// Now is the present by the store's clock, in whole milliseconds as it is kept.
func (s *Store) Now() time.Time { return at(ms(s.now())) }

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func at(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}
