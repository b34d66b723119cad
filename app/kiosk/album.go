package kiosk

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"campuskiosk/app/store/durable"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/standard"
)

// album keeps photos: one folder for each, under DATA/photos.
//
//	<id>/original.jpg   the camera's bytes
//	<id>/standard.jpg   the standard photo
//	<id>/report.json    what was found and what was made
//
// A folder is there whole or not at all: it is written beside its place,
// synchronised, and renamed. Names sort by time.
type album struct {
	dir string
	now func() time.Time
}

func newAlbum(data string) *album { return &album{dir: filepath.Join(data, "photos"), now: time.Now} }

// entry is one photo to keep.
type entry struct {
	Original []byte
	Standard []byte
	Record   record
}

// record is report.json. It names nobody.
type record struct {
	ID   string    `json:"id"`
	Time time.Time `json:"time"`
	// Camera is the camera's model and identity; Simulated says that it was
	// none.
	Camera    string `json:"camera"`
	CameraID  string `json:"camera_id"`
	Simulated bool   `json:"simulated"`
	// Frame is the number of the frame since the camera was opened.
	Frame uint64 `json:"frame"`
	// Converted says that the camera sent no JPEG: original.jpg was made of
	// its raw picture.
	Converted bool              `json:"converted,omitempty"`
	Check     photo.CheckResult `json:"check"`
	Photo     *standard.Photo   `json:"photo"`
	// SHA256 are the two files' digests in hex.
	SHA256 map[string]string `json:"sha256"`
}

// The names in a photo's folder.
const (
	originalName = "original.jpg"
	standardName = "standard.jpg"
	recordName   = "report.json"
)

// save keeps a photo and gives its folder. On failure nothing is left, and
// the error is ErrSave.
func (a *album) save(e entry) (dir string, err error) {
	now := a.now()
	e.Record.ID, e.Record.Time = newID(now), now.Truncate(time.Millisecond)
	e.Record.SHA256 = map[string]string{originalName: digest(e.Original), standardName: digest(e.Standard)}
	report, err := json.MarshalIndent(e.Record, "", "  ")
	if err != nil {
		return "", ErrSave.Because(err)
	}
	if err := os.MkdirAll(a.dir, 0o750); err != nil {
		return "", ErrSave.Because(cause(err))
	}
	part, err := os.MkdirTemp(a.dir, ".part-*")
	if err != nil {
		return "", ErrSave.Because(cause(err))
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(part)
		}
	}()
	for name, data := range map[string][]byte{originalName: e.Original, standardName: e.Standard, recordName: report} {
		if err := writeSynced(filepath.Join(part, name), data); err != nil {
			return "", ErrSave.Because(cause(err))
		}
	}
	dir = filepath.Join(a.dir, e.Record.ID)
	err = errors.Join(durable.SyncDir(part), os.Chmod(part, 0o750), os.Rename(part, dir)) // #nosec G302 -- a folder: the clerk's group may look
	if err != nil {
		return "", ErrSave.Because(cause(err))
	}
	if err := durable.SyncDir(a.dir); err != nil {
		return "", ErrSave.Because(cause(err))
	}
	return dir, nil
}

// tidy removes what a power cut left half-written.
func (a *album) tidy() {
	parts, _ := filepath.Glob(filepath.Join(a.dir, ".part-*"))
	for _, p := range parts {
		_ = os.RemoveAll(p) // what stays is only untidy
	}
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640) // #nosec G302 -- the clerk's group may read
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

func digest(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// cause takes the paths out of file errors.
func cause(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}

// newID makes an identifier in the shape of a ULID: 48 bits of Unix
// milliseconds, 80 random bits, in Crockford's base 32, so that names sort by
// time and two kiosks never make the same.
func newID(t time.Time) string {
	// 4 bytes of zeros in front make 160 bits, which are 32 digits; the first
	// 6 of them say nothing.
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(t.UnixMilli()))
	var b [20]byte
	copy(b[4:10], ms[2:])
	_, _ = rand.Read(b[10:]) // it never fails
	return crockford.EncodeToString(b[:])[6:]
}

var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
