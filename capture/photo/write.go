package photo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"campuskiosk/app/booth"
)

var (
	// ErrWrite means that the result can't be written; nothing is left behind.
	ErrWrite = booth.Fail("photo.write",
		"文件写不进去：请检查磁盘空间、文件夹是否存在以及是否有写入权限。没有留下不完整的文件。",
		"The file can't be written: check free space, that the folder exists, and that writing is allowed. No half-written file was left behind.")
	// ErrNotFile means that the place for the result is taken by something
	// that is not a file.
	ErrNotFile = booth.Fail("photo.out_not_a_file",
		"保存位置不是普通文件（可能是文件夹或设备）。请换一个文件名。",
		"The place to write to is not an ordinary file (perhaps a folder or a device). Choose another name.")
)

// WriteFile writes data to path whole or not at all: to a new file beside it,
// synchronised, then renamed. What stood there before stays if it fails.
func WriteFile(path string, data []byte) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return ErrNotFile
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".photo-*.part")
	if err != nil {
		return ErrWrite.Because(pathless(err))
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	// CreateTemp's 0600 is too narrow for a picture that others are to pick up
	// where the folder lets them.
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return ErrWrite.Because(pathless(err))
	}
	return nil
}

// syncDir makes the renaming survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// pathless takes the paths out of file errors: they may hold names.
func pathless(err error) error {
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
