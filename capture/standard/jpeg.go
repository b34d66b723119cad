package standard

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"math"
	"sync"

	"campuskiosk/app/booth"
)

// ErrFileWindow says that no JPEG of an acceptable quality fits into the
// specification's file size.
var ErrFileWindow = booth.Fail("photo.file_window",
	"照片按允许的最低质量压缩后仍超过 %d 字节。请让技术人员检查任务的文件大小设置。",
	"Even at the lowest quality allowed the photo is larger than %d bytes. Ask the technician to check the task's file size.")

// encoded is a finished file.
type encoded struct {
	data    []byte
	quality int // JPEG quality 1–100
	padding int // bytes added to reach the smallest size
}

const (
	// bestQuality is used where the file's size is not limited: above it a
	// file only grows.
	bestQuality = 95
	// fillAim is the share of the window's upper bound that the search aims
	// at, fillEnough the share that ends it. A step of quality changes the
	// size by 2–4 % around quality 90 and by more above, so the two leave
	// room for one step.
	fillAim    = 0.97
	fillEnough = 0.94
)

// encode writes img as a baseline JPEG of high quality that fits into the
// window, with a JFIF header stating the density, no camera metadata and no
// colour profile (JFIF without one is read as sRGB). The same picture gives
// the same bytes. Too small a file is filled up with comment segments, which
// readers skip.
func encode(img *image.RGBA, f File, dpi int) (encoded, error) {
	if f.MaxBytes == 0 {
		quality := max(bestQuality, f.MinQuality)
		data, err := encodeAt(img, quality, dpi)
		return fill(encoded{data: data, quality: quality}, f, err)
	}
	search := newQualitySearch(f)
	best := encoded{}
	for search.open() {
		for _, e := range encodeAll(img, search.next(), dpi) {
			if e.err != nil {
				return encoded{}, e.err
			}
			search.tried(e.quality, len(e.data))
			if len(e.data) <= f.MaxBytes && e.quality > best.quality {
				best = e.encoded
			}
		}
		if float64(len(best.data)) >= fillEnough*float64(f.MaxBytes) {
			break
		}
	}
	if best.data == nil {
		return encoded{}, ErrFileWindow.With(f.MaxBytes)
	}
	return fill(best, f, nil)
}

// attempt is one encoding, or why it failed.
type attempt struct {
	encoded
	err error
}

// encodeAll encodes at several qualities at the same time.
func encodeAll(img *image.RGBA, qualities []int, dpi int) []attempt {
	out := make([]attempt, len(qualities))
	var wg sync.WaitGroup
	for i, q := range qualities {
		wg.Go(func() {
			data, err := encodeAt(img, q, dpi)
			out[i] = attempt{encoded{data: data, quality: q}, err}
		})
	}
	wg.Wait()
	return out
}

// qualitySearch narrows down the highest quality that fits. All up to low
// fit, all from high on do not; between them it guesses by the model size ∝
// step^−k, where step is the quantiser's step at that quality.
type qualitySearch struct {
	low, high         int
	guess             int
	lowSize, highSize int // 0 while not tried
	aim, k            float64
}

// typicalK is the exponent of the model, 0.5–0.7 on portraits.
const typicalK = 0.6

func newQualitySearch(f File) *qualitySearch {
	return &qualitySearch{low: f.MinQuality - 1, high: 101, aim: fillAim * float64(f.MaxBytes), k: typicalK}
}

func (s *qualitySearch) open() bool { return s.low+1 < s.high }

// next gives the two qualities to be tried together: at first one to either
// side of where the shared portraits reach 40 KB at 480×640, then the guess and
// the step below it.
func (s *qualitySearch) next() []int {
	inside := func(q int) int { return min(max(q, s.low+1), s.high-1) }
	a, b := inside(82), inside(89)
	if s.lowSize > 0 || s.highSize > 0 {
		b = inside(s.guess)
		a = inside(b - 1)
	}
	if a == b {
		return []int{a}
	}
	return []int{a, b}
}

// quantiserStep is the scale of the quantisation tables at a quality of 50 or
// more (Independent JPEG Group: 200 − 2q per cent), kept above zero.
func quantiserStep(quality int) float64 { return math.Max(200-2*float64(quality), 1) }

// tried records a result and makes the next guess. Sizes need not grow
// strictly with the quality: a quality that fits counts even above one that did
// not.
func (s *qualitySearch) tried(quality, size int) {
	switch {
	case float64(size) <= s.aim/fillAim:
		if quality > s.low {
			s.low, s.lowSize = quality, size
		}
		s.high = max(s.high, s.low+1)
	case quality < s.high && quality > s.low:
		s.high, s.highSize = quality, size
	default:
		return
	}
	if s.lowSize > 0 && s.highSize > 0 {
		s.k = math.Log(float64(s.highSize)/float64(s.lowSize)) /
			math.Log(quantiserStep(s.low)/quantiserStep(s.high))
	}
	if !(s.k > 0.05) {
		s.k = typicalK
	}
	step := quantiserStep(quality) * math.Pow(float64(size)/s.aim, 1/s.k)
	s.guess = int(math.Floor(100 - math.Min(step, 200)/2))
}

// encodeAt writes one JPEG with its header.
func encodeAt(img *image.RGBA, quality, dpi int) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(64 << 10)
	b.Write(jfifHeader(dpi))
	if err := jpeg.Encode(skipSOI{&b, new(int)}, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// skipSOI drops the first two bytes written, the start-of-image marker, since
// the header before it has one already.
type skipSOI struct {
	b    *bytes.Buffer
	done *int
}

func (w skipSOI) Write(p []byte) (int, error) {
	n := min(2-*w.done, len(p))
	*w.done += n
	w.b.Write(p[n:])
	return len(p), nil
}

// jfifHeader is the start-of-image marker and the JFIF 1.02 APP0 segment with
// the density in dots per inch and no thumbnail. dpi is 1–65535.
func jfifHeader(dpi int) []byte {
	h := []byte{
		0xff, 0xd8,
		0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2,
		1, 0, 0, 0, 0, // unit: inch; densities follow
		0, 0,
	}
	binary.BigEndian.PutUint16(h[14:], uint16(dpi))
	binary.BigEndian.PutUint16(h[16:], uint16(dpi))
	return h
}

const (
	jfifHeaderLen = 20
	// A segment's length field counts itself and has 16 bits.
	maxSegment = 65535 + 2
	minSegment = 4
)

// fill pads e to the window's lower bound with comment segments (COM, marker
// FE) after the JFIF header, holding spaces.
func fill(e encoded, f File, err error) (encoded, error) {
	if err != nil || len(e.data) >= f.MinBytes {
		return e, err
	}
	missing := max(f.MinBytes-len(e.data), minSegment)
	if f.MaxBytes > 0 && len(e.data)+missing > f.MaxBytes {
		return encoded{}, ErrFileWindow.With(f.MaxBytes)
	}
	out := append(make([]byte, 0, len(e.data)+missing), e.data[:jfifHeaderLen]...)
	for left := missing; left > 0; {
		n := min(left, maxSegment)
		if rest := left - n; rest > 0 && rest < minSegment {
			n -= minSegment
		}
		out = append(out, 0xff, 0xfe)
		out = binary.BigEndian.AppendUint16(out, uint16(n-2))
		out = append(out, bytes.Repeat([]byte{' '}, n-4)...)
		left -= n
	}
	e.padding = missing
	e.data = append(out, e.data[jfifHeaderLen:]...)
	return e, nil
}
