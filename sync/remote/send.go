package remote

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/worker"
)

// How large a chunk is, in bytes: it begins small, is doubled while it takes
// less than quick, halved when it takes more than tired, and quartered when the
// line is cut.
// So a line that is cut every few kilobytes, or that is very slow, still gets on,
// and a good line soon has the largest chunk.
const (
	firstChunk = 64 << 10
	leastChunk = 1 << 10
	quick      = 2 * time.Second
	tired      = 15 * time.Second
)

// maxTurns is how often an upload is looked for, or begun anew, in one Send.
const maxTurns = 3

// Send brings a packet to the service (worker.Service).
func (c *Client) Send(ctx context.Context, p worker.Parcel) (api.Receipt, error) {
	id, digest := api.PacketOf(p.Item.ID), booth.PhotoID(p.Item.SHA256)
	known, err := c.upload(ctx, p)
	switch {
	case err != nil:
		return api.Receipt{}, c.clock(ctx, err)
	case known != nil:
		return c.open(*known, id, digest)
	}
	r, err := c.Receipt(ctx, id, digest)
	if t, ok := asTrouble(err); ok && t.Reason.Status == http.StatusNotFound && t.Cause == worker.Refused {
		// All bytes are there, so it is no refusal of the packet.
		return r, &worker.Trouble{Cause: worker.Pending}
	}
	return r, err
}

// open verifies a receipt.
func (c *Client) open(s api.Signed, id api.PacketID, digest booth.PhotoID) (api.Receipt, error) {
	r, err := api.OpenReceipt(s, c.o.Keys(), c.o.Kiosk, id, digest)
	switch {
	case errors.Is(err, api.ErrPacketConflict):
		e := booth.Explain(err)
		return r, &worker.Trouble{Cause: worker.Other, Reason: outbox.Reason{Status: http.StatusConflict, Code: e.Code, Text: e.Text}}
	case err != nil:
		return r, &worker.Trouble{Cause: worker.Stranger, Err: err}
	}
	return r, nil
}

// upload brings all bytes to a tus server. A receipt means that the service
// had the packet already.
func (c *Client) upload(ctx context.Context, p worker.Parcel) (*api.Signed, error) {
	file, err := p.Open()
	if err != nil {
		return nil, &worker.Trouble{Cause: worker.Local, Err: err}
	}
	defer file.Close() //nolint:errcheck // nothing was written
	where, ask := p.Where, p.Where != ""
	offset := int64(0)
	for range maxTurns {
		if ask {
			var found bool
			if offset, found, err = c.offset(ctx, where, p.Item.Bytes); err != nil {
				return nil, err
			}
			if !found {
				where = ""
				p.Keep("")
			}
		}
		if where == "" {
			var receipt *api.Signed
			if where, receipt, err = c.begin(ctx, p.Item); err != nil || receipt != nil {
				return receipt, err
			}
			offset = 0 // an upload without a place that was kept has no bytes yet
			p.Keep(where)
		}
		p.At(offset)
		lost, err := c.chunks(ctx, where, offset, file, p)
		if err != nil || !lost {
			return nil, err
		}
		ask = true
	}
	return nil, &worker.Trouble{Cause: worker.Cut, Err: errAgain}
}

// begin begins an upload.
func (c *Client) begin(ctx context.Context, it outbox.Item) (where string, receipt *api.Signed, err error) {
	meta := api.PacketMeta{Packet: api.PacketOf(it.ID), SHA256: booth.PhotoID(it.SHA256)}
	a, err := c.do(ctx, &request{method: http.MethodPost, target: api.PathPackets, limit: maxSmall, header: map[string]string{
		"Tus-Resumable": api.TusResumable, "Upload-Length": strconv.FormatInt(it.Bytes, 10), "Upload-Metadata": meta.Header(),
	}})
	switch {
	case err != nil:
		return "", nil, err
	case a.status == http.StatusOK:
		var s api.Signed
		return "", &s, a.read(&s, http.StatusOK)
	case a.status != http.StatusCreated:
		return "", nil, a.trouble()
	case a.header.Get("Tus-Resumable") != api.TusResumable:
		return "", nil, &worker.Trouble{Cause: worker.Portal, Err: errOtherBody}
	}
	u, err := a.url.Parse(a.header.Get("Location"))
	if err != nil || !c.ours(u) {
		return "", nil, &worker.Trouble{Cause: worker.Portal, Err: errElsewhere}
	}
	return u.String(), nil, nil
}

