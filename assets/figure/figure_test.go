package figure_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"campuskiosk/assets"
	"campuskiosk/assets/figure"
)

func TestDrawingsAreWhatTheirCommentsSay(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		size image.Point
	}{
		"figure": {figure.PNG, image.Pt(1280, 720)},
		"icon":   {assets.IconPNG, image.Pt(512, 512)},
	} {
		img, err := png.Decode(bytes.NewReader(c.data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if img.Bounds().Size() != c.size {
			t.Errorf("%s is %v, want %v", name, img.Bounds().Size(), c.size)
		}
	}
	// The hair begins where the comment says: wall above, dark below.
	img, err := png.Decode(bytes.NewReader(figure.PNG))
	if err != nil {
		t.Fatal(err)
	}
	above, _, _, _ := img.At(640, 95).RGBA()
	below, _, _, _ := img.At(640, 120).RGBA()
	if above>>8 < 180 || below>>8 > 100 {
		t.Errorf("above the hair %d, in it %d", above>>8, below>>8)
	}
}
