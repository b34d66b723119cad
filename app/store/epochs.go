package store

import (
	"sync"

	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// epochSet holds the epochs in memory. A transaction needs the epochs of its
// snapshot, which a rotation may have ended meanwhile; so an ended epoch stays
// until no transaction runs.
type epochSet struct {
	mu      sync.Mutex
	running int
	loaded  map[keyring.Family]map[uint64]keyring.Epoch
	keep    map[keyring.Family]uint64 // the present ones; set by present
}

func newEpochSet() *epochSet {
	return &epochSet{
		loaded: map[keyring.Family]map[uint64]keyring.Epoch{keyring.Students: {}, keyring.Photos: {}},
		keep:   map[keyring.Family]uint64{},
	}
}

// enter is called before a transaction begins, leave after it ended.
func (e *epochSet) enter() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running++
}

func (e *epochSet) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running--; e.running > 0 {
		return
	}
	for family, n := range e.keep {
		for other := range e.loaded[family] {
			if other < n {
				delete(e.loaded[family], other)
			}
		}
	}
}

// add makes an epoch known.
func (e *epochSet) add(f keyring.Family, epoch keyring.Epoch) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.loaded[f][epoch.N] = epoch
}

// present ends all epochs of the family before n.
func (e *epochSet) present(f keyring.Family, n uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.keep[f] = n
}

func (e *epochSet) get(f keyring.Family, n uint64) (keyring.Epoch, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	epoch, ok := e.loaded[f][n]
	if !ok {
		return epoch, keyring.ErrEpochLost
	}
	return epoch, nil
}

// loadEpochs reads the files of the epochs that the database names.
func (s *Store) loadEpochs() error {
	return s.db.View(func(tx *bolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		for _, x := range []struct {
			files  *keyring.Epochs
			family keyring.Family
			name   []byte
		}{
			{s.studentEpochs, keyring.Students, metaEpoch},
			{s.photoEpochs, keyring.Photos, metaPhotoEpoch},
		} {
			epoch, err := x.files.Load(readU64(meta.Get(x.name)))
			if err != nil {
				return err
			}
			s.epochs.add(x.family, epoch)
			s.epochs.present(x.family, epoch.N)
		}
		return nil
	})
}

// destroyOldEpochs destroys the files of all epochs but the present ones: a
// crash may have come between the end of an epoch and this.
func (s *Store) destroyOldEpochs() error {
	var students, photos uint64
	err := s.db.View(func(tx *bolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		students, photos = readU64(meta.Get(metaEpoch)), readU64(meta.Get(metaPhotoEpoch))
		return nil
	})
	if err != nil {
		return people(err)
	}
	if err := s.studentEpochs.Keep(students); err != nil {
		return err
	}
	return s.photoEpochs.Keep(photos)
}
