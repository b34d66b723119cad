package assets_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"campuskiosk/assets"

	"golang.org/x/image/font/sfnt"
)

func glyphs(t *testing.T) func(r rune) bool {
	t.Helper()
	f, err := sfnt.Parse(assets.FontRegular)
	if err != nil {
		t.Fatal(err)
	}
	var b sfnt.Buffer
	return func(r rune) bool {
		i, err := f.GlyphIndex(&b, r)
		return err == nil && i != 0
	}
}

func TestFontHasChineseAndNothingElse(t *testing.T) {
	has := glyphs(t)
	for _, r := range " 拍照重做标准像，请靠近一点。《肩膀》（眼部）：齐；！？张鑫淼" {
		if !has(r) {
			t.Errorf("%c is missing", r)
		}
	}
	// The documentation says that these come from elsewhere.
	for _, r := range "Az09·…✓▲●" {
		if has(r) {
			t.Errorf("%c is there", r)
		}
	}
}

// Every Chinese character that the program can show, in sentences in the code
// and in data, is in the font: none of them appears as a box.
func TestFontCoversAllOurSentences(t *testing.T) {
	has := glyphs(t)
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != ".." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "out" || name == "bin") {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, "_test.go") || filepath.Ext(name) != ".go" && filepath.Ext(name) != ".json" {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, r := range string(b) {
			if unicode.Is(unicode.Han, r) {
				seen++
				if !has(r) {
					t.Errorf("%s: %c (%U) is not in the font", path, r, r)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 500 {
		t.Errorf("only %d Chinese characters were looked at", seen)
	}
}
