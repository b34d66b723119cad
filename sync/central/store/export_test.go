package store

import "context"

// SetSchema makes the database say that it has another schema.
func SetSchema(s *Store, n int64) error {
	return s.Update(context.Background(), func(t *Tx) error {
		_, err := t.exec("update counters set value = $1 where name = 'schema'", n)
		return err
	})
}
