// Package leaktest looks for texts and pictures in all files of a folder, in
// each of the spellings in which they might lie there. It is imported by tests
// only.
package leaktest

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf16"
)

// HeaderSize is how many bytes of a picture's beginning are looked for.
const HeaderSize = 10

// shortest is the length, in bytes, of the shortest spelling that is looked
// for: shorter ones occur in noise by chance.
const shortest = 6

// Spellings are the ways in which a text may lie in a file: plain, UTF-16 of
// both byte orders, hexadecimal, and base64 of these wherever the text begins
// in it.
func Spellings(text string) map[string][]byte {
	utf16le, utf16be := []byte{}, []byte{}
	for _, u := range utf16.Encode([]rune(text)) {
		utf16le = append(utf16le, byte(u), byte(u>>8)) // #nosec G115 -- its two bytes
		utf16be = append(utf16be, byte(u>>8), byte(u)) // #nosec G115 -- its two bytes
	}
	all := map[string][]byte{"plain": []byte(text), "UTF-16LE": utf16le, "UTF-16BE": utf16be}
	for name, raw := range map[string][]byte{"": []byte(text), " of UTF-16LE": utf16le, " of UTF-16BE": utf16be} {
		all["hex"+name] = []byte(hex.EncodeToString(raw))
		all["HEX"+name] = bytes.ToUpper(all["hex"+name])
		// The text may begin at any of three places of a base64 group: the letters
		// that depend on nothing else are the same for each.
		for offset := range 3 {
			s := base64.StdEncoding.EncodeToString(append(make([]byte, offset), raw...))
			first := []int{0, 2, 3}[offset]
			last := (offset + len(raw)) / 3 * 4
			if last-first >= 8 {
				all[fmt.Sprintf("base64%s at %d", name, offset)] = []byte(s[first:last])
			}
		}
	}
	for name, s := range all {
		if len(s) < shortest {
			delete(all, name)
		}
	}
	return all
}

// A pattern is a text in one spelling.
type pattern struct {
	bytes []byte
	says  string
}

// Find looks for the texts and for the beginnings of the pictures, and of
// every JFIF and Exif picture, in all files of a folder and in their names. It
// gives what was found by the text's number, so that a test's output leaks
// nothing.
func Find(dir string, texts []string, pictures ...[]byte) (found []string, err error) {
	patterns := map[uint32][]pattern{} // by their first four bytes
	add := func(p pattern) {
		first := binary.BigEndian.Uint32(p.bytes)
		patterns[first] = append(patterns[first], p)
	}
	for i, text := range texts {
		for how, s := range Spellings(text) {
			add(pattern{s, fmt.Sprintf("text %d, %s", i, how)})
		}
	}
	for i, p := range pictures {
		if len(p) < HeaderSize {
			return nil, fmt.Errorf("picture %d has only %d bytes", i, len(p))
		}
		add(pattern{p[:HeaderSize], fmt.Sprintf("the beginning of picture %d", i)})
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b = append(append(bytes.TrimRight(b, "\x00"), 0), d.Name()...)
		for at := 0; at+4 <= len(b); at++ {
			four := binary.BigEndian.Uint32(b[at:])
			for _, p := range patterns[four] {
				if bytes.HasPrefix(b[at:], p.bytes) {
					found = append(found, p.says+" in "+d.Name())
				}
			}
			if isPicture(four, b[at:]) {
				found = append(found, "a JPEG header in "+d.Name())
			}
		}
		return nil
	})
	return found, err
}

// isPicture reports whether a JFIF or an Exif picture begins here: ten bytes, of
// which two are a length.
func isPicture(four uint32, b []byte) bool {
	return (four == 0xFFD8FFE0 || four == 0xFFD8FFE1) && len(b) >= HeaderSize && (string(b[6:10]) == "JFIF" || string(b[6:10]) == "Exif")
}
