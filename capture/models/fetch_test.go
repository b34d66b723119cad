package models

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"campuskiosk/app/booth"

	"pgregory.net/rapid"
)

// content is what the fetched file should be: not a repeating pattern, so that
// a piece at the wrong place shows.
func content(n int) []byte {
	b := make([]byte, 0, n+8)
	for i := 0; len(b) < n; i++ {
		b = strconv.AppendInt(b, int64(i*i), 36)
	}
	return b[:n]
}

func fileOf(name string, b []byte) File {
	h := sha256.Sum256(b)
	return File{Name: name, SHA256: hex.EncodeToString(h[:]), Size: int64(len(b))}
}

func entryOf(files ...File) []Entry { return []Entry{{ID: "net", Files: files}} }

// fetcher has no waiting in it.
func fetcher(from, to string) Fetcher {
	return Fetcher{From: from, To: to, wait: func(ctx context.Context, _ int) error { return ctx.Err() }}
}

// host serves one body and can be told to misbehave.
type host struct {
	*httptest.Server
	mu     sync.Mutex
	ranges []string // Range header of each request
	cuts   []int    // after how many bytes each answer is cut; none left: whole
}

func serve(t *testing.T, body []byte) *host {
	t.Helper()
	h := &host{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.ranges = append(h.ranges, r.Header.Get("Range"))
		cut := -1
		if len(h.cuts) > 0 {
			cut, h.cuts = h.cuts[0], h.cuts[1:]
		}
		h.mu.Unlock()
		out := w
		if cut >= 0 {
			out = &cutter{ResponseWriter: w, left: cut}
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		http.ServeContent(out, r, "", time.Time{}, bytes.NewReader(body))
		if cut >= 0 {
			panic(http.ErrAbortHandler) // closes the connection
		}
	}))
	t.Cleanup(h.Close)
	return h
}

type cutter struct {
	http.ResponseWriter
	left int
}

func (c *cutter) Write(b []byte) (int, error) {
	if len(b) <= c.left {
		c.left -= len(b)
		return c.ResponseWriter.Write(b)
	}
	n, _ := c.ResponseWriter.Write(b[:c.left])
	c.left = 0
	_ = http.NewResponseController(c.ResponseWriter).Flush()
	return n, io.ErrShortWrite
}

func TestFetchWhole(t *testing.T) {
	body := content(300_000)
	f := fileOf("net.onnx", body)
	dir := filepath.Join(t.TempDir(), "not", "yet", "there")
	h := serve(t, body)
	var last int64
	fe := fetcher(h.URL+"/models/", dir)
	fe.Progress = func(got File, have int64) {
		if got.Name != f.Name || have < last {
			t.Errorf("progress of %s goes from %d to %d", got.Name, last, have)
		}
		last = have
	}
	res, err := fe.Fetch(t.Context(), entryOf(f))
	if err != nil || len(res) != 1 || res[0].Outcome != Fetched || last != f.Size {
		t.Fatalf("%+v, %v, progress %d", res, err, last)
	}
	only(t, dir, f.Name, body)

	res, err = fe.Fetch(t.Context(), entryOf(f))
	if err != nil || res[0].Outcome != Present || len(h.ranges) != 1 {
		t.Errorf("a second time: %+v, %v, %d requests", res, err, len(h.ranges))
	}
}

