package keyring

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"campuskiosk/app/store/durable"
)

func TestBox(t *testing.T) {
	b, other := NewBox(NewKey()), NewBox(NewKey())
	text, place := []byte("张三丰"), []byte("students/1")
	sealed := b.Seal(text, place)
	if len(sealed) != len(text)+Overhead || bytes.Contains(sealed, text) {
		t.Errorf("sealed %x", sealed)
	}
	if again := b.Seal(text, place); bytes.Equal(again, sealed) {
		t.Error("sealing twice gives the same: equal records would show")
	}
	if got, err := b.Open(sealed, place); err != nil || !bytes.Equal(got, text) {
		t.Errorf("%q, %v", got, err)
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := b.Open(bad, place); !errors.Is(err, ErrOpen) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := b.Open(sealed[:i], place); !errors.Is(err, ErrOpen) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	if _, err := b.Open(sealed, []byte("students/2")); !errors.Is(err, ErrOpen) {
		t.Errorf("moved: %v", err)
	}
	if _, err := other.Open(sealed, place); !errors.Is(err, ErrOpen) {
		t.Errorf("another key: %v", err)
	}
}

func TestKeysDoNotPrint(t *testing.T) {
	k := NewKey()
	r := NewRoot(k)
	for _, v := range []any{k, &k, r, *r, epoch(1, k), struct{ K Key }{k}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			s := strings.NewReplacer(" ", "", ",", "", "0x", "").Replace(fmt.Sprintf(verb, v))
			if strings.Contains(s, hex.EncodeToString(k[:4])) || strings.Contains(s, fmt.Sprintf("%d%d%d%d", k[0], k[1], k[2], k[3])) {
				t.Errorf("%T prints its key with %s", v, verb)
			}
		}
	}
}

func TestFromCredential(t *testing.T) {
	dir := t.TempDir()
	k := NewKey()
	for name, c := range map[string]struct {
		content []byte
		want    error
	}{
		"raw":      {k[:], nil},
		"hex":      {hex.AppendEncode(nil, k[:]), nil},
		"hex-line": {append(hex.AppendEncode(nil, k[:]), '\n'), nil},
		"short":    {k[:31], ErrKeyForm},
		"empty":    {nil, ErrKeyForm},
		"words":    {[]byte(strings.Repeat("zz", 32)), ErrKeyForm},
		"huge":     {bytes.Repeat([]byte("0"), 1<<20), ErrKeyForm},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := FromCredential(dir, name)
		if !errors.Is(err, c.want) || c.want == nil && (r.key != k || r.Demo()) {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
	if _, err := FromCredential(dir, "nothing"); !errors.Is(err, ErrNoKey) {
		t.Errorf("no credential: %v", err)
	}
}

func TestDemoFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := FromFile(dir); !errors.Is(err, ErrNoKey) {
		t.Errorf("nothing there: %v", err)
	}
	a, err := MakeFile(dir)
	if err != nil || !a.Demo() {
		t.Fatal(err)
	}
	b, err := MakeFile(dir)
	if err != nil || a.key != b.key {
		t.Errorf("the second start made another key: %v", err)
	}
	name := filepath.Join(dir, DemoFile)
	if info, _ := os.Stat(name); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	_ = os.Chmod(name, 0o640)
	if _, err := FromFile(dir); !errors.Is(err, ErrKeyOpen) {
		t.Errorf("group may read: %v", err)
	}
	if _, err := MakeFile(dir); !errors.Is(err, ErrKeyOpen) {
		t.Errorf("made anew over one that others may read: %v", err)
	}
}

func TestDerivedKeysDiffer(t *testing.T) {
	r := NewRoot(NewKey())
	if a, again := r.Derive("a"), r.Derive("a"); a == r.Derive("b") || a != again || a == r.key {
		t.Error("derived keys")
	}
	e := epoch(1, NewKey())
	if e.Index == (Key{}) {
		t.Error("no index key")
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestEpochs(t *testing.T) {
	dir := t.TempDir()
	root := NewRoot(NewKey())
	s, p := root.EpochsOf(dir, Students), root.EpochsOf(dir, Photos)
	one, err := s.Create(1)
	if err != nil {
		t.Fatal(err)
	}
	two, err := s.Create(2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Create(1); err != nil {
		t.Fatal(err)
	}
	if one.Index == two.Index {
		t.Error("two epochs have the same key")
	}
	got, err := s.Load(1)
	if err != nil || got.Index != one.Index {
		t.Errorf("loaded %v, %v", got, err)
	}
	wrapped := one.Wrap.Seal([]byte("k"), nil)
	if _, err := two.Wrap.Open(wrapped, nil); err == nil {
		t.Error("the next epoch opens what the last one wrapped")
	}

	// Under another name, another family, another data key: nothing.
	b, _ := os.ReadFile(filepath.Join(dir, "students-00000001.key"))
	_ = os.WriteFile(filepath.Join(dir, "students-00000007.key"), b, 0o600)
	_ = os.WriteFile(filepath.Join(dir, "photos-00000007.key"), b, 0o600)
	for name, e := range map[string]*Epochs{"renamed": s, "family": p, "data key": NewRoot(NewKey()).EpochsOf(dir, Students)} {
		if _, err := e.Load(7); !errors.Is(err, ErrEpochLost) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_ = os.WriteFile(filepath.Join(dir, "students-00000003.key"+durable.TempSuffix), b, 0o600)
	_ = os.WriteFile(filepath.Join(dir, "other"), b, 0o600)
	if err := s.Keep(2); err != nil {
		t.Fatal(err)
	}
	if got, want := files(t, dir), []string{"other", "photos-00000001.key", "photos-00000007.key", "students-00000002.key"}; !slices.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	if _, err := s.Load(1); !errors.Is(err, ErrEpochLost) {
		t.Errorf("the old epoch: %v", err)
	}
}
