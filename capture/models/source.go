package models

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// source gives a file's bytes from position at, or from the beginning when it
// can't; start says which it was.
type source interface {
	open(ctx context.Context, f File, at int64) (body io.ReadCloser, start int64, err error)
}

// sourceFor reads what the user gave as --from: a web address, a folder, or
// nothing for the official addresses of the manifest.
func sourceFor(from string, client *http.Client) (source, error) {
	switch {
	case from == "":
		return web{client, func(f File) (string, error) {
			if f.URL == "" {
				return "", ErrNoSource.With(f.Name)
			}
			return f.URL, nil
		}}, nil
	case strings.HasPrefix(from, "http://"), strings.HasPrefix(from, "https://"):
		if _, err := url.Parse(from); err != nil {
			return nil, ErrNotThere.With("--from").Because(err)
		}
		return web{client, func(f File) (string, error) { return url.JoinPath(from, f.Name) }}, nil
	}
	if i, err := os.Stat(from); err != nil || !i.IsDir() {
		return nil, ErrNotThere.With("--from").Because(err)
	}
	return folder(from), nil
}

// folder is a source on this machine, such as a stick.
type folder string

func (d folder) open(_ context.Context, f File, at int64) (io.ReadCloser, int64, error) {
	r, err := os.Open(filepath.Join(string(d), f.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotThere.With(f.Name)
	}
	if err != nil {
		return nil, 0, ErrServer.With(f.Name).Because(err)
	}
	i, err := r.Stat()
	if err != nil || !i.Mode().IsRegular() {
		_ = r.Close()
		return nil, 0, ErrNotThere.With(f.Name).Because(err)
	}
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		_ = r.Close()
		return nil, 0, ErrServer.With(f.Name).Because(err)
	}
	return r, at, nil
}

// web is a source behind a web address.
type web struct {
	client  *http.Client
	address func(File) (string, error)
}

func (w web) open(ctx context.Context, f File, at int64) (io.ReadCloser, int64, error) {
	addr, err := w.address(f)
	if err != nil {
		return nil, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, addr, nil)
	if err != nil {
		return nil, 0, ErrNotThere.With(f.Name).Because(err)
	}
	// A compressed answer would have other positions than the file.
	req.Header.Set("Accept-Encoding", "identity")
	if at > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", at))
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return nil, 0, connectError(err)
	}
	start, err := judge(resp, f, at)
	if err != nil {
		_ = resp.Body.Close()
		return nil, 0, err
	}
	// A sign-in page may call itself anything: look at its first bytes.
	b := bufio.NewReader(resp.Body)
	if start == 0 {
		head, _ := b.Peek(512)
		if strings.HasPrefix(http.DetectContentType(head), "text/html") {
			_ = resp.Body.Close()
			return nil, 0, ErrPortal
		}
	}
	return struct {
		io.Reader
		io.Closer
	}{b, resp.Body}, start, nil
}

// errStale says that the part must be thrown away before another attempt.
var errStale = errors.New("the source can't continue this part")

// judge reads the answer's status and headers: where does the body begin in
// the file, if this is the file at all?
func judge(r *http.Response, f File, at int64) (int64, error) {
	html := strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), "text/html")
	switch {
	case r.StatusCode == http.StatusNetworkAuthenticationRequired, html && r.StatusCode < 400:
		return 0, ErrPortal
	case r.StatusCode == http.StatusPartialContent:
		var from, to, size int64
		n, err := fmt.Sscanf(r.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &size)
		if n != 3 || err != nil || from != at || size != f.Size {
			return 0, errStale
		}
		return at, nil
	case r.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		return 0, errStale
	case r.StatusCode == http.StatusOK:
		if r.ContentLength >= 0 && r.ContentLength != f.Size {
			return 0, ErrDigest.With(f.Name).Because(fmt.Errorf("%d bytes, want %d", r.ContentLength, f.Size))
		}
		return 0, nil
	case r.StatusCode == http.StatusNotFound, r.StatusCode == http.StatusGone:
		return 0, ErrNotThere.With(f.Name)
	}
	return 0, ErrServer.With(f.Name).Because(fmt.Errorf("status %d", r.StatusCode))
}

// connectError says why a request had no answer. A certificate that does not
// fit the address is how a sign-in page looks through https.
func connectError(err error) error {
	var cert *tls.CertificateVerificationError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	if errors.As(err, &cert) || errors.As(err, &host) || errors.As(err, &record) {
		return ErrPortal.Because(err)
	}
	return ErrOffline.Because(err)
}

// newClient is the client for fetching: it gives up when the other side does
// not answer, and never limits how long a transfer may take in all.
func newClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 20 * time.Second,
		ForceAttemptHTTP2:     true,
	}}
}
