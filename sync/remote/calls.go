package remote

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/worker"
)

// maxSmall bounds answers that are short, in bytes.
const maxSmall = 1 << 20

// Enrol asks for the enrolment of a kiosk with this key, and verifies the
// service by the fingerprint of the code. It may be repeated while the code is
// good. Errors: api.ErrForged, those of the service's problems as Troubles.
func (c *Client) Enrol(ctx context.Context, code api.EnrolCode, key ed25519.PrivateKey, software string) (api.Enrolled, api.KeySet, error) {
	var e api.Enrolled
	q, err := post(api.PathEnrolments, api.NewEnrolment(code, key, software), maxSmall)
	if err != nil {
		return e, api.KeySet{}, err
	}
	q.anonymous = true
	if err := c.call(ctx, q, &e, http.StatusOK, http.StatusCreated); err != nil {
		return e, api.KeySet{}, err
	}
	keys, err := e.Keys.First(code.Fingerprint)
	if err != nil {
		return e, api.KeySet{}, err
	}
	if e.Kiosk == "" || len(e.CampusKey) == 0 {
		return e, keys, api.ErrMalformed
	}
	return e, keys, nil
}

// Keys gives the service's key chain, not verified.
func (c *Client) Keys(ctx context.Context) (api.KeyChain, error) {
	var k api.KeyChain
	return k, c.call(ctx, &request{method: http.MethodGet, target: api.PathKeys, anonymous: true, limit: maxSmall}, &k, http.StatusOK)
}

// Changes polls the feed.
func (c *Client) Changes(ctx context.Context, since string, wait time.Duration) (api.Page, error) {
	var p api.Page
	q := &request{method: http.MethodGet, target: api.ChangesQuery(since, wait), limit: api.MaxPageBytes}
	if err := c.call(ctx, q, &p, http.StatusOK); err != nil {
		return p, c.clock(ctx, err)
	}
	if p.Cursor == "" || len(p.Entries) > api.MaxPage {
		return p, &worker.Trouble{Cause: worker.Portal, Err: errOtherBody}
	}
	return p, nil
}

// Blob gives a file by its content's hash, which is verified.
func (c *Client) Blob(ctx context.Context, id booth.PhotoID) ([]byte, error) {
	a, err := c.do(ctx, &request{method: http.MethodGet, target: api.BlobPath(id), limit: api.MaxBlob})
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, c.clock(ctx, a.trouble())
	}
	media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	sum := sha256.Sum256(a.body)
	if media != "application/octet-stream" || hex.EncodeToString(sum[:]) != string(id) {
		return nil, &worker.Trouble{Cause: worker.Portal, Err: errOtherBody}
	}
	return a.body, nil
}

// Counts reports counters of standardisations, at most api.MaxCounts students.
func (c *Client) Counts(ctx context.Context, counts []api.Counts) error {
	q, err := post(api.PathCounts, api.CountsReport{Counts: counts}, maxSmall)
	if err != nil {
		return err
	}
	var taken api.CountsTaken
	return c.clock(ctx, c.call(ctx, q, &taken, http.StatusOK))
}

// Health reports how the kiosk is.
func (c *Client) Health(ctx context.Context, h api.Health) error {
	q, err := post(api.PathHealth, h, maxSmall)
	if err != nil {
		return err
	}
	var taken api.HealthTaken
	return c.clock(ctx, c.call(ctx, q, &taken, http.StatusOK))
}

// Receipt asks what became of a packet whose file has this digest.
func (c *Client) Receipt(ctx context.Context, packet api.PacketID, digest booth.PhotoID) (api.Receipt, error) {
	var s api.Signed
	if err := c.call(ctx, &request{method: http.MethodGet, target: api.ReceiptPath(packet), limit: maxSmall}, &s, http.StatusOK); err != nil {
		return api.Receipt{}, c.clock(ctx, err)
	}
	return c.open(s, packet, digest)
}

// Time asks for signed time and tells how long the question took.
func (c *Client) Time(ctx context.Context) (at time.Time, roundTrip time.Duration, err error) {
	ask := api.NewTimeRequest()
	q, err := post(api.PathTime, ask, maxSmall)
	if err != nil {
		return at, 0, err
	}
	q.anonymous = true
	began := time.Now()
	var s api.Signed
	if err := c.call(ctx, q, &s, http.StatusOK); err != nil {
		return at, 0, err
	}
	roundTrip = time.Since(began)
	if at, err = ask.OpenTime(s, c.o.Keys()); err != nil {
		return at, 0, &worker.Trouble{Cause: worker.Stranger, Err: err}
	}
	c.mu.Lock()
	c.at, c.mono = at.Add(roundTrip/2), time.Now()
	c.mu.Unlock()
	return at, roundTrip, nil
}

// Probe asks for the time (worker.Service).
func (c *Client) Probe(ctx context.Context) error {
	_, _, err := c.Time(ctx)
	return err
}

// clock gets the time where the service refused that of a request, so that the
// next attempt is signed with it.
func (c *Client) clock(ctx context.Context, err error) error {
	if t, ok := asTrouble(err); ok && t.Cause == worker.Clock {
		if _, _, failed := c.Time(ctx); failed != nil {
			return failed
		}
	}
	return err
}