// ours reports whether an address is the service's.
func (c *Client) ours(u *url.URL) bool {
	return u.Scheme == c.base.Scheme && u.Host == c.base.Host && u.Path != ""
}

// offset asks where an upload stands; false if the service does not know it
// any more.
func (c *Client) offset(ctx context.Context, where string, size int64) (int64, bool, error) {
	u, err := url.Parse(where)
	if err != nil || !c.ours(u) { // the service moved
		return 0, false, nil
	}
	a, err := c.do(ctx, &request{method: http.MethodHead, target: where, header: map[string]string{"Tus-Resumable": api.TusResumable}})
	if err != nil {
		return 0, false, err
	}
	if a.status >= 300 {
		// HEAD has no body that says why. Whoever is the service says it again,
		// with one, when the upload is begun anew.
		if a.status >= 500 || a.status == http.StatusTooManyRequests {
			return 0, false, a.trouble()
		}
		return 0, false, nil
	}
	n, err := strconv.ParseInt(a.header.Get("Upload-Offset"), 10, 64)
	if a.header.Get("Tus-Resumable") != api.TusResumable || a.status >= 300 {
		return 0, false, &worker.Trouble{Cause: worker.Portal, Err: errOtherBody}
	}
	if err != nil || n < 0 || n > size {
		return 0, false, &worker.Trouble{Cause: worker.Broken, Err: errOffset}
	}
	return n, true, nil
}

// chunks sends what is missing from an offset on. lost: the service has
// another offset or no upload.
func (c *Client) chunks(ctx context.Context, where string, offset int64, file io.ReaderAt, p worker.Parcel) (lost bool, err error) {
	size := p.Item.Bytes
	for offset < size {
		chunk := make([]byte, min(int64(c.chunkSize()), size-offset))
		if _, err := file.ReadAt(chunk, offset); err != nil {
			return false, &worker.Trouble{Cause: worker.Local, Err: err}
		}
		sum := sha256.Sum256(chunk)
		began := time.Now()
		a, err := c.do(ctx, &request{method: http.MethodPatch, target: where, body: chunk, throttle: p.Throttle, header: map[string]string{
			"Content-Type": api.OffsetOctets, "Tus-Resumable": api.TusResumable,
			"Upload-Offset":   strconv.FormatInt(offset, 10),
			"Upload-Checksum": "sha256 " + base64.StdEncoding.EncodeToString(sum[:]),
		}})
		if err != nil {
			if t, ok := asTrouble(err); ok && t.Cause == worker.Cut {
				c.resize(len(chunk), 0)
			}
			return false, err
		}
		tus := a.header.Get("Tus-Resumable") == api.TusResumable
		switch {
		case a.status == http.StatusNoContent && tus:
			n, err := strconv.ParseInt(a.header.Get("Upload-Offset"), 10, 64)
			if err != nil || n != offset+int64(len(chunk)) {
				return false, &worker.Trouble{Cause: worker.Broken, Err: errOffset}
			}
			offset = n
			c.resize(len(chunk), time.Since(began))
			p.At(offset)
		case tus && (a.status == http.StatusNotFound || a.status == http.StatusGone || a.status == http.StatusConflict):
			return true, nil
		case tus && a.status == api.StatusChecksum:
			return false, &worker.Trouble{Cause: worker.Cut, Err: errChecksum}
		default:
			if a.status < 300 {
				return false, &worker.Trouble{Cause: worker.Portal, Err: errOtherBody}
			}
			t := a.trouble()
			switch t.Reason.Code {
			case api.ErrUploadOffset.Code, api.ErrUploadGone.Code, api.ErrNotThere.Code:
				return true, nil
			}
			return false, t
		}
	}
	return false, nil
}

// maxChunk is the largest chunk that is allowed.
func (c *Client) maxChunk() int {
	most := api.DefaultChunk
	if c.o.Chunk != nil && c.o.Chunk() > 0 {
		most = c.o.Chunk()
	}
	return max(leastChunk, min(most, api.MaxChunk))
}

func (c *Client) chunkSize() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return min(c.chunk, c.maxChunk())
}

// resize learns from a chunk; took 0 means that it did not arrive.
func (c *Client) resize(n int, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case took == 0:
		c.chunk = max(leastChunk, n/4)
	case took > tired:
		c.chunk = max(leastChunk, n/2)
	case took < quick && n >= c.chunk:
		c.chunk = min(2*c.chunk, api.MaxChunk)
	}
}

func asTrouble(err error) (*worker.Trouble, bool) {
	var t *worker.Trouble
	return t, errors.As(err, &t)
}
