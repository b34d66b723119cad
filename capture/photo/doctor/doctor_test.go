package doctor

import (
	"os"
	"path/filepath"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
	"campuskiosk/capture/vision"
)

type roles []vision.RoleStatus

func (r roles) Status() []vision.RoleStatus { return r }

func find(t *testing.T, lines []Line, id string) Line {
	t.Helper()
	for _, l := range lines {
		if l.ID == id {
			if l.Found.ZH == "" || l.Found.EN == "" || (l.State == OK) != (l.Do == booth.Text{}) {
				t.Errorf("%s: %+v: what was found in both languages, and what to do exactly where something is wrong", id, l)
			}
			return l
		}
	}
	t.Fatalf("no line %s in %v", id, lines)
	return Line{}
}

func TestRoles(t *testing.T) {
	reason := booth.Text{ZH: "没有", EN: "missing"}
	lines := Machine{Engine: roles{
		{Role: face.RoleDetector, State: vision.Network, Models: []string{"yunet"}},
		{Role: face.RoleSegmentation, State: vision.StandIn, Models: []string{"grabcut"}, Reason: reason},
		{Role: face.RoleEmbedding, State: vision.Unavailable, Reason: reason},
	}}.Look()
	for id, want := range map[string]State{
		"models.detector": OK, "models.segmentation": Attention, "models.embedding": Attention,
	} {
		if l := find(t, lines, id); l.State != want {
			t.Errorf("%s: %s, want %s", id, l.State, want)
		}
	}
	if w := Worst(lines); w != Attention {
		t.Errorf("worst %s", w)
	}
}

func TestDataFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		dir  string
		want State
	}{
		"there":          {dir, OK},
		"not yet":        {filepath.Join(dir, "a", "b"), OK},
		"through a file": {filepath.Join(file, "a"), Stop},
	} {
		lines := Machine{DataDir: c.dir}.Look()
		if l := find(t, lines, "data_folder"); l.State != c.want {
			t.Errorf("%s: %+v, want %s", name, l, c.want)
		}
		find(t, lines, "free_space")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestCameraAndDisplay(t *testing.T) {
	root := t.TempDir()
	env := map[string]string{}
	look := func() []Line {
		return Machine{Window: true, Root: root, Getenv: func(k string) string { return env[k] }}.Look()
	}
	put := func(name string) {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := func(step, id string, s State) {
		t.Helper()
		if l := find(t, look(), id); l.State != s {
			t.Errorf("%s: %s is %s, want %s", step, id, l.State, s)
		}
	}
	want("nothing", "camera", Attention)
	want("nothing", "display", Attention)
	put("dev/video0")
	env["DISPLAY"] = ":7.0"
	want("camera", "camera", OK)
	want("no such display", "display", Stop)
	put("tmp/.X11-unix/X7")
	want("display", "display", OK)
	env["DISPLAY"] = "elsewhere:0"
	want("remote display", "display", OK)
	delete(env, "DISPLAY")
	env["WAYLAND_DISPLAY"] = "wayland-0"
	want("wayland", "display", OK)
}
