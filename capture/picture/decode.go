package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"campuskiosk/app/booth"
)

// Meta says what kind of file a picture was decoded from.
type Meta struct {
	Format Format `json:"format"`
	// Width and Height are the size of the decoded, upright picture in pixels.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Orientation is the EXIF orientation that was applied, 1–8; 1 is upright.
	Orientation int `json:"orientation"`
	// Notes are remarks for people: an animation, a colour profile, ….
	Notes []Note `json:"notes,omitempty"`
}

// Open decodes the picture in the file at path. Beside the errors of Decode it
// gives ErrUnreadable and ErrNotFile.
func Open(ctx context.Context, path string, l Limits) (*image.RGBA, Meta, error) {
	l = l.orDefault()
	// Looking before opening keeps us from hanging on a named pipe.
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, Meta{}, ErrUnreadable.Because(withoutPath(err))
	case !info.Mode().IsRegular():
		return nil, Meta{}, ErrNotFile
	case info.Size() > l.Bytes:
		return nil, Meta{}, ErrTooManyBytes.With(l.Bytes >> 20)
	}
	f, err := os.Open(path) // #nosec G304 -- the path is what the user asked for
	if err != nil {
		return nil, Meta{}, ErrUnreadable.Because(withoutPath(err))
	}
	defer f.Close() //nolint:errcheck // only read from
	return Decode(ctx, f, l)
}

// withoutPath takes the path out of a file error: paths may hold names.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("%s: %w", p.Op, p.Err)
	}
	return err
}

// Decode reads all of r and decodes it. The result is opaque sRGB, upright,
// with Rect.Min at (0,0) and stride 4·W. All errors are *booth.Error with one
// of the codes of this package, or ErrTooSlow when ctx or the time limit ended
// first; r may then still be in use for a moment by the work that was given
// up.
func Decode(ctx context.Context, r io.Reader, l Limits) (*image.RGBA, Meta, error) {
	l = l.orDefault()
	ctx, cancel := context.WithTimeout(ctx, l.Time)
	defer cancel()
	type answer struct {
		img  *image.RGBA
		meta Meta
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if p := recover(); p != nil {
				a = answer{err: ErrDamaged.Because(fmt.Errorf("decoder panicked: %v", p))}
			}
			done <- a
		}()
		a.img, a.meta, a.err = decode(ctx, r, l)
	}()
	select {
	case a := <-done:
		return a.img, a.meta, a.err
	case <-ctx.Done():
		return nil, Meta{}, ErrTooSlow.Because(ctx.Err())
	}
}

func decode(ctx context.Context, r io.Reader, l Limits) (*image.RGBA, Meta, error) {
	data, err := io.ReadAll(io.LimitReader(contextReader{ctx, r}, l.Bytes+1))
	switch {
	case ctx.Err() != nil:
		return nil, Meta{}, ErrTooSlow.Because(ctx.Err())
	case err != nil:
		return nil, Meta{}, ErrUnreadable.Because(withoutPath(err))
	case len(data) == 0:
		return nil, Meta{}, ErrEmpty
	case int64(len(data)) > l.Bytes:
		return nil, Meta{}, ErrTooManyBytes.With(l.Bytes >> 20)
	}
	format, other := sniff(data)
	switch {
	case format == "" && other != "":
		return nil, Meta{}, ErrUnsupported.With(other)
	case format == "":
		return nil, Meta{}, ErrNotPicture
	case format == WebP && animatedWebP(data):
		return nil, Meta{}, ErrUnsupported.With("animated WebP")
	}

	src := &source{ctx: ctx, data: data}
	config, err := decoders[format].config(src)
	if err != nil {
		return nil, Meta{}, explain(src, err)
	}
	if config.Width < 1 || config.Height < 1 {
		return nil, Meta{}, ErrDamaged
	}
	if int64(config.Width) > l.Pixels/int64(config.Height) {
		return nil, Meta{}, ErrTooLarge.With(config.Width, config.Height, l.Pixels/1_000_000)
	}
	src = &source{ctx: ctx, data: data}
	decoded, err := decoders[format].decode(src)
	if err != nil {
		return nil, Meta{}, explain(src, err)
	}

	meta := Meta{Format: format}
	img, notes, err := flatten(ctx, decoded, image.Pt(config.Width, config.Height))
	if err != nil {
		return nil, Meta{}, err
	}
	meta.Notes = append(meta.Notes, notes...)
	if format == GIF && animatedGIF(data) {
		meta.Notes = append(meta.Notes, NoteAnimated)
	}
	tags := readEXIF(format, data)
	note, err := toSRGB(ctx, img, findProfile(format, data), tags.adobeRGB)
	if err != nil {
		return nil, Meta{}, err
	}
	if _, cmyk := decoded.(*image.CMYK); note != nil && !cmyk {
		meta.Notes = append(meta.Notes, *note)
	}
	meta.Orientation = tags.orientation
	img = upright(img, tags.orientation)
	meta.Width, meta.Height = img.Rect.Dx(), img.Rect.Dy()
	return img, meta, nil
}

// decoders are the readers of each format. The size that config gives is
// checked before decode is called.
var decoders = map[Format]struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}{
	JPEG: {jpeg.DecodeConfig, jpeg.Decode},
	PNG:  {png.DecodeConfig, png.Decode},
	GIF:  {gif.DecodeConfig, gif.Decode},
	WebP: {webp.DecodeConfig, webp.Decode},
	BMP:  {bmp.DecodeConfig, bmp.Decode},
	TIFF: {tiff.DecodeConfig, tiff.Decode},
}

// explain turns a decoder's error into one for people.
func explain(src *source, err error) *booth.Error {
	var (
		jpegUnsupported jpeg.UnsupportedError
		pngUnsupported  png.UnsupportedError
		tiffUnsupported tiff.UnsupportedError
	)
	switch {
	case src.ctx.Err() != nil:
		return ErrTooSlow.Because(src.ctx.Err())
	case errors.As(err, &jpegUnsupported):
		return ErrUnsupported.With("JPEG (arithmetic/lossless/12-bit)").Because(err)
	case errors.As(err, &pngUnsupported):
		return ErrUnsupported.With("PNG (special)").Because(err)
	case errors.As(err, &tiffUnsupported):
		return ErrUnsupported.With("TIFF (special)").Because(err)
	case errors.Is(err, bmp.ErrUnsupported):
		return ErrUnsupported.With("BMP (special)").Because(err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), src.end:
		return ErrCutOff.Because(err)
	}
	return ErrDamaged.Because(err)
}
