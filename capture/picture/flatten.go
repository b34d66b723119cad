package picture

import (
	"context"
	"image"
	"image/color"
	"image/draw"
)

// rowsAtOnce is how many rows are converted between two looks at the clock.
const rowsAtOnce = 64

// flatten draws decoded on a white canvas of the given size in pixels: any
// colour model, any bounds, any transparency in; opaque RGBA at (0,0) out.
// The canvas is larger than the picture only for a GIF whose first frame
// doesn't fill it.
func flatten(ctx context.Context, decoded image.Image, size image.Point) (*image.RGBA, []Note, error) {
	b := decoded.Bounds()
	whole := image.Rectangle{Max: size}
	if !b.In(whole) {
		if b.Dx() > size.X || b.Dy() > size.Y {
			return nil, nil, ErrDamaged // larger than the header promised
		}
		whole = whole.Add(b.Min)
	}
	dst := image.NewRGBA(image.Rectangle{Max: size})
	opaque := b == whole && isOpaque(decoded)
	op := draw.Src
	if !opaque {
		draw.Draw(dst, dst.Rect, image.White, image.Point{}, draw.Src)
		op = draw.Over
	}
	for y := 0; y < size.Y; y += rowsAtOnce {
		if err := ctx.Err(); err != nil {
			return nil, nil, ErrTooSlow.Because(err)
		}
		strip := image.Rect(0, y, size.X, min(y+rowsAtOnce, size.Y))
		draw.Draw(dst, strip.Intersect(b.Sub(whole.Min)), decoded, b.Intersect(strip.Add(whole.Min)).Min, op)
	}
	var notes []Note
	if !opaque {
		notes = append(notes, NoteTransparent)
	}
	if decoded.ColorModel() == color.CMYKModel {
		notes = append(notes, NoteCMYK)
	}
	return dst, notes, nil
}

// isOpaque reports whether no pixel is transparent.
func isOpaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
