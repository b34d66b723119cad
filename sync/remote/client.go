package remote

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/worker"
)

// Options are what a client works with.
type Options struct {
	// Service is the service's address, "https://kiosk.example.edu.cn", perhaps
	// with a path.
	Service string
	// CA holds certificates in PEM. Where it is not empty, only they are believed.
	CA []byte
	// Kiosk, Key and Keys are those of an enrolled kiosk; Keys gives the service's
	// keys that are pinned at present.
	Kiosk booth.KioskID
	Key   ed25519.PrivateKey
	Keys  func() api.KeySet
	// Now is the kiosk's trusted time; nil is time.Now.
	Now func() time.Time
	// Chunk gives the largest chunk of an upload, in bytes; nil or 0 is
	// api.DefaultChunk.
	Chunk func() int
	// Dial makes connections; nil is the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Stall is how long a connection may stand still; 0 is DefaultStall.
	Stall time.Duration
}

// DefaultStall is how long a connection may stand still: the longest poll, and
// an upload's slowest line, need half of it.
const DefaultStall = 90 * time.Second

// sendBuffer is the kernel's buffer of a connection, in bytes. With the usual
// megabytes, a slow line would swallow a chunk and stand still afterwards.
const sendBuffer = 64 << 10

// Errors for people.
var (
	// ErrAddress: the service's address can't be used.
	ErrAddress = booth.Fail("remote.address",
		"服务器地址不正确。地址应以 https:// 开头。",
		"The service's address is not right. It begins with https://.")
	// ErrCA: the file of certificates holds none.
	ErrCA = booth.Fail("remote.ca",
		"证书文件中没有可用的证书，请检查文件。",
		"The file of certificates holds none that can be used. Please check the file.")
)

// Client talks to the service. It is safe for concurrent use.
type Client struct {
	o    Options
	base *url.URL
	http *resty.Client

	mu sync.Mutex
	// The service's time, once it is known: at, when mono was now.
	at   time.Time
	mono time.Time
	// chunk is how large the next chunk is.
	chunk int
}

// New makes a client. Errors: ErrAddress, ErrCA.
func New(o Options) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(o.Service, "/"))
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" || !safe(base) {
		return nil, ErrAddress
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Stall == 0 {
		o.Stall = DefaultStall
	}
	c := &Client{o: o, base: base, chunk: firstChunk}
	config := &tls.Config{MinVersion: tls.VersionTLS13}
	if len(o.CA) > 0 {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(o.CA) {
			return nil, ErrCA
		}
	}
	c.http = resty.NewWithClient(&http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           c.dial,
			TLSClientConfig:       config,
			TLSHandshakeTimeout:   min(o.Stall, 20*time.Second),
			ResponseHeaderTimeout: o.Stall,
			IdleConnTimeout:       o.Stall,
			MaxIdleConnsPerHost:   4,
			DisableCompression:    true,
		},
		// A service of ours does not redirect; whoever does is another.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	c.http.SetDoNotParseResponse(true).SetRetryCount(0).SetAllowGetMethodPayload(false)
	c.http.SetLogger(silent{}) // who asks tells what went wrong
	c.http.SetPreRequestHook(c.finish)
	return c, nil
}

// silent keeps the library from writing to the terminal.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}

// safe allows plain HTTP to this machine only.
func safe(u *url.URL) bool {
	switch u.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		return u.Scheme == "http" || u.Scheme == "https"
	}
	return u.Scheme == "https"
}

// Close gives idle connections back.
func (c *Client) Close() { c.http.GetClient().CloseIdleConnections() }

func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dial := c.o.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: min(c.o.Stall, 15*time.Second), KeepAlive: 30 * time.Second}).DialContext
	}
	conn, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if t, ok := conn.(*net.TCPConn); ok {
		_ = t.SetWriteBuffer(sendBuffer) // slower without it, no more
	}
	return &moving{Conn: conn, stall: c.o.Stall}, nil
}

// moving ends a connection that stands still. What is written counts for the
// reader too: it waits for the answer to something that is still on its way.
type moving struct {
	net.Conn
	stall time.Duration
}

func (m *moving) Read(p []byte) (int, error) {
	if err := m.SetReadDeadline(time.Now().Add(m.stall)); err != nil {
		return 0, err
	}
	return m.Conn.Read(p)
}

