// Command accuracy measures how often the quality checks are right: it alters
// the test photos by known amounts, judges the altered pictures and writes the
// table capture/quality/ACCURACY.md. Run it from the repository's root.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"os"
	"strings"

	"campuskiosk/capture/face"
	"campuskiosk/capture/quality"
)

func main() {
	if err := program(); err != nil {
		slog.Error("accuracy", "err", err)
		os.Exit(2)
	}
}

func program() (err error) {
	l := &lab{}
	flag.StringVar(&l.photos, "photos", env("CAMPUSKIOSK_PHOTOS", "../shared/photos"), "folder of test photos")
	flag.StringVar(&l.models, "models", env("CAMPUSKIOSK_MODELS", "../shared/models"), "folder of models")
	flag.StringVar(&l.cache, "cache", "", "folder that keeps what the networks saw between runs (for work on the measures)")
	flag.BoolVar(&l.wrong, "wrong", false, "log each wrong verdict and what decided it")
	out := flag.String("o", "capture/quality/ACCURACY.md", "the table to write")
	canonical := flag.String("canonical", "", "write the canonical face to this file instead")
	flag.Parse()
	defer func() { err = errors.Join(err, l.close()) }()
	chosen, err := openAll(l, calibration)
	if err != nil {
		return err
	}
	if *canonical != "" {
		return writeCanonical(*canonical, chosen)
	}
	reported, err := openAll(l, report)
	if err != nil {
		return err
	}
	t := quality.DefaultThresholds()
	progress := func(what string) { slog.Info("altering", "series", what) }
	was, err := run(l, chosen, allSeries(t), t, progress)
	if err != nil {
		return err
	}
	is, err := run(l, reported, allSeries(t), t, progress)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := write(&b, was, is, len(reported)); err != nil {
		return err
	}
	return os.WriteFile(*out, []byte(b.String()), 0o644) // #nosec G306 -- a document of the repository
}

// writeCanonical makes assets/quality/canonical_face.json anew.
func writeCanonical(file string, sources []*source) error {
	var meshes []*face.Mesh
	for _, s := range sources {
		meshes = append(meshes, s.analysis.Mesh)
	}
	var lines []string
	for _, v := range quality.MeanFace(meshes) {
		round := func(x float64) float64 { return math.Round(x*1e4) / 1e4 }
		v.X, v.Y, v.Z = round(v.X), round(v.Y), round(v.Z)
		line, err := json.Marshal(v)
		if err != nil {
			return err
		}
		lines = append(lines, string(line))
	}
	text := fmt.Sprintf("[\n%s\n]\n", strings.Join(lines, ",\n"))
	return os.WriteFile(file, []byte(text), 0o644) // #nosec G306 -- a document of the repository
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}