func TestFetchGoesOnAfterACut(t *testing.T) {
	body := content(100_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	h := serve(t, body)
	h.cuts = []int{40_000, 20_000}
	res, err := fetcher(h.URL, dir).Fetch(t.Context(), entryOf(f))
	if err != nil || res[0].Outcome != Fetched {
		t.Fatalf("%+v, %v", res, err)
	}
	if want := []string{"", "bytes=40000-", "bytes=60000-"}; !slices.Equal(h.ranges, want) {
		t.Errorf("asked for %q, want %q", h.ranges, want)
	}
	only(t, dir, f.Name, body)
}

func TestFetchKeepsThePartForTheNextCall(t *testing.T) {
	body := content(100_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	h := serve(t, body)
	h.cuts = []int{40_000, 0, 0, 0, 0, 0}
	res, err := fetcher(h.URL, dir).Fetch(t.Context(), entryOf(f))
	if !errors.Is(err, ErrCut) || res[0].Outcome != Failed {
		t.Fatalf("%+v, %v", res, err)
	}
	if len(h.ranges) != 5 {
		t.Errorf("%d attempts, want the one that brought something and 4 more", len(h.ranges))
	}
	only(t, dir, f.Name+".part", body[:40_000])

	h.cuts = nil
	res, err = fetcher(h.URL, dir).Fetch(t.Context(), entryOf(f))
	if err != nil || res[0].Resumed != 40_000 || h.ranges[len(h.ranges)-1] != "bytes=40000-" {
		t.Fatalf("%+v, %v, %q", res, err, h.ranges)
	}
	only(t, dir, f.Name, body)
}

// Whatever the cuts, the file that gets the name is the right one.
func TestFetchAnyCuts(t *testing.T) {
	body := content(5000)
	f := fileOf("net.onnx", body)
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		h := serve(t, body)
		defer h.Close()
		h.cuts = rapid.SliceOfN(rapid.IntRange(0, 2000), 0, 12).Draw(rt, "cuts")
		if junk := rapid.SliceOfN(rapid.Byte(), 0, 6000).Draw(rt, "left before"); len(junk) > 0 {
			if err := os.WriteFile(filepath.Join(dir, "net.onnx.part"), junk, 0o600); err != nil {
				rt.Fatal(err)
			}
		}
		fe := fetcher(h.URL, dir)
		var err error
		for range 5 {
			if _, err = fe.Fetch(t.Context(), entryOf(f)); err == nil {
				break
			}
			if _, statErr := os.Stat(filepath.Join(dir, f.Name)); statErr == nil {
				rt.Fatalf("failed with %v and yet there is a file", err)
			}
		}
		if err != nil {
			rt.Fatal(err)
		}
		if got, _ := os.ReadFile(filepath.Join(dir, f.Name)); !bytes.Equal(got, body) {
			rt.Fatal("another file got the name")
		}
	})
}

func TestFetchFromAServerWithoutRanges(t *testing.T) {
	body := content(50_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = w.Write(body)
	}))
	defer s.Close()
	put(t, dir, f.Name+".part", body[:1000])
	if _, err := fetcher(s.URL, dir).Fetch(t.Context(), entryOf(f)); err != nil {
		t.Fatal(err)
	}
	only(t, dir, f.Name, body)
	if asked.Load() != 1 {
		t.Errorf("%d requests: the whole answer was not taken as it came", asked.Load())
	}
}

