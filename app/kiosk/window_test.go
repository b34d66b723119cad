package kiosk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"campuskiosk/app/cli"
	"campuskiosk/capture/camera"
	"campuskiosk/capture/models/modelstest"
)

// envProgram makes the test binary the program itself.
const envProgram = "CAMPUSKIOSK_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(envProgram) != "" {
		os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){
		"campuskiosk": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
		"collect":     func() { os.Exit(cli.Finish(os.Stderr, collect(os.Args[1], os.Args[2], os.Args[3:]))) },
	})
}

// program is the kiosk running as a process of its own.
type program struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string
	x     *xvfb
	log   bytes.Buffer
}

// startProgram runs the program on an X server of its own.
func startProgram(t *testing.T, ctx context.Context, size image.Point, args ...string) *program {
	t.Helper()
	x, err := startXvfb(ctx, size)
	if err != nil {
		modelstest.Missing(t, "there is no Xvfb ("+err.Error()+")")
	}
	t.Cleanup(x.Close)
	p := &program{t: t, x: x, lines: make(chan string, 1000)}
	p.cmd = exec.CommandContext(ctx, os.Args[0], args...)
	p.cmd.Env = append(os.Environ(), envProgram+"=1", "DISPLAY="+x.display, "WAYLAND_DISPLAY=", "XDG_CONFIG_HOME="+t.TempDir())
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		s := bufio.NewScanner(io.TeeReader(stderr, &p.log))
		for s.Scan() {
			p.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		for range p.lines {
		}
		_ = p.cmd.Wait()
		if t.Failed() {
			t.Logf("the program's log:\n%s", p.log.String())
		}
	})
	return p
}

// wait waits for a line with one of the words.
func (p *program) wait(ctx context.Context, words ...string) string {
	p.t.Helper()
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				p.t.Fatalf("the program ended before %q", words)
			}
			for _, w := range words {
				if strings.Contains(line, w) {
					return line
				}
			}
		case <-ctx.Done():
			p.t.Fatalf("%q did not come in time", words)
		}
	}
}

// press presses a real key of the X server.
func (p *program) press(key string) {
	p.t.Helper()
	c := exec.Command("xdotool", "key", key)
	c.Env = append(os.Environ(), "DISPLAY="+p.x.display)
	if out, err := c.CombinedOutput(); err != nil {
		p.t.Fatalf("xdotool: %v\n%s", err, out)
	}
}

// From the live picture to the saved photo, with real keys on a real X server:
// what is saved as the original is, byte by byte, a frame that the camera sent.
func TestWindowFromLiveToSaved(t *testing.T) {
	dir := modelstest.Models(t)
	if _, err := exec.LookPath("xdotool"); err != nil {
		modelstest.Missing(t, "there is no xdotool")
	}
	t.Setenv("CAMPUSKIOSK_MODELS", dir)
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute) // generous: CI's machines are slow
	defer cancel()
	data := t.TempDir()
	p := startProgram(t, ctx, image.Pt(1280, 720),
		"run", "--camera", "sim:start=left,seed=5", "--data", data, "--lang", "en", "--verbose")

	p.wait(ctx, "msg=hint hint=")
	p.wait(ctx, "hint=good", "hint=show_eyes", "hint=open_eyes", "hint=close_mouth")
	live, err := p.x.settled(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := colours(live, image.Rect(100, 150, 800, 600)); n < 500 {
		t.Errorf("the live picture has %d colours: nothing is shown", n)
	}
	p.press("space")
	p.wait(ctx, `screen=result busy=""`)
	result, err := p.x.settled(ctx, live)
	if err != nil {
		t.Fatal(err)
	}
	if n := colours(result, image.Rect(20, 20, 500, 700)); n < 500 {
		t.Errorf("the photo on the result has %d colours: nothing is shown", n)
	}
	p.press("9")
	p.wait(ctx, "screen=result", "lang=zh")
	p.press("space")
	p.wait(ctx, `screen=compare busy=""`)
	p.press("space")
	p.wait(ctx, `screen=saved busy=""`)
	p.press("space")
	p.wait(ctx, `screen=live busy=""`)

	checkAlbum(t, data, camera.SimOptions{Start: "left", Seed: 5})
	if log := p.log.String(); strings.Contains(log, data) || strings.Contains(log, "Fyne error") || strings.Contains(log, "part failed") {
		t.Errorf("the log names a folder, or something failed:\n%s", log)
	}
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for range p.lines {
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
}

// checkAlbum looks at the one photo that was saved.
func checkAlbum(t *testing.T, data string, o camera.SimOptions) {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(data, "photos", "*"))
	if err != nil || len(dirs) != 1 {
		t.Fatalf("%d photos were saved (%v)", len(dirs), err)
	}
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dirs[0], name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var r record
	if err := json.Unmarshal(read(recordName), &r); err != nil {
		t.Fatal(err)
	}
	sim, err := camera.NewSim(o)
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	original, standard := read(originalName), read(standardName)
	if r.Frame == 0 || !bytes.Equal(original, sim.Sent(r.Frame)) {
		t.Errorf("original.jpg is not frame %d of the camera", r.Frame)
	}
	if r.SHA256[originalName] != digest(original) || r.SHA256[standardName] != digest(standard) {
		t.Error("the digests in the report are not the files'")
	}
	if !r.Simulated || r.Check.Face == nil || len(r.Check.Checks) != 10 || r.Photo == nil {
		t.Errorf("the report: %+v", r)
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(standard))
	if err != nil || c.Width != 480 || c.Height != 640 {
		t.Errorf("standard.jpg is %dx%d (%v)", c.Width, c.Height, err)
	}
	if n := len(standard); n < 20<<10 || n > 40<<10 {
		t.Errorf("standard.jpg has %d bytes", n)
	}
}

