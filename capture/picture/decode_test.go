package picture_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"campuskiosk/app/booth"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/picture/picturetest"
)

const figureW, figureH = 96, 64

func figure() *image.RGBA { return picturetest.Figure(figureW, figureH) }

func decode(data []byte) (*image.RGBA, picture.Meta, error) {
	return picture.Decode(context.Background(), bytes.NewReader(data), picture.Limits{})
}

func testdata(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// checkForm fails unless img has the form that the package promises.
func checkForm(t *testing.T, img *image.RGBA, meta picture.Meta) {
	t.Helper()
	if img.Rect.Min != (image.Point{}) || img.Stride != 4*img.Rect.Dx() || len(img.Pix) != img.Stride*img.Rect.Dy() {
		t.Errorf("rect %v, stride %d, %d bytes: not tight at (0,0)", img.Rect, img.Stride, len(img.Pix))
	}
	if !img.Opaque() {
		t.Error("not opaque")
	}
	if meta.Width != img.Rect.Dx() || meta.Height != img.Rect.Dy() {
		t.Errorf("meta says %d×%d, the picture is %v", meta.Width, meta.Height, img.Rect)
	}
}

// near fails unless img shows want within tolerance levels per channel, looked
// at on a grid of points in the middle of the figure's areas.
func near(t *testing.T, img *image.RGBA, want image.Image, tolerance int) {
	t.Helper()
	if img.Rect.Size() != want.Bounds().Size() {
		t.Fatalf("size %v, want %v", img.Rect.Size(), want.Bounds().Size())
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	for _, y := range []int{h / 8, h / 2, h - h/8} {
		for _, x := range []int{w / 8, w / 2, w - w/8} {
			a := img.RGBAAt(x, y)
			b := color.RGBAModel.Convert(want.At(x, y)).(color.RGBA)
			for i, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
				if d > tolerance || d < -tolerance {
					t.Fatalf("(%d,%d) channel %d: %v, want %v ± %d", x, y, i, a, b, tolerance)
				}
			}
		}
	}
}

func hasNote(meta picture.Meta, note picture.Note) bool {
	for _, n := range meta.Notes {
		if n.Code == note.Code {
			return true
		}
	}
	return false
}

func encodeTIFF(img image.Image) []byte {
	var b bytes.Buffer
	if err := tiff.Encode(&b, img, &tiff.Options{Compression: tiff.Deflate}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func encodeBMP(img image.Image) []byte {
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// TestFormats guards: every format that is promised gives the same picture.
func TestFormats(t *testing.T) {
	fig := figure()
	for _, c := range []struct {
		name      string
		data      []byte
		format    picture.Format
		want      image.Image
		tolerance int
	}{
		{"JPEG", picturetest.JPEG(fig), picture.JPEG, fig, 6},
		{"progressive JPEG", testdata(t, "figure-progressive.jpg"), picture.JPEG, fig, 10},
		{"grey JPEG", picturetest.Grey(fig), picture.JPEG, greyed(fig), 4},
		{"CMYK JPEG", picturetest.CMYK(fig), picture.JPEG, fig, 6},
		{"PNG", picturetest.PNG(fig), picture.PNG, fig, 0},
		{"16-bit PNG", picturetest.PNG16(fig), picture.PNG, fig, 0},
		{"palette PNG", picturetest.PNG(paletted(fig)), picture.PNG, paletted(fig), 0},
		{"GIF", picturetest.AnimatedGIF(fig, 1), picture.GIF, paletted(fig), 0},
		{"lossless WebP", picturetest.WebP(fig), picture.WebP, fig, 0},
		{"lossy WebP", testdata(t, "figure-lossy.webp"), picture.WebP, fig, 12},
		{"BMP", encodeBMP(fig), picture.BMP, fig, 0},
		{"TIFF", encodeTIFF(fig), picture.TIFF, fig, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			img, meta, err := decode(c.data)
			if err != nil {
				t.Fatal(err)
			}
			checkForm(t, img, meta)
			near(t, img, c.want, c.tolerance)
			if meta.Format != c.format || meta.Orientation != 1 {
				t.Errorf("meta %+v, want format %s, orientation 1", meta, c.format)
			}
			if cmyk := hasNote(meta, picture.NoteCMYK); cmyk != (c.name == "CMYK JPEG") {
				t.Errorf("CMYK note: %v", cmyk)
			}
		})
	}
}

func greyed(img image.Image) image.Image {
	out := image.NewGray(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

func paletted(img image.Image) image.Image {
	decoded, err := gif.Decode(bytes.NewReader(picturetest.AnimatedGIF(img, 1)))
	if err != nil {
		panic(err)
	}
	return decoded
}

// TestTransparency guards: transparent parts become white, half-transparent
// ones a mixture with white, and a note says so.
func TestTransparency(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 3, 1))
	img.SetNRGBA(0, 0, color.NRGBA{200, 0, 0, 255})
	img.SetNRGBA(1, 0, color.NRGBA{200, 0, 0, 0})
	img.SetNRGBA(2, 0, color.NRGBA{200, 0, 0, 128})
	got, meta, err := decode(picturetest.PNG(img))
	if err != nil {
		t.Fatal(err)
	}
	checkForm(t, got, meta)
	for x, want := range []color.RGBA{{200, 0, 0, 255}, {255, 255, 255, 255}, {227, 127, 127, 255}} {
		c := got.RGBAAt(x, 0)
		for i, d := range []int{int(c.R) - int(want.R), int(c.G) - int(want.G), int(c.B) - int(want.B)} {
			if d < -1 || d > 1 {
				t.Errorf("pixel %d channel %d: %v, want %v", x, i, c, want)
			}
		}
	}
	if !hasNote(meta, picture.NoteTransparent) {
		t.Error("no note about transparency")
	}

	fig := figure()
	half := image.NewRGBA(fig.Rect)
	for i, v := range fig.Pix {
		half.Pix[i] = uint8((int(v) + 255) / 2)
	}
	got, meta, err = decode(testdata(t, "figure-alpha.webp"))
	if err != nil {
		t.Fatal(err)
	}
	checkForm(t, got, meta)
	near(t, got, half, 12)
}

// TestOrientation guards: all eight EXIF orientations of JPEG, PNG, WebP and
// TIFF come out upright.
func TestOrientation(t *testing.T) {
	fig := figure()
	for o := 1; o <= 8; o++ {
		t.Run(fmt.Sprint("JPEG/", o), func(t *testing.T) {
			img, meta, err := decode(picturetest.Oriented(picturetest.JPEG(stored(fig, o)), o))
			if err != nil {
				t.Fatal(err)
			}
			checkForm(t, img, meta)
			near(t, img, fig, 8)
			if meta.Orientation != o {
				t.Errorf("orientation %d, want %d", meta.Orientation, o)
			}
		})
	}
	t.Run("PNG/6", func(t *testing.T) {
		data := picturetest.PNG(stored(fig, 6))
		exif := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
		const afterIHDR = 33
		data = bytes.Join([][]byte{data[:afterIHDR], picturetest.Chunk("eXIf", exif), data[afterIHDR:]}, nil)
		img, meta, err := decode(data)
		if err != nil {
			t.Fatal(err)
		}
		checkForm(t, img, meta)
		near(t, img, fig, 0)
	})
	t.Run("out of range", func(t *testing.T) {
		img, meta, err := decode(picturetest.Oriented(picturetest.JPEG(fig), 9))
		if err != nil {
			t.Fatal(err)
		}
		near(t, img, fig, 8)
		if meta.Orientation != 1 {
			t.Errorf("orientation %d, want 1", meta.Orientation)
		}
	})
}

// stored is how a camera that was held in orientation o stores fig, after the
// table of EXIF 2.32 ("the 0th row is at the visual … and the 0th column at the
// visual …"), written pixel by pixel and apart from the code under test.
func stored(fig *image.RGBA, o int) *image.RGBA {
	w, h := fig.Rect.Dx(), fig.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if o >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for r := range size.Dy() {
		for c := range size.Dx() {
			var x, y int
			switch o {
			case 1: // row top, column left
				x, y = c, r
			case 2: // top, right
				x, y = w-1-c, r
			case 3: // bottom, right
				x, y = w-1-c, h-1-r
			case 4: // bottom, left
				x, y = c, h-1-r
			case 5: // left, top
				x, y = r, c
			case 6: // right, top
				x, y = w-1-r, c
			case 7: // right, bottom
				x, y = w-1-r, h-1-c
			case 8: // left, bottom
				x, y = r, h-1-c
			}
			out.SetRGBA(c, r, fig.RGBAAt(x, y))
		}
	}
	return out
}

func TestAnimatedGIF(t *testing.T) {
	fig := figure()
	img, meta, err := decode(picturetest.AnimatedGIF(fig, 3))
	if err != nil {
		t.Fatal(err)
	}
	checkForm(t, img, meta)
	near(t, img, paletted(fig), 0) // the first frame, not the inverted ones
	if !hasNote(meta, picture.NoteAnimated) {
		t.Error("no note about the animation")
	}
	_, meta, err = decode(picturetest.AnimatedGIF(fig, 1))
	if err != nil || hasNote(meta, picture.NoteAnimated) {
		t.Errorf("one frame: %v, %v", meta, err)
	}
}

// TestSmallFrame guards: a GIF whose first frame covers a part of the canvas
// only is put on white, at its place.
func TestSmallFrame(t *testing.T) {
	p := image.NewPaletted(image.Rect(2, 1, 4, 3), color.Palette{color.RGBA{200, 0, 0, 255}})
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{p}, Delay: []int{0},
		Config: image.Config{Width: 6, Height: 5, ColorModel: p.Palette},
	})
	if err != nil {
		t.Fatal(err)
	}
	img, meta, err := decode(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	checkForm(t, img, meta)
	if img.Rect.Dx() != 6 || img.Rect.Dy() != 5 {
		t.Fatalf("size %v", img.Rect)
	}
	for y := range 5 {
		for x := range 6 {
			want := color.RGBA{255, 255, 255, 255}
			if image.Pt(x, y).In(p.Rect) {
				want = color.RGBA{200, 0, 0, 255}
			}
			if c := img.RGBAAt(x, y); c != want {
				t.Errorf("(%d,%d) %v, want %v", x, y, c, want)
			}
		}
	}
}

func wantError(t *testing.T, err error, want *booth.Error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %s", err, want.Code)
	}
	e := booth.Explain(err)
	if e.Text.ZH == "" || e.Text.EN == "" || strings.Contains(e.Text.ZH+e.Text.EN, "%!") {
		t.Errorf("sentences %+v", e.Text)
	}
}

func TestEmptyFile(t *testing.T) {
	_, _, err := decode(nil)
	wantError(t, err, picture.ErrEmpty)
}

func TestText(t *testing.T) {
	_, _, err := decode([]byte("This is a list of names, not a picture.\n"))
	wantError(t, err, picture.ErrNotPicture)
	_, _, err = decode([]byte("BMW, Audi and others: a text that begins like a bitmap"))
	wantError(t, err, picture.ErrNotPicture)
}

func TestHugePNG(t *testing.T) {
	data := picturetest.HugePNG(30000, 30000)
	if len(data) > 150<<10 {
		t.Fatalf("the test file has %d bytes", len(data))
	}
	_, _, err := decode(data)
	wantError(t, err, picture.ErrTooLarge)
	if e := booth.Explain(err); !strings.Contains(e.Text.EN, "30000×30000") {
		t.Errorf("sentence %q doesn't name the size", e.Text.EN)
	}
}

func TestTooManyBytes(t *testing.T) {
	data := picturetest.PNG(figure())
	_, _, err := picture.Decode(context.Background(), bytes.NewReader(data), picture.Limits{Bytes: int64(len(data)) - 1})
	wantError(t, err, picture.ErrTooManyBytes)
	_, _, err = picture.Decode(context.Background(), bytes.NewReader(data), picture.Limits{Bytes: int64(len(data))})
	if err != nil {
		t.Errorf("exactly at the limit: %v", err)
	}
}

func TestUnsupported(t *testing.T) {
	animated := append([]byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00"), make([]byte, 6)...)
	for name, data := range map[string][]byte{
		"HEIC":            []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
		"HEIC as mif1":    []byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic"),
		"AVIF":            []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif"),
		"animated WebP":   animated,
		"JPEG XL":         []byte("\xff\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
		"PDF":             []byte("%PDF-1.7\n%....\n"),
		"Photoshop":       []byte("8BPS\x00\x01\x00\x00\x00\x00\x00\x00\x00\x03"),
		"arithmetic JPEG": arithmeticJPEG(),
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := decode(data)
			wantError(t, err, picture.ErrUnsupported)
			if e := booth.Explain(err); !strings.Contains(e.Text.EN, "JPEG") || !strings.Contains(e.Text.ZH, "JPEG") {
				t.Errorf("%+v doesn't say what to do", e.Text)
			}
		})
	}
	_, _, err := decode([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"))
	wantError(t, err, picture.ErrNotPicture) // a film
}

// arithmeticJPEG says in its frame header that it is arithmetically coded.
func arithmeticJPEG() []byte {
	data := picturetest.JPEG(figure())
	i := bytes.Index(data, []byte{0xff, 0xc0})
	data[i+1] = 0xc9
	return data
}

// TestCutOff guards: cut anywhere, a file gives an error or, where only what
// follows the pixels is missing, the whole picture; never a part of it.
func TestCutOff(t *testing.T) {
	fig := picturetest.Figure(40, 24)
	for name, c := range map[string]struct {
		data []byte
		// tail is how many bytes at the end may be missing.
		tail int
	}{
		"JPEG":             {picturetest.JPEG(fig), 0},
		"progressive JPEG": {testdata(t, "figure-progressive.jpg"), 0},
		"CMYK JPEG":        {picturetest.CMYK(fig), 0},
		"PNG":              {picturetest.PNG(fig), 0},
		"16-bit PNG":       {picturetest.PNG16(fig), 0},
		"GIF":              {picturetest.AnimatedGIF(fig, 1), 3},
		"WebP":             {picturetest.WebP(fig), 1},
		"lossy WebP":       {testdata(t, "figure-lossy.webp"), 8},
		"BMP":              {encodeBMP(fig), 0},
		"TIFF":             {encodeTIFF(fig), 16}, // the resolution
	} {
		t.Run(name, func(t *testing.T) {
			whole, _, err := decode(c.data)
			if err != nil {
				t.Fatal(err)
			}
			for n := range c.data {
				img, _, err := decode(c.data[:n])
				switch {
				case err == nil && n < len(c.data)-c.tail:
					t.Fatalf("%d of %d bytes were decoded", n, len(c.data))
				case err == nil && !bytes.Equal(img.Pix, whole.Pix):
					t.Fatalf("%d of %d bytes gave another picture", n, len(c.data))
				case err != nil && booth.Explain(err).Code == booth.ErrInternal.Code:
					t.Fatalf("%d bytes: %v", n, err)
				}
			}
			_, _, err = decode(c.data[:len(c.data)/2])
			wantError(t, err, picture.ErrCutOff)
		})
	}
}

// TestDamaged guards: flipped bytes give an error or a whole picture of the
// promised form, whatever the decoders do.
func TestDamaged(t *testing.T) {
	data := picturetest.PNG(figure())
	data[len(data)-30] ^= 0xff
	_, _, err := decode(data)
	wantError(t, err, picture.ErrDamaged)
}

// slowReader gives one byte per call and never ends by itself.
type slowReader struct{ wait time.Duration }

func (s slowReader) Read(p []byte) (int, error) {
	time.Sleep(s.wait)
	p[0] = 0xff
	return 1, nil
}

func TestTime(t *testing.T) {
	_, _, err := picture.Decode(context.Background(), slowReader{time.Millisecond}, picture.Limits{Time: 20 * time.Millisecond})
	wantError(t, err, picture.ErrTooSlow)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err = picture.Decode(ctx, bytes.NewReader(picturetest.JPEG(figure())), picture.Limits{})
	wantError(t, err, picture.ErrTooSlow)
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("stick pulled out") }

// panicking panics when read from, as a decoder with a bug would.
type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("bug") }

func TestReaderFailures(t *testing.T) {
	_, _, err := picture.Decode(context.Background(), brokenReader{}, picture.Limits{})
	wantError(t, err, picture.ErrUnreadable)
	_, _, err = picture.Decode(context.Background(), panicking{}, picture.Limits{})
	wantError(t, err, picture.ErrDamaged)
	_, _, err = picture.Decode(context.Background(), io.MultiReader(bytes.NewReader(picturetest.JPEG(figure())[:50]), brokenReader{}), picture.Limits{})
	wantError(t, err, picture.ErrUnreadable)
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "name.jpg")
	if err := os.WriteFile(path, picturetest.WebP(figure()), 0o600); err != nil {
		t.Fatal(err)
	}
	loop := filepath.Join(dir, "loop")
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	open := func(path string) error {
		_, _, err := picture.Open(context.Background(), path, picture.Limits{})
		return err
	}
	if err := open(path); err != nil {
		t.Errorf("WebP named .jpg: %v", err)
	}
	wantError(t, open(dir), picture.ErrNotFile)
	wantError(t, open(os.DevNull), picture.ErrNotFile)
	wantError(t, open(filepath.Join(dir, "missing.jpg")), picture.ErrUnreadable)
	wantError(t, open(filepath.Join(path, "inside.jpg")), picture.ErrUnreadable)
	err := open(loop)
	wantError(t, err, picture.ErrUnreadable)
	if strings.Contains(err.Error(), dir) {
		t.Errorf("the error holds the path: %v", err)
	}
}
