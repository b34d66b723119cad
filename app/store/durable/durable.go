// Package durable writes and destroys files so that neither a killed process
// nor a power cut leaves half of one under its name.
package durable

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// TempSuffix ends the names of files that are being written. A file with it
// is what a crash left and may be removed.
const TempSuffix = ".part"

// WriteFile writes a file of mode 0600: under a temporary name in the same
// folder, synchronised, renamed, and the folder synchronised. write gets the
// open file; step, if not nil, is called after each of the steps "written",
// "synced" and "renamed". When it fails before the renaming, what stood under
// name still does; the whole file may stand there when only synchronising the
// folder failed.
func WriteFile(name string, write func(io.Writer) error, step func(string)) (err error) {
	temp := name + TempSuffix
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(temp)))
		}
	}()
	if err = write(f); err != nil {
		return errors.Join(err, f.Close())
	}
	at(step, "written")
	if err = errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	at(step, "synced")
	if err = os.Rename(temp, name); err != nil {
		return err
	}
	at(step, "renamed")
	return SyncDir(filepath.Dir(name))
}

// Mkdir makes a folder of mode 0700 that survives a power cut. One that is
// there already is all right.
func Mkdir(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return SyncDir(filepath.Dir(dir))
}

// Remove removes files of one folder and synchronises the folder. Files that
// are not there are all right.
func Remove(dir string, names ...string) error {
	var all error
	for _, n := range names {
		all = errors.Join(all, ignoreMissing(os.Remove(filepath.Join(dir, n))))
	}
	return errors.Join(all, SyncDir(dir))
}

// Shred overwrites a file with random bytes in place, synchronises, removes
// it, and synchronises the folder. A file that is not there is all right.
// On a medium that maps blocks anew (flash, copy-on-write file systems) the old
// bytes may outlive this; what is written to such a file must therefore be
// encrypted under a key that is not on the medium.
func Shred(name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	_, err = io.CopyN(f, rand.Reader, info.Size())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return Remove(filepath.Dir(name), filepath.Base(name))
}

// SyncDir makes the names in a folder survive a power cut.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func at(step func(string), name string) {
	if step != nil {
		step(name)
	}
}

// Pathless gives the operation and the cause of a file error without the
// path, which is nobody's business in a log.
func Pathless(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return fmt.Errorf("%s: %w", p.Op, p.Err)
	case errors.As(err, &l):
		return fmt.Errorf("%s: %w", l.Op, l.Err)
	}
	return err
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
