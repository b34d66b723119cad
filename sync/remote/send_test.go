package remote

import (
	"net/http"
	"testing"
	"time"

	"campuskiosk/sync/api"
	"campuskiosk/sync/faults"
	"campuskiosk/sync/worker"
)

func TestSend(t *testing.T) {
	h := newHall(t, nil)
	it := h.packet(t, 1, 700_000)
	if tries := h.deliver(t, it); tries != 1 {
		t.Errorf("%d tries", tries)
	}
	// Again: the service says that it has it, and nothing is sent.
	before := h.proxy.Stats()
	if r, err := h.send(t, it); err != nil || r.State != api.Stored {
		t.Fatal(r, err)
	}
	if after := h.proxy.Stats(); after.Chunks != before.Chunks || before.Chunks != 700_000 || before.Twice != 0 {
		t.Errorf("sent %d bytes of 700000, then %d", before.Chunks, after.Chunks)
	}
}

// Every connection is cut after 4 KB of a packet.
func TestCutEvery4KB(t *testing.T) {
	h := newHall(t, nil)
	it := h.packet(t, 1, 150_000)
	h.proxy.SetFate(func(q faults.Request) faults.Fate { return faults.Fate{Cut: 4096} })
	h.deliver(t, it)
	s := h.proxy.Stats()
	if s.Cuts == 0 || s.Twice > int64(s.Cuts)*api.DefaultChunk {
		t.Errorf("%+v", s)
	}
	h.oneOfEach(t)
}

// One cut, at each 4 KB of a packet.
func TestCutAtEach4KB(t *testing.T) {
	h := newHall(t, nil)
	for n, at := 1, int64(4096); at < 100_000; n, at = n+1, at+4096 {
		it := h.packet(t, n, 100_000)
		before, sent, done := h.proxy.Stats(), int64(0), false
		h.proxy.SetFate(func(q faults.Request) faults.Fate {
			if q.Method != http.MethodPatch || done {
				return faults.Fate{}
			}
			if sent+q.Length <= at {
				sent += q.Length
				return faults.Fate{}
			}
			done = true
			return faults.Fate{Cut: at - sent}
		})
		h.deliver(t, it)
		s := h.proxy.Stats()
		if s.Cuts-before.Cuts > 1 || s.Twice-before.Twice > s.Largest {
			t.Errorf("cut at %d: %d cuts, %d bytes twice", at, s.Cuts-before.Cuts, s.Twice-before.Twice)
		}
	}
	h.oneOfEach(t)
}

// Each answer is lost once, one after the other.
func TestLostAnswers(t *testing.T) {
	h := newHall(t, nil)
	for lost := 1; lost <= 6; lost++ {
		it := h.packet(t, lost, 200_000)
		first := h.proxy.Stats().Requests
		h.proxy.SetFate(func(q faults.Request) faults.Fate { return faults.Fate{Lose: q.N == first+lost} })
		h.deliver(t, it)
	}
	if s := h.proxy.Stats(); s.Lost < 5 || s.Twice != 0 {
		t.Errorf("%+v", s)
	}
	h.oneOfEach(t)
}

func (h *hall) oneOfEach(t *testing.T) {
	t.Helper()
	h.service.Lock()
	defer h.service.Unlock()
	if h.service.Again != 0 || len(h.service.Stored) != len(h.box.Items()) {
		t.Errorf("%d packets stored, %d of them twice, of %d", len(h.service.Stored), h.service.Again, len(h.box.Items()))
	}
}

// A line so slow that a chunk takes longer than a connection may stand still.
func TestSlowLine(t *testing.T) {
	h := newHall(t, func(o *Options) { o.Stall = 400 * time.Millisecond })
	it := h.packet(t, 1, 60_000)
	h.proxy.SetPace(40_000)
	h.deliver(t, it)
	h.oneOfEach(t)
}

func TestUploadThatIsOver(t *testing.T) {
	h := newHall(t, nil)
	it := h.packet(t, 1, 200_000)
	h.proxy.SetFate(func(q faults.Request) faults.Fate { return faults.Fate{Cut: 4096} })
	if _, err := h.send(t, it); cause(err) != worker.Cut {
		t.Fatal(err)
	}
	h.proxy.SetFate(nil)
	h.service.Forget()
	if tries := h.deliver(t, it); tries != 1 {
		t.Errorf("%d tries", tries)
	}
}

// The place of an upload is kept and the service has more or less than it
// seemed: it is asked.
func TestPlaceThatIsKept(t *testing.T) {
	h := newHall(t, nil)
	it := h.packet(t, 1, 200_000)
	n := 0
	h.proxy.SetFate(func(q faults.Request) faults.Fate {
		if q.Method == http.MethodPatch {
			n++
		}
		return faults.Fate{Lose: q.Method == http.MethodPatch && n == 2}
	})
	if _, err := h.send(t, it); cause(err) != worker.Cut {
		t.Fatal(err)
	}
	if err := h.box.SetUpload(it.ID, ""); err != nil { // lost with the power
		t.Fatal(err)
	}
	h.deliver(t, it)
	h.oneOfEach(t)
}

func TestPacketsThatAreRefused(t *testing.T) {
	h := newHall(t, nil)
	h.service.MaxPacket = 1000
	_, err := h.send(t, h.packet(t, 1, 2000))
	if tr, ok := asTrouble(err); !ok || tr.Cause != worker.Refused || tr.Reason.Code != api.ErrPacketTooLarge.Code || tr.Reason.Status != 413 {
		t.Errorf("too large: %v", err)
	}
	if s := h.proxy.Stats(); s.Chunks != 0 {
		t.Errorf("%d bytes were sent in vain", s.Chunks)
	}
	it := h.packet(t, 2, 900)
	h.deliver(t, it)
	it.SHA256 = "0000000000000000000000000000000000000000000000000000000000000000"
	if _, err := h.send(t, it); cause(err) != worker.Other {
		t.Errorf("another packet under the same id: %v", err)
	}
	h.service.State = api.Damaged
	if r, err := h.send(t, h.packet(t, 3, 900)); err != nil || r.State != api.Damaged || r.Problem == nil {
		t.Errorf("damaged: %+v, %v", r, err)
	}
}

// Receipts of another service are no receipts.
func TestForgedReceipt(t *testing.T) {
	h := newHall(t, nil)
	keys := h.service.Set
	h.client = h.newClient(t, func(o *Options) { o.Keys = func() api.KeySet { return keys } })
	h.service.Lock()
	h.service.Roll(t)
	h.service.Unlock()
	if _, err := h.send(t, h.packet(t, 1, 900)); cause(err) != worker.Stranger {
		t.Errorf("got %v", err)
	}
}
