package sheet

import (
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"campuskiosk/capture/face"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/picture/picturetest"
	"campuskiosk/capture/quality"
)

// drawn is a checked picture of nobody with everything that can be drawn.
func drawn(w, h int) *photo.Checked {
	img := picturetest.Figure(w, h)
	fw, fh := float64(w), float64(h)
	a := &face.Analysis{
		Width: w, Height: h,
		Faces: []face.Detection{
			{Box: face.Box{X: fw / 4, Y: fh / 4, W: fw / 2, H: fh / 2}, Landmarks: face.Landmarks5{{X: fw * 0.4, Y: fh * 0.4}, {X: fw * 0.6, Y: fh * 0.4}}},
			{Box: face.Box{X: -10, Y: -10, W: 1e6, H: 1e6}},
		},
		Mesh:   &face.Mesh{},
		Eyes:   &[2]face.Eye{{Iris: face.Point{X: fw * 0.4, Y: fh * 0.4}, IrisRadius: 3, Upper: []face.Point{{X: 1, Y: 1}, {X: 9, Y: 2}}}, {}},
		Body:   &face.Pose{},
		Person: &face.Mask{Alpha: image.NewAlpha(image.Rect(0, 0, 8, 8)), Region: face.Box{X: 0, Y: fh / 2, W: fw, H: fh / 2}},
		Models: map[face.Role]string{face.RoleDetector: "a<b>"},
	}
	for i := range a.Person.Alpha.Pix {
		a.Person.Alpha.Pix[i] = 255
	}
	return &photo.Checked{Image: img, Analysis: a, Report: quality.Report{
		Checks: []quality.Finding{{ID: quality.Blur, State: quality.Fail}, {ID: quality.MouthClosed, State: quality.Unavailable}},
	}}
}

// TestPage guards: names can't break out of the page, there are no scripts and
// nothing from elsewhere, every picture that is named exists, and a picture
// that failed has its reason.
func TestPage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "sheet")
	s, err := New(dir, "en")
	if err != nil {
		t.Fatal(err)
	}
	const evil = `<script>alert(1)</script>"&'.jpg`
	for _, c := range []*photo.Checked{drawn(200, 300), drawn(1600, 900), drawn(3, 2), nil} {
		r := photo.Failed(picture.ErrCutOff)
		if c != nil {
			r = c.Result()
			r.Picture = &picture.Meta{Format: picture.JPEG, Width: c.Analysis.Width, Height: c.Analysis.Height}
		}
		r.File = evil
		if err := s.Add(r, c); err != nil {
			t.Fatal(err)
		}
	}
	path, err := s.Close()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	if strings.Contains(page, "<script") || strings.Contains(page, "http") || strings.Contains(page, "a<b>") {
		t.Error("a script, an address or an unescaped name is in the page")
	}
	if n := strings.Count(page, "&lt;script&gt;"); n == 0 {
		t.Error("the name isn't there")
	}
	if !strings.Contains(page, picture.ErrCutOff.Text.EN[:20]) {
		t.Error("the reason of the failure isn't there")
	}
	images := regexp.MustCompile(`src="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(images) != 6 {
		t.Errorf("%d pictures, want 6", len(images))
	}
	for _, m := range images {
		f, err := os.Open(filepath.Join(dir, m[1]))
		if err != nil {
			t.Error(err)
			continue
		}
		config, err := jpeg.DecodeConfig(f)
		_ = f.Close()
		if err != nil || max(config.Width, config.Height) > longest || max(config.Width, config.Height) < shortest {
			t.Errorf("%s: %d×%d, %v", m[1], config.Width, config.Height, err)
		}
	}
}

// TestCutOut guards: inside the mask is the picture, outside of its region
// nothing.
func TestCutOut(t *testing.T) {
	c := drawn(500, 600)
	s := fit(c.Image)
	out := cutOut(s, c.Analysis.Person)
	h := s.img.Rect.Dy()
	if got := out.RGBAAt(250, h/4); got != underlay {
		t.Errorf("above the mask: %v", got)
	}
	if got, want := out.RGBAAt(250, h-20), s.img.RGBAAt(250, h-20); got != want {
		t.Errorf("inside of the mask: %v, want %v", got, want)
	}
}

func TestFolderThatCantBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(filepath.Join(file, "sheet"), "zh"); err == nil {
		t.Error("a folder inside of a file")
	}
}