func (m *moving) Write(p []byte) (int, error) {
	if err := m.SetDeadline(time.Now().Add(m.stall)); err != nil {
		return 0, err
	}
	n, err := m.Conn.Write(p)
	if err == nil {
		err = m.SetReadDeadline(time.Now().Add(m.stall))
	}
	return n, err
}

// now is the time that requests are signed with.
func (c *Client) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return c.o.Now()
	}
	return c.at.Add(time.Since(c.mono))
}

// request is one attempt.
type request struct {
	method, target string // path with query below the base, or a whole address
	header         map[string]string
	body           []byte
	// anonymous requests are not signed.
	anonymous bool
	// throttle slows the body down; may be nil.
	throttle func(ctx context.Context, bytes int) error
	// limit of the answer's body, in bytes; 0 is for no answer.
	limit int64
}

type requestKey struct{}

// finish completes the request that the library has built: its body, whose
// length is known and which is never sent again by itself, and its signature.
func (c *Client) finish(_ *resty.Client, r *http.Request) error {
	q, _ := r.Context().Value(requestKey{}).(*request)
	r.Body, r.ContentLength, r.GetBody = http.NoBody, 0, nil
	if len(q.body) > 0 {
		r.ContentLength = int64(len(q.body))
		r.Body = io.NopCloser(&slow{ctx: r.Context(), r: bytes.NewReader(q.body), throttle: q.throttle})
	}
	if q.anonymous {
		return nil
	}
	s := api.Signer{Kiosk: c.o.Kiosk, Key: c.o.Key, Now: c.now}
	s.Sign(r, sha256.Sum256(q.body))
	return nil
}

// slow reads no faster than it may.
type slow struct {
	ctx      context.Context //nolint:containedctx // a reader has no other way
	r        io.Reader
	throttle func(ctx context.Context, bytes int) error
}

func (s *slow) Read(p []byte) (int, error) {
	n, err := s.r.Read(p[:min(len(p), 16<<10)])
	if n > 0 && s.throttle != nil {
		if err := s.throttle(s.ctx, n); err != nil {
			return 0, err
		}
	}
	return n, err
}

// answer is what came back, whoever sent it.
type answer struct {
	status int
	header http.Header
	body   []byte
	url    *url.URL
}

// do makes one attempt. The error is a Trouble, or the context's.
func (c *Client) do(ctx context.Context, q *request) (*answer, error) {
	target := q.target
	if strings.HasPrefix(target, "/") {
		target = c.base.String() + target
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r := c.http.R().SetContext(context.WithValue(ctx, requestKey{}, q)).SetHeaders(q.header)
	res, err := r.Execute(q.method, target)
	if err != nil {
		return nil, troubleOf(ctx, err)
	}
	raw := res.RawBody()
	defer raw.Close() //nolint:errcheck // it was read
	a := &answer{status: res.StatusCode(), header: res.Header(), url: res.RawResponse.Request.URL}
	limit := q.limit
	if a.status >= 300 {
		limit = api.MaxProblem
	}
	if a.body, err = io.ReadAll(io.LimitReader(raw, limit+1)); err != nil {
		return nil, troubleOf(ctx, err)
	}
	if int64(len(a.body)) > limit {
		return nil, &worker.Trouble{Cause: worker.Portal, Err: errTooLong}
	}
	return a, nil
}

// call makes a JSON request and reads the JSON answer of one of the statuses.
func (c *Client) call(ctx context.Context, q *request, to any, statuses ...int) error {
	a, err := c.do(ctx, q)
	if err != nil {
		return err
	}
	return a.read(to, statuses...)
}

// read takes the documented answer, and makes everything else a Trouble.
func (a *answer) read(to any, statuses ...int) error {
	for _, s := range statuses {
		if a.status != s {
			continue
		}
		media, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
		if err != nil || media != api.JSON {
			return &worker.Trouble{Cause: worker.Portal, Err: errOtherType}
		}
		d := json.NewDecoder(bytes.NewReader(a.body))
		if err := d.Decode(to); err != nil {
			return &worker.Trouble{Cause: worker.Portal, Err: errOtherBody}
		}
		if _, err := d.Token(); err != io.EOF {
			return &worker.Trouble{Cause: worker.Portal, Err: errOtherBody}
		}
		return nil
	}
	return a.trouble()
}

// post makes a request with a JSON body.
func post(target string, body any, limit int64) (*request, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return &request{method: http.MethodPost, target: target, header: map[string]string{"Content-Type": api.JSON}, body: text, limit: limit}, nil
}
