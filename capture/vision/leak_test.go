//go:build matprofile

package vision

import (
	"image"
	"image/color"
	"os"
	"testing"

	"gocv.io/x/gocv"

	"campuskiosk/capture/models"
)

// Run with -tags matprofile: gocv then counts the Mats that nobody closed yet.
func TestNothingLeaks(t *testing.T) {
	dir := copyModels(t)
	img, empty, data := photo(t, "max/Paul.jpeg"), filled(300, 200, color.RGBA{80, 80, 80, 255}), webcam(t)
	mats, nets := gocv.MatProfile.Count(), openNets.Load()
	for range 3 {
		for _, set := range []models.Set{models.Find(dir), emptySet} {
			e, err := Open(set, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				_ = everything(e, img)
				_ = everything(e, empty)
				_ = everything(e, &image.RGBA{})
				_, _ = e.DecodeFrame(data, nil)
				_, _ = e.DecodeFrame(data[:len(data)/2], nil)
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			_ = everything(e, img)
		}
		// And once more with every first choice broken.
		set := models.Find(dir)
		for _, r := range models.Roles {
			f, _ := set.First(r)
			if err := os.Truncate(f.Path(0), 512); err != nil {
				t.Fatal(err)
			}
		}
		e, err := Open(set, Options{})
		if err != nil {
			t.Fatal(err)
		}
		_ = everything(e, img)
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		dir = copyModels(t)
	}
	if n := gocv.MatProfile.Count(); n != mats {
		t.Errorf("%d Mats before, %d after", mats, n)
	}
	if n := openNets.Load(); n != nets {
		t.Errorf("%d networks before, %d after", nets, n)
	}
}
