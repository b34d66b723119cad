package picture_test

import (
	"bytes"
	"compress/zlib"
	"image"
	"image/color"
	"testing"

	"campuskiosk/capture/picture"
	"campuskiosk/capture/picture/picturetest"
)

// Primaries under D50 as columns: the values that the profiles of the same
// name carry (Display P3: SMPTE EG 432-1 primaries with D65, adapted by
// Bradford).
var (
	srgbPrimaries = [3][3]float64{{0.43607, 0.38515, 0.14307}, {0.22249, 0.71687, 0.06061}, {0.01392, 0.09708, 0.71410}}
	p3Primaries   = [3][3]float64{{0.51512, 0.29198, 0.15710}, {0.24120, 0.69225, 0.06657}, {-0.00105, 0.04189, 0.78407}}
)

func uniform(c color.RGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := 0; i < len(img.Pix); i += 4 {
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	return img
}

func withPNGProfile(data, icc []byte) []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(icc)
	_ = w.Close()
	const afterIHDR = 33
	chunk := picturetest.Chunk("iCCP", append([]byte("P3\x00\x00"), z.Bytes()...))
	return bytes.Join([][]byte{data[:afterIHDR], chunk, data[afterIHDR:]}, nil)
}

// TestProfile guards: colours of a wider space come out as the sRGB values of
// the same light. The expected values come from the Display P3 to sRGB matrix
// of CSS Color 4 (section 10.8), computed apart from the code under test.
func TestProfile(t *testing.T) {
	p3 := picturetest.Profile(p3Primaries, 2.2)
	for _, c := range []struct {
		name     string
		in, want color.RGBA
	}{
		{"white stays white", color.RGBA{255, 255, 255, 255}, color.RGBA{255, 255, 255, 255}},
		{"black stays black", color.RGBA{0, 0, 0, 255}, color.RGBA{0, 0, 0, 255}},
		{"skin", color.RGBA{214, 170, 146, 255}, color.RGBA{223, 169, 143, 255}},
		{"green", color.RGBA{120, 180, 90, 255}, color.RGBA{100, 183, 75, 255}},
		{"blue", color.RGBA{60, 60, 200, 255}, color.RGBA{57, 57, 209, 255}},
		{"clipped red", color.RGBA{255, 0, 0, 255}, color.RGBA{255, 0, 0, 255}},
	} {
		t.Run(c.name, func(t *testing.T) {
			img, meta, err := decode(withPNGProfile(picturetest.PNG(uniform(c.in)), p3))
			if err != nil {
				t.Fatal(err)
			}
			near(t, img, uniform(c.want), 1)
			if !hasNote(meta, picture.NoteConverted) {
				t.Errorf("notes %v", meta.Notes)
			}
		})
	}
}

// TestProfileJPEG guards: the profile is found in a JPEG too, sRGB's own
// profile changes nothing, and one that can't be used is reported.
func TestProfileJPEG(t *testing.T) {
	grey := uniform(color.RGBA{120, 120, 120, 255})
	red := uniform(color.RGBA{200, 80, 60, 255})
	t.Run("P3", func(t *testing.T) {
		img, meta, err := decode(picturetest.WithProfile(picturetest.JPEG(red), picturetest.Profile(p3Primaries, 2.2)))
		if err != nil {
			t.Fatal(err)
		}
		if c := img.RGBAAt(8, 8); c.R < 210 || !hasNote(meta, picture.NoteConverted) {
			t.Errorf("%v, notes %v: more saturated red expected", c, meta.Notes)
		}
	})
	t.Run("linear light", func(t *testing.T) {
		img, _, err := decode(picturetest.WithProfile(picturetest.JPEG(grey), picturetest.Profile(srgbPrimaries, 1)))
		if err != nil {
			t.Fatal(err)
		}
		// 120/255 linear is 0.7153 encoded: 182.
		near(t, img, uniform(color.RGBA{182, 182, 182, 255}), 2)
	})
	t.Run("sRGB", func(t *testing.T) {
		img, meta, err := decode(picturetest.WithProfile(picturetest.JPEG(red), srgbProfile()))
		if err != nil {
			t.Fatal(err)
		}
		near(t, img, red, 3)
		if len(meta.Notes) > 0 {
			t.Errorf("notes %v", meta.Notes)
		}
	})
	for name, icc := range map[string][]byte{
		"garbage":   bytes.Repeat([]byte("x"), 300),
		"cut off":   picturetest.Profile(p3Primaries, 2.2)[:200],
		"not white": picturetest.Profile([3][3]float64{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, 2.2),
	} {
		t.Run(name, func(t *testing.T) {
			img, meta, err := decode(picturetest.WithProfile(picturetest.JPEG(red), icc))
			if err != nil {
				t.Fatal(err)
			}
			near(t, img, red, 3)
			if !hasNote(meta, picture.NoteProfile) {
				t.Errorf("notes %v", meta.Notes)
			}
		})
	}
}

// srgbProfile is a profile with sRGB's primaries and its curve as a table of
// 1024 entries, as the common one of 1998 has it.
func srgbProfile() []byte {
	return picturetest.ProfileTable(srgbPrimaries, picturetest.SRGBCurve(1024))
}

// TestAdobeRGB guards: a camera's Adobe RGB without a profile (EXIF says so)
// is converted.
func TestAdobeRGB(t *testing.T) {
	red := uniform(color.RGBA{200, 80, 60, 255})
	img, meta, err := decode(picturetest.AdobeRGB(picturetest.JPEG(red)))
	if err != nil {
		t.Fatal(err)
	}
	if c := img.RGBAAt(8, 8); c.R < 220 || !hasNote(meta, picture.NoteConverted) {
		t.Errorf("%v, notes %v", c, meta.Notes)
	}
}
