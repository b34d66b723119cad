package leaktest

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"campuskiosk/app/store/storetest"
)

func leaks(t *testing.T, dir string, texts []string, pictures ...[]byte) []string {
	t.Helper()
	found, err := Find(dir, texts, pictures...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestLeaksAreFound puts each spelling where the search must find it: without
// this, finding nothing would say nothing.
func TestLeaksAreFound(t *testing.T) {
	p := storetest.Person(7)
	secret := []string{p.Name.Reveal(), p.ID.Reveal(), p.Number.Reveal()}
	noise := strings.Repeat("\x00\x9b~", 1000)
	for _, text := range secret {
		for _, how := range []string{"plain", "UTF-16LE", "UTF-16BE", "hex", "HEX", "base64 at 0", "base64 at 1", "base64 at 2"} {
			if len(Spellings(text)[how]) < shortest {
				t.Errorf("%s is not looked for, or too short to mean anything", how)
			}
		}
	}
	for how, s := range Spellings(secret[1]) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "f"), []byte(noise+string(s)+noise), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := leaks(t, dir, secret); len(found) == 0 {
			t.Errorf("%s: not found", how)
		}
	}
	for offset := range 3 {
		dir := t.TempDir()
		for i, s := range secret {
			around := strings.Repeat("x", offset) + s + "yz"
			name := filepath.Join(dir, fmt.Sprint(i))
			if err := os.WriteFile(name, []byte(base64.StdEncoding.EncodeToString([]byte(around))), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if found := leaks(t, dir, secret); len(found) < 3 {
			t.Errorf("base64 at %d: %v", offset, found)
		}
	}
	for what, content := range map[string]string{"photo": noise + string(storetest.Photo(1)), "name of a file": ""} {
		dir := t.TempDir()
		name := "f"
		if content == "" {
			name = secret[2] + ".jpg"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := leaks(t, dir, secret); len(found) == 0 {
			t.Errorf("%s: not found", what)
		}
	}
}

// TestPicturesAreFound: any JPEG by its first bytes, and those that say what
// they are without being asked for.
func TestPicturesAreFound(t *testing.T) {
	noise := strings.Repeat("\xFF\xD8~", 1000)
	plain := "\xFF\xD8\xFF\xDB\x00\x84\x00\x08\x06\x06"
	for name, c := range map[string]struct {
		content string
		found   int
	}{
		"as it was kept":    {noise + plain + noise, 1},
		"its first bytes":   {noise + plain[:HeaderSize-1] + noise, 0},
		"JFIF":              {noise + "\xFF\xD8\xFF\xE0\x00\x10JFIF" + noise, 1},
		"Exif":              {noise + "\xFF\xD8\xFF\xE1\x12\x34Exif" + noise, 1},
		"nothing but noise": {noise, 0},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "f"), []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := leaks(t, dir, nil, []byte(plain+"more")); len(found) != c.found {
			t.Errorf("%s: found %q", name, found)
		}
	}
	if _, err := Find(t.TempDir(), nil, []byte("short")); err == nil {
		t.Error("a picture too short to be looked for is none that is not found")
	}
}
