package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
)

//go:embed schema/*.sql
var schema embed.FS

// migrations are the steps from an empty database to the present schema, in
// order; their names begin with their number and never change.
func migrations() ([]string, error) {
	names, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]string, 0, len(names))
	for i, name := range names { // Glob sorts
		if !strings.HasPrefix(name, fmt.Sprintf("schema/%04d_", i+1)) {
			return nil, fmt.Errorf("store: migration %s has another number", name)
		}
		text, err := schema.ReadFile(name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(text))
	}
	return steps, nil
}

// migrate brings the schema up to date. Several processes may try at once.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	return s.Update(ctx, func(t *Tx) error {
		if !s.lite { // a lock that ends with the transaction; the number is ours
			if _, err := t.exec("select pg_advisory_xact_lock(6412046)"); err != nil {
				return err
			}
		}
		if _, err := t.exec("create table if not exists counters (name text primary key, value bigint not null)"); err != nil {
			return err
		}
		have, err := t.counter("schema")
		if err != nil {
			return err
		}
		if have > int64(len(steps)) {
			return ErrNewer
		}
		for _, step := range steps[have:] {
			for _, statement := range strings.Split(step, ";\n") {
				if strings.TrimSpace(statement) == "" {
					continue
				}
				if _, err := t.exec(statement); err != nil {
					return err
				}
			}
		}
		if have == 0 { // positions in another database's feed are told from this one's
			if _, err := t.advance("base", rand.Int64N(1<<40)); err != nil { //nolint:gosec // no secret
				return err
			}
		}
		_, err = t.advance("schema", int64(len(steps))-have)
		return err
	})
}

// counter reads a counter; 0 where there is none.
func (t *Tx) counter(name string) (int64, error) {
	var n int64
	err := t.one("select coalesce(max(value), 0) from counters where name = $1", []any{name}, &n)
	return n, err
}

// advance adds to a counter and gives its new value. The row stays locked to
// the end of the transaction.
func (t *Tx) advance(name string, by int64) (int64, error) {
	var n int64
	err := t.one(`insert into counters (name, value) values ($1, $2)
		on conflict (name) do update set value = counters.value + excluded.value returning value`, []any{name, by}, &n)
	return n, err
}
