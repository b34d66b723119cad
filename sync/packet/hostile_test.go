package packet

import (
	"archive/tar"
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
)

// This file plays everybody who knows the service's public keys, and kiosks
// that lie: archives are made by hand and read behind the decryption.

const testID api.PacketID = "01KAJ3Z8Y30000000000000001-1"

func testKey(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func testKeyOf(k booth.KioskID) (ed25519.PublicKey, error) {
	if k != "k1" {
		return nil, api.ErrPacketDamaged
	}
	return testKey(1).Public().(ed25519.PublicKey), nil
}

// entry is a file in an archive.
type entry struct {
	name string
	data []byte
	kind byte
}

func archiveOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		if e.kind == 0 {
			e.kind = tar.TypeReg
		}
		h := &tar.Header{Name: e.name, Size: int64(len(e.data)), Typeflag: e.kind}
		if e.kind != tar.TypeReg {
			h.Size, h.Linkname = 0, "x"
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if e.kind == tar.TypeReg {
			_, _ = w.Write(e.data)
		}
	}
	_ = w.Close()
	return b.Bytes()
}

// good is a valid packet's manifest and files.
func good(t testing.TB) (Manifest, []entry) {
	t.Helper()
	original, standard := []byte("\xFF\xD8\xFForiginal"), []byte("\xFF\xD8\xFFstandard")
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	sub := booth.Submission{
		ID: booth.SubmissionID{Session: "01KAJ3Z8Y30000000000000001", N: 1}, Kind: booth.FirstSubmission, Task: "t",
		Shot: booth.PhotoID(hashOf(original)), Photo: booth.PhotoID(hashOf(standard)), At: at, Trust: booth.TimeVerified, Status: booth.Queued,
	}
	report, err := json.Marshal(Report{Shot: booth.Shot{ID: sub.Shot}, Photo: booth.StandardPhoto{ID: sub.Photo}})
	if err != nil {
		t.Fatal(err)
	}
	files := []entry{{"original.jpg", original, 0}, {StandardName, standard, 0}, {ReportName, report, 0}, {CodeName, []byte("code"), 0}}
	m := Manifest{Version: 1, Packet: testID, Kiosk: "k1", Submission: sub, Student: booth.Student{Key: booth.StudentKey{1}, Task: "t"}}
	for _, f := range files {
		m.Files = append(m.Files, File{f.name, int64(len(f.data)), hashOf(f.data)})
	}
	return m, files
}

// signed is the archive of a manifest and files.
func signed(t testing.TB, m Manifest, files []entry) []byte {
	t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return archiveOf(t, append([]entry{{ManifestName, text, 0}, {SignatureName, api.Sign(api.ForManifest, testKey(1), text), 0}}, files...)...)
}

func readAll(archive []byte) error {
	_, err := read(bytes.NewReader(archive), testID, testKeyOf, Discard)
	return err
}