// With --auto nobody presses anything: a second of good guidance takes the
// photo. The drawn figure stands before the camera, on every machine.
func TestAutomaticShutter(t *testing.T) {
	t.Setenv("CAMPUSKIOSK_MODELS", modelstest.Models(t))
	t.Setenv(camera.EnvSimPicture, "")
	t.Setenv("GOMODCACHE", t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	p := startProgram(t, ctx, image.Pt(1280, 720),
		"run", "--camera", "sim:start=good", "--data", t.TempDir(), "--auto", "--verbose")
	p.wait(ctx, "hint=good")
	p.wait(ctx, "step=checking")
	p.wait(ctx, `screen=result busy=""`)
}

// colours counts the different colours of a part of the screen.
func colours(m *image.RGBA, r image.Rectangle) int {
	seen := map[[3]uint8]bool{}
	for y := r.Min.Y; y < r.Max.Y; y += 3 {
		for x := r.Min.X; x < r.Max.X; x += 3 {
			i := m.PixOffset(x, y)
			seen[[3]uint8(m.Pix[i:i+3])] = true
		}
	}
	return len(seen)
}

// Without any model the window opens, says what is missing, and goes on.
func TestWindowWithoutModels(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	t.Setenv("CAMPUSKIOSK_MODELS", "")
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	if _, err := os.Stat("/usr/share/campuskiosk/models"); err == nil {
		t.Skip("skipped: this machine has models installed")
	}
	p := startProgram(t, ctx, image.Pt(1280, 720), "run", "--data", t.TempDir(), "--verbose")
	p.wait(ctx, "deliverable=false")
	p.wait(ctx, "msg=hint hint=")
}

func TestNoDisplay(t *testing.T) {
	for name, c := range map[string]struct{ display, want string }{
		"none":   {"", "make demo"},
		"absent": {":9876", "[display.failed]"},
		"odd":    {"nonsense", "[display.failed]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DISPLAY", c.display)
			t.Setenv("WAYLAND_DISPLAY", "")
			t.Setenv("LANGUAGE", "en")
			var out, errs bytes.Buffer
			if code := Main(nil, strings.NewReader(""), &out, &errs); code != 2 {
				t.Errorf("exit %d", code)
			}
			if !strings.Contains(errs.String(), c.want) || out.Len() != 0 {
				t.Errorf("stdout %q, stderr %q", out.String(), errs.String())
			}
		})
	}
}

func TestUsage(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("LANGUAGE", "en")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"version"}, 0, "campuskiosk 0"},
		{[]string{"--help"}, 0, "--camera"},
		{[]string{"run", "--lang", "fr"}, 2, "[usage.lang]"},
		{[]string{"run", "--nonsense"}, 2, "unknown flag"},
		{[]string{"nonsense"}, 2, "unknown command"},
		{[]string{"demo", "--size", "10x10"}, 2, "[usage.size]"},
		{[]string{"photo", "--help"}, 0, "compare"},
		{[]string{"models", "--help"}, 0, "fetch"},
	} {
		var out bytes.Buffer
		if c.args[0] == "demo" {
			c.args = append(c.args, "--out", t.TempDir())
		}
		if code := Main(c.args, strings.NewReader(""), &out, &out); code != c.code || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v: exit %d, %q", c.args, code, out.String())
		}
	}
}
