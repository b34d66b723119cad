package qr_test

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"campuskiosk/sync/qr"
)

// picture paints a code with n pixels a module.
func picture(c qr.Code, n int) image.Image {
	m := image.NewGray(image.Rect(0, 0, c.Size()*n, c.Size()*n))
	for y := range c.Size() * n {
		for x := range c.Size() * n {
			if !c[y/n][x/n] {
				m.SetGray(x, y, color.Gray{255})
			}
		}
	}
	return m
}

// TestReadBack guards: another program's reader reads what was drawn.
func TestReadBack(t *testing.T) {
	for _, text := range []string{
		"A", "https://kiosk.example.edu.cn/enrol#v1." + strings.Repeat("x", 43) + ".0123456789ABCDEFGHJKMNPQRS", "采集设备登记",
	} {
		c, err := qr.Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		bits, err := gozxing.NewBinaryBitmapFromImage(picture(c, 5))
		if err != nil {
			t.Fatal(err)
		}
		read, err := qrcode.NewQRCodeReader().Decode(bits, nil)
		if err != nil || read.GetText() != text {
			t.Errorf("%v, want %q", err, text)
		}
	}
	if _, err := qr.Encode(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that is too long was drawn")
	}
}

// TestQuietZone guards: the margin is there, and the path draws exactly the
// dark modules.
func TestQuietZone(t *testing.T) {
	c, err := qr.Encode("quiet")
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Size() {
		for q := range qr.Quiet {
			if c[q][i] || c[i][q] || c[c.Size()-1-q][i] || c[i][c.Size()-1-q] {
				t.Fatalf("a dark module in the margin at %d", i)
			}
		}
	}
	if !c[qr.Quiet][qr.Quiet] || c[qr.Quiet+1][qr.Quiet+1] {
		t.Error("the finder pattern is not where it should be")
	}
	if got := strings.Count(c.Path(), "M"); got < 25 || !strings.HasPrefix(c.Path(), "M4 4h7v1H4z") {
		t.Errorf("path %q", c.Path())
	}
}
