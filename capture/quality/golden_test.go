package quality_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"math"
	"os"
	"testing"

	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/vision"
)

var update = flag.Bool("update", false, "renew the golden measurements")

const goldenFile = "testdata/golden.json"

// golden are the measurements of one photo, as numbers by their path in the
// JSON of Measurements; unknown ones are absent.
type golden struct {
	File   string                 `json:"file"`
	SHA256 string                 `json:"sha256"`
	States map[quality.ID]string  `json:"states"`
	Values map[string]json.Number `json:"values"`
}

// TestGolden measures real photos and compares with what was measured before.
// Renew with -update after looking at what changed.
func TestGolden(t *testing.T) {
	eng, err := vision.Open(models.Find(modelstest.Models(t)), vision.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := eng.Close(); err != nil {
			t.Error(err)
		}
	}()
	var before []golden
	if b, err := os.ReadFile(goldenFile); err == nil {
		if err := json.Unmarshal(b, &before); err != nil {
			t.Fatal(err)
		}
	} else if !*update {
		t.Fatal(err)
	}
	old := map[string]golden{}
	for _, g := range before {
		old[g.File] = g
	}
	var now []golden
	for _, name := range []string{
		"hivision/test1.jpg", "hivision/test3.jpg", "hivision/test4.jpg", "max/Bryan.png", "max/Chris.jpeg",
		"max/Luciano.png", "max/Paul.jpeg", "max/Paul2.jpeg", "us_official/biden_biden2.jpg",
		"us_official/examples_obama.jpg", "us_official/grace_hopper.jpg",
	} {
		g := measured(t, eng, name)
		now = append(now, g)
		if !*update {
			compare(t, old[name], g)
		}
	}
	if *update {
		b, err := json.MarshalIndent(now, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(goldenFile, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func measured(t *testing.T, eng *vision.Engine, name string) golden {
	t.Helper()
	data := modelstest.Photo(t, name)
	img, _, err := picture.Decode(context.Background(), bytes.NewReader(data), picture.DefaultLimits())
	if err != nil {
		t.Fatal(name, err)
	}
	a, err := eng.Analyse(img)
	if err != nil {
		t.Fatal(name, err)
	}
	m := quality.Measure(img, a)
	sum := sha256.Sum256(data)
	g := golden{File: name, SHA256: hex.EncodeToString(sum[:]), States: map[quality.ID]string{}, Values: map[string]json.Number{}}
	for _, f := range quality.Judge(m, quality.DefaultThresholds()).Checks {
		g.States[f.ID] = string(f.State)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(b, &tree); err != nil {
		t.Fatal(err)
	}
	flatten("", tree, g.Values)
	return g
}

// flatten collects the known readings.
func flatten(path string, tree map[string]any, out map[string]json.Number) {
	if known, ok := tree["known"].(bool); ok {
		if v, ok := tree["value"].(float64); ok && known {
			b, _ := json.Marshal(math.Round(v*1e4) / 1e4)
			out[path] = json.Number(b)
		}
		return
	}
	for k, v := range tree {
		if sub, ok := v.(map[string]any); ok {
			if path != "" {
				k = path + "." + k
			}
			flatten(k, sub, out)
		}
	}
}

// compare allows what other processors' arithmetic may change.
func compare(t *testing.T, want, got golden) {
	t.Helper()
	if want.SHA256 != got.SHA256 {
		t.Errorf("%s is another file than the one that was measured", got.File)
		return
	}
	for id, s := range want.States {
		if got.States[id] != s {
			t.Errorf("%s: %s is %s, was %s", got.File, id, got.States[id], s)
		}
	}
	for k, n := range want.Values {
		w, err := n.Float64()
		if err != nil {
			t.Fatal(err)
		}
		g, err := got.Values[k].Float64()
		if err != nil {
			t.Errorf("%s: %s is not measured any more", got.File, k)
		} else if math.Abs(g-w) > 0.02*math.Abs(w)+0.01 {
			t.Errorf("%s: %s is %v, was %v", got.File, k, g, w)
		}
	}
	if len(got.Values) != len(want.Values) {
		t.Errorf("%s: %d values, were %d", got.File, len(got.Values), len(want.Values))
	}
}
