package store

import (
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// A migration brings the database from schema from to the next, in one
// transaction. It must not depend on types that may change later.
type migration struct {
	from uint64
	// say names it in the log.
	say string
	do  func(*writer) error
}

// migrations, in order. What is here has been released: it never changes.
func migrations() []migration {
	return []migration{
		{1, "list of sessions that have not ended", (*writer).listOpenSessions},
	}
}

// migrate brings the database to the present schema. A crash leaves it at one
// schema or the next, and starting again goes on.
func (s *Store) migrate(from uint64) error {
	for _, m := range migrations() {
		if m.from != from {
			continue
		}
		err := s.update(opMigrate, func(w *writer) error {
			for _, b := range buckets() {
				if _, err := w.tx.CreateBucketIfNotExists(b); err != nil {
					return err
				}
			}
			if err := m.do(w); err != nil {
				return fmt.Errorf("schema %d, %s: %w", m.from, m.say, err)
			}
			return w.tx.Bucket(bucketMeta).Put(metaSchema, u64(m.from+1))
		})
		if err != nil {
			return err
		}
		from++
	}
	if from != Schema {
		return ErrCorrupt.Because(fmt.Errorf("schema %d", from))
	}
	return nil
}

// SchemaOf reads the schema of a database file, for "doctor".
func (s *Store) schema() (n uint64, err error) {
	err = s.db.View(func(tx *bolt.Tx) error {
		n = readU64(tx.Bucket(bucketMeta).Get(metaSchema))
		return nil
	})
	return n, err
}
