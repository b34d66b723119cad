package remote

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/faults"
	"campuskiosk/sync/worker"
)

// calls are all calls but enrolment.
func (h *hall) calls(t *testing.T) map[string]func() error {
	ctx := t.Context()
	it := h.packet(t, len(h.box.Items())+1, 500)
	return map[string]func() error{
		"changes": func() error { _, err := h.client.Changes(ctx, "", 0); return err },
		"blob": func() error {
			_, err := h.client.Blob(ctx, "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752")
			return err
		},
		"counts": func() error { return h.client.Counts(ctx, []api.Counts{}) },
		"health": func() error {
			return h.client.Health(ctx, api.Health{Warnings: []api.Warning{}, Trust: booth.TimeVerified, Software: "x", At: time.Now(), Audit: api.AuditHead{Hash: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"}})
		},
		"time": func() error { return h.client.Probe(ctx) },
		"keys": func() error { _, err := h.client.Keys(ctx); return err },
		"send": func() error { _, err := h.send(t, it); return err },
	}
}

func TestWhatIsNotTheService(t *testing.T) {
	h := newHall(t, nil)
	for name, c := range map[string]struct {
		answer *faults.Answer
		cause  worker.Cause
		after  time.Duration
	}{
		"captive portal":   {faults.Portal(), worker.Portal, 0},
		"empty JSON":       {&faults.Answer{Status: 200, Header: map[string]string{"Content-Type": "application/json"}, Body: "[]"}, worker.Portal, 0},
		"half JSON":        {&faults.Answer{Status: 200, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"cursor":"x"`}, worker.Portal, 0},
		"redirect":         {&faults.Answer{Status: 302, Header: map[string]string{"Location": "https://login.example.edu.cn/"}}, worker.Portal, 0},
		"another's 404":    {faults.Plain(404), worker.Portal, 0},
		"another's 403":    {faults.Plain(403), worker.Portal, 0},
		"created":          {&faults.Answer{Status: 201, Header: map[string]string{"Location": "/v1/packets/x"}}, worker.Portal, 0},
		"500":              {faults.Plain(500), worker.Broken, 0},
		"502":              {faults.Plain(502), worker.Broken, 0},
		"503":              {faults.Plain(503), worker.Busy, 0},
		"503, Retry-After": {faults.RetryAfter(503, 7), worker.Busy, 7 * time.Second},
		"429, Retry-After": {faults.RetryAfter(429, 120), worker.Busy, 120 * time.Second},
		"507, Retry-After": {faults.RetryAfter(507, 60), worker.Full, 60 * time.Second},
	} {
		h.proxy.SetFate(func(faults.Request) faults.Fate { return faults.Fate{Answer: c.answer} })
		for call, do := range h.calls(t) {
			err := do()
			if tr, ok := asTrouble(err); !ok || tr.Cause != c.cause || tr.After != c.after {
				t.Errorf("%s, %s: %v", name, call, err)
			}
		}
	}
	h.proxy.SetFate(nil)
	for call, do := range h.calls(t) {
		if err := do(); err != nil && call != "blob" {
			t.Errorf("%s afterwards: %v", call, err)
		}
	}
}

func TestStrangers(t *testing.T) {
	h := newHall(t, nil)
	all := func(name string, want worker.Cause) {
		t.Helper()
		for call, do := range h.calls(t) {
			if err := do(); cause(err) != want {
				t.Errorf("%s, %s: %v", name, call, err)
			}
		}
	}
	h.proxy.SetTLS(h.shown(t, "login.example.edu.cn"))
	all("another host's certificate", worker.Stranger)
	h.proxy.SetTLS((&hall{authority: authority(t)}).shown(t, "127.0.0.1"))
	all("another authority", worker.Stranger)
	h.proxy.SetTLS(oldTLS(h.shown(t, "127.0.0.1")))
	all("TLS 1.2", worker.Stranger)
	h.proxy.SetTLS(h.shown(t, "127.0.0.1"))
	h.client = h.newClient(t, func(o *Options) { o.CA = authority(t).PEM })
	all("another authority is pinned", worker.Stranger)
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	h.client = h.newClient(t, func(o *Options) { o.Service = "https://" + plain.Listener.Addr().String() })
	all("no TLS", worker.Stranger)
	if s := h.proxy.Stats(); s.Requests != 0 {
		t.Errorf("%d requests were made", s.Requests)
	}
}

func TestNobodyThere(t *testing.T) {
	h := newHall(t, func(o *Options) { o.Service = "https://kiosk.invalid" })
	if err := h.client.Probe(t.Context()); cause(err) != worker.Offline {
		t.Errorf("no such name: %v", err)
	}
	h.client = h.newClient(t, nil)
	h.proxy.SetDown(true)
	if err := h.client.Probe(t.Context()); cause(err) != worker.Cut && cause(err) != worker.Offline {
		t.Errorf("closed at once: %v", err)
	}
	h.proxy.Close()
	if err := h.client.Probe(t.Context()); cause(err) != worker.Offline {
		t.Errorf("refused: %v", err)
	}
}

// Somebody who takes the connection and says nothing.
func TestSilence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	h := newHall(t, func(o *Options) { o.Service, o.Stall = "https://"+l.Addr().String(), 200*time.Millisecond })
	if err := h.client.Probe(t.Context()); cause(err) != worker.Cut {
		t.Errorf("got %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := h.client.Probe(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
}

func TestRevokedKiosk(t *testing.T) {
	h := newHall(t, nil)
	h.service.Revoked = true
	_, err := h.client.Changes(t.Context(), "", 0)
	tr, ok := asTrouble(err)
	if !ok || tr.Cause != worker.Revoked || tr.Command == nil {
		t.Fatalf("got %v", err)
	}
	if c, err := api.OpenCommand(*tr.Command, h.service.Set, h.service.Kiosk); err != nil || c.Order != api.OrderRevoke {
		t.Errorf("%+v, %v", c, err)
	}
	h.service.Revoked = false
	h.client = h.newClient(t, func(o *Options) { o.Kiosk = "k-other" })
	if _, err := h.client.Changes(t.Context(), "", 0); cause(err) != worker.Revoked {
		t.Errorf("another kiosk: %v", err)
	}
}

// A kiosk whose clock is wrong asks for the time and goes on.
func TestWrongClock(t *testing.T) {
	for _, ahead := range []time.Duration{-3 * time.Hour, 3 * time.Hour} {
		h := newHall(t, nil)
		h.service.Ahead = ahead
		it := h.packet(t, 1, 1000)
		if _, err := h.send(t, it); cause(err) != worker.Clock {
			t.Fatalf("%v: %v", ahead, err)
		}
		if _, err := h.send(t, it); err != nil {
			t.Errorf("%v: afterwards %v", ahead, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	for address, good := range map[string]bool{
		"https://kiosk.example.edu.cn": true, "https://kiosk.example.edu.cn/ck/": true, "http://127.0.0.1:8080": true,
		"http://kiosk.example.edu.cn": false, "kiosk.example.edu.cn": false, "": false, "https://a@b.cn": false, "https://b.cn?x": false,
	} {
		if _, err := New(Options{Service: address}); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := New(Options{Service: "https://a.cn", CA: []byte("nonsense")}); !errors.Is(err, ErrCA) {
		t.Errorf("no certificate: %v", err)
	}
}

// FuzzAnswer: no answer that is not the documented one is a success, and none
// crashes the kiosk.
func FuzzAnswer(f *testing.F) {
	f.Add(200, "application/json", []byte(`{"entries":[],"cursor":"1","more":false}`), "1")
	f.Add(503, "application/problem+json", []byte(`{"type":"urn:campuskiosk:problem:service.busy","title":"","status":503,"code":"service.busy","text":{"zh":"","en":""}}`), "Wed, 21 Oct 2015 07:28:00 GMT")
	f.Fuzz(func(t *testing.T, status int, media string, body []byte, retry string) {
		a := &answer{status: status, header: map[string][]string{"Content-Type": {media}, "Retry-After": {retry}}, body: body}
		var p api.Page
		err := a.read(&p, 200)
		if err == nil && (status != 200 || len(body) == 0) {
			t.Fatal("a success that is none")
		}
		if tr, ok := asTrouble(err); err != nil && (!ok || tr.Cause == "" || tr.After < 0) {
			t.Fatalf("%v", err)
		}
	})
}
