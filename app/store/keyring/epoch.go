package keyring

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"campuskiosk/app/store/durable"
	"campuskiosk/app/store/internal/failpoint"
)

// Failpoints of an epoch's life.
const (
	AtEpochWritten   failpoint.Name = "epoch.written"   // the new file, not synchronised
	AtEpochRenamed   failpoint.Name = "epoch.renamed"   // the new file has its name
	AtEpochDestroyed failpoint.Name = "epoch.destroyed" // the old file is gone
)

const suffix = ".key"

// Family is a kind of epochs that begin and end together.
type Family string

// The families.
const (
	// Students wraps the keys of students and holds the index key.
	Students Family = "students"
	// Photos wraps the keys of photos. It has few keys to wrap anew, so it can
	// end each time a photo goes.
	Photos Family = "photos"
)

// Epoch is one epoch of a family.
type Epoch struct {
	N uint64
	// Wrap wraps the keys of the epoch.
	Wrap Box
	// Index is the key of the look-ups.
	Index Key
}

// Epochs are the files of one family in a folder.
type Epochs struct {
	dir    string
	family Family
	box    Box
}

// EpochsOf gives the epochs of a family in dir, sealed under the root.
func (r *Root) EpochsOf(dir string, f Family) *Epochs {
	return &Epochs{dir: dir, family: f, box: NewBox(r.Derive("epochs/" + string(f)))}
}

// Create makes the epoch's file, durable when it returns. One that is there
// with this number is replaced: it never wrapped anything.
func (e *Epochs) Create(n uint64) (Epoch, error) {
	secret := NewKey()
	err := durable.WriteFile(filepath.Join(e.dir, e.name(n)), func(w io.Writer) error {
		_, err := w.Write(e.box.Seal(secret[:], e.place(n)))
		return err
	}, func(step string) {
		switch step {
		case "written":
			failpoint.At(AtEpochWritten)
		case "renamed":
			failpoint.At(AtEpochRenamed)
		}
	})
	if err != nil {
		return Epoch{}, ErrKeyWrite.Because(durable.Pathless(err))
	}
	return epoch(n, secret), nil
}

// Load reads an epoch. The error is ErrEpochLost.
func (e *Epochs) Load(n uint64) (Epoch, error) {
	sealed, err := os.ReadFile(filepath.Join(e.dir, e.name(n)))
	if err != nil {
		return Epoch{}, ErrEpochLost.Because(durable.Pathless(err))
	}
	secret, err := e.box.Open(sealed, e.place(n))
	if err != nil || len(secret) != KeySize {
		return Epoch{}, ErrEpochLost.Because(ErrOpen)
	}
	return epoch(n, Key(secret)), nil
}

// Keep destroys all files of the family but those of the epochs given: what
// was wrapped by the others is lost for ever. It may be repeated.
func (e *Epochs) Keep(keep ...uint64) error {
	entries, err := os.ReadDir(e.dir)
	if err != nil {
		return ErrKeyWrite.Because(durable.Pathless(err))
	}
	var all error
	for _, f := range entries {
		if n, mine := e.number(f.Name()); mine && !slices.Contains(keep, n) || e.leftOver(f.Name()) {
			if err := durable.Shred(filepath.Join(e.dir, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				all = errors.Join(all, ErrKeyWrite.Because(durable.Pathless(err)))
			}
			failpoint.At(AtEpochDestroyed)
		}
	}
	return all
}

func (e *Epochs) name(n uint64) string { return fmt.Sprintf("%s-%08d%s", e.family, n, suffix) }

// place binds the content to the file's name.
func (e *Epochs) place(n uint64) []byte { return []byte(e.name(n)) }

// number gives the epoch of a file's name.
func (e *Epochs) number(name string) (uint64, bool) {
	digits, ok := strings.CutPrefix(name, string(e.family)+"-")
	if !ok {
		return 0, false
	}
	digits, ok = strings.CutSuffix(digits, suffix)
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, ok && err == nil
}

// leftOver reports whether a crash left this file of the family.
func (e *Epochs) leftOver(name string) bool {
	return strings.HasPrefix(name, string(e.family)+"-") && strings.HasSuffix(name, durable.TempSuffix)
}

func epoch(n uint64, secret Key) Epoch {
	return Epoch{N: n, Wrap: NewBox(derive(secret, "wrap")), Index: derive(secret, "index")}
}
