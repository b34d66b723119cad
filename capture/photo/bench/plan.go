package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"campuskiosk/capture/models"
)

// plan is what the C++ program is to do: the passes of one round in their
// order. Its JSON is read there by OpenCV's own reader.
type plan struct {
	Threads  int        `json:"threads"`
	Pictures []string   `json:"pictures"`
	Passes   []planPass `json:"passes"`

	imgs []*image.RGBA
}

type planPass struct {
	Picture    int        `json:"picture"`
	Model      string     `json:"model"`
	Config     string     `json:"config"`
	Outputs    []string   `json:"outputs"`
	Width      int        `json:"width"`
	Height     int        `json:"height"`
	Crop       [6]float64 `json:"crop"`
	RepeatEdge int        `json:"repeat_edge"`
	BGR        int        `json:"bgr"`
	Mean       [3]float32 `json:"mean"`
	Scale      [3]float32 `json:"scale"`
}

func planOf(imgs []*image.RGBA, passes []taken) plan {
	p := plan{Threads: threads, imgs: imgs}
	set := models.Find()
	for _, t := range passes {
		q := planPass{
			Picture: t.picture, Outputs: t.Input.Outputs, Width: t.Input.Width, Height: t.Input.Height,
			Crop: t.Input.Crop, Mean: t.Input.Mean, Scale: t.Input.Scale,
		}
		if q.Outputs == nil {
			q.Outputs = []string{}
		}
		if t.Input.RepeatEdge {
			q.RepeatEdge = 1
		}
		if t.Input.BGR {
			q.BGR = 1
		}
		for _, f := range set.All(t.Role) {
			if f.ID != t.Model {
				continue
			}
			q.Model = f.Path(0)
			if len(f.Files) > 1 {
				q.Config = f.Path(1)
			}
		}
		p.Passes = append(p.Passes, q)
	}
	return p
}

// cppTimes is what the C++ program prints: medians in milliseconds.
type cppTimes struct {
	Whole    float64 `json:"whole_ms"`
	Networks float64 `json:"networks_ms"`
}

// run gives the plan to the C++ program.
func (p plan) run(ctx context.Context, o options) (cppTimes, error) {
	var t cppTimes
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of temporary files
	for i, img := range p.imgs {
		name := filepath.Join(dir, strconv.Itoa(i)+".png")
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			return t, err
		}
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			return t, err
		}
		p.Pictures = append(p.Pictures, name)
	}
	data, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		return t, err
	}
	name := filepath.Join(dir, "plan.json")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		return t, err
	}
	cmd := exec.CommandContext(ctx, o.cpp, name, strconv.Itoa(warm), strconv.Itoa(o.rounds)) //nolint:gosec // a program of this repository, named by who runs the bench
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return t, fmt.Errorf("the C++ program: %w", err)
	}
	return t, json.Unmarshal(out, &t)
}
