// Package sealed keeps photos as encrypted files in a folder: one age file
// (age-encryption.org/v1) for each, under a random name and for a key pair of
// its own. The key is given back and kept elsewhere; without it the file is
// noise. A file is whole or it is not there: it is written under a temporary
// name, synchronised and renamed, and reading gives all of it or nothing.
package sealed

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"campuskiosk/app/store/durable"
	"campuskiosk/app/store/internal/failpoint"

	"filippo.io/age"
)

// Failpoints of a photo's file.
const (
	AtWritten failpoint.Name = "photo.written" // not synchronised
	AtSynced  failpoint.Name = "photo.synced"  // without its name
	AtRenamed failpoint.Name = "photo.renamed" // has its name, no record
	AtRemoved failpoint.Name = "photo.removed" // the record went before
)

// MaxPhoto is the largest photo, in bytes: a raw frame of a 20 megapixel
// camera at 2 bytes a pixel, and some.
const MaxPhoto = 64 << 20

const (
	suffix    = ".age"
	nameBytes = 16
)

// Errors of this package. They are causes for the log.
var (
	ErrTooLarge = errors.New("sealed: the photo is larger than 64 MiB")
	ErrKey      = errors.New("sealed: no key of a photo")
	// ErrDamaged: the file is cut off, changed, or another one.
	ErrDamaged = errors.New("sealed: the file is damaged")
	// ErrMissing: there is no such file.
	ErrMissing = errors.New("sealed: the file is missing")
)

// Folder is a folder of sealed files.
type Folder struct{ dir string }

// In gives the folder dir, which exists.
func In(dir string) Folder { return Folder{dir} }

// Write seals a photo. It is durable under its random name when Write
// returns. key opens it.
func (f Folder) Write(photo []byte) (name string, key []byte, err error) {
	if len(photo) > MaxPhoto {
		return "", nil, ErrTooLarge
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", nil, err
	}
	var random [nameBytes]byte
	_, _ = rand.Read(random[:]) // never fails (package crypto/rand)
	name = hex.EncodeToString(random[:]) + suffix
	err = durable.WriteFile(f.path(name), func(w io.Writer) error {
		s, err := age.Encrypt(w, id.Recipient())
		if err != nil {
			return err
		}
		if _, err := s.Write(photo); err != nil {
			return err
		}
		return s.Close()
	}, step)
	if err != nil {
		return "", nil, durable.Pathless(err)
	}
	return name, []byte(id.String()), nil
}

func step(s string) {
	failpoint.At(map[string]failpoint.Name{"written": AtWritten, "synced": AtSynced, "renamed": AtRenamed}[s])
}

// Read opens a whole photo, or nothing of it.
func (f Folder) Read(name string, key []byte) ([]byte, error) {
	id, err := age.ParseX25519Identity(string(key))
	if err != nil {
		return nil, ErrKey
	}
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	}
	if err != nil {
		return nil, durable.Pathless(err)
	}
	defer file.Close() //nolint:errcheck // only read
	r, err := age.Decrypt(file, id)
	if err != nil {
		return nil, ErrDamaged
	}
	// age gives the first chunks of a file that is cut off later; only its end
	// says that it was whole.
	var photo bytes.Buffer
	if _, err := io.Copy(&photo, io.LimitReader(r, MaxPhoto+1)); err != nil || photo.Len() > MaxPhoto {
		return nil, ErrDamaged
	}
	return photo.Bytes(), nil
}

// Copy writes the file as it lies there, sealed, for a backup. size is its
// length in bytes.
func (f Folder) Copy(name string, to func(size int64) (io.Writer, error)) error {
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return ErrMissing
	}
	if err != nil {
		return durable.Pathless(err)
	}
	defer file.Close() //nolint:errcheck // only read
	info, err := file.Stat()
	if err != nil {
		return durable.Pathless(err)
	}
	w, err := to(info.Size())
	if err != nil {
		return err
	}
	_, err = io.Copy(w, file)
	return err
}

// Remove removes files; those that are not there are all right.
func (f Folder) Remove(names ...string) error {
	if len(names) == 0 {
		return nil
	}
	for _, n := range names {
		if !isName(n) {
			return ErrMissing
		}
	}
	if err := durable.Remove(f.dir, names...); err != nil {
		return durable.Pathless(err)
	}
	failpoint.At(AtRemoved)
	return nil
}

// Sweep removes what no record names: files of a crash and files whose record
// went first. It gives how many there were. Files that are not ours stay.
func (f Folder) Sweep(known func(name string) bool) (removed int, err error) {
	d, err := os.Open(f.dir)
	if err != nil {
		return 0, durable.Pathless(err)
	}
	defer d.Close() //nolint:errcheck // only read
	var orphans []string
	for {
		names, err := d.Readdirnames(1024)
		for _, n := range names {
			if isName(strings.TrimSuffix(n, durable.TempSuffix)) && (strings.HasSuffix(n, durable.TempSuffix) || !known(n)) {
				orphans = append(orphans, n)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, durable.Pathless(err)
		}
	}
	if len(orphans) == 0 {
		return 0, nil
	}
	if err := durable.Remove(f.dir, orphans...); err != nil {
		return 0, durable.Pathless(err)
	}
	return len(orphans), nil
}

func (f Folder) path(name string) string { return filepath.Join(f.dir, name) }

// isName reports whether name is one that Write gives, so that nothing outside
// the folder is ever touched.
func isName(name string) bool {
	digits, ok := strings.CutSuffix(name, suffix)
	if !ok || len(digits) != 2*nameBytes {
		return false
	}
	for _, c := range []byte(digits) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}
