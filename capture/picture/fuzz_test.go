package picture_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/picture/picturetest"
)

// FuzzDecode guards: whatever the bytes, decoding ends in time with a picture
// of the promised form or with one of our own errors.
func FuzzDecode(f *testing.F) {
	fig := picturetest.Figure(24, 16)
	jpeg := picturetest.JPEG(fig)
	for _, data := range [][]byte{
		nil,
		[]byte("text"),
		jpeg,
		picturetest.Grey(fig),
		picturetest.CMYK(fig),
		picturetest.CutOff(jpeg, 0.7),
		picturetest.Oriented(jpeg, 6),
		picturetest.AdobeRGB(jpeg),
		picturetest.WithProfile(jpeg, picturetest.Profile(p3Primaries, 2.2)),
		picturetest.PNG(fig),
		picturetest.PNG16(fig),
		withPNGProfile(picturetest.PNG(fig), srgbProfile()),
		picturetest.AnimatedGIF(fig, 2),
		picturetest.WebP(fig),
		encodeBMP(fig),
		encodeTIFF(fig),
		[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
	} {
		f.Add(data)
	}
	limits := picture.Limits{Bytes: 1 << 20, Pixels: 1 << 20, Time: 10 * time.Second}
	f.Fuzz(func(t *testing.T, data []byte) {
		img, meta, err := picture.Decode(context.Background(), bytes.NewReader(data), limits)
		if err != nil {
			var e *booth.Error
			if !errors.As(err, &e) || e.Text.ZH == "" || e.Text.EN == "" {
				t.Fatalf("not an error for people: %v", err)
			}
			if errors.Is(err, picture.ErrTooSlow) {
				t.Fatal("over the time limit")
			}
			return
		}
		checkForm(t, img, meta)
	})
}
