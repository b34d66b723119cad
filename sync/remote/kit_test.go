package remote

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/api/apitest"
	"campuskiosk/sync/faults"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/remote/remotetest"
	"campuskiosk/sync/worker"
)

// hall is a kiosk and a service with a bad network between them.
type hall struct {
	service   *remotetest.Service
	proxy     *faults.Proxy
	authority *faults.Authority
	client    *Client
	key       ed25519.PrivateKey
	box       *outbox.Folder
}

// newHall makes one, with TLS to the proxy; every exchange is held to the
// contract.
func newHall(t *testing.T, change func(*Options)) *hall {
	t.Helper()
	h := &hall{service: remotetest.New(t), authority: authority(t)}
	server := httptest.NewServer(apitest.Load(t).Handler(t, h.service))
	t.Cleanup(server.Close)
	var err error
	if h.proxy, err = faults.New(faults.Options{Upstream: server.Listener.Addr().String(), TLS: h.shown(t, "127.0.0.1")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.proxy.Close() })
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.key = key
	h.service.Admit(public)
	if h.box, err = outbox.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.box.Close() })
	h.client = h.newClient(t, change)
	return h
}

func (h *hall) newClient(t *testing.T, change func(*Options)) *Client {
	t.Helper()
	o := Options{
		Service: "https://" + h.proxy.Addr(), CA: h.authority.PEM, Kiosk: h.service.Kiosk, Key: h.key,
		Keys: func() api.KeySet { return h.service.Set }, Stall: 5 * time.Second,
	}
	if change != nil {
		change(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// packet puts a packet of a size into the outbox.
func (h *hall) packet(t *testing.T, n, size int) outbox.Item {
	t.Helper()
	it, err := h.box.Add(booth.SubmissionID{Session: "01ARZ3NDEKTSV4RRFFQ69G5FAV", N: n}, time.Now(), func(w io.Writer) (string, error) {
		_, err := io.CopyN(w, rand.Reader, int64(size))
		return "m", err
	})
	if err != nil {
		t.Fatal(err)
	}
	return it
}

// send tries once, as the worker does.
func (h *hall) send(t *testing.T, it outbox.Item) (api.Receipt, error) {
	t.Helper()
	return h.client.Send(t.Context(), worker.Parcel{
		Item: it, Open: func() (*os.File, error) { return h.box.Read(it.ID) }, Where: h.box.Upload(it.ID),
		Keep: func(where string) {
			if err := h.box.SetUpload(it.ID, where); err != nil {
				t.Error(err)
			}
		},
		At: func(int64) {}, Throttle: func(context.Context, int) error { return nil },
	})
}

// deliver tries until the service has it.
func (h *hall) deliver(t *testing.T, it outbox.Item) (tries int) {
	t.Helper()
	for tries = 1; tries < 2000; tries++ {
		r, err := h.send(t, it)
		if err == nil {
			if r.State != api.Stored || r.Packet != api.PacketOf(it.ID) {
				t.Fatalf("receipt %+v", r)
			}
			break
		}
		if c := cause(err); c != worker.Cut && c != worker.Busy && c != worker.Broken && c != worker.Portal && c != worker.Offline {
			t.Fatalf("try %d: %v", tries, err)
		}
	}
	file, err := h.box.Read(it.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := io.ReadAll(file)
	if err != nil || string(h.service.Packet(api.PacketOf(it.ID))) != string(want) {
		t.Fatalf("after %d tries the service has another packet", tries)
	}
	return tries
}

func cause(err error) worker.Cause {
	var t *worker.Trouble
	if errors.As(err, &t) {
		return t.Cause
	}
	return ""
}

func oldTLS(c *tls.Config) *tls.Config {
	c.MaxVersion = tls.VersionTLS12
	return c
}

func authority(t *testing.T) *faults.Authority {
	t.Helper()
	a, err := faults.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// shown is a certificate of the service's authority for this name.
func (h *hall) shown(t *testing.T, name string) *tls.Config {
	t.Helper()
	c, err := h.authority.Server(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
