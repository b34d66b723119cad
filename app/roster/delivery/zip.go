package delivery

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// zipPlace is a delivery in a ZIP file. Photos are stored as they are: a JPEG
// doesn't pack. Entries have no times.
type zipPlace struct {
	out, temp string
	f         *os.File
	z         *zip.Writer
}

func openZip(out string, overwrite bool) (place, error) {
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, ErrNotADelivery
	case !overwrite:
		return nil, ErrExists
	}
	temp := beside(out, ".partial")
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &zipPlace{out: out, temp: temp, f: f, z: zip.NewWriter(f)}, nil
}

func (p *zipPlace) photo(name string, data []byte) error {
	w, err := p.z.CreateHeader(&zip.FileHeader{Name: photoFolder + "/" + name, Method: zip.Store})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func (p *zipPlace) list(write func(io.Writer) error) error {
	w, err := p.z.CreateHeader(&zip.FileHeader{Name: listFile, Method: zip.Store})
	if err != nil {
		return err
	}
	return write(w)
}

func (p *zipPlace) finish() error {
	if err := errors.Join(p.z.Close(), p.f.Sync(), p.f.Close()); err != nil {
		return err
	}
	if err := os.Rename(p.temp, p.out); err != nil {
		return err
	}
	return syncDir(filepath.Dir(p.out))
}

// leave removes what was written: a ZIP file can't be gone on with.
func (p *zipPlace) leave() {
	_ = p.f.Close()
	_ = os.Remove(p.temp)
}
