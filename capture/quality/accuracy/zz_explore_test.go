package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/vision"
)

var _ = fmt.Sprint

func sfhq(parity int) []string {
	g, _ := filepath.Glob("/work/shared/photos/sfhq/crops/*.jpg")
	var out []string
	for i, f := range g {
		if i%2 == parity {
			out = append(out, f)
		}
	}
	return out
}

var realA = []string{"hivision/test1.jpg", "hivision/test4.jpg", "max/Chris.jpeg", "us_official/biden_biden2.jpg"}

func filesA() []string {
	var out []string
	for _, f := range realA {
		out = append(out, "/work/shared/photos/"+f)
	}
	return append(out, sfhq(0)...)
}

type ex struct {
	t *testing.T
	e *vision.Engine
}

func newEx(t *testing.T) *ex {
	e, err := vision.Open(models.Find("/work/shared/models"), vision.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &ex{t, e}
}

func (x *ex) analyse(img *image.RGBA) (*face.Analysis, quality.Measurements) {
	a, err := x.e.Analyse(img)
	if err != nil {
		x.t.Fatal(err)
	}
	return a, quality.Measure(img, a)
}

func name(f string) string { return filepath.Base(f) }

func save(img *image.RGBA, f string) {
	w, _ := os.Create(f)
	defer w.Close()
	_ = png.Encode(w, img)
}

func mustLoad(t *testing.T, f string) *image.RGBA {
	img, err := openPicture(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestLook draws alterations to look at.
func TestLook(t *testing.T) {
	l := &lab{photos: "/work/shared/photos", models: "/work/shared/models", cache: "/tmp/q/cache"}
	defer l.close()
	_ = os.MkdirAll("/tmp/q/cache", 0o755)
	var ss []*source
	for _, f := range []int{0, 9, 24} {
		s, err := l.open(photos[f])
		if err != nil {
			t.Fatal(err)
		}
		ss = append(ss, s)
	}
	for i, s := range ss {
		o := 0
		out := func(img *image.RGBA) { save(img, fmt.Sprintf("/tmp/q/look_%d_%02d.png", i, o)); o++ }
		a, h := s.analysis, s.head
		out(closedEyes(s.img, a, 1))
		out(closedEyes(s.img, a, 0.6))
		out(paintedEyes(s.img, a))
		out(barOverEyes(s.img, a, rgb{10, 10, 10}))
		out(hairOver(s.img, a, 0))
		out(lenses(s.img, a, 0.9))
		out(lenses(s.img, a, 0.6))
		out(glareOn(s.img, a, 0.25))
		out(openedMouth(s.img, a, h, 0.08, false))
		out(openedMouth(s.img, a, h, 0.15, true))
		out(maskOver(s.img, a, rgb{150, 190, 225}, false))
		out(maskOver(s.img, a, rgb{30, 30, 32}, false))
		out(handOver(s.img, a))
		out(shearedShoulders(s.img, h, 10))
		out(sideLit(s.img, h, 2, 1))
		out(turned(s.img, a.Mesh, h, 15, 0))
		out(zoomed(s.img, h, 0.6))
		if x, ok := secondFace(s, ss[(i+1)%3], 0.15); ok {
			out(x)
		}
	}
}

// TestDump measures all series of the calibration half.
func TestDump(t *testing.T) {
	l := &lab{photos: "/work/shared/photos", models: "/work/shared/models", cache: "/tmp/q/cache"}
	defer l.close()
	only := os.Getenv("ONLY")
	hf := half(os.Getenv("HALF"))
	th := quality.DefaultThresholds()
	out, _ := os.Create(os.Getenv("OUT"))
	defer out.Close()
	enc := json.NewEncoder(out)
	var ss []*source
	for _, p := range photos {
		if p.half != hf {
			continue
		}
		s, err := l.open(p)
		if err != nil {
			t.Fatal(err)
		}
		ss = append(ss, s)
	}
	for _, se := range allSeries(th) {
		if only != "" && !strings.Contains(string(se.check)+"/"+se.name, only) {
			continue
		}
		for _, s := range ss {
			if !se.use(s) {
				continue
			}
			for _, v := range se.steps {
				key := fmt.Sprintf("%s %v", se.name, v)
				img, a, err := l.look(s.file, key, func() *image.RGBA { return se.alter(s, v) })
				if err != nil {
					t.Fatal(err)
				}
				if img == nil {
					continue
				}
				m := quality.Measure(img, a)
				r := quality.Judge(m, th)
				f, _ := r.Find(se.check)
				_ = enc.Encode(map[string]any{"check": se.check, "series": se.name, "file": s.file, "step": v, "truth": se.truth(s, v), "state": f.State, "part": f.Part, "m": m, "pose": a.HeadPose})
			}
		}
	}
}
