package vision

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"math"
	"testing"

	"campuskiosk/app/booth"
)

func TestDecodeFrame(t *testing.T) {
	e := engine(t)
	data := webcam(t)
	got, err := e.DecodeFrame(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got.Rect != want.Bounds() || got.Stride != 4*got.Rect.Dx() {
		t.Fatalf("%v, stride %d; want %v", got.Rect, got.Stride, want.Bounds())
	}
	// The two decoders round differently and enlarge the colours differently.
	sum := 0.0
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			r, g, b, _ := want.At(x, y).RGBA()
			c := got.RGBAAt(x, y)
			if c.A != 255 {
				t.Fatalf("pixel %d,%d is not opaque", x, y)
			}
			sum += math.Abs(float64(c.R)-float64(r>>8)) + math.Abs(float64(c.G)-float64(g>>8)) + math.Abs(float64(c.B)-float64(b>>8))
		}
	}
	if mean := sum / float64(3*got.Rect.Dx()*got.Rect.Dy()); mean > 2 {
		t.Errorf("differs from Go's decoder by %.2f on average", mean)
	}

	again, err := e.DecodeFrame(data, got)
	if err != nil || &again.Pix[0] != &got.Pix[0] {
		t.Errorf("a picture of the right size is not reused (%v)", err)
	}
	other, err := e.DecodeFrame(data, image.NewRGBA(image.Rect(0, 0, 10, 10)))
	if err != nil || other.Rect != got.Rect {
		t.Errorf("a picture of another size: %v, %v", other.Rect, err)
	}
	// Cameras pad their frames.
	if _, err := e.DecodeFrame(append(bytes.Clone(data), make([]byte, 4096)...), got); err != nil {
		t.Errorf("padded frame: %v", err)
	}
}

func TestDecodeFrameRefuses(t *testing.T) {
	e := engine(t)
	data := webcam(t)
	huge := bytes.Clone(data)
	sof := bytes.Index(huge, []byte{0xFF, 0xC0})
	if sof < 0 {
		t.Fatal("no baseline header")
	}
	binary.BigEndian.PutUint16(huge[sof+5:], 60000)
	binary.BigEndian.PutUint16(huge[sof+7:], 60000)
	for name, frame := range map[string][]byte{
		"nothing":   nil,
		"text":      []byte("not a picture"),
		"start":     data[:2],
		"header":    data[:sof+20],
		"cut":       data[:len(data)/2],
		"huge":      huge,
		"end alone": {0xFF, 0xD8, 0xFF, 0xD9},
	} {
		got, err := e.DecodeFrame(frame, nil)
		if got != nil || !errors.Is(err, ErrFrame) {
			t.Errorf("%s: %v", name, err)
		}
		if x := booth.Explain(err); x == nil || x.Text.ZH == "" || x.Text.EN == "" {
			t.Errorf("%s: no sentence for people", name)
		}
	}
}

// Whatever a broken camera sends, the process lives.
func FuzzDecodeFrame(f *testing.F) {
	var small bytes.Buffer
	if err := jpeg.Encode(&small, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(small.Bytes())
	f.Add(small.Bytes()[:small.Len()/2])
	e, err := Open(emptySet, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := e.DecodeFrame(data, nil)
		if (img == nil) == (err == nil) {
			t.Fatalf("%v, %v", img, err)
		}
		if err != nil && !errors.Is(err, ErrFrame) {
			t.Fatal(err)
		}
	})
}