// After a cut the line may stay down for a moment: that is not "offline" yet.
func TestFetchWaitsForTheLine(t *testing.T) {
	body := content(100_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	h := serve(t, body)
	h.cuts = []int{40_000}
	n := 0
	fe := fetcher(h.URL, dir)
	fe.Client = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if n++; n == 2 || n == 3 {
			return nil, syscall.ENETUNREACH
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
	if _, err := fe.Fetch(t.Context(), entryOf(f)); err != nil || n != 4 {
		t.Errorf("%v after %d attempts", err, n)
	}
	only(t, dir, f.Name, body)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestFetchStartsOverWhenThePartWasOfAnotherFile(t *testing.T) {
	body := content(50_000)
	f := fileOf("net.onnx", body)
	for name, left := range map[string][]byte{
		"shorter":   bytes.Repeat([]byte("x"), 1000),
		"full size": bytes.Repeat([]byte("x"), 50_000),
		"longer":    bytes.Repeat([]byte("x"), 60_000),
		"complete":  body,
	} {
		dir := t.TempDir()
		put(t, dir, f.Name+".part", left)
		h := serve(t, body)
		if _, err := fetcher(h.URL, dir).Fetch(t.Context(), entryOf(f)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		only(t, dir, f.Name, body)
		if name == "complete" && len(h.ranges) > 0 {
			t.Error("a complete part was fetched again")
		}
	}
}

func TestFetchRefusesAnotherFile(t *testing.T) {
	body := content(50_000)
	f := fileOf("net.onnx", body)
	flipped := bytes.Clone(body)
	flipped[25_000] ^= 1
	for name, sent := range map[string][]byte{
		"one bit":    flipped,
		"shorter":    body[:49_000],
		"longer":     append(bytes.Clone(body), 'x'),
		"nothing":    {},
		"a pointer":  []byte("version https://git-lfs.github.com/spec/v1\n"),
		"other size": content(80_000),
	} {
		dir := t.TempDir()
		put(t, dir, f.Name, []byte("the old file")) // must stay
		h := serve(t, sent)
		res, err := fetcher(h.URL, dir).Fetch(t.Context(), entryOf(f))
		if !errors.Is(err, ErrDigest) || res[0].Outcome != Failed {
			t.Errorf("%s: %+v, %v", name, res, err)
		}
		only(t, dir, f.Name, []byte("the old file"))
	}
}

// A source that never says how much it will send (chunked) is cut off at the
// size that the file should have.
func TestFetchRefusesAnEndlessFile(t *testing.T) {
	f := fileOf("net.onnx", content(50_000))
	dir := t.TempDir()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < 1000; i++ {
			if _, err := w.Write(content(10_000)); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	if _, err := fetcher(s.URL, dir).Fetch(t.Context(), entryOf(f)); !errors.Is(err, ErrDigest) {
		t.Errorf("%v", err)
	}
	only(t, dir, "", nil)
}

func TestFetchOneBadFileDoesNotKeepTheOthers(t *testing.T) {
	body := content(9000)
	good, bad := fileOf("good.onnx", body), fileOf("bad.onnx", content(8000))
	dir := t.TempDir()
	h := serve(t, body)
	res, err := fetcher(h.URL, dir).Fetch(t.Context(), entryOf(bad, good))
	if !errors.Is(err, ErrDigest) || len(res) != 2 || res[0].Outcome != Failed || res[1].Outcome != Fetched {
		t.Errorf("%+v, %v", res, err)
	}
	only(t, dir, good.Name, body)
}

func TestFetchOffline(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	gone := s.URL
	s.Close()
	f := fileOf("net.onnx", content(100))
	dir := t.TempDir()
	put(t, dir, f.Name+".part", content(100)[:50])
	res, err := fetcher(gone, dir).Fetch(t.Context(), entryOf(f, fileOf("b", []byte("b"))))
	if !errors.Is(err, ErrOffline) || len(res) != 1 {
		t.Errorf("%+v, %v; want to stop at the first file", res, err)
	}
	if e := booth.Explain(err); !strings.Contains(e.Text.EN, "--from") || e.Text.ZH == "" {
		t.Errorf("the sentence does not say what to do: %s", e.Text.EN)
	}
	only(t, dir, f.Name+".part", content(100)[:50])
}

func TestFetchSignInPages(t *testing.T) {
	page := []byte("<!DOCTYPE html><html><title>Sign in</title>" + strings.Repeat(" ", 4000))
	f := fileOf("net.onnx", content(len(page)))
	login := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page)
	}))
	defer login.Close()
	secure := httptest.NewTLSServer(login.Config.Handler)
	defer secure.Close()
	handlers := map[string]http.HandlerFunc{
		"200 with a page": login.Config.Handler.ServeHTTP,
		"a page of the file's size, called binary": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = w.Write(page)
		},
		"sent on to the page": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, login.URL, http.StatusFound)
		},
		"sent on to a foreign certificate": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, secure.URL, http.StatusFound)
		},
		"511": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNetworkAuthenticationRequired)
		},
	}
	for name, h := range handlers {
		s := httptest.NewServer(h)
		dir := t.TempDir()
		put(t, dir, f.Name+".part", content(len(page))[:10])
		_, err := fetcher(s.URL, dir).Fetch(t.Context(), entryOf(f))
		if !errors.Is(err, ErrPortal) {
			t.Errorf("%s: %v", name, err)
		}
		only(t, dir, f.Name+".part", content(len(page))[:10])
		s.Close()
	}
}

