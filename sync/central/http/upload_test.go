package http_test

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/centraltest"
	"campuskiosk/sync/central/service"
)

// TestUpload sends a packet in chunks, with everything that may go wrong in
// between.
func TestUpload(t *testing.T) {
	centraltest.Both(t, func(t *testing.T, backend centraltest.Backend) {
		k := newKit(t, backend)
		owner := k.Kiosk(t)
		p := k.Packet(t, owner, 1, 0, nil)
		begun := k.as(owner, begin(p))
		where := begun.header.Get("Location")
		if begun.status != 201 || len(where) < len(api.PathPackets)+17 || begun.header.Get("Upload-Expires") == "" {
			t.Fatalf("%d %v", begun.status, begun.header)
		}
		if again := k.as(owner, begin(p)); again.status != 201 || again.header.Get("Location") != where {
			t.Errorf("begun again: %d %s", again.status, again.header.Get("Location"))
		}
		stands := func(want int) {
			t.Helper()
			if r := k.as(owner, tus("HEAD", where)); r.status != 200 || r.header.Get("Upload-Offset") != itoa(want) || r.header.Get("Upload-Length") != itoa(len(p.File)) {
				t.Errorf("%d %v, want %d", r.status, r.header, want)
			}
		}
		if r := k.as(owner, get(api.ReceiptPath(p.Meta.Packet))); r.status != 404 {
			t.Errorf("a receipt before: %d", r.status)
		}
		stands(0)
		piece := p.File[:1000]
		sum256, sum1 := sha256.Sum256(piece), sha1.Sum(piece)
		text := base64.StdEncoding.EncodeToString
		for _, wrong := range []string{"sha256 " + text(make([]byte, 32)), "sha1 " + text(sum256[:20])} {
			if r := k.as(owner, chunk(where, 0, piece).with("Upload-Checksum", wrong)); r.status != 460 || r.problem(t).Code != api.ErrUploadChecksum.Code {
				t.Errorf("%s: %d", wrong, r.status)
			}
		}
		for _, bad := range []string{"md5 " + text(sum256[:16]), "sha256 !", "sha256"} {
			if r := k.as(owner, chunk(where, 0, piece).with("Upload-Checksum", bad)); r.status != 400 && r.status != 460 {
				t.Errorf("%s: %d", bad, r.status)
			}
		}
		stands(0)
		if r := k.as(owner, chunk(where, 0, piece).with("Upload-Checksum", "sha1 "+text(sum1[:]))); r.status != 204 || r.header.Get("Upload-Offset") != "1000" {
			t.Errorf("%d %v", r.status, r.header)
		}
		for _, offset := range []int{0, 999, 1001, 5000} {
			if r := k.as(owner, chunk(where, offset, piece)); r.status != 409 || r.problem(t).Code != api.ErrUploadOffset.Code {
				t.Errorf("offset %d: %d", offset, r.status)
			}
		}
		if r := k.as(owner, chunk(where, 1000, append(p.File[1000:], 0))); r.status != 409 {
			t.Errorf("more than announced: %d", r.status)
		}
		stands(1000)
		if r := k.as(owner, chunk(where, 1000, p.File[1000:]).with("Content-Type", "text/plain")); r.status != 415 {
			t.Errorf("another type: %d", r.status)
		}
		if r := k.as(owner, chunk(where, 1000, p.File[1000:])); r.status != 204 || r.header.Get("Upload-Offset") != itoa(len(p.File)) {
			t.Fatalf("%d %s", r.status, r.body)
		}
		stands(len(p.File)) // the answer to the last chunk was lost
		for _, r := range []reply{k.as(owner, get(api.ReceiptPath(p.Meta.Packet))), k.as(owner, begin(p))} {
			receipt, err := api.OpenReceipt(read[api.Signed](t, r), k.Keys.Set(), owner.ID, p.Meta.Packet, p.Meta.SHA256)
			if r.status != 200 || err != nil || receipt.State != api.Stored || receipt.Bytes != int64(len(p.File)) {
				t.Errorf("%d %+v, %v", r.status, receipt, err)
			}
		}
		other := p
		other.Meta.SHA256 = p.Manifest.Submission.Shot
		if r := k.as(owner, begin(other)); r.status != 409 || r.problem(t).Code != api.ErrPacketConflict.Code {
			t.Errorf("another file of this id: %d", r.status)
		}
	})
}

// TestUploadEnds guards the extension "expiration".
func TestUploadEnds(t *testing.T) {
	k := newKit(t, centraltest.Lite)
	owner := k.Kiosk(t)
	p := k.Packet(t, owner, 1, 0, nil)
	where := k.as(owner, begin(p)).header.Get("Location")
	k.as(owner, chunk(where, 0, p.File[:500]))
	k.Clock.Forward(8 * 24 * time.Hour)
	if r := k.as(owner, tus("HEAD", where)); r.status != 410 {
		t.Errorf("HEAD: %d", r.status)
	}
	if r := k.as(owner, chunk(where, 500, p.File[500:])); r.status != 410 || r.problem(t).Code != api.ErrUploadGone.Code {
		t.Errorf("PATCH: %d", r.status)
	}
}

// TestOneChunkAtOnce guards: of the same chunk sent by many at once one is
// kept, and the packet is stored once.
func TestOneChunkAtOnce(t *testing.T) {
	centraltest.Both(t, func(t *testing.T, backend centraltest.Backend) {
		k := newKit(t, backend)
		owner := k.Kiosk(t)
		p := k.Packet(t, owner, 1, 0, nil)
		where := k.as(owner, begin(p)).header.Get("Location")
		half := len(p.File) / 2
		for _, c := range []ask{chunk(where, 0, p.File[:half]), chunk(where, half, p.File[half:])} {
			var wg sync.WaitGroup
			var mu sync.Mutex
			kept := 0
			for range 6 {
				wg.Add(1)
				go func() {
					defer wg.Done()
					r := k.as(owner, c)
					mu.Lock()
					defer mu.Unlock()
					if r.status == 204 {
						kept++
					} else if r.status != 409 {
						t.Errorf("%d %s", r.status, r.body)
					}
				}()
			}
			wg.Wait()
			if kept != 1 {
				t.Errorf("%d were kept", kept)
			}
		}
		progress, err := k.Progress(t.Context(), service.Console(), centraltest.Task)
		if err != nil || progress.By[booth.Waiting] != 1 {
			t.Errorf("%+v, %v", progress, err)
		}
	})
}
