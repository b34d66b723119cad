package safezip

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
)

func build(t *testing.T, entries map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range entries {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(data []byte, directory int64) (*zip.Reader, error) {
	return Open(bytes.NewReader(data), int64(len(data)), directory)
}

func TestAnEntryGivesItsBytesAndNoMoreThanAllowed(t *testing.T) {
	z, err := open(build(t, map[string]string{"a": strings.Repeat("x", 1000)}), 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		limit int64
		want  error
	}{{1000, nil}, {5000, nil}, {999, ErrTooLarge}, {0, ErrTooLarge}} {
		r, err := Entry(z.File[0], c.limit)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if !errors.Is(err, c.want) || int64(len(got)) > c.limit {
			t.Errorf("limit %d: %d bytes, %v", c.limit, len(got), err)
		}
	}
}

// The size in the directory is a claim: an entry that says 10 bytes and has a
// megabyte is stopped by what comes out.
func TestTheClaimedSizeIsNotTrusted(t *testing.T) {
	data := build(t, map[string]string{"a": strings.Repeat("x", 1<<20)})
	at := bytes.Index(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[at+24:], 10) // uncompressed size
	z, err := open(data, 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Entry(z.File[0], 1000)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, r); err == nil || n > 1000 {
		t.Errorf("%d bytes came out, error %v", n, err)
	}
}

func TestADirectoryOfManyEntriesIsNotReadToItsEnd(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for range 5000 {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: strings.Repeat("n", 100)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(b.Bytes(), 100<<10); !errors.Is(err, ErrDirectory) {
		t.Errorf("got %v, want ErrDirectory", err)
	}
	if z, err := open(b.Bytes(), 1<<20); err != nil || len(z.File) != 5000 {
		t.Errorf("with room for it: %v", err)
	}
}

func TestEntriesThatShareTheirBytesAreRefused(t *testing.T) {
	data := build(t, map[string]string{"a": strings.Repeat("abcdefgh", 4000)})
	at := bytes.Index(data, []byte("PK\x01\x02"))
	end := bytes.Index(data, []byte("PK\x05\x06"))
	header := data[at:end]
	const copies = 50
	out := append([]byte(nil), data[:at]...)
	for range copies {
		out = append(out, header...)
	}
	tail := append([]byte(nil), data[end:]...)
	binary.LittleEndian.PutUint16(tail[8:], copies)
	binary.LittleEndian.PutUint16(tail[10:], copies)
	binary.LittleEndian.PutUint32(tail[12:], uint32(copies*len(header)))
	if _, err := open(append(out, tail...), 1<<20); !errors.Is(err, ErrOverlap) {
		t.Errorf("got %v, want ErrOverlap", err)
	}
}

func TestAnEncryptedEntrySaysSo(t *testing.T) {
	data := build(t, map[string]string{"a": "text"})
	at := bytes.Index(data, []byte("PK\x01\x02"))
	data[at+8] |= encrypted
	z, err := open(data, 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Entry(z.File[0], 100); !errors.Is(err, ErrEncrypted) {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsNoZip(t *testing.T) {
	whole := build(t, map[string]string{"a": "text"})
	for name, data := range map[string][]byte{
		"empty": {}, "text": []byte("学号,姓名\n"), "cut off": whole[:len(whole)-10],
	} {
		if _, err := open(data, 1<<20); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