func TestHostileArchives(t *testing.T) {
	m, files := good(t)
	if err := readAll(signed(t, m, files)); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*Manifest)) []byte {
		m, files := good(t)
		change(&m)
		return signed(t, m, files)
	}
	text, _ := json.Marshal(m)
	byAnother := archiveOf(t, append([]entry{{ManifestName, text, 0}, {SignatureName, api.Sign(api.ForManifest, testKey(2), text), 0}}, files...)...)
	otherPurpose := archiveOf(t, append([]entry{{ManifestName, text, 0}, {SignatureName, api.Sign(api.ForRequest, testKey(1), text), 0}}, files...)...)
	replaced := append([]entry(nil), files...)
	replaced[0].data = []byte("\xFF\xD8\xFFanother!")
	linked := append([]entry(nil), files...)
	linked[1].kind = tar.TypeSymlink
	for name, archive := range map[string][]byte{
		"nothing":                nil,
		"no archive":             []byte(strings.Repeat("x", 2048)),
		"no signature":           archiveOf(t, append([]entry{{ManifestName, text, 0}}, files...)...),
		"by another key":         byAnother,
		"for another purpose":    otherPurpose,
		"a replaced picture":     signed(t, m, replaced),
		"a link":                 signed(t, m, linked),
		"a file more":            signed(t, m, append(append([]entry(nil), files...), entry{"more", nil, 0})),
		"a file less":            signed(t, m, files[:3]),
		"another order":          signed(t, m, []entry{files[1], files[0], files[2], files[3]}),
		"behind the end":         append(signed(t, m, files), 'x'),
		"zeros behind the end":   append(signed(t, m, files), make([]byte, 512)...),
		"a path":                 with(func(m *Manifest) { m.Files[0].Name = "../original.jpg" }),
		"a name twice":           with(func(m *Manifest) { m.Files[1] = m.Files[0] }),
		"two originals":          with(func(m *Manifest) { m.Files[1].Name = "original.png" }),
		"unknown kiosk":          with(func(m *Manifest) { m.Kiosk = "k2" }),
		"no kiosk":               with(func(m *Manifest) { m.Kiosk = "" }),
		"another packet":         with(func(m *Manifest) { m.Packet = "01KAJ3Z8Y30000000000000001-2" }),
		"another submission":     with(func(m *Manifest) { m.Submission.ID.N = 2 }),
		"another shot":           with(func(m *Manifest) { m.Submission.Shot = m.Submission.Photo }),
		"another photo":          with(func(m *Manifest) { m.Submission.Photo = m.Submission.Shot }),
		"another task":           with(func(m *Manifest) { m.Student.Task = "u" }),
		"no student":             with(func(m *Manifest) { m.Student.Key = booth.StudentKey{} }),
		"no version":             with(func(m *Manifest) { m.Version = 0 }),
		"a negative size":        with(func(m *Manifest) { m.Files[0].Bytes = -1 }),
		"a huge size":            with(func(m *Manifest) { m.Files[0].Bytes = 1 << 60 }),
		"a huge code":            with(func(m *Manifest) { m.Files[3].Bytes = maxCode + 1 }),
		"another size":           with(func(m *Manifest) { m.Files[2].Bytes++ }),
		"no hash":                with(func(m *Manifest) { m.Files[2].SHA256 = "" }),
		"an upper-case hash":     with(func(m *Manifest) { m.Files[2].SHA256 = strings.ToUpper(m.Files[2].SHA256) }),
		"report about another":   signedReport(t, `{"shot":{"id":"x"},"photo":{"id":"y"}}`),
		"report that is no JSON": signedReport(t, `nonsense`),
	} {
		if err := readAll(archive); !errors.Is(err, api.ErrPacketDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := readAll(with(func(m *Manifest) { m.Version = 2 })); !errors.Is(err, api.ErrPacketVersion) {
		t.Errorf("a newer version: %v", err)
	}
}

// signedReport is a packet with this report.
func signedReport(t testing.TB, report string) []byte {
	t.Helper()
	m, files := good(t)
	files[2].data = []byte(report)
	m.Files[2] = File{ReportName, int64(len(report)), hashOf([]byte(report))}
	return signed(t, m, files)
}

// TestHugeManifest: what is too large is refused before it is in memory.
func TestHugeManifest(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: ManifestName, Size: 1 << 40, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	endless := io.MultiReader(&b, zeros{t})
	if _, err := read(endless, testID, testKeyOf, Discard); !errors.Is(err, api.ErrPacketDamaged) {
		t.Error(err)
	}
}

// zeros must not be read.
type zeros struct{ t *testing.T }

func (z zeros) Read(p []byte) (int, error) {
	z.t.Error("the content of a manifest that is too large is read")
	return 0, io.ErrUnexpectedEOF
}

// FuzzArchive: no archive makes the reader crash.
func FuzzArchive(f *testing.F) {
	m, files := good(f)
	f.Add(signed(f, m, files))
	f.Add(archiveOf(f, entry{ManifestName, []byte("{}"), 0}))
	f.Fuzz(func(t *testing.T, archive []byte) {
		if err := readAll(archive); err != nil && !errors.Is(err, api.ErrPacketDamaged) && !errors.Is(err, api.ErrPacketVersion) {
			t.Errorf("%v", err)
		}
	})
}

// FuzzManifest: no manifest, though rightly signed, makes the reader crash;
// one that is taken fits its packet and has its pictures.
func FuzzManifest(f *testing.F) {
	m, _ := good(f)
	text, err := json.Marshal(m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`{"version":1,"packet":"` + testID + `","kiosk":"k1","person":{"kind":"resident","id":"1"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := readManifest(text, api.Sign(api.ForManifest, testKey(1), text), testID, testKeyOf)
		switch {
		case err == nil:
			if m.Packet != testID || m.Kiosk != "k1" || api.PacketOf(m.Submission.ID) != testID || m.check() != nil {
				t.Errorf("taken: %+v", m)
			}
		case !errors.Is(err, api.ErrPacketDamaged) && !errors.Is(err, api.ErrPacketVersion):
			t.Errorf("%v", err)
		}
	})
}
