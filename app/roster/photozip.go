package roster

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"campuskiosk/app/roster/internal/safezip"
)

const (
	// photoDirectory is the size of a ZIP's directory: MaxPhotos of 46 bytes and
	// names of about 100.
	photoDirectory = 64 << 20
	// photosPack is by how much all photos together may be smaller in the ZIP:
	// pictures hardly pack at all.
	photosPack = 20
)

// photoZip is a ZIP file of photos.
type photoZip struct {
	file  *os.File
	names []string
	parts []*zip.File
}

func openPhotoZip(name string) (Photos, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, ErrPhotosUnreadable.Because(err)
	}
	z := &photoZip{file: f}
	if err := z.open(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return z, nil
}

func (z *photoZip) open() error {
	info, err := z.file.Stat()
	if err != nil {
		return ErrPhotosUnreadable.Because(err)
	}
	r, err := safezip.Open(z.file, info.Size(), photoDirectory)
	if err != nil {
		return zipError(err)
	}
	unpacked := uint64(0)
	for _, f := range r.File {
		name := zipName(f)
		if leadsOut(name) || f.Mode()&fs.ModeSymlink != 0 {
			return ErrPhotosPath
		}
		if f.Mode().IsDir() || strings.HasSuffix(name, "/") {
			continue
		}
		if unpacked += f.UncompressedSize64; unpacked > uint64(info.Size())*photosPack+64<<20 {
			return ErrPhotosBomb
		}
		if len(z.names) == MaxPhotos {
			return ErrPhotosTooMany.With(MaxPhotos)
		}
		z.names, z.parts = append(z.names, name), append(z.parts, f)
	}
	return nil
}

// zipName gives an entry's name: in UTF-8 when it says so or is, else in GB
// 18030, which Chinese Windows writes. Backslashes become slashes.
func zipName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = decoded
		}
	}
	return strings.ReplaceAll(name, `\`, "/")
}

// leadsOut reports whether a name would leave the folder that it is unpacked
// into. Nothing is unpacked here; but who packs such names means no good.
func leadsOut(name string) bool {
	return strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' ||
		strings.Contains("/"+name+"/", "/../") || strings.HasPrefix(path.Clean(name), "..") || strings.ContainsRune(name, 0)
}

func (z *photoZip) Names() []string { return z.names }

func (z *photoZip) Read(file int) ([]byte, error) {
	r, err := safezip.Entry(z.parts[file], MaxPhotoBytes)
	if err != nil {
		return nil, zipError(err)
	}
	defer r.Close() //nolint:errcheck // nothing was written
	photo, err := readPhoto(r)
	switch {
	case errors.Is(err, safezip.ErrTooLarge):
		return nil, errPhotoLarge
	case err != nil && !errors.Is(err, errPhotoLarge):
		return nil, errPhotoFormat
	}
	return photo, err
}

func (z *photoZip) Close() error { return z.file.Close() }

func zipError(err error) error {
	if errors.Is(err, safezip.ErrOverlap) || errors.Is(err, safezip.ErrDirectory) {
		return ErrPhotosBomb.Because(err)
	}
	return ErrPhotosZip.Because(err)
}
