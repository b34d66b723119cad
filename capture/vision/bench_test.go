package vision

import (
	"image"
	"testing"
	"time"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
)

// frame720 is the webcam picture as a frame of 1280×720.
func frame720(t testing.TB, e *Engine) *image.RGBA {
	t.Helper()
	img, err := e.DecodeFrame(webcam(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if img, err = e.Resize(img, 1280, 960); err != nil {
		t.Fatal(err)
	}
	return &image.RGBA{Pix: img.Pix[120*img.Stride:], Stride: img.Stride, Rect: image.Rect(0, 0, 1280, 720)}
}

// measured runs f and reports each role's network time per operation beside
// the whole.
func measured(b *testing.B, f func(e *Engine) error) {
	passes := map[face.Role]time.Duration{}
	e, err := Open(models.Find(modelstest.Models(b)), Options{Observe: func(p Pass) { passes[p.Role] += p.Forward }})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	if err := f(e); err != nil {
		b.Fatal(err)
	}
	clear(passes)
	b.ResetTimer()
	for range b.N {
		if err := f(e); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	sum := time.Duration(0)
	for r, d := range passes {
		b.ReportMetric(d.Seconds()*1000/float64(b.N), string(r)+"-ms")
		sum += d
	}
	if sum > 0 {
		b.ReportMetric(sum.Seconds()*1000/float64(b.N), "networks-ms")
		b.ReportMetric(float64(b.Elapsed())/float64(sum), "whole/networks")
	}
}

func BenchmarkLive(b *testing.B) {
	frame := frame720(b, engine(b))
	measured(b, func(e *Engine) error { _, err := e.Live(frame); return err })
}

func BenchmarkAnalyse(b *testing.B) {
	img := photo(b, "max/Paul.jpeg")
	measured(b, func(e *Engine) error { _, err := e.Analyse(img); return err })
}

func BenchmarkEmbed(b *testing.B) {
	img := photo(b, "max/Paul.jpeg")
	d := subject(b, engine(b), img)
	measured(b, func(e *Engine) error { _, err := e.Embed(img, d); return err })
}

func BenchmarkDecodeFrame(b *testing.B) {
	e, data := engine(b), webcam(b)
	var dst *image.RGBA
	for range b.N {
		var err error
		if dst, err = e.DecodeFrame(data, dst); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGuidedFilter(b *testing.B) {
	img, rough, _ := noisy(480, 640)
	e := engine(b)
	for range b.N {
		if _, err := e.GuidedFilter(img, rough, 16, 1e-4); err != nil {
			b.Fatal(err)
		}
	}
}
