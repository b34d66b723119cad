package main

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"strings"
	"testing"

	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/quality"
)

// TestSmallAccuracy is the accuracy table in small: two pictures of the report
// half, for each check a few steps of which some must pass and some must fail.
// The whole table is made by `make accuracy`.
func TestSmallAccuracy(t *testing.T) {
	l := &lab{photos: modelstest.Photos(t), models: modelstest.Models(t)}
	defer func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	}()
	var sources []*source
	for _, p := range photos {
		if p.file == "hivision/test3.jpg" || p.file == "us_official/examples_obama.jpg" {
			s, err := l.open(p)
			if err != nil {
				t.Fatal(err)
			}
			sources = append(sources, s)
		}
	}
	steps := map[string][]float64{
		"person rotated":                   {4, 15},
		"head turned sideways (simulated)": {-5, 25},
		"person scaled":                    {0.2, 2},
		"cropped at the top":               {-0.3},
		"cropped at the chin":              {-0.3, 0.3},
		"face mask, white":                 {0},
		"cut through the chin":             {0.3},
		"Gaussian blur":                    {0.5, 4},
		"motion blur along 0°":             {2, 16},
		"below the chin sloped":            {-15, 0, 15},
		"cropped below the chin":           {0.2, 1.5},
		"light multiplied":                 {-4, -0.5},
		"lids drawn down":                  {0.1, 1},
		"glasses":                          {0, 0.97},
		"jaw drawn down, dark":             {0.02, 0.2},
	}
	th := quality.DefaultThresholds()
	var some []series
	for _, s := range allSeries(th) {
		if want, ok := steps[s.name]; ok {
			s.steps = want
			some = append(some, s)
		}
	}
	rows, err := run(l, sources, some, th, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(checks(rows)); n != 10 {
		t.Errorf("%d checks were tested", n)
	}
	var all tally
	for _, id := range checks(rows) {
		c := sum(rows, id)
		all.add(c)
		if c.fails > 0 && c.detected == 0 {
			t.Errorf("%s found none of %d", id, c.fails)
		}
	}
	if share, n := all.right(); share < 0.95 || n < 40 || all.passes < 10 {
		t.Errorf("%.0f %% of %d trials are right", 100*share, n)
		for _, r := range rows {
			t.Logf("%s, %s %v: %+v", r.check, r.name, r.step, r.tally)
		}
	}
	var b bytes.Buffer
	if err := write(&b, rows, rows, len(sources)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| face_direction | 100", "| person rotated | 15 ° |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %q", want)
		}
	}
}

func TestTally(t *testing.T) {
	var c tally
	for _, v := range []struct {
		is    truth
		state quality.State
	}{
		{mustFail, quality.Fail},
		{mustFail, quality.Pass},
		{mustFail, quality.Unavailable},
		{mustPass, quality.Pass},
		{mustPass, quality.Unavailable},
		{band, quality.Fail},
	} {
		c.count(v.is, v.state)
	}
	if want := (tally{fails: 3, detected: 1, passes: 2, alarmed: 1, band: 1}); c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
	if share, n := c.right(); share != 0.4 || n != 5 {
		t.Errorf("right %v of %d", share, n)
	}
}

func TestTruthsAndBands(t *testing.T) {
	for v, want := range map[float64]truth{3.9: mustPass, 4: mustPass, 5: band, 6: mustFail} {
		if got := beyond(v, 5, 1); got != want {
			t.Errorf("beyond(%v) is %v", v, got)
		}
		if got := below(-v, -5, 1); got != want {
			t.Errorf("below(%v) is %v", -v, got)
		}
	}
	if worst(mustPass, band) != band || worst(band, mustFail) != mustFail || worst(mustPass, mustPass) != mustPass {
		t.Error("worst")
	}
}

// TestHalvesShareNobody: every picture once, and the two of one person together.
func TestHalvesShareNobody(t *testing.T) {
	halves := map[string]half{}
	count := map[half]int{}
	for _, p := range photos {
		if _, twice := halves[p.file]; twice || p.half == "" {
			t.Errorf("%s: twice or in no half", p.file)
		}
		halves[p.file] = p.half
		count[p.half]++
	}
	if halves["max/Paul.jpeg"] != halves["max/Paul2.jpeg"] {
		t.Error("one person in both halves")
	}
	if count[calibration] != 19 || count[report] != 19 {
		t.Errorf("halves of %v", count)
	}
}

// TestAlterationsAreWhatTheySay checks the alterations by what they do to plain
// pictures.
func TestAlterationsAreWhatTheySay(t *testing.T) {
	point := image.NewRGBA(image.Rect(0, 0, 61, 61))
	for i := 3; i < len(point.Pix); i += 4 {
		point.Pix[i] = 255
	}
	for c := range 3 {
		point.Pix[30*point.Stride+4*30+c] = 255
	}
	spread := func(img *image.RGBA) (across, down float64) {
		var sum float64
		for y := range 61 {
			for x := range 61 {
				v := toLinear[img.Pix[y*img.Stride+4*x]]
				sum += v
				across += v * float64((x-30)*(x-30))
				down += v * float64((y-30)*(y-30))
			}
		}
		return math.Sqrt(across / sum), math.Sqrt(down / sum)
	}
	if a, d := spread(gaussian(point, 2)); math.Abs(a-2) > 0.15 || math.Abs(d-2) > 0.15 {
		t.Errorf("a Gaussian of 2 spreads %v, %v", a, d)
	}
	if a, d := spread(motion(point, 12, 0)); math.Abs(a-12/math.Sqrt(12)) > 0.5 || d > 0.3 {
		t.Errorf("a line of 12 across spreads %v, %v", a, d)
	}
	if a, d := spread(motion(point, 12, 90)); math.Abs(d-12/math.Sqrt(12)) > 0.5 || a > 0.3 {
		t.Errorf("a line of 12 down spreads %v, %v", a, d)
	}
	grey := image.NewRGBA(image.Rect(0, 0, 8, 8))
	for i := range grey.Pix {
		grey.Pix[i] = 188 // about half of white's light
	}
	if v := exposed(grey, -1).Pix[0]; math.Abs(toLinear[v]/toLinear[188]-0.5) > 0.01 {
		t.Errorf("a stop less gives %d", v)
	}
	if v := exposed(grey, 3).Pix[0]; v != 255 {
		t.Errorf("three stops more give %d", v)
	}
	ramp := image.NewRGBA(image.Rect(0, 0, 32, 32))
	for i := range ramp.Pix {
		ramp.Pix[i] = uint8(i * 7 % 251)
		if i%4 == 3 {
			ramp.Pix[i] = 255
		}
	}
	if !bytes.Equal(remap(ramp, 32, 32, func(x, y float64) (float64, float64) { return x, y }).Pix, ramp.Pix) {
		t.Error("remap changes a picture that it should copy")
	}
	if !bytes.Equal(mirrored(mirrored(ramp)).Pix, ramp.Pix) {
		t.Error("mirrored twice is not the same")
	}
	if a, b := fmt.Sprint(noisy(ramp, 5, 1).Pix), fmt.Sprint(noisy(ramp, 5, 1).Pix); a != b {
		t.Error("noise differs between equal calls")
	}
}
