package standard

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// TestMark: the band crosses the whole width below the face and holds white
// writing in both scripts; the upper half of the photo stays as it was.
func TestMark(t *testing.T) {
	for _, size := range []image.Point{{480, 640}, {144, 192}, {358, 441}} {
		img := image.NewRGBA(image.Rectangle{Max: size})
		grey := color.RGBA{120, 120, 120, 255}
		draw.Draw(img, img.Rect, image.NewUniform(grey), image.Point{}, draw.Src)
		if err := mark(img); err != nil {
			t.Fatal(err)
		}
		red, white := 0, 0
		columns := make([]bool, size.X)
		for y := range size.Y {
			for x := range size.X {
				switch c := img.RGBAAt(x, y); {
				case c == markColour:
					red++
					columns[x] = true
				case c.R > 210 && c.G > 120 && c.B > 120:
					white++
				case c != grey && y < size.Y/2:
					t.Fatalf("%v: pixel %d,%d is %v", size, x, y, c)
				}
			}
		}
		for x, hit := range columns {
			if !hit {
				t.Errorf("%v: no band in column %d", size, x)
				break
			}
		}
		area := size.X * size.Y
		if red < area/20 || red > area/5 || white < area/200 {
			t.Errorf("%v: %d red and %d white of %d", size, red, white, area)
		}
	}
}
