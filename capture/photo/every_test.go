package photo_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/quality"
)

var update = flag.Bool("update", false, "renew the golden measurements in testdata")

// golden are the measurements of one shared photo. The photos themselves are
// not in the repository; the digest says which one it is.
type golden struct {
	Photo  string  `json:"photo"`
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Faces  int     `json:"faces"`
	IED    float64 `json:"ied"`
	// Checks are the states of the ten.
	Checks map[quality.ID]quality.State `json:"checks"`
	// Refused is why there is no standard photo, Finished what it measures.
	Refused  booth.Code `json:"refused,omitempty"`
	Finished *finished  `json:"finished,omitempty"`
}

// mustFinish reports whether a standard photo must come out: everything of
// hivision, and the portraits that show head and shoulders.
func mustFinish(name string) bool {
	return strings.HasPrefix(name, "hivision/") || slices.Contains([]string{
		"max/Chris.jpeg", "max/Paul.jpeg", "us_official/biden_biden2.jpg", "us_official/examples_obama.jpg",
	}, name)
}

// lengthTolerance is how far lengths may be from the golden ones, in pixels:
// networks differ a little between machines.
const lengthTolerance = 2.5

// TestEveryPhoto guards: on every shared picture a face is found and all ten
// checks answer, and where a standard photo comes out it meets the registry's
// numbers when it is measured anew; every photo that must come out does. The
// golden measurements keep it from drifting unseen.
func TestEveryPhoto(t *testing.T) {
	p := pipeline(t)
	path := filepath.Join("testdata", "photos.json")
	want := map[string]golden{}
	if data, err := os.ReadFile(path); err == nil {
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]golden{}
	for _, name := range allPhotos(t) {
		t.Run(name, func(t *testing.T) {
			data := modelstest.Photo(t, name)
			sum := sha256.Sum256(data)
			key := hex.EncodeToString(sum[:])
			g := look(t, p, name, data)
			got[key] = g
			if w, ok := want[key]; !*update && !ok {
				t.Errorf("no golden measurements: run with -update")
			} else if !*update {
				compareGolden(t, g, w)
			}
		})
	}
	if *update {
		data, err := json.MarshalIndent(got, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func look(t *testing.T, p *photo.Pipeline, name string, data []byte) golden {
	t.Helper()
	img := decode(t, p, data)
	c := check(t, p, img)
	r := c.Result()
	if r.Face == nil || r.Error != nil {
		t.Fatalf("no face: %+v", r.Error)
	}
	g := golden{
		Photo: name, Width: img.Rect.Dx(), Height: img.Rect.Dy(), Faces: 1 + r.Face.Others, IED: tenth(r.Face.IED),
		Checks: map[quality.ID]quality.State{},
	}
	for _, f := range r.Checks {
		if f.State == quality.Unavailable && f.Score != nil || f.State != quality.Unavailable && (f.Score == nil || f.Value == nil) {
			t.Errorf("%s: %s without its numbers", f.ID, f.State)
		}
		g.Checks[f.ID] = f.State
	}
	if len(g.Checks) != 10 || len(r.Advisories) != 10 {
		t.Errorf("%d checks, %d advisories", len(g.Checks), len(r.Advisories))
	}
	spec, colour, err := photo.Order{}.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	made, err := p.Make(context.Background(), c, spec, colour)
	if err != nil {
		g.Refused = booth.Explain(err).Code
		if cli.Code(photo.Refused(err)) != cli.Refused {
			t.Errorf("not a refusal but a failure: %v", err)
		}
		if mustFinish(name) {
			t.Errorf("no standard photo: %v", err)
		}
		return g
	}
	again, err := p.Make(context.Background(), c, spec, colour)
	if err != nil || !bytes.Equal(made.JPEG, again.JPEG) {
		t.Errorf("made again, the photo has other bytes: %v", err)
	}
	m := measure(t, p, made.JPEG, colour)
	checkCHSI(t, name, m, made.JPEG)
	m.EyeRow, m.EyeColumn, m.FaceWidth = tenth(m.EyeRow), tenth(m.EyeColumn), tenth(m.FaceWidth)
	g.Finished = &m
	return g
}

func tenth(v float64) float64 { return math.Round(10*v) / 10 }

func compareGolden(t *testing.T, got, want golden) {
	t.Helper()
	if got.Width != want.Width || got.Height != want.Height || got.Faces != want.Faces || got.Refused != want.Refused {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for id, state := range want.Checks {
		if got.Checks[id] != state {
			t.Errorf("%s: %s, want %s", id, got.Checks[id], state)
		}
	}
	near := func(what string, a, b float64) {
		t.Helper()
		if math.Abs(a-b) > lengthTolerance {
			t.Errorf("%s: %.1f, want %.1f", what, a, b)
		}
	}
	near("ied", got.IED, want.IED)
	if (got.Finished == nil) != (want.Finished == nil) {
		t.Errorf("finished: %+v, want %+v", got.Finished, want.Finished)
		return
	}
	if got.Finished != nil {
		near("eye row", got.Finished.EyeRow, want.Finished.EyeRow)
		near("eye column", got.Finished.EyeColumn, want.Finished.EyeColumn)
		near("face width", got.Finished.FaceWidth, want.Finished.FaceWidth)
		near("top margin", got.Finished.TopMargin, want.Finished.TopMargin)
	}
}
