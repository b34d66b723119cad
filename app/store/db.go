package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"campuskiosk/app/store/durable"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

const (
	dbFile    = "kiosk.db"
	photosDir = "photos"
	keysDir   = "keys"
)

// lockWait is how long to wait for another program to let the database go.
const lockWait = 2 * time.Second

// mapped is the address space for the database: growing beyond it waits for
// long readers (a backup), so it is more than a kiosk ever needs. It costs no
// memory.
const mapped = 1 << 30

// openDB opens a database file. bbolt panics on damaged files, and touching
// a page beyond the end of a cut-off file is a fault: both become ErrCorrupt.
func openDB(name string) (db *bolt.DB, err error) {
	var file *os.File
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = ErrCorrupt.Because(fmt.Errorf("bbolt: %v", r))
		}
		if err != nil && file != nil {
			// When bbolt panics it leaves the file locked, and mapped, which keeps
			// the lock beyond closing.
			_ = syscall.Flock(int(file.Fd()), syscall.LOCK_UN)
			_ = file.Close()
		}
	}()
	db, err = bolt.Open(name, 0o600, &bolt.Options{
		Timeout:      lockWait,
		FreelistType: bolt.FreelistMapType, InitialMmapSize: mapped,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag&^os.O_CREATE, mode)
			file = f
			return f, err
		},
	})
	switch {
	case err == nil:
	case errors.Is(err, berrors.ErrTimeout):
		return nil, ErrInUse
	case errors.Is(err, os.ErrNotExist):
		return nil, ErrNotCreated
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, ErrCorrupt.Because(err)
	default:
		return nil, people(err)
	}
	if err := wholeFile(db, file); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// wholeFile finds a file that ends before the last page in use.
func wholeFile(db *bolt.DB, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return people(err)
	}
	return db.View(func(tx *bolt.Tx) error {
		if info.Size() < tx.Size() {
			return ErrCorrupt.Because(fmt.Errorf("the file has %d of %d bytes", info.Size(), tx.Size()))
		}
		return nil
	})
}

// createDB makes the database file with its first content: it is there whole,
// and durable, or not at all.
func createDB(dir string, first func(*bolt.Tx) error) error {
	name := filepath.Join(dir, dbFile)
	temp := name + durable.TempSuffix
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return people(err)
	}
	db, err := bolt.Open(temp, 0o600, &bolt.Options{Timeout: lockWait, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return people(err)
	}
	err = db.Update(first)
	if err = errors.Join(err, db.Sync(), db.Close()); err != nil {
		return people(err)
	}
	at(AtCreated)
	if err := os.Rename(temp, name); err != nil {
		return people(err)
	}
	at(AtCreateRenamed)
	return people(durable.SyncDir(dir))
}
