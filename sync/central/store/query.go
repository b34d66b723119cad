package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// exec runs a statement and tells how many rows it changed.
func (t *Tx) exec(query string, args ...any) (int64, error) {
	r, err := t.tx.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, wrap(err)
	}
	return r.RowsAffected()
}

// wrap names the package, and unique violations ErrTaken. Messages of the
// databases may repeat values, so only their codes stay readable.
func wrap(err error) error {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case errors.As(err, &pg):
		if pg.Code == "23505" { // unique_violation
			return ErrTaken
		}
		if pg.Code == "22021" { // character_not_in_repertoire: nothing is called so
			return ErrNotFound
		}
		return &dbError{"postgres " + pg.Code, err}
	case errors.As(err, &lite):
		if c := lite.Code(); c == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || c == sqlite3.SQLITE_CONSTRAINT_UNIQUE {
			return ErrTaken
		}
		return &dbError{"sqlite " + strconv.Itoa(lite.Code()), err}
	}
	return fmt.Errorf("store: %w", err)
}

// dbError prints a code and keeps the cause for errors.As.
type dbError struct {
	what string
	err  error
}

func (e *dbError) Error() string { return "store: " + e.what }
func (e *dbError) Unwrap() error { return e.err }

// one reads a single row.
func (t *Tx) one(query string, args []any, into ...any) error {
	return wrap(t.tx.QueryRowContext(t.ctx, query, args...).Scan(into...))
}

// each calls yield for each row with a function that scans it.
func (t *Tx) each(query string, args []any, yield func(scan func(...any) error) error) error {
	rows, err := t.tx.QueryContext(t.ctx, query, args...)
	if err != nil {
		return wrap(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		if err := yield(rows.Scan); err != nil {
			return err
		}
	}
	return wrap(rows.Err())
}

// How many values a statement takes. PostgreSQL's limit is 65,535; the driver
// of SQLite binds in quadratic time, and has no way to a server to save.
const (
	maxArgs     = 5000
	maxArgsLite = 80
)

// insertMany inserts rows of len(columns) values each, many with a statement.
// suffix is what follows the values ("on conflict …").
func (t *Tx) insertMany(table string, columns []string, rows [][]any, suffix string) error {
	most := maxArgs / len(columns)
	if t.s.lite {
		most = max(1, maxArgsLite/len(columns))
	}
	for len(rows) > 0 {
		n := min(len(rows), most)
		var q strings.Builder
		fmt.Fprintf(&q, "insert into %s (%s) values ", table, strings.Join(columns, ", "))
		args := make([]any, 0, n*len(columns))
		for i, row := range rows[:n] {
			for j, v := range row {
				switch {
				case j > 0:
					q.WriteString(", ")
				case i > 0:
					q.WriteString(", (")
				default:
					q.WriteByte('(')
				}
				args = append(args, v)
				fmt.Fprintf(&q, "$%d", len(args))
			}
			q.WriteByte(')')
		}
		q.WriteByte(' ')
		q.WriteString(suffix)
		if _, err := t.exec(q.String(), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func toJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func fromJSON(text string, into any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("store: a record is damaged: %w", err)
	}
	return nil
}
