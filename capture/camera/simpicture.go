package camera

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"

	"campuskiosk/assets"
)

// EnvSimPicture names the environment variable with the picture that the
// simulated camera plays. The Makefile sets it to the webcam picture that
// ships inside the gocv module, which is on every machine that builds the
// kiosk and is not ours to copy.
const EnvSimPicture = "CAMPUSKIOSK_SIM_PICTURE"

// Where that picture lies inside the module cache.
const gocvModule, gocvPicture = "gocv.io/x/gocv", "images/face.jpg"

// simPicture loads the picture to play: the one at path, else the one that
// the environment names, else gocv's in the build machine's module cache,
// else our drawn figure.
func simPicture(path string) (image.Image, person, string, error) {
	if path != "" {
		m, err := loadPicture(path)
		if err != nil {
			return nil, person{}, "", ErrNoPictures.Because(err)
		}
		return m, gocvPerson, "Simulated camera", nil
	}
	for _, p := range []string{os.Getenv(EnvSimPicture), inModuleCache()} {
		if m, err := loadPicture(p); p != "" && err == nil {
			return m, gocvPerson, "Simulated camera", nil
		}
	}
	m, _, err := image.Decode(bytes.NewReader(assets.FigurePNG))
	if err != nil {
		return nil, person{}, "", ErrNoPictures.Because(err)
	}
	return m, drawn, "Simulated camera (drawn figure)", nil
}

func loadPicture(path string) (image.Image, error) {
	b, err := readStill(path)
	if err != nil {
		return nil, err
	}
	return jpeg.Decode(bytes.NewReader(b))
}

// inModuleCache is the picture's path where `go run` or `go test` left the
// module; empty when it is not there.
func inModuleCache() string {
	cache := os.Getenv("GOMODCACHE")
	if cache == "" {
		root := os.Getenv("GOPATH")
		if root == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				return ""
			}
			root = filepath.Join(home, "go")
		}
		cache = filepath.Join(root, "pkg", "mod")
	}
	found, _ := filepath.Glob(filepath.Join(cache, filepath.FromSlash(gocvModule)+"@*", filepath.FromSlash(gocvPicture)))
	if len(found) == 0 {
		return ""
	}
	return found[len(found)-1]
}
