package faults

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// upstream counts what arrives.
type upstream struct {
	requests, bytes atomic.Int64
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.requests.Add(1)
	n, _ := io.Copy(io.Discard, r.Body)
	u.bytes.Add(n)
	_, _ = fmt.Fprintf(w, "%s %d", r.Method, n)
}

func start(t *testing.T) (*Proxy, *upstream, *http.Client) {
	t.Helper()
	u := &upstream{}
	server := httptest.NewServer(u)
	t.Cleanup(server.Close)
	p, err := New(Options{Upstream: server.Listener.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return p, u, &http.Client{Transport: tr, Timeout: 20 * time.Second}
}

func patch(c *http.Client, p *Proxy, offset, size int) (string, error) {
	r, err := http.NewRequest(http.MethodPatch, "http://"+p.Addr()+"/up/1", bytes.NewReader(make([]byte, size)))
	if err != nil {
		return "", err
	}
	r.GetBody = nil
	r.Header.Set("Upload-Offset", fmt.Sprint(offset))
	res, err := c.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return fmt.Sprint(res.StatusCode, " ", string(text)), err
}

func TestPassesOn(t *testing.T) {
	p, u, c := start(t)
	for range 3 {
		if got, err := patch(c, p, 0, 100_000); err != nil || got != "200 PATCH 100000" {
			t.Fatal(got, err)
		}
	}
	s := p.Stats()
	if s.Connections != 1 || s.Requests != 3 || s.Chunks != 300_000 || s.Twice != 200_000 || s.Failed != 0 || u.bytes.Load() != 300_000 {
		t.Errorf("%+v", s)
	}
}

func TestCuts(t *testing.T) {
	p, u, c := start(t)
	p.SetFate(func(Request) Fate { return Fate{Cut: 4096} })
	if got, err := patch(c, p, 0, 100_000); err == nil {
		t.Fatal(got)
	}
	if got, err := patch(c, p, 4096, 4096); err != nil {
		t.Fatal(got, err)
	}
	time.Sleep(10 * time.Millisecond)
	if s := p.Stats(); s.Cuts != 1 || s.Chunks != 8192 || s.Twice != 0 || s.Failed != 1 || u.bytes.Load() > 8192 {
		t.Errorf("%+v, the server got %d", s, u.bytes.Load())
	}
}

func TestLosesAnswers(t *testing.T) {
	p, u, c := start(t)
	p.SetFate(func(Request) Fate { return Fate{Lose: true} })
	if got, err := patch(c, p, 0, 1000); err == nil {
		t.Fatal(got)
	}
	if s := p.Stats(); s.Lost != 1 || u.bytes.Load() != 1000 {
		t.Errorf("%+v: the server got %d bytes", s, u.bytes.Load())
	}
}

func TestAnswersItself(t *testing.T) {
	p, u, c := start(t)
	for status, a := range map[int]*Answer{200: Portal(), 503: RetryAfter(503, 9), 500: Plain(500)} {
		p.SetFate(func(Request) Fate { return Fate{Answer: a} })
		got, err := patch(c, p, 0, 1000)
		if err != nil || !strings.HasPrefix(got, fmt.Sprint(status)) || !strings.HasSuffix(got, a.Body) {
			t.Errorf("%d: %q %v", status, got, err)
		}
	}
	if u.requests.Load() != 0 {
		t.Error("the server was asked")
	}
}

func TestDownAndSlow(t *testing.T) {
	p, _, c := start(t)
	p.SetDown(true)
	if _, err := patch(c, p, 0, 10); err == nil {
		t.Fatal("it was down")
	}
	p.SetDown(false)
	p.SetPace(20_000)
	began := time.Now()
	if _, err := patch(c, p, 0, 40_000); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(began); d < 500*time.Millisecond {
		t.Errorf("40 KB at 20 KB/s took %v", d)
	}
}
