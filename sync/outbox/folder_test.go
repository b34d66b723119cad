package outbox

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"campuskiosk/app/booth"
)

var when = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func ident(n int) booth.SubmissionID {
	return booth.SubmissionID{Session: "01ARZ3NDEKTSV4RRFFQ69G5FAV", N: n}
}

func put(t *testing.T, f *Folder, n int, at time.Time, text string) Item {
	t.Helper()
	it, err := f.Add(ident(n), at, func(w io.Writer) (string, error) {
		_, err := io.WriteString(w, text)
		return "m" + text, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func open(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func numbers(items []Item) (all []int) {
	for _, it := range items {
		all = append(all, it.ID.N)
	}
	return all
}

func TestFolderSurvivesReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "packets")
	f := open(t, dir)
	put(t, f, 1, when.Add(time.Hour), "later")
	want := put(t, f, 2, when, "earlier")
	if got := numbers(f.Items()); !slices.Equal(got, []int{2, 1}) {
		t.Fatalf("order %v, want by age", got)
	}
	if err := f.Park(ident(1), Parked, Reason{Status: 422, Code: "x.y", Rule: "V1"}, when); err != nil {
		t.Fatal(err)
	}
	if err := f.SetUpload(ident(2), "there"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrInUse) {
		t.Fatalf("a second owner: %v", err)
	}
	f.Close()

	f = open(t, dir)
	if got, _ := f.Item(ident(2)); got != want || f.Upload(ident(2)) != "there" {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, _ := f.Item(ident(1)); got.State != Parked || got.Reason == nil || got.Reason.Rule != "V1" {
		t.Errorf("parked: %+v", got)
	}
	if err := f.Release(ident(1), when); err != nil {
		t.Fatal(err)
	}
	if got, _ := f.Item(ident(1)); got.State != Waiting || got.Reason != nil {
		t.Errorf("released: %+v", got)
	}
}

func TestNothingUnconfirmedIsRemoved(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	put(t, f, 1, when, "a")
	for _, s := range []State{Parked, Conflict} {
		if err := f.Park(ident(1), s, Reason{Status: 409}, when); err != nil {
			t.Fatal(err)
		}
		if err := f.Remove(ident(1)); !errors.Is(err, ErrUnconfirmed) {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := f.Confirm(ident(1), nil, when); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Remove(ident(1)), f.Remove(ident(1))); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "01*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

func TestAddIsWholeOrNothing(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	if _, err := f.Add(ident(1), when, func(w io.Writer) (string, error) {
		_, _ = io.WriteString(w, "half")
		return "", io.ErrUnexpectedEOF
	}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "01*")); len(left) != 0 || len(f.Items()) != 0 {
		t.Fatalf("left %v", left)
	}
	put(t, f, 1, when, "whole")
	if _, err := f.Add(ident(1), when, func(io.Writer) (string, error) { t.Error("sealed twice"); return "", nil }); !errors.Is(err, ErrExists) {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, Name(ident(1))+".packet")); string(got) != "whole" {
		t.Errorf("the packet is %q", got)
	}
}

// What a crash leaves: a packet being written, a record without its packet,
// and, by other hands, a packet without its record.
func TestWhatACrashLeft(t *testing.T) {
	dir := t.TempDir()
	name := func(n int, suffix string) string { return filepath.Join(dir, Name(ident(n))+suffix) }
	for file, text := range map[string]string{
		name(1, ".packet.part"): "half", name(2, ".json"): "{}", name(2, ".upload"): "x",
		name(3, ".packet"): "whole", name(4, ".packet"): "whole", name(4, ".json"): "\x00\x00",
		filepath.Join(dir, "readme.txt"): "somebody's",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := open(t, dir)
	got := numbers(f.Items())
	slices.Sort(got)
	if !slices.Equal(got, []int{3, 4}) {
		t.Errorf("items %v", got)
	}
	for _, gone := range []string{name(1, ".packet.part"), name(2, ".json"), name(2, ".upload")} {
		if _, err := os.Stat(gone); !os.IsNotExist(err) {
			t.Errorf("%s is still there", filepath.Base(gone))
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "readme.txt")); err != nil {
		t.Error("removed what is not ours")
	}
	if it, _ := f.Item(ident(3)); it.Bytes != 5 || it.SHA256 == "" || it.State != Waiting {
		t.Errorf("made anew: %+v", it)
	}
}

func TestLook(t *testing.T) {
	dir := t.TempDir()
	if f, err := Look(filepath.Join(dir, "none")); err != nil || len(f.Items()) != 0 {
		t.Fatal(err)
	}
	f := open(t, dir)
	put(t, f, 1, when, "a")
	l, err := Look(dir)
	if err != nil || len(l.Items()) != 1 {
		t.Fatalf("%v, %d items", err, len(l.Items()))
	}
	if err := l.Confirm(ident(1), nil, when); !errors.Is(err, ErrInUse) {
		t.Errorf("changed by a looker: %v", err)
	}
}

func TestReadTellsDamage(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	put(t, f, 1, when, "abc")
	if err := os.WriteFile(filepath.Join(dir, Name(ident(1))+".packet"), []byte("ab"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Read(ident(1)); !errors.Is(err, ErrChanged) {
		t.Errorf("cut off: %v", err)
	}
}

func TestParseName(t *testing.T) {
	for name, want := range map[string]bool{
		"01ARZ3NDEKTSV4RRFFQ69G5FAV-1": true, "01ARZ3NDEKTSV4RRFFQ69G5FAV-12": true,
		"01ARZ3NDEKTSV4RRFFQ69G5FAV-0": false, "01ARZ3NDEKTSV4RRFFQ69G5FAV-01": false, "01ARZ3NDEKTSV4RRFFQ69G5FAV-+1": false,
		"01ARZ3NDEKTSV4RRFFQ69G5FAV": false, "01arz3ndektsv4rrffq69g5fav-1": false, "../x-1": false, "": false,
	} {
		if _, ok := ParseName(name); ok != want {
			t.Errorf("%q: %v", name, ok)
		}
	}
}