func TestFetchServerAnswers(t *testing.T) {
	f := fileOf("net.onnx", content(100))
	for status, want := range map[int]*booth.Error{
		404: ErrNotThere, 410: ErrNotThere, 500: ErrServer, 503: ErrServer, 403: ErrServer,
		416: ErrServer, // for a request without a range
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html") // as error pages are
			w.WriteHeader(status)
		}))
		dir := t.TempDir()
		_, err := fetcher(s.URL, dir).Fetch(t.Context(), entryOf(f))
		if !errors.Is(err, want) {
			t.Errorf("%d: %v", status, err)
		}
		only(t, dir, "", nil)
		s.Close()
	}
}

// A server that answers another range than the one asked for gets one more
// chance from the beginning.
func TestFetchWrongRange(t *testing.T) {
	body := content(1000)
	f := fileOf("net.onnx", body)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Range") != "" {
			w.Header().Set("Content-Range", "bytes 0-999/1000")
			w.WriteHeader(http.StatusPartialContent)
		}
		_, _ = w.Write(body)
	}))
	defer s.Close()
	dir := t.TempDir()
	put(t, dir, f.Name+".part", body[:10])
	if _, err := fetcher(s.URL, dir).Fetch(t.Context(), entryOf(f)); err != nil {
		t.Fatal(err)
	}
	only(t, dir, f.Name, body)
}

// disk is a writer with room for a few bytes.
type disk struct {
	io.Writer
	room int
	err  error
}

func (d *disk) Write(b []byte) (int, error) {
	if len(b) <= d.room {
		d.room -= len(b)
		return d.Writer.Write(b)
	}
	n, _ := d.Writer.Write(b[:d.room])
	d.room = 0
	return n, d.err
}

