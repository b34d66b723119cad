package main

import (
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/vision"
)

// workSize is the longer side of the pictures in pixels: about what a 720p
// camera gives of a person, and small enough for thousands of trials.
const workSize = 800

// lab looks at pictures with the networks.
type lab struct {
	photos string
	models string
	// cache, when set, is a folder where answers of the networks are kept
	// between runs, for work on the measures alone.
	cache string
	// wrong, when set, logs each wrong verdict with what decided it.
	wrong bool

	opening sync.Once
	eng     *vision.Engine
	failed  error
}

func (l *lab) close() error {
	if l.eng == nil {
		return nil
	}
	return l.eng.Close()
}

// engine opens the networks at the first use.
func (l *lab) engine() (*vision.Engine, error) {
	l.opening.Do(func() { l.eng, l.failed = vision.Open(models.Find(l.models), vision.Options{Threads: 1}) })
	return l.eng, l.failed
}

// open decodes a source picture and looks at it.
func (l *lab) open(p photo) (*source, error) {
	file := filepath.Join(l.photos, filepath.FromSlash(p.file))
	if p.file == gocvFace {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "gocv.io/x/gocv").Output()
		if err != nil {
			return nil, fmt.Errorf("where is the gocv module: %w", err)
		}
		file = filepath.Join(strings.TrimSpace(string(out)), "images", "face.jpg")
	}
	img, err := openPicture(file)
	if err != nil {
		return nil, err
	}
	s := &source{photo: p}
	s.img, s.analysis, err = l.look(p.file, "as it is", func() *image.RGBA { return shrink(img, workSize) })
	if err != nil {
		return nil, err
	}
	var ok bool
	if s.head, ok = face.HeadOf(s.analysis); !ok {
		return nil, fmt.Errorf("%s: no face found", p.file)
	}
	s.own = quality.Measure(s.img, s.analysis)
	return s, nil
}

func openPicture(file string) (*image.RGBA, error) {
	img, _, err := picture.Open(context.Background(), file, picture.DefaultLimits())
	return img, err
}

// look makes the altered picture and runs the networks on it; all nil where
// this source can't be altered so.
func (l *lab) look(name, alteration string, alter func() *image.RGBA) (*image.RGBA, *face.Analysis, error) {
	img := alter()
	if img == nil {
		return nil, nil, nil
	}
	file := l.kept(img)
	if a, err := readSeen(file); err == nil {
		return img, a, nil
	}
	eng, err := l.engine()
	if err != nil {
		return nil, nil, err
	}
	a, err := eng.Analyse(img)
	if err != nil {
		return nil, nil, fmt.Errorf("%s, %s: %w", name, alteration, err)
	}
	if file != "" {
		err = writeSeen(file, a)
	}
	return img, a, err
}

// kept is where the networks' answer about exactly these pixels is kept; empty
// without a cache.
func (l *lab) kept(img *image.RGBA) string {
	if l.cache == "" {
		return ""
	}
	sum := sha256.Sum256(img.Pix)
	return filepath.Join(l.cache, fmt.Sprintf("%dx%d-%s", img.Rect.Dx(), img.Rect.Dy(), hex.EncodeToString(sum[:12])))
}

func readSeen(file string) (a *face.Analysis, err error) {
	f, err := os.Open(file) // #nosec G304 -- the developer's own cache
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read from
	return a, gob.NewDecoder(f).Decode(&a)
}

func writeSeen(file string, a *face.Analysis) error {
	f, err := os.Create(file) // #nosec G304 -- the developer's own cache
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(f).Encode(a), f.Close())
}
