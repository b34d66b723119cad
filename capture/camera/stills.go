package camera

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// stillRate is how many frames per second a still picture is sent:
	// enough to look alive, without decoding the same picture 30 times.
	stillRate = 10
	// stillTime is how long each picture of a folder is shown.
	stillTime = 2 * time.Second
	// maxStill bounds a picture file: the largest camera JPEGs are below
	// 20 MB.
	maxStill = 32 << 20
)

// stills plays a JPEG file, or the JPEGs of a folder in the order of their
// names. The folder is read again for each picture, so pictures may come and
// go.
type stills struct {
	path string
	many bool

	due   time.Time // of the next frame
	n     int       // frames sent
	data  []byte    // the picture now shown
	last  string    // its name
	until int       // the frame count at which the next picture is due
}

func (s *stills) info() Info {
	name := filepath.Base(s.path)
	return Info{Name: name, ID: name, Simulated: true}
}

func (s *stills) open() error {
	s.due, s.data, s.until = time.Now(), nil, s.n
	return s.load()
}

func (s *stills) shut() error { return nil }

func (s *stills) read(ctx context.Context, f *Frame) error {
	if !sleep(ctx, time.Until(s.due)) {
		return ctx.Err()
	}
	s.due = s.due.Add(time.Second / stillRate)
	if late := time.Now(); s.due.Before(late) {
		s.due = late
	}
	if s.many && s.n >= s.until {
		if err := s.load(); err != nil {
			return err
		}
	}
	s.n++
	f.Format, f.Data = MJPEG, append(f.Data, s.data...)
	return nil
}

// load reads the picture, or the folder's next one after the last.
func (s *stills) load() error {
	if !s.many {
		b, err := readStill(s.path)
		if err != nil {
			return ErrNoPictures.Because(err)
		}
		s.data = b
		return nil
	}
	names, err := jpegNames(s.path)
	if err != nil {
		return ErrNoPictures.Because(err)
	}
	first, _ := slices.BinarySearch(names, s.last+"\x00")
	for i := range names {
		name := names[(first+i)%len(names)]
		if b, err := readStill(filepath.Join(s.path, name)); err == nil {
			s.data, s.last = b, name
			s.until = s.n + int(stillTime/time.Second*stillRate)
			return nil
		}
	}
	return ErrNoPictures
}

// jpegNames lists a folder's pictures, sorted.
func jpegNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, pathless(err)
	}
	var names []string
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".jpg", ".jpeg":
			if !e.IsDir() {
				names = append(names, e.Name())
			}
		}
	}
	slices.Sort(names)
	return names, nil
}

// readStill reads one JPEG whole.
func readStill(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, pathless(err)
	}
	defer f.Close() //nolint:errcheck // only read from
	b, err := io.ReadAll(io.LimitReader(f, maxStill+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxStill {
		return nil, errors.New("the file is too large for a picture")
	}
	if _, _, err := jpegSize(b); err != nil {
		return nil, err
	}
	return b, nil
}

// pathless takes the path out of a file error: file names may be names of
// people, and errors are logged.
func pathless(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
