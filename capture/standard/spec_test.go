package standard

import (
	"errors"
	"image/color"
	"strings"
	"testing"
)

// TestSpecs reads every built-in file and holds chsi's numbers against the
// rule as it is quoted.
func TestSpecs(t *testing.T) {
	list := Specs()
	if list[0].ID != DefaultID {
		t.Errorf("the first is %s", list[0].ID)
	}
	seen := map[string]bool{}
	for _, s := range list {
		if seen[s.ID] {
			t.Errorf("%s twice", s.ID)
		}
		seen[s.ID] = true
		if err := s.Validate(); err != nil {
			t.Error(err)
		}
	}
	for _, id := range []string{"chsi", "resident-id", "social-security", "one-inch", "small-one-inch", "large-one-inch", "two-inch", "small-two-inch", "cet"} {
		if !seen[id] {
			t.Errorf("%s is missing", id)
		}
	}
	s, err := SpecByID("chsi")
	if err != nil {
		t.Fatal(err)
	}
	band := func(name string, b Band, low, high float64) {
		if b.low() != low || b.high() != high {
			t.Errorf("%s is %g…%g", name, b.low(), b.high())
		}
	}
	band("eye row", s.EyeRow, 200, 300)
	band("face width", s.FaceWidth, 180, 300)
	band("top margin", s.TopMargin, 50, 110)
	band("centre", s.CentreOffset, -20, 20)
	if s.Size.Width != 480 || s.Size.Height != 640 || s.Size.DPI != 300 || s.File.MinBytes != 20*1024 || s.File.MaxBytes != 40*1024 || s.File.MinQuality != 60 || *s.MaxScale.Max != 2 {
		t.Errorf("%+v", s)
	}
}

func TestSpecByIDNamesTheKnown(t *testing.T) {
	_, err := SpecByID("passport")
	if !errors.Is(err, ErrUnknownSpec) || !strings.Contains(err.Error(), "chsi") {
		t.Errorf("%v", err)
	}
}

// TestOverride: a task changes single numbers; the rest and the built-in
// specification stay.
func TestOverride(t *testing.T) {
	s, err := SpecByID("chsi")
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Override([]byte(`{"file":{"min_bytes":30720,"max_bytes":61440},"eye_row":{"min":210}}`))
	if err != nil {
		t.Fatal(err)
	}
	if o.File.MaxBytes != 61440 || o.File.MinQuality != 60 || o.EyeRow.low() != 210 || o.EyeRow.high() != 300 {
		t.Errorf("%+v", o)
	}
	if o.File.Standing != "task" || o.EyeRow.Standing != "task" || o.FaceWidth.Standing != "seen" {
		t.Errorf("standings %s %s %s", o.File.Standing, o.EyeRow.Standing, o.FaceWidth.Standing)
	}
	if again, err := SpecByID("chsi"); err != nil || again.EyeRow.low() != 200 {
		t.Errorf("the built-in one changed: %+v, %v", again.EyeRow, err)
	}
	for _, bad := range []string{
		`{"eye_row":{"min":400}}`, `{"size":{"width":0}}`, `{"size":{"width":9999}}`, `{"fiel":{}}`, `{`, `{} {}`,
		`{"file":{"min_bytes":50000}}`, `{"background":"pink"}`, `{"max_scale":{"max":null}}`, `{"file":{"min_quality":0}}`,
		`{"face_width":{"gives_way_to":{"min":1,"max":2}}}`,
	} {
		if _, err := s.Override([]byte(bad)); !errors.Is(err, ErrBadSpec) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestColour(t *testing.T) {
	s, err := SpecByID("chsi")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]color.RGBA{
		"":             {255, 255, 255, 255},
		"white":        {255, 255, 255, 255},
		" Light-Blue ": {100, 197, 255, 255},
		"浅蓝":           {100, 197, 255, 255},
		"grey":         {240, 240, 240, 255},
		"#0A141e":      {10, 20, 30, 255},
		"10, 20,30":    {10, 20, 30, 255},
	} {
		if got, err := s.Colour(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"mauve", "#12345", "#12345g", "1,2", "1,2,256", "-1,2,3", "1,2,3,4"} {
		if _, err := s.Colour(bad); !errors.Is(err, ErrBadColour) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
