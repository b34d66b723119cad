package standard

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// The mark must be seen: the frame on all four sides, and words in white, in
// both languages, on the band; the face's part of the photo stays as it was.
func TestMark(t *testing.T) {
	for _, size := range []image.Point{{480, 640}, {144, 192}, {413, 531}} {
		grey := color.RGBA{120, 120, 120, 255}
		img := image.NewRGBA(image.Rectangle{Max: size})
		draw.Draw(img, img.Rect, image.NewUniform(grey), image.Point{}, draw.Src)
		mark(img)
		red := markColour.C
		for _, p := range []image.Point{{0, 0}, {size.X - 1, size.Y - 1}, {0, size.Y / 2}, {size.X / 2, 0}} {
			if img.At(p.X, p.Y) != red {
				t.Errorf("%v: no frame at %v", size, p)
			}
		}
		top, bottom := int(markTop*float64(size.Y)), int(markBottom*float64(size.Y))
		for i, rows := range [][2]int{{top, (top + bottom) / 2}, {(top + bottom) / 2, bottom}} {
			white := 0
			for y := rows[0]; y < rows[1]; y++ {
				for x := 0; x < size.X; x++ {
					if c := img.RGBAAt(x, y); c.R > 240 && c.G > 200 {
						white++
					}
				}
			}
			if share := float64(white) / float64(size.X*(rows[1]-rows[0])); share < 0.03 {
				t.Errorf("%v: line %d: %.1f %% white, no words", size, i, 100*share)
			}
		}
		if got := img.RGBAAt(size.X/2, size.Y*4/10); got != grey {
			t.Errorf("%v: the face was drawn over: %v", size, got)
		}
	}
}
