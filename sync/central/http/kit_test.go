package http_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"io"
	nethttp "net/http"
	"net/http/httptest"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/api/apitest"
	"campuskiosk/sync/central/centraltest"
	"campuskiosk/sync/central/http"
)

// kit is a service behind a real server, whose every exchange is compared with
// openapi.yaml.
type kit struct {
	*centraltest.Central
	t   *testing.T
	url string
	// plain is the same without comparing: where a body never ends.
	plain string
}

func newKit(t *testing.T, backend centraltest.Backend) *kit {
	c := centraltest.New(t, backend)
	c.Roster(t, 3)
	h := http.New(c.Service, http.Options{Metrics: http.NewMetrics(c.Service)})
	server := httptest.NewServer(apitest.Load(t).Handler(t, h))
	t.Cleanup(server.Close)
	plain := httptest.NewServer(h)
	t.Cleanup(plain.Close)
	return &kit{c, t, server.URL, plain.URL}
}

// ask is a request before it is signed.
type ask struct {
	method, path string
	body         []byte
	header       map[string]string
}

func (a ask) with(key, value string) ask {
	h := map[string]string{key: value}
	for k, v := range a.header {
		if k != key {
			h[k] = v
		}
	}
	a.header = h
	return a
}

// reply is what came back.
type reply struct {
	status int
	header nethttp.Header
	body   []byte
}

func (r reply) problem(t *testing.T) api.Problem {
	t.Helper()
	p, err := api.ReadProblem(r.status, r.header.Get("Content-Type"), r.body)
	if err != nil {
		t.Fatalf("status %d, %q: %v", r.status, r.body, err)
	}
	return p
}

func read[T any](t *testing.T, r reply) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(r.body, &v); err != nil {
		t.Fatalf("status %d, %q: %v", r.status, r.body, err)
	}
	return v
}

func (k *kit) request(a ask) *nethttp.Request {
	k.t.Helper()
	r, err := nethttp.NewRequest(a.method, k.url+a.path, bytes.NewReader(a.body))
	if err != nil {
		k.t.Fatal(err)
	}
	for name, value := range a.header {
		r.Header.Set(name, value)
	}
	return r
}

func (k *kit) send(r *nethttp.Request) reply {
	k.t.Helper()
	res, err := nethttp.DefaultTransport.RoundTrip(r)
	if err != nil {
		k.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, body}
}

func (k *kit) signer(id booth.KioskID, key ed25519.PrivateKey) api.Signer {
	return api.Signer{Kiosk: id, Key: key, Now: k.Clock.Now}
}

// as sends a request signed by a kiosk.
func (k *kit) as(who centraltest.Kiosk, a ask) reply {
	k.t.Helper()
	r := k.request(a)
	k.signer(who.ID, who.Key).Sign(r, sha256.Sum256(a.body))
	return k.send(r)
}

func asJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

func post(path string, v any) ask {
	return ask{"POST", path, asJSON(v), map[string]string{"Content-Type": api.JSON}}
}

func get(path string) ask { return ask{"GET", path, nil, nil} }

func tus(method, path string) ask {
	return ask{method, path, nil, map[string]string{"Tus-Resumable": "1.0.0"}}
}

func begin(p centraltest.Sealed) ask {
	return tus("POST", api.PathPackets).with("Upload-Length", itoa(len(p.File))).with("Upload-Metadata", p.Meta.Header())
}

func chunk(where string, offset int, body []byte) ask {
	a := tus("PATCH", where).with("Content-Type", api.OffsetOctets).with("Upload-Offset", itoa(offset))
	a.body = body
	return a
}

func health(c *centraltest.Central) api.Health {
	return api.Health{
		At: c.Clock.Now(), Trust: booth.TimeVerified, Software: "test 1", Warnings: []api.Warning{}, FreeBytes: 1 << 30,
		Audit: api.AuditHead{Seq: 1, Hash: string(bytes.Repeat([]byte("a"), 64))},
	}
}
