package rostercmd_test

import (
	"bytes"
	"image"
	"image/jpeg"
)

// gray is a plain picture.
func gray(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 80, 100))
	for i := range img.Pix {
		img.Pix[i] = uint8(20 * n)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}
