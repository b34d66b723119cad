package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2/test"
)

func TestMain(m *testing.M) {
	test.NewApp()
	m.Run()
}

func TestMetricsKeepFloors(t *testing.T) {
	for _, s := range [][2]float32{{1920, 1080}, {1280, 720}, {1080, 1920}, {800, 480}, {3840, 2160}} {
		m := For(s[0], s[1])
		if m.Portrait != (s[1] > s[0]) {
			t.Errorf("%v: portrait %v", s, m.Portrait)
		}
		for name, v := range map[string]float32{"title": m.Title, "body": m.Body, "small": m.Small, "hint": m.Hint} {
			if v < minText {
				t.Errorf("%v: %s is %v", s, name, v)
			}
		}
		if m.Target < minTarget || m.Button < minTarget {
			t.Errorf("%v: targets of %v and %v", s, m.Target, m.Button)
		}
	}
	if m := For(1920, 1080); m.Margin != 48 || m.Gutter != 32 || m.Radius != 16 || m.Title != 44 || m.Body != 26 || m.Small != 20 || m.Hint != 56 {
		t.Errorf("the design's screen: %+v", m)
	}
}

// Words are read against what lies under them at 4.5:1 or better (WCAG 2,
// 1.4.3); signs need 3:1 (1.4.11).
func TestContrast(t *testing.T) {
	for name, p := range map[string]Palette{"dark": Dark(), "light": Light()} {
		for _, c := range []struct {
			what   string
			fg, bg color.NRGBA
			least  float64
		}{
			{"text on background", p.Text, p.Background, 4.5},
			{"text on panel", p.Text, p.Panel, 4.5},
			{"quiet text on background", p.Quiet, p.Background, 4.5},
			{"quiet text on panel", p.Quiet, p.Panel, 4.5},
			{"good on panel", p.Good, p.Panel, 3},
			{"attention on panel", p.Attention, p.Panel, 3},
			{"stop on panel", p.Stop, p.Panel, 3},
			{"accent on panel", p.Accent, p.Panel, 3},
			// Large bold-sized words (26 px and more).
			{"words on accent", p.OnAccent, p.Accent, 3},
		} {
			if r := ratio(c.fg, c.bg); r < c.least {
				t.Errorf("%s: %s has %.2f:1, needs %.1f", name, c.what, r, c.least)
			}
		}
	}
}

// ratio is WCAG's contrast ratio.
func ratio(a, b color.NRGBA) float64 {
	lum := func(c color.NRGBA) float64 {
		lin := func(v uint8) float64 {
			x := float64(v) / 255
			if x <= 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
	}
	x, y := lum(a), lum(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
