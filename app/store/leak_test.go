package store_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
)

// jpegHeader is how Photo's pictures begin: 12 bytes of a JPEG file.
var jpegHeader = []byte("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01")

// spellings are the ways in which a text may lie in a file.
func spellings(text string) map[string][]byte {
	utf16le, utf16be := []byte{}, []byte{}
	for _, u := range utf16.Encode([]rune(text)) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
		utf16be = append(utf16be, byte(u>>8), byte(u))
	}
	all := map[string][]byte{"plain": []byte(text), "UTF-16LE": utf16le, "UTF-16BE": utf16be}
	for name, raw := range map[string][]byte{"": []byte(text), " of UTF-16LE": utf16le} {
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
	return all
}

// A pattern is a text in one spelling.
type pattern struct {
	bytes []byte
	says  string
}

// leaks looks for the texts in all files of a folder and in their names. What
// was found is told by the text's number, so that a test's output leaks nothing.
func leaks(t testing.TB, dir string, texts []string) (found []string) {
	t.Helper()
	patterns := map[uint32][]pattern{} // by their first four bytes
	add := func(p pattern) {
		first := binary.BigEndian.Uint32(p.bytes)
		patterns[first] = append(patterns[first], p)
	}
	for i, text := range texts {
		for how, s := range spellings(text) {
			add(pattern{s, fmt.Sprintf("text %d, %s", i, how)})
		}
	}
	add(pattern{jpegHeader[:10], "a JPEG header"})
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b = append(append(bytes.TrimRight(b, "\x00"), 0), d.Name()...)
		for at := 0; at+4 <= len(b); at++ {
			for _, p := range patterns[binary.BigEndian.Uint32(b[at:])] {
				if bytes.HasPrefix(b[at:], p.bytes) {
					found = append(found, p.says+" in "+d.Name())
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// texts are all that must not be readable about students a to b-1.
func texts(a, b int) []string {
	var all []string
	for n := a; n < b; n++ {
		p := storetest.Person(n)
		all = append(all, p.Name.Reveal(), p.ID.Reveal(), p.Number.Reveal())
	}
	return all
}

// TestNothingReadable does all a kiosk does with 60 students and then looks
// for their names, numbers and pictures in the whole data folder.
func TestNothingReadable(t *testing.T) {
	k := newKit(t)
	key := storetest.Key
	k.must(k.PutTask(storetest.TheTask(), storetest.Audit("task.put")))
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 40)))
	i, err := k.ImportRoster(storetest.Task, nil)
	k.must(err)
	k.must(i.Put(storetest.Entries(0, 60)...))
	k.must(i.Commit())
	score := 71.0
	for n := range 20 {
		k.must(k.PutReference(storetest.Task, key(n), storetest.Photo(1000+n)))
		_, err = k.Reference(storetest.Task, key(n))
		k.must(err)
		step := submitted(n)
		person := storetest.Person(n)
		step.Session.Overrides = []booth.Override{{Rule: booth.RuleV3, Helper: "h-07", Reason: booth.Note(person.Name.Reveal() + " " + person.ID.Reveal())}}
		manual := step.Session.Student
		manual.Manual = booth.ManualPending
		step.Spellings = []string{storetest.Initials(n)}
		step.Effects = append(step.Effects,
			flow.KeepManual{Student: manual},
			flow.KeepConsent{Student: key(n), Consent: booth.Consent{Version: "1", Given: true}},
			flow.KeepComparison{Student: key(n), Comparison: booth.Comparison{Photo: "x", By: booth.Local, Score: &score}},
		)
		_, err = k.Apply(step)
		k.must(err)
		_, err = k.ByName(storetest.Task, person.Name.Reveal(), 10)
		k.must(err)
		_, err = k.ByNumber(storetest.Task, person.Number)
		k.must(err)
	}
	k.must(k.Tell(storetest.Task, key(3), store.Told{Payment: booth.Paid, Bound: "a3"}))
	k.must(k.Erase(key(1), store.EraseOptions{Unconfirmed: true}))
	k.must(k.Purge(t.Context()))
	k.confirmed(2, storetest.Start)
	_, err = k.Expire(booth.Now{Quota: storetest.Start.Add(1000 * 24 * time.Hour)}, expired)
	k.must(err)
	var backup bytes.Buffer
	k.must(k.Backup(t.Context(), &backup))
	k.must(os.WriteFile(filepath.Join(k.dir, "a-backup"), backup.Bytes(), 0o600))
	k.must(k.Close())

	for _, f := range leaks(t, k.dir, texts(0, 60)) {
		t.Error(f)
	}
}

// TestLeaksAreFound puts each spelling where the search must find it: without
// this, finding nothing would say nothing.
func TestLeaksAreFound(t *testing.T) {
	secret := texts(7, 8)
	noise := strings.Repeat("\x00\x9b~", 1000)
	for _, text := range secret {
		for _, how := range []string{"plain", "UTF-16LE", "UTF-16BE", "hex", "HEX", "base64 at 0", "base64 at 1", "base64 at 2"} {
			if len(spellings(text)[how]) < 6 {
				t.Errorf("%s is not looked for, or too short to mean anything", how)
			}
		}
	}
	for how, s := range spellings(secret[1]) {
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
