package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"hash"
	"io"
	"net/http"
	"strings"
)

// digestOf is the digest of the body that was signed. Without the header it is
// that of nothing.
func digestOf(r *http.Request) ([]byte, error) {
	values := r.Header.Values(headerDigest)
	if len(values) == 0 {
		return emptyDigest[:], nil
	}
	text, ok := strings.CutPrefix(values[0], digestPrefix)
	text, closed := strings.CutSuffix(text, digestSuffix)
	sum, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || !closed || err != nil || len(sum) != sha256.Size || len(values) != 1 {
		return nil, ErrDigest
	}
	return sum, nil
}

// digestReader gives a body and, at its end, ErrDigest if it was another one.
type digestReader struct {
	body io.ReadCloser
	hash hash.Hash
	want []byte
}

func newDigestReader(body io.ReadCloser, want []byte) io.ReadCloser {
	if body == nil {
		body = http.NoBody
	}
	return &digestReader{body, sha256.New(), want}
}

// Read reads the body.
func (d *digestReader) Read(p []byte) (int, error) {
	n, err := d.body.Read(p)
	_, _ = d.hash.Write(p[:n]) // never fails (package hash)
	if errors.Is(err, io.EOF) && !bytes.Equal(d.hash.Sum(nil), d.want) {
		return n, ErrDigest
	}
	return n, err
}

// Close closes the body.
func (d *digestReader) Close() error { return d.body.Close() }
