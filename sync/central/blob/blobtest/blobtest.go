// Package blobtest is what every blob store must do.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"

	"campuskiosk/sync/central/blob"
)

// Run runs the tests; open opens an empty store.
func Run(t *testing.T, open func(*testing.T) blob.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, blob.Store){
		"what was put is there":                  put,
		"large ones":                             large,
		"keys that can't be":                     keys,
		"too few bytes, too many, a broken line": broken,
		"deleting":                               deleting,
		"the same key at once":                   concurrent,
		"an ended context":                       ended,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func is(t *testing.T, s blob.Store, key string, want []byte) {
	t.Helper()
	r, err := s.Get(t.Context(), key)
	if want == nil {
		if !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%s: %v, want not found", key, err)
		}
		return
	}
	if err != nil {
		t.Errorf("%s: %v", key, err)
		return
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: %d bytes, want %d; %v", key, len(got), len(want), err)
	}
}

func must(t *testing.T, s blob.Store, key string, content []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, int64(len(content)), bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, s blob.Store) {
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	is(t, s, "photos/ab/abc", nil)
	must(t, s, "photos/ab/abc", []byte("one"))
	must(t, s, "photos/ab/abd", []byte{})
	is(t, s, "photos/ab/abc", []byte("one"))
	is(t, s, "photos/ab/abd", []byte{})
	must(t, s, "photos/ab/abc", []byte("another"))
	is(t, s, "photos/ab/abc", []byte("another"))
	is(t, s, "photos/ab", nil)
}

func large(t *testing.T, s blob.Store) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 6<<16) // 6 MiB
	must(t, s, "packets/x/1", content)
	is(t, s, "packets/x/1", content)
}

func keys(t *testing.T, s blob.Store) {
	for _, key := range []string{
		"", "/", "a/", "/a", "a//b", "..", "../a", "a/../b", ".hidden", "a.part", "A", "a b", "ä", "a\x00", "a\\b", "a/b/c/d/e",
		string(bytes.Repeat([]byte("a"), 201)),
	} {
		if err := s.Put(t.Context(), key, 1, bytes.NewReader([]byte("x"))); err == nil {
			t.Errorf("%q was taken", key)
		}
		if r, err := s.Get(t.Context(), key); err == nil {
			_ = r.Close()
			t.Errorf("%q was given", key)
		}
		if err := s.Delete(t.Context(), key); err == nil {
			t.Errorf("%q was deleted", key)
		}
	}
}

var errBroken = errors.New("the line broke")

func broken(t *testing.T, s blob.Store) {
	must(t, s, "a/b", []byte("old"))
	for name, r := range map[string]io.Reader{
		"too few":  bytes.NewReader([]byte("123")),
		"broken":   io.MultiReader(bytes.NewReader([]byte("123")), failing{}),
		"nothing":  bytes.NewReader(nil),
		"too many": bytes.NewReader([]byte("1234567")),
	} {
		if err := s.Put(t.Context(), "c/"+name[:3], 6, r); err == nil {
			t.Errorf("%s: taken", name)
		}
		is(t, s, "c/"+name[:3], nil)
	}
	is(t, s, "a/b", []byte("old"))
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }

func deleting(t *testing.T, s blob.Store) {
	must(t, s, "a/1", []byte("1"))
	must(t, s, "a/2", []byte("2"))
	must(t, s, "b/3", []byte("3"))
	if err := s.Delete(t.Context(), "a/1", "b/3", "c/4", "a/1"); err != nil {
		t.Error(err)
	}
	is(t, s, "a/1", nil)
	is(t, s, "a/2", []byte("2"))
	is(t, s, "b/3", nil)
	if err := s.Delete(t.Context()); err != nil {
		t.Error(err)
	}
}

// concurrent guards: who reads gets one of the blobs that were put, whole.
func concurrent(t *testing.T, s blob.Store) {
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			content := bytes.Repeat([]byte(fmt.Sprint(i)), 100_000)
			if err := s.Put(t.Context(), "a/same", int64(len(content)), bytes.NewReader(content)); err != nil {
				t.Error(err)
			}
			r, err := s.Get(t.Context(), "a/same")
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Close()
			got, err := io.ReadAll(r)
			if err != nil || len(got) != 100_000 || !bytes.Equal(got, bytes.Repeat(got[:1], 100_000)) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		}()
	}
	wg.Wait()
}

func ended(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "a/b", 1, bytes.NewReader([]byte("x"))); err == nil {
		t.Error("put with an ended context")
	}
	is(t, s, "a/b", nil)
}
