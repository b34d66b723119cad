package remote

import (
	"bytes"
	"context"
	"io"
	"os"
	"testing"

	"campuskiosk/sync/faults"
	"campuskiosk/sync/remote/tuspeer"
	"campuskiosk/sync/worker"
)

// A tus server that we did not write takes our uploads, cut in the middle
// again and again, and with lost answers. It keeps what it got of a chunk that
// was cut, so at most what was on its way is sent twice.
func TestForeignTusServer(t *testing.T) {
	peer := tuspeer.Start(t)
	h := newHall(t, nil)
	h.proxy.SetUpstream(peer.Address)
	for n, fate := range []func(faults.Request) faults.Fate{
		nil,
		func(q faults.Request) faults.Fate { return faults.Fate{Cut: 4096} },
		func(q faults.Request) faults.Fate { return faults.Fate{Cut: 50_000} },
		func(q faults.Request) faults.Fate { return faults.Fate{Lose: q.N%3 == 0} },
		func(q faults.Request) faults.Fate { return faults.Fate{Cut: 30_000, Lose: q.N%2 == 0} },
	} {
		before := h.proxy.Stats()
		h.proxy.SetFate(fate)
		it := h.packet(t, n+1, 120_000)
		tries := 0
		for ; ; tries++ {
			if tries == 1000 {
				t.Fatal("no end")
			}
			_, err := h.client.upload(t.Context(), worker.Parcel{
				Item: it, Open: func() (*os.File, error) { return h.box.Read(it.ID) }, Where: h.box.Upload(it.ID),
				Keep: func(where string) { _ = h.box.SetUpload(it.ID, where) },
				At:   func(int64) {}, Throttle: func(context.Context, int) error { return nil },
			})
			if err == nil {
				break
			}
			if cause(err) != worker.Cut {
				t.Fatalf("kind %d, try %d: %v", n, tries, err)
			}
		}
		s := h.proxy.Stats()
		cuts, twice := s.Cuts-before.Cuts, s.Twice-before.Twice
		if (n > 0) != (tries > 0) || twice > int64(cuts)*s.Largest {
			t.Errorf("kind %d: %d tries, %d cuts, %d bytes twice", n, tries, cuts, twice)
		}
		file, err := h.box.Read(it.ID)
		if err != nil {
			t.Fatal(err)
		}
		want, err := io.ReadAll(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		whole := 0
		for _, got := range peer.Files(t) {
			if bytes.Equal(got, want) {
				whole++
			}
		}
		if whole != 1 {
			t.Errorf("kind %d: the packet is there %d times", n, whole)
		}
	}
}
