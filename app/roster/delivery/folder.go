package delivery

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// folderPlace is a delivery in a folder. What an interrupted one left is gone
// on with.
type folderPlace struct {
	out, temp string
	overwrite bool
	names     map[string]bool // of photos
}

func openFolder(out string, overwrite bool) (place, error) {
	there, err := exists(out)
	switch {
	case err != nil:
		return nil, err
	case there && !overwrite:
		return nil, ErrExists
	case there:
		if err := onlyDelivery(out, true); err != nil {
			return nil, err
		}
	}
	p := &folderPlace{out: out, temp: beside(out, ".partial"), overwrite: overwrite, names: map[string]bool{}}
	if there, err = exists(p.temp); err != nil {
		return nil, err
	}
	if there {
		if err := onlyDelivery(p.temp, false); err != nil {
			return nil, err
		}
	}
	// Folders above are not made: below an unplugged stick's name they would be
	// on the kiosk's own disk.
	for _, dir := range []string{p.temp, filepath.Join(p.temp, photoFolder)} {
		if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, err
		}
	}
	return p, nil
}

// onlyDelivery refuses a folder that has anything but a delivery in it: it is
// about to be replaced. whole demands its list.
func onlyDelivery(dir string, whole bool) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return ErrNotADelivery
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	list := false
	for _, e := range entries {
		switch {
		case e.Name() == listFile && e.Type().IsRegular():
			list = true
		case e.Name() == photoFolder && e.IsDir():
		default:
			return ErrNotADelivery
		}
	}
	if whole && !list {
		return ErrNotADelivery
	}
	photos, err := os.ReadDir(filepath.Join(dir, photoFolder))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, e := range photos {
		if !e.Type().IsRegular() || filepath.Ext(e.Name()) != ".jpg" {
			return ErrNotADelivery
		}
	}
	return nil
}

// photo writes a photo, unless it is there already.
func (p *folderPlace) photo(name string, data []byte) error {
	p.names[name] = true
	file := filepath.Join(p.temp, photoFolder, name)
	if info, err := os.Lstat(file); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)) {
		if old, err := os.ReadFile(file); err == nil && photoID(old) == photoID(data) {
			return nil
		}
	}
	return os.WriteFile(file, data, 0o600)
}

func (p *folderPlace) list(write func(io.Writer) error) error {
	f, err := os.OpenFile(filepath.Join(p.temp, listFile), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// finish removes photos that an earlier attempt left and this delivery does
// not have, writes everything to the disk, and renames.
func (p *folderPlace) finish() error {
	photos := filepath.Join(p.temp, photoFolder)
	entries, err := os.ReadDir(photos)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !p.names[e.Name()] {
			if err := os.Remove(filepath.Join(photos, e.Name())); err != nil {
				return err
			}
		}
	}
	if err := syncFileSystem(p.temp); err != nil {
		return err
	}
	old := beside(p.out, ".old")
	there, err := exists(p.out)
	if err != nil {
		return err
	}
	if there {
		if !p.overwrite {
			return ErrExists
		}
		if err := removeOld(old); err != nil {
			return err
		}
		if err := os.Rename(p.out, old); err != nil {
			return err
		}
	}
	if err := os.Rename(p.temp, p.out); err != nil {
		if there {
			err = errors.Join(err, os.Rename(old, p.out))
		}
		return err
	}
	if err := syncDir(filepath.Dir(p.out)); err != nil {
		return err
	}
	if there {
		return os.RemoveAll(old)
	}
	return nil
}

// removeOld removes what an earlier replacement left when it was killed before
// its last step.
func removeOld(old string) error {
	there, err := exists(old)
	if err != nil || !there {
		return err
	}
	if err := onlyDelivery(old, true); err != nil {
		return err
	}
	return os.RemoveAll(old)
}

// syncFileSystem writes all that is waiting to a folder's disk: once, instead
// of once for each photo.
func syncFileSystem(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(f.Fd())), f.Close())
}

// leave keeps what was written, to be gone on with.
func (p *folderPlace) leave() {}