func TestFetchDiskFull(t *testing.T) {
	body := content(100_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	h := serve(t, body)
	fe := fetcher(h.URL, dir)
	full := &os.PathError{Op: "write", Path: "/secret/place", Err: syscall.ENOSPC}
	fe.wrap = func(w io.Writer) io.Writer { return &disk{w, 30_000, full} }
	res, err := fe.Fetch(t.Context(), entryOf(f, fileOf("b", []byte("b"))))
	if !errors.Is(err, ErrDiskFull) || len(res) != 1 || len(h.ranges) != 1 {
		t.Errorf("%+v, %v, %d requests", res, err, len(h.ranges))
	}
	if text := booth.Explain(err).Text; strings.Contains(text.EN+text.ZH, "secret") {
		t.Error("a path in the sentence")
	}
	only(t, dir, "", nil) // the room is given back
}

func TestFetchWriteFails(t *testing.T) {
	body := content(100_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	h := serve(t, body)
	fe := fetcher(h.URL, dir)
	fe.wrap = func(w io.Writer) io.Writer { return &disk{w, 30_000, syscall.EIO} }
	if _, err := fe.Fetch(t.Context(), entryOf(f)); !errors.Is(err, ErrWrite) {
		t.Error(err)
	}
	put(t, dir, "plain", nil)
	if _, err := fetcher(h.URL, filepath.Join(dir, "plain", "below")).Fetch(t.Context(), entryOf(f)); !errors.Is(err, ErrWrite) {
		t.Errorf("a file in the place of the folder: %v", err)
	}
}

func TestFetchTimeIsOver(t *testing.T) {
	body := content(100_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	s := hanging(t, body, 40_000)
	fe := fetcher(s, dir)
	fe.Progress = func(_ File, have int64) {
		if have == 40_000 {
			cancel()
		}
	}
	if _, err := fe.Fetch(ctx, entryOf(f)); !errors.Is(err, ErrStopped) {
		t.Errorf("stopped by hand: %v", err)
	}
	only(t, dir, f.Name+".part", body[:40_000])

	ctx, cancel = context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	if _, err := fetcher(s, dir).Fetch(ctx, entryOf(f)); !errors.Is(err, ErrTime) {
		t.Errorf("deadline: %v", err)
	}
}

func TestFetchStalls(t *testing.T) {
	body := content(100_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	fe := fetcher(hanging(t, body, 40_000), dir)
	fe.Stall, fe.Tries = 50*time.Millisecond, 1
	if _, err := fe.Fetch(t.Context(), entryOf(f)); !errors.Is(err, ErrCut) {
		t.Error(err)
	}
	only(t, dir, f.Name+".part", body[:40_000])
}

// hanging sends n bytes of body and then nothing.
func hanging(t *testing.T, body []byte, n int) string {
	t.Helper()
	done := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Range") == "" {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body[:n])
		} else {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", n, len(body)-1, len(body)))
			w.WriteHeader(http.StatusPartialContent)
		}
		_ = http.NewResponseController(w).Flush()
		select {
		case <-done:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(done); s.Close() })
	return s.URL
}

func TestFetchBusy(t *testing.T) {
	body := content(1000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	p, err := openPart(dir, f, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := serve(t, body)
	if _, err := fetcher(h.URL, dir).Fetch(t.Context(), entryOf(f)); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	p.keep()
	if _, err := fetcher(h.URL, dir).Fetch(t.Context(), entryOf(f)); err != nil {
		t.Error(err)
	}
}

// While it is arriving, nobody sees a half file under the name.
func TestFetchNamesOnlyTheWholeFile(t *testing.T) {
	body := content(200_000)
	f := fileOf("net.onnx", body)
	dir := t.TempDir()
	put(t, dir, f.Name, []byte("old"))
	fe := fetcher(serve(t, body).URL, dir)
	seen := 0
	fe.Progress = func(File, int64) {
		seen++
		if b, err := os.ReadFile(filepath.Join(dir, f.Name)); err != nil || string(b) != "old" {
			t.Errorf("%d bytes under the name, %v", len(b), err)
		}
	}
	if _, err := fe.Fetch(t.Context(), entryOf(f)); err != nil || seen < 2 {
		t.Fatalf("%v, %d looks", err, seen)
	}
	only(t, dir, f.Name, body)
}

func TestFetchFromAFolder(t *testing.T) {
	body := content(70_000)
	f := fileOf("net.onnx", body)
	stick, dir := t.TempDir(), t.TempDir()
	put(t, stick, f.Name, body)
	put(t, dir, f.Name+".part", body[:1234])
	res, err := fetcher(stick, dir).Fetch(t.Context(), entryOf(f))
	if err != nil || res[0].Resumed != 1234 {
		t.Fatalf("%+v, %v", res, err)
	}
	only(t, dir, f.Name, body)

	if _, err := fetcher(stick, dir).Fetch(t.Context(), entryOf(fileOf("other", body))); !errors.Is(err, ErrNotThere) {
		t.Errorf("not on the stick: %v", err)
	}
	if _, err := fetcher(filepath.Join(stick, "no"), dir).Fetch(t.Context(), entryOf(f)); !errors.Is(err, ErrNotThere) {
		t.Errorf("no such folder: %v", err)
	}
	put(t, stick, "short", body[:5])
	short := fileOf("short", body[:10])
	if _, err := fetcher(stick, dir).Fetch(t.Context(), entryOf(short)); err == nil {
		t.Error("a file that is too short was accepted")
	}
}

func TestFetchOfficialAddresses(t *testing.T) {
	body := content(700)
	f := fileOf("net.onnx", body)
	f.URL = serve(t, body).URL + "/some/official/path"
	made := fileOf("converted.onnx", content(50))
	dir := t.TempDir()
	res, err := fetcher("", dir).Fetch(t.Context(), entryOf(made, f))
	if !errors.Is(err, ErrNoSource) || len(res) != 2 || res[1].Outcome != Fetched {
		t.Errorf("%+v, %v", res, err)
	}
	only(t, dir, f.Name, body)
}

func put(t *testing.T, dir, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// only checks that dir holds this file and nothing else; no name means empty.
func only(t *testing.T, dir, name string, want []byte) {
	t.Helper()
	es, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range es {
		names = append(names, e.Name())
	}
	if name == "" && len(names) == 0 {
		return
	}
	if len(names) != 1 || names[0] != name {
		t.Errorf("the folder holds %q, want %q only", names, name)
		return
	}
	if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s holds %d bytes that are not the %d expected, %v", name, len(got), len(want), err)
	}
}
