package remote

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/remote/remotetest"
	"campuskiosk/sync/worker"
)

func TestEnrol(t *testing.T) {
	h := newHall(t, nil)
	h.service.Admit(nil)
	code := h.service.EnrolCode("https://" + h.proxy.Addr())
	for range 2 { // the answer may be lost: the same again
		e, keys, err := h.client.Enrol(t.Context(), code, h.key, "test 1")
		if err != nil || e.Kiosk != h.service.Kiosk || keys.Version != 1 || len(e.CampusKey) != 32 {
			t.Fatalf("%+v %v", e, err)
		}
	}
	wrong := code
	wrong.Code = api.NewOneTimeCode()
	if _, _, err := h.client.Enrol(t.Context(), wrong, h.key, "test 1"); cause(err) != worker.Refused {
		t.Errorf("another code: %v", err)
	}
	wrong = code
	wrong.Fingerprint = remotetest.New(t).EnrolCode("").Fingerprint
	if _, _, err := h.client.Enrol(t.Context(), wrong, h.key, "test 1"); err == nil {
		t.Error("another service's fingerprint")
	}
	// A service that takes everybody, but is another one.
	other := remotetest.New(t)
	h.service.Lock()
	h.service.Chain = other.Chain
	h.service.Unlock()
	if _, _, err := h.client.Enrol(t.Context(), code, h.key, "test 1"); !errors.Is(err, api.ErrForged) {
		t.Errorf("keys of another service: %v", err)
	}
}

func TestCalls(t *testing.T) {
	h := newHall(t, nil)
	ctx := t.Context()
	h.service.Pages = []api.Page{
		{Entries: []api.Entry{{Kind: api.EntryTaskRemoved, TaskRemoved: &api.TaskRemoved{Task: "a"}}}, Full: true, Begin: true},
		{Entries: []api.Entry{}},
	}
	p, err := h.client.Changes(ctx, "", 0)
	if err != nil || p.Cursor != "1" || !p.More || len(p.Entries) != 1 || !p.Begin {
		t.Errorf("%+v %v", p, err)
	}
	if p, err = h.client.Changes(ctx, p.Cursor, time.Second); err != nil || p.More {
		t.Errorf("%+v %v", p, err)
	}
	if _, err := h.client.Changes(ctx, "99", 0); cause(err) != worker.Refused {
		t.Errorf("a cursor that is not known: %v", err)
	}
	blob := []byte("photo")
	sum := sha256.Sum256(blob)
	id := booth.PhotoID(hex.EncodeToString(sum[:]))
	h.service.Blobs[id] = blob
	if got, err := h.client.Blob(ctx, id); err != nil || string(got) != "photo" {
		t.Errorf("%q %v", got, err)
	}
	h.service.Blobs[id] = []byte("another photo")
	if _, err := h.client.Blob(ctx, id); cause(err) != worker.Portal {
		t.Errorf("another blob: %v", err)
	}
	at, trip, err := h.client.Time(ctx)
	if err != nil || time.Since(at) > time.Minute || trip <= 0 {
		t.Errorf("%v %v %v", at, trip, err)
	}
	if _, err := h.client.Keys(ctx); err != nil {
		t.Error(err)
	}
}
