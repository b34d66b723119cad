// Package blob keeps files of the central service: reference photos as they
// are, packets in the pieces in which they came, sealed as they came. A folder
// serves one machine, S3-compatible storage several. It is the only package
// that knows S3. Package blobtest says what both must do.
package blob

import (
	"context"
	"errors"
	"io"
	"strings"
)

// Store keeps blobs. It is safe for concurrent use, also by several processes.
type Store interface {
	// Put keeps exactly size bytes of r under a key. When it returns nil they
	// survive a power cut; otherwise the key is what it was. The same key again
	// replaces the blob. ErrFull when there is no room.
	Put(ctx context.Context, key string, size int64, r io.Reader) error
	// Get opens a blob. ErrNotFound. Reading fails rather than give less than
	// was put.
	Get(ctx context.Context, key string) (io.ReadCloser, error)
	// Delete removes blobs. Those that are not there are all right.
	Delete(ctx context.Context, keys ...string) error
	// Check reports whether the storage can be reached and written to.
	Check(ctx context.Context) error
}

// Errors of all stores.
var (
	ErrNotFound = errors.New("blob: not found")
	// ErrFull: the storage has no room.
	ErrFull = errors.New("blob: storage is full")
	errKey  = errors.New("blob: not a key")
	// errSize: what came is not as long as was said.
	errSize = errors.New("blob: not as many bytes as announced")
)

// maxKey is the longest key, in bytes.
const maxKey = 200

// valid reports whether a key is one to four names of lower-case letters,
// digits, "-" and "_", with "/" between them.
func valid(key string) bool {
	if key == "" || len(key) > maxKey || strings.Count(key, "/") > 3 {
		return false
	}
	for name := range strings.SplitSeq(key, "/") {
		if name == "" {
			return false
		}
		for _, c := range []byte(name) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return false
			}
		}
	}
	return true
}

// exactly gives size bytes of r; errSize where there are fewer or more.
type exactly struct {
	r    io.Reader
	left int64
}

// Read reads.
func (e *exactly) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.left -= int64(n)
	switch {
	case e.left < 0:
		return n, errSize
	case errors.Is(err, io.EOF) && e.left > 0:
		return n, errSize
	}
	return n, err
}
