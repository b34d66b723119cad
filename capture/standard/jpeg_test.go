package standard

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// noisy is a picture whose JPEG's size grows with the noise's amplitude.
func noisy(w, h int, amplitude int, seed uint64) *image.RGBA {
	rng := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := 40 + x*150/w
			n := func() uint8 {
				if amplitude == 0 {
					return uint8(v)
				}
				return uint8(min(255, max(0, v+rng.IntN(2*amplitude+1)-amplitude)))
			}
			img.SetRGBA(x, y, color.RGBA{n(), n(), n(), 255})
		}
	}
	return img
}

// segments lists the markers before the scan with their payloads, read here
// by the JPEG standard's rules.
func segments(t *testing.T, data []byte) (markers []byte, payloads [][]byte) {
	t.Helper()
	if len(data) < 4 || data[0] != 0xff || data[1] != 0xd8 {
		t.Fatalf("no start of image: % x", data[:min(4, len(data))])
	}
	for i := 2; ; {
		if i+4 > len(data) || data[i] != 0xff {
			t.Fatalf("no marker at %d", i)
		}
		n := int(binary.BigEndian.Uint16(data[i+2:]))
		markers, payloads = append(markers, data[i+1]), append(payloads, data[i+4:i+2+n])
		if data[i+1] == 0xda {
			return markers, payloads
		}
		i += 2 + n
	}
}

func TestEncodeHitsWindow(t *testing.T) {
	window := File{MinBytes: 20480, MaxBytes: 40960, MinQuality: 60}
	for _, amplitude := range []int{0, 2, 4, 8, 12} {
		img := noisy(480, 640, amplitude, 7)
		e, err := encode(img, window, 300)
		if err != nil {
			t.Errorf("amplitude %d: %v", amplitude, err)
			continue
		}
		if len(e.data) < window.MinBytes || len(e.data) > window.MaxBytes {
			t.Errorf("amplitude %d: %d bytes", amplitude, len(e.data))
		}
		if e.padding == 0 && e.quality < 100 {
			// High inside the window: one step more must not fit, or the file
			// fills the window.
			next, err := encodeAt(img, e.quality+1, 300)
			if err != nil {
				t.Fatal(err)
			}
			if len(next) <= window.MaxBytes && float64(len(e.data)) < fillEnough*float64(window.MaxBytes) {
				t.Errorf("amplitude %d: quality %d gives %d bytes, the next %d", amplitude, e.quality, len(e.data), len(next))
			}
		}
		decoded, err := jpeg.Decode(bytes.NewReader(e.data))
		if err != nil {
			t.Fatal(err)
		}
		if decoded.Bounds() != img.Rect {
			t.Errorf("decodes to %v", decoded.Bounds())
		}
		again, err := encode(img, window, 300)
		if err != nil || !bytes.Equal(e.data, again.data) {
			t.Errorf("amplitude %d: a second run differs (%v)", amplitude, err)
		}
	}
}

func TestEncodeRefusesWhatDoesNotFit(t *testing.T) {
	if _, err := encode(noisy(480, 640, 120, 7), File{MinBytes: 20480, MaxBytes: 40960, MinQuality: 60}, 300); !errors.Is(err, ErrFileWindow) {
		t.Errorf("got %v", err)
	}
}

func TestHeader(t *testing.T) {
	e, err := encode(noisy(358, 441, 3, 1), File{MinQuality: 60}, 350)
	if err != nil {
		t.Fatal(err)
	}
	markers, payloads := segments(t, e.data)
	if want := []byte("JFIF\x00\x01\x02\x01\x01\x5e\x01\x5e\x00\x00"); markers[0] != 0xe0 || !bytes.Equal(payloads[0], want) {
		t.Errorf("first segment %x: % x, want % x", markers[0], payloads[0], want)
	}
	for i, m := range markers[1:] {
		if m >= 0xe0 && m <= 0xef {
			t.Errorf("another application segment %x at %d", m, i+1)
		}
		if m == 0xc2 {
			t.Error("progressive")
		}
	}
	if e.quality != bestQuality || e.padding != 0 {
		t.Errorf("quality %d, padding %d", e.quality, e.padding)
	}
}

// TestPadding: any size asked for is reached exactly (or by the smallest
// segment), and the file still decodes to the same pixels.
func TestPadding(t *testing.T) {
	img := noisy(64, 64, 1, 3)
	plain, err := encodeAt(img, 100, 300)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		extra := rapid.IntRange(1, 400_000).Draw(rt, "extra")
		want := len(plain) + extra
		e, err := encode(img, File{MinBytes: want, MaxBytes: want + 8, MinQuality: 60}, 300)
		if err != nil {
			rt.Fatal(err)
		}
		if len(e.data) < want || len(e.data) > want+3 || e.padding < extra || e.quality != 100 {
			rt.Fatalf("%d bytes for %d, padding %d, quality %d", len(e.data), want, e.padding, e.quality)
		}
		segments(t, e.data)
		a, err := jpeg.Decode(bytes.NewReader(e.data))
		if err != nil {
			rt.Fatal(err)
		}
		b, err := jpeg.Decode(bytes.NewReader(plain))
		if err != nil {
			rt.Fatal(err)
		}
		if !bytes.Equal(a.(*image.YCbCr).Y, b.(*image.YCbCr).Y) {
			rt.Fatal("pixels differ")
		}
	})
}

// TestSearchIsShort guards the time: each round of two encodings of 480×640
// costs about ten milliseconds.
func TestSearchIsShort(t *testing.T) {
	for _, amplitude := range []int{1, 3, 5, 8} {
		img := noisy(480, 640, amplitude, 9)
		s := newQualitySearch(File{MaxBytes: 40960, MinQuality: 60})
		n, enough := 0, false
		for s.open() && !enough {
			for _, e := range encodeAll(img, s.next(), 300) {
				if e.err != nil {
					t.Fatal(e.err)
				}
				s.tried(e.quality, len(e.data))
				enough = enough || len(e.data) <= 40960 && float64(len(e.data)) >= fillEnough*40960
			}
			n++
		}
		t.Logf("amplitude %d: %d rounds, quality %d", amplitude, n, s.low)
		if n > 3 {
			t.Errorf("amplitude %d: %d rounds", amplitude, n)
		}
	}
}
