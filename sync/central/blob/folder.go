package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"campuskiosk/app/store/durable"
)

// Folder keeps blobs as files, on a local disk or a shared one.
type Folder struct{ dir string }

// OpenFolder opens a folder, which it makes when it is not there.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, plain(err)
	}
	return &Folder{dir}, nil
}

// plain takes paths out of an error.
func plain(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return ErrNotFound
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.As(err, &path):
		return fmt.Errorf("blob: %s: %w", path.Op, path.Err)
	case errors.As(err, &link):
		return fmt.Errorf("blob: %s: %w", link.Op, link.Err)
	}
	return err
}

// file is where a blob lies.
func (f *Folder) file(key string) string { return filepath.Join(f.dir, filepath.FromSlash(key)) }

// Put keeps a blob.
func (f *Folder) Put(ctx context.Context, key string, size int64, r io.Reader) error {
	if !valid(key) {
		return errKey
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	name := f.file(key)
	if err := f.mkdir(filepath.Dir(key)); err != nil {
		return plain(err)
	}
	return plain(write(ctx, name, &exactly{r, size}))
}

// write writes a file beside its place and renames it when it is on the disk.
// Its name is its own, because the same key may be put by several at once.
func write(ctx context.Context, name string, r io.Reader) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".*"+durable.TempSuffix)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // what is left is no blob
		}
	}()
	_, err = io.Copy(f, r)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if err = errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), name); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(name))
}

// mkdir makes the folders of a key, so that they survive a power cut.
func (f *Folder) mkdir(rel string) error {
	if _, err := os.Stat(filepath.Join(f.dir, rel)); err == nil || rel == "." {
		return err
	}
	if err := f.mkdir(filepath.Dir(rel)); err != nil {
		return err
	}
	return durable.Mkdir(filepath.Join(f.dir, rel))
}

// Get opens a blob.
func (f *Folder) Get(ctx context.Context, key string) (io.ReadCloser, error) {
	if !valid(key) {
		return nil, errKey
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	file, err := os.Open(f.file(key))
	if err != nil {
		return nil, plain(err)
	}
	if i, err := file.Stat(); err != nil || !i.Mode().IsRegular() {
		return nil, errors.Join(ErrNotFound, file.Close())
	}
	return file, nil
}

// Delete removes blobs.
func (f *Folder) Delete(ctx context.Context, keys ...string) error {
	byDir := map[string][]string{}
	for _, k := range keys {
		if !valid(k) {
			return errKey
		}
		dir, name := filepath.Split(f.file(k))
		byDir[dir] = append(byDir[dir], name)
	}
	var all error
	for dir, names := range byDir {
		if err := ctx.Err(); err != nil {
			return errors.Join(all, err)
		}
		if err := durable.Remove(dir, names...); err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = errors.Join(all, plain(err))
		}
	}
	return all
}

// Check writes a file and removes it.
func (f *Folder) Check(ctx context.Context) error {
	const key = "check"
	return errors.Join(f.Put(ctx, key, 5, strings.NewReader("check")), f.Delete(ctx, key))
}
