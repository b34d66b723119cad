package pages

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// workTime is how long a list may wait between its preview and its import.
const workTime = time.Hour

// folder is where lists and deliveries lie while they are worked on, each in a
// folder of its own that only this user may read.
type folder struct{ root *os.Root }

func openFolder(dir string) (*folder, error) {
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "campuskiosk-pages-"); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	return &folder{root}, err
}

// begin makes a folder for one piece of work and removes those that are over.
// Its name can't be guessed.
func (f *folder) begin(now time.Time) (id string, err error) {
	f.sweep(now)
	id = strings.ToLower(rand.Text())
	return id, f.root.Mkdir(id, 0o700)
}

// path is where a file of a piece of work is.
func (f *folder) path(id, name string) string { return filepath.Join(f.root.Name(), id, name) }

// create makes a file of a piece of work.
func (f *folder) create(id, name string) (*os.File, error) {
	return f.root.OpenFile(filepath.Join(id, name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// read reads a small file of a piece of work; fs.ErrNotExist.
func (f *folder) read(id, name string) ([]byte, error) {
	if id == "" || strings.ContainsFunc(id, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '2' || r > '7') }) {
		return nil, fs.ErrNotExist
	}
	return f.root.ReadFile(filepath.Join(id, name))
}

// write writes a small file of a piece of work.
func (f *folder) write(id, name string, b []byte) error {
	return f.root.WriteFile(filepath.Join(id, name), b, 0o600)
}

// end removes a piece of work.
func (f *folder) end(id string) error { return f.root.RemoveAll(id) }

// sweep removes what nobody finished.
func (f *folder) sweep(now time.Time) {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && now.Sub(info.ModTime()) > workTime {
			err = f.root.RemoveAll(e.Name())
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return // the next one tries again
		}
	}
}
