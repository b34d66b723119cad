package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/quality"
)

// TestBench guards the harness itself, not the times: every pass is counted
// and handed to the C++ program, which runs the same ones.
func TestBench(t *testing.T) {
	t.Setenv(modelstest.EnvModels, modelstest.Models(t))
	dir := modelstest.Photos(t)
	o := options{
		frame: filepath.Join(dir, "us_official", "biden_biden2.jpg"), rounds: 1, photos: 2,
		cpp: filepath.Join(t.TempDir(), "networks"),
	}
	src := filepath.Join(modelstest.Root(t), "packaging", "bench", "networks.cpp")

	build := exec.Command("sh", "-c", `g++ -std=c++11 -O1 -o "$1" "$2" $(pkg-config --cflags opencv4) -lopencv_dnn -lopencv_imgcodecs -lopencv_imgproc -lopencv_core`, "sh", o.cpp, src)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		t.Fatal(err)
	}
	r, err := run(context.Background(), o, []string{filepath.Join(dir, "max", "Paul.jpeg")})
	if err != nil {
		t.Fatal(err)
	}
	// Detector, mesh, two irises for each frame of a round.
	if r.Frame.Passes != 4*quality.LiveEvery {
		t.Errorf("a frame has %d passes", r.Frame.Passes)
	}
	// Detector 1–2, mesh 2, irises 2, eye states 8, head pose, body 2,
	// glasses, face mask, embeddings 2 × 2; masks for the check and the matte.
	if r.Photo.Passes < 23 || r.Photo.Passes > 40 {
		t.Errorf("a photo has %d passes", r.Photo.Passes)
	}
	for name, x := range map[string]Timing{"frame": r.Frame, "photo": r.Photo} {
		if x.Networks <= 0 || x.Ratio <= 0 || x.CPPNetworks <= 0 || x.CPP < x.CPPNetworks || x.OverCPP <= 0 {
			t.Errorf("%s: %+v", name, x)
		}
	}
	if m := r.Memory; m.Photos != 2 || m.Resident <= 0 || m.Peak < m.Resident {
		t.Errorf("memory: %+v", m)
	}
}

func TestBenchNeedsPictures(t *testing.T) {
	if _, err := run(context.Background(), options{}, nil); err == nil {
		t.Error("no pictures, no error")
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		v    []float64
		want float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{5, 1, 3}, 3}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(c.v); got != c.want {
			t.Errorf("median(%v) = %g", c.v, got)
		}
	}
}
