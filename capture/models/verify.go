package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// State is what Verify says of an entry.
type State string

// The states of an entry.
const (
	StateOK         State = "ok"         // all its files have the right digest
	StateMismatch   State = "mismatch"   // a file has another size or digest
	StateMissing    State = "missing"    // not all its files are in one folder
	StateUnreadable State = "unreadable" // a file is there and can't be read
)

// Check is Verify's answer for one entry.
type Check struct {
	Entry
	State State
	// Dir is the folder the entry was looked at in; empty when it is missing.
	Dir string
	// Err is the cause of StateUnreadable.
	Err error
}

// Verify reads the entries that Find would use and compares their SHA-256,
// streaming. An entry with a file of the wrong size is a mismatch, unless
// another folder has it whole. The error is ctx's only.
func (m Manifest) Verify(ctx context.Context, dirs ...string) ([]Check, error) {
	if len(dirs) == 0 {
		dirs = Dirs()
	}
	var out []Check
	for _, role := range Roles {
		for _, e := range m.Of(role) {
			c, err := e.verify(ctx, dirs)
			if err != nil {
				return out, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

func (e Entry) verify(ctx context.Context, dirs []string) (Check, error) {
	dir, whole := e.in(dirs)
	if !whole {
		dir = e.partly(dirs)
	}
	switch {
	case dir == "":
		return Check{Entry: e, State: StateMissing}, nil
	case !whole:
		return Check{Entry: e, State: StateMismatch, Dir: dir}, nil
	}
	for _, f := range e.Files {
		ok, err := f.matches(ctx, filepath.Join(dir, f.Name))
		switch {
		case ctx.Err() != nil:
			return Check{}, ctx.Err()
		case err != nil:
			return Check{Entry: e, State: StateUnreadable, Dir: dir, Err: err}, nil
		case !ok:
			return Check{Entry: e, State: StateMismatch, Dir: dir}, nil
		}
	}
	return Check{Entry: e, State: StateOK, Dir: dir}, nil
}

// partly gives the first of dirs that has one of e's files at a wrong size.
func (e Entry) partly(dirs []string) string {
	for _, d := range dirs {
		for _, f := range e.Files {
			if i, err := os.Stat(filepath.Join(d, f.Name)); err == nil && i.Size() != f.Size {
				return d
			}
		}
	}
	return ""
}

// matches reports whether the file at path has f's size and digest. A file
// that is not there does not match; that is no error.
func (f File) matches(ctx context.Context, path string) (bool, error) {
	r, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = r.Close() }()
	if i, err := r.Stat(); err != nil || i.Size() != f.Size {
		return false, err
	}
	h := sha256.New()
	if _, err := io.Copy(h, reader{ctx, r}); err != nil {
		return false, err
	}
	return hex.EncodeToString(h.Sum(nil)) == f.SHA256, nil
}

// reader is r until ctx is done.
type reader struct {
	ctx context.Context // lives for one copy
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
