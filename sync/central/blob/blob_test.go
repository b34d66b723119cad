package blob_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"campuskiosk/sync/central/blob"
	"campuskiosk/sync/central/blob/blobtest"
	"campuskiosk/sync/central/blob/s3test"
)

func TestFolder(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store {
		f, err := blob.OpenFolder(filepath.Join(t.TempDir(), "blobs"))
		if err != nil {
			t.Fatal(err)
		}
		return f
	})
}

func TestS3(t *testing.T) {
	server := s3test.Start(t)
	blobtest.Run(t, func(t *testing.T) blob.Store { return server.Open(t) })
	t.Run("a wrong secret is noticed and not repeated", func(t *testing.T) {
		b, err := blob.OpenS3(strings.Replace(server.Bucket(t), "tests", "spies", 1))
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Check(t.Context()); err == nil || strings.Contains(err.Error(), "spies") {
			t.Errorf("%v", err)
		}
	})
}

func TestAddress(t *testing.T) {
	for _, a := range []string{"", "host/bucket", "https://host/bucket", "https://k@host/bucket", "https://k:s@host", "ftp://k:s@host/b", "https://k:s@[/b"} {
		if _, err := blob.OpenS3(a); !errors.Is(err, blob.ErrAddress) {
			t.Errorf("%q: %v", a, err)
		}
	}
}

// TestFolderLeavesNothing guards: what could not be written leaves no file.
func TestFolderLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Put(t.Context(), "a/b", 10, strings.NewReader("few")); err == nil {
		t.Fatal("taken")
	}
	left, err := os.ReadDir(filepath.Join(dir, "a"))
	if err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}
