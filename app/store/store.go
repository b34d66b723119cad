package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/store/durable"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/sealed"

	bolt "go.etcd.io/bbolt"
)

// Store is an open data folder. It is safe for concurrent use.
type Store struct {
	dir     string
	demo    bool
	db      *bolt.DB
	records keyring.Box // under the record key
	photos  sealed.Folder

	studentEpochs, photoEpochs *keyring.Epochs

	epochs *epochSet

	rotating sync.Mutex // one rotation or roster import at a time

	clock  atomic.Pointer[clock.Clock]
	failed atomic.Bool // writing failed: nothing more is taken

	files fileHold
}

// Create makes a new data folder: keys, the database, the first record of the
// audit trail. dir exists or can be made. Errors: ErrExists when it holds
// data, and those of writing. What a crash leaves is completed by calling
// Create again.
func Create(dir string, root *keyring.Root, first audit.Record) (*Store, error) {
	switch _, err := os.Stat(filepath.Join(dir, dbFile)); {
	case err == nil:
		return nil, ErrExists
	case !errors.Is(err, os.ErrNotExist):
		return nil, people(err)
	}
	// Photos without a database are what is left of a lost one: don't sweep them.
	if left, err := os.ReadDir(filepath.Join(dir, photosDir)); err == nil && len(left) > 0 {
		return nil, ErrExists
	}
	for _, d := range []string{dir, filepath.Join(dir, photosDir), filepath.Join(dir, keysDir)} {
		if err := durable.Mkdir(d); err != nil {
			return nil, people(err)
		}
	}
	s := newStore(dir, root)
	students, err := s.studentEpochs.Create(1)
	if err != nil {
		return nil, err
	}
	photos, err := s.photoEpochs.Create(1)
	if err != nil {
		return nil, err
	}
	err = createDB(dir, func(tx *bolt.Tx) error {
		w := &writer{reader: reader{s: s, tx: tx, epoch: students, photoEpoch: photos}}
		return w.first(first)
	})
	if err != nil {
		return nil, err
	}
	return Open(dir, root)
}

// first writes the content of a new database.
func (w *writer) first(r audit.Record) error {
	for _, b := range buckets() {
		if _, err := w.tx.CreateBucket(b); err != nil {
			return err
		}
	}
	meta := w.tx.Bucket(bucketMeta)
	for _, kv := range [][2][]byte{
		{metaSchema, u64(Schema)},
		{metaEpoch, u64(w.epoch.N)},
		{metaPhotoEpoch, u64(w.photoEpoch.N)},
		{metaCheck, w.s.records.Seal([]byte(dbFile), metaCheck)},
	} {
		if err := meta.Put(kv[0], kv[1]); err != nil {
			return err
		}
	}
	campus := keyring.NewKey()
	if err := w.setSetting(settingCampusKey, campus[:]); err != nil {
		return err
	}
	return w.audit(r)
}

// Open opens a data folder. It finishes what a crash interrupted and removes
// what it left: photos without a record, epochs that ended. It does not read
// rosters or sessions. Errors: ErrNotCreated, ErrInUse, ErrCorrupt,
// ErrWrongKey, ErrNewer, and those of package keyring.
func Open(dir string, root *keyring.Root) (*Store, error) {
	db, err := openDB(filepath.Join(dir, dbFile))
	if err != nil {
		return nil, err
	}
	s := newStore(dir, root)
	s.db = db
	if err := s.startSafely(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// startSafely is start for a database that may be damaged in a way that makes
// bbolt panic.
func (s *Store) startSafely() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = ErrCorrupt.Because(fmt.Errorf("opening: %v", r))
		}
	}()
	return guard(s.start)
}

// newStore is a store without a database.
func newStore(dir string, root *keyring.Root) *Store {
	keys := filepath.Join(dir, keysDir)
	return &Store{
		dir: dir, demo: root.Demo(),
		records:       keyring.NewBox(root.Derive("records")),
		photos:        sealed.In(filepath.Join(dir, photosDir)),
		studentEpochs: root.EpochsOf(keys, keyring.Students),
		photoEpochs:   root.EpochsOf(keys, keyring.Photos),
		epochs:        newEpochSet(),
	}
}

// start does what Open says, with the database open.
func (s *Store) start() error {
	schema, err := s.checkMeta()
	if err != nil {
		return err
	}
	if err := s.loadEpochs(); err != nil {
		return err
	}
	if err := s.migrate(schema); err != nil {
		return err
	}
	if err := s.checkBuckets(); err != nil {
		return err
	}
	if err := s.abandonRotation(); err != nil {
		return err
	}
	if err := s.destroyOldEpochs(); err != nil {
		return err
	}
	return s.sweepPhotos()
}

// checkMeta tells another file, another key and another version.
func (s *Store) checkMeta() (schema uint64, err error) {
	return schema, s.db.View(func(tx *bolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if meta == nil {
			return ErrCorrupt
		}
		schema = readU64(meta.Get(metaSchema))
		if schema == 0 {
			return ErrCorrupt
		}
		if schema > Schema {
			return ErrNewer
		}
		if _, err := s.records.Open(meta.Get(metaCheck), metaCheck); err != nil {
			return ErrWrongKey
		}
		return nil
	})
}

// checkBuckets finds a database of which parts are missing.
func (s *Store) checkBuckets() error {
	return s.db.View(func(tx *bolt.Tx) error {
		for _, b := range buckets() {
			if tx.Bucket(b) == nil {
				return ErrCorrupt.Because(fmt.Errorf("no bucket %s", b))
			}
		}
		return nil
	})
}

// Close closes the database. It waits for transactions that run.
func (s *Store) Close() error { return people(s.db.Close()) }

// UseClock makes every transaction persist the clock's bound. The clock was
// started at ClockState.
func (s *Store) UseClock(c *clock.Clock) { s.clock.Store(c) }

// Now is the present by the store's clock; without one it is the zero Now.
func (s *Store) Now() booth.Now {
	if c := s.clock.Load(); c != nil {
		return c.Now()
	}
	return booth.Now{}
}
