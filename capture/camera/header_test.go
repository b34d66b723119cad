package camera

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
)

func encode(t testing.TB, w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJPEGSize(t *testing.T) {
	good := encode(t, 320, 200)
	if w, h, err := jpegSize(good); w != 320 || h != 200 || err != nil {
		t.Errorf("%dx%d, %v", w, h, err)
	}
	if _, _, err := jpegSize(append(bytes.Clone(good), make([]byte, 500)...)); err != nil {
		t.Errorf("zeros after the end marker: %v", err)
	}
	huge := bytes.Clone(good)
	i := bytes.Index(huge, []byte{0xFF, 0xC0})
	huge[i+5], huge[i+6] = 0xFF, 0xFF
	for name, b := range map[string][]byte{
		"empty":       nil,
		"text":        []byte("not a picture at all"),
		"half":        good[:len(good)/2],
		"no end":      good[:len(good)-2],
		"only header": {0xFF, 0xD8, 0xFF, 0xD9},
		"zeros":       make([]byte, 100),
		"too large":   huge,
	} {
		if _, _, err := jpegSize(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// What the header says is what Go's decoder says, whatever comes in.
func FuzzJPEGSize(f *testing.F) {
	f.Add(encode(f, 64, 48))
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0x01, 0xFF, 0xD9})
	f.Fuzz(func(t *testing.T, b []byte) {
		w, h, err := jpegSize(b)
		if err != nil {
			return
		}
		if w < 1 || h < 1 || w > maxSide || h > maxSide {
			t.Fatalf("%dx%d", w, h)
		}
		if c, err := jpeg.DecodeConfig(bytes.NewReader(b)); err == nil && (c.Width != w || c.Height != h) {
			t.Fatalf("%dx%d here, %dx%d there", w, h, c.Width, c.Height)
		}
	})
}
