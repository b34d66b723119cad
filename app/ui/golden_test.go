package ui

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/assets/i18n"
	"campuskiosk/capture/guide"
)

var update = flag.Bool("update", false, "renew the golden pictures")

// The screens as pictures, in both languages, with the drawn figure. Portrait
// is covered once; that nothing overlaps anywhere is TestLayout's.
func TestGoldenScreens(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
		b := newBench(t, 1280, 720, lang)
		v := liveNow()
		b.st.Notices = []booth.Text{{ZH: "缺少 3 个模型，标准照不能用于提交", EN: "3 models are missing: standard photos are not for delivery"}}
		b.SetLive(v)
		b.rebuild(false)
		b.drain()
		b.pushFigure(false)
		b.golden("live", lang)
		b.Show(resultScene(t))
		b.drain()
		b.golden("result", lang)
		b.Show(compareScene(t))
		b.drain()
		b.golden("compare", lang)
	}
	b := newBench(t, 1080, 1920, i18n.ZH)
	v := liveNow()
	v.Auto, v.Advice = true, guide.Advice{Hint: guide.Good, Good: true, Progress: 0.6, Distance: value(0), Light: value(0.1)}
	b.SetLive(v)
	b.rebuild(false)
	b.drain()
	b.pushFigure(true)
	b.golden("portrait", i18n.ZH)
}

// golden compares the screen with its picture.
func (b *bench) golden(name string, lang i18n.Lang) {
	b.t.Helper()
	got := half(toRGBA(b.win.Canvas().Capture()))
	path := filepath.Join("testdata", fmt.Sprintf("%s.%s.png", name, lang))
	if *update {
		writePNG(b.t, path, got)
		return
	}
	f, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatalf("%v (make it with -update)", err)
	}
	want, err := png.Decode(bytes.NewReader(f))
	if err != nil {
		b.t.Fatal(err)
	}
	if share := different(got, want); share > 0.0005 {
		out := filepath.Join(os.TempDir(), "campuskiosk-"+filepath.Base(path))
		writePNG(b.t, out, got)
		b.t.Errorf("%s: %.2f %% of the pixels differ; what is drawn now is in %s", path, 100*share, out)
	}
}

// different is the share of pixels that differ by more than rounding.
func different(a, b image.Image) float64 {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 1
	}
	x, y := toRGBA(a), toRGBA(b)
	n := 0
	for i := 0; i < len(x.Pix); i += 4 {
		for c := range 3 {
			if d := int(x.Pix[i+c]) - int(y.Pix[i+c]); d > 8 || d < -8 {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(x.Pix)/4)
}

// half is the picture at half its size: a fifth of the bytes in the repository,
// and everything that matters on a screen is larger than a pixel.
func half(m *image.RGBA) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, m.Rect.Dx()/2, m.Rect.Dy()/2))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			for c := range 4 {
				i := m.PixOffset(2*x, 2*y) + c
				sum := int(m.Pix[i]) + int(m.Pix[i+4]) + int(m.Pix[i+m.Stride]) + int(m.Pix[i+m.Stride+4])
				out.Pix[out.PixOffset(x, y)+c] = uint8((sum + 2) / 4)
			}
		}
	}
	return out
}

func toRGBA(m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

func writePNG(t *testing.T, path string, m image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(f, m); err != nil {
		t.Fatal(err)
	}
}
