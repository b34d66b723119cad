package roster

import (
	"errors"
	"io/fs"
	"os"
)

// photoDir is a folder of photos. It is opened as a root: nothing outside of
// it is read, whatever links say.
type photoDir struct {
	root  *os.Root
	names []string
}

func openPhotoDir(dir string) (Photos, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, ErrPhotosUnreadable.Because(err)
	}
	d := &photoDir{root: root}
	err = fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !e.Type().IsRegular():
			return nil
		case len(d.names) == MaxPhotos:
			return ErrPhotosTooMany.With(MaxPhotos)
		}
		d.names = append(d.names, name)
		return nil
	})
	switch {
	case errors.Is(err, ErrPhotosTooMany):
	case err != nil:
		err = ErrPhotosUnreadable.Because(err)
	default:
		return d, nil
	}
	return nil, errors.Join(err, root.Close())
}

func (d *photoDir) Names() []string { return d.names }

func (d *photoDir) Read(file int) (photo []byte, err error) {
	f, err := d.root.Open(d.names[file])
	if err != nil {
		return nil, ErrPhotosUnreadable.Because(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, ErrPhotosUnreadable.Because(err)
	}
	photo, err = readPhoto(f)
	if err != nil && !errors.Is(err, errPhotoLarge) {
		err = ErrPhotosUnreadable.Because(err)
	}
	return photo, err
}

func (d *photoDir) Close() error { return d.root.Close() }
