package photo_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"

	"campuskiosk/capture/photo"
)

// finished is what a finished photo shows when it is looked at as a registry
// would: nothing here shares code with the solver or with package face.
type finished struct {
	Bytes     int     `json:"bytes"`
	EyeRow    float64 `json:"eye_row"`
	FaceWidth float64 `json:"face_width"`
	TopMargin float64 `json:"top_margin"`
	EyeColumn float64 `json:"eye_column"`
}

// measure decodes a finished JPEG and measures it: eyes by the irises that the
// networks find in it anew, the face by the extent of the mesh, the margin by
// the first row that is not background.
func measure(t *testing.T, p *photo.Pipeline, file []byte, background color.RGBA) finished {
	t.Helper()
	img := decode(t, p, file)
	a := check(t, p, img).Analysis
	if len(a.Faces) != 1 || a.Mesh == nil || a.Eyes == nil {
		t.Fatalf("%d faces in the finished photo, mesh %v, eyes %v", len(a.Faces), a.Mesh != nil, a.Eyes != nil)
	}
	left, right := math.Inf(1), math.Inf(-1)
	for _, v := range a.Mesh.Points {
		left, right = min(left, v.X), max(right, v.X)
	}
	r, l := a.Eyes[0].Iris, a.Eyes[1].Iris
	return finished{
		Bytes:     len(file),
		EyeRow:    (r.Y + l.Y) / 2,
		EyeColumn: (r.X + l.X) / 2,
		FaceWidth: right - left,
		TopMargin: float64(firstRow(img, background)),
	}
}

// firstRow is where the hair's upper edge is: the highest row in which three
// neighbours differ from the background by half of what the hair below them
// does, which is where the hair covers half of a pixel.
func firstRow(img *image.RGBA, background color.RGBA) int {
	const ringing, hair = 40, 25 // levels that a JPEG's edge may be off; rows to learn the hair's colour from
	first := rowOver(img, background, ringing, 0)
	full := 0
	for y := first; y < min(first+hair, img.Rect.Dy()); y++ {
		for x := range img.Rect.Dx() {
			full = max(full, contrast(img.RGBAAt(x, y), background))
		}
	}
	return rowOver(img, background, max(ringing, full/2), first)
}

// rowOver is the first row from a given one on in which three neighbours have
// more contrast.
func rowOver(img *image.RGBA, background color.RGBA, level, from int) int {
	for y := from; y < img.Rect.Dy(); y++ {
		run := 0
		for x := range img.Rect.Dx() {
			if contrast(img.RGBAAt(x, y), background) <= level {
				run = 0
				continue
			}
			if run++; run == 3 {
				return y
			}
		}
	}
	return img.Rect.Dy()
}

// contrast is the greatest difference of a channel, 0–255.
func contrast(a, b color.RGBA) int {
	d := func(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
	return max(d(a.R, b.R), d(a.G, b.G), d(a.B, b.B))
}

// checkCHSI fails unless a finished photo meets the numbers that the registry
// of graduates asks for.
func checkCHSI(t *testing.T, name string, m finished, file []byte) {
	t.Helper()
	within := func(what string, v, low, high float64) {
		t.Helper()
		if !(v >= low && v <= high) {
			t.Errorf("%s: %s is %.1f, want %g–%g", name, what, v, low, high)
		}
	}
	within("eye row", m.EyeRow, 200, 300)
	within("face width", m.FaceWidth, 180, 300)
	within("top margin", m.TopMargin, 50, 110)
	within("file size in KB", float64(m.Bytes)/1024, 20, 40)
	config, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil || config.Width != 480 || config.Height != 640 || config.ColorModel != color.YCbCrModel {
		t.Errorf("%s: %d×%d, %v, want 480×640 in colour", name, config.Width, config.Height, err)
	}
	segments := map[byte]int{}
	for off := 2; off+4 <= len(file) && file[off] == 0xff && file[off+1] != 0xda; {
		segments[file[off+1]]++
		if file[off+1] == 0xe0 && segments[0xe0] == 1 {
			b := file[off+4:]
			x, y := binary.BigEndian.Uint16(b[8:]), binary.BigEndian.Uint16(b[10:])
			if off != 2 || string(b[:5]) != "JFIF\x00" || b[7] != 1 || x != 300 || y != 300 {
				t.Errorf("%s: the JFIF header says unit %d, %d×%d, want dots per inch, 300×300", name, b[7], x, y)
			}
		}
		off += 2 + int(binary.BigEndian.Uint16(file[off+2:]))
	}
	if segments[0xe0] != 1 {
		t.Errorf("%s: %d JFIF headers", name, segments[0xe0])
	}
	for marker, n := range segments {
		if marker > 0xe0 && marker <= 0xef {
			t.Errorf("%s: %d application segments %x: metadata", name, n, marker)
		}
	}
}
