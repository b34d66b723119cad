package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"campuskiosk/app/booth"
)

// The names within a delivery.
const (
	listFile    = "名单.xlsx"
	photoFolder = "照片"
)

// place is a delivery that is being written.
type place interface {
	// photo writes a photo under its name.
	photo(name string, data []byte) error
	// list writes the list, after all photos.
	list(write func(io.Writer) error) error
	// finish makes it durable and puts it into its place.
	finish() error
	// leave ends it without that.
	leave()
}

// Write makes the delivery: a ZIP file when out ends in .zip, else a folder.
// Photos whose files are missing are listed as missing, which Counts tells
// afterwards; so an error means that there is no delivery. Errors: ErrNames,
// ErrExists, ErrNotADelivery, ErrFull, ErrWrite, the source's and ctx's.
func (d *Delivery) Write(ctx context.Context, out string) (err error) {
	if d.Refused > 0 {
		return ErrNames.With(d.Refused)
	}
	out = filepath.Clean(out)
	p, err := d.open(out)
	if err != nil {
		return people(err)
	}
	defer func() {
		if err != nil {
			p.leave()
		}
	}()
	if err := d.photos(ctx, p); err != nil {
		return err
	}
	if err := p.list(d.writeList); err != nil {
		return people(err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return people(p.finish())
}

func (d *Delivery) open(out string) (place, error) {
	if strings.EqualFold(filepath.Ext(out), ".zip") {
		return openZip(out, d.o.Overwrite)
	}
	return openFolder(out, d.o.Overwrite)
}

// photos writes the photos in order.
func (d *Delivery) photos(ctx context.Context, p place) error {
	done, total := int64(0), int64(d.Counts().Delivered)
	for i := range d.items {
		it := &d.items[i]
		if it.reason != "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		photo, err := d.source.Photo(ctx, it.submission)
		if err == nil && photoID(photo) != it.submission.Photo {
			err = ErrPhoto
		}
		switch {
		case errors.Is(err, ErrPhoto):
			it.reason = PhotoDamaged
		case err != nil:
			return err
		default:
			if err := p.photo(it.name, photo); err != nil {
				return people(err)
			}
		}
		if done++; d.o.Progress != nil {
			d.o.Progress(done, total)
		}
	}
	return nil
}

func photoID(photo []byte) booth.PhotoID {
	sum := sha256.Sum256(photo)
	return booth.PhotoID(hex.EncodeToString(sum[:]))
}

// people makes an error of writing one for people. Paths hold names and
// numbers of students, so they are left out.
func people(err error) error {
	var e *booth.Error
	if err == nil || errors.As(err, &e) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var path *fs.PathError
	var link *os.LinkError
	cause := err
	switch {
	case errors.As(err, &path):
		cause = fmt.Errorf("%s: %w", path.Op, path.Err)
	case errors.As(err, &link):
		cause = fmt.Errorf("%s: %w", link.Op, link.Err)
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return ErrFull.Because(cause)
	}
	return ErrWrite.Because(cause)
}

// beside gives the name under which something is written before it is whole.
func beside(out, suffix string) string {
	return filepath.Join(filepath.Dir(out), "."+filepath.Base(out)+suffix)
}

// exists reports whether something stands there, links to nowhere too.
func exists(name string) (bool, error) {
	_, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// syncDir makes the names in a folder survive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
