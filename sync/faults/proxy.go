package faults

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Options are how a proxy is made.
type Options struct {
	// Upstream is the address of the service, "127.0.0.1:8443". It may change,
	// see SetUpstream.
	Upstream string
	// TLS is the proxy's own; nil is plain TCP. UpstreamTLS is how it speaks to
	// the service; nil is plain.
	TLS, UpstreamTLS *tls.Config
	// Fate decides what happens to each request; nil lets all through.
	Fate func(Request) Fate
}

// Stats are what went through.
type Stats struct {
	Connections int `json:"connections"`
	Requests    int `json:"requests"`
	Cuts        int `json:"cuts"`
	Lost        int `json:"lost"`
	Answered    int `json:"answered"`
	// Chunks is the bytes of uploads that came from the client; Twice of them
	// were ones that the service had been sent before.
	Chunks int64 `json:"chunks"`
	Twice  int64 `json:"twice"`
	// Failed counts chunks, wholly or partly sent, whose success did not get to
	// the client, and FailedBytes how long they were.
	Failed      int   `json:"failed"`
	FailedBytes int64 `json:"failed_bytes"`
	// Largest is the largest chunk.
	Largest int64 `json:"largest"`
}

// Proxy is a bad network. It is safe for concurrent use.
type Proxy struct {
	listener net.Listener
	ctx      context.Context //nolint:containedctx // the life of its connections
	stop     context.CancelFunc
	work     sync.WaitGroup
	pace     *rate.Limiter

	mu       sync.Mutex
	o        Options
	down     bool
	stats    Stats
	sent     map[string]int64 // by upload: up to where bytes went
	sessions map[net.Conn]bool
}

const burst = 16 << 10

// New starts a proxy on a free port of this machine.
func New(o Options) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: l, o: o, sent: map[string]int64{}, sessions: map[net.Conn]bool{}, pace: rate.NewLimiter(rate.Inf, burst)}
	p.ctx, p.stop = context.WithCancel(context.Background())
	p.work.Go(p.accept)
	return p, nil
}

// Addr is where it listens.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Close ends it and all connections.
func (p *Proxy) Close() error {
	p.stop()
	err := p.listener.Close()
	p.Drop()
	p.work.Wait()
	return err
}

// SetFate changes what happens to requests from now on.
func (p *Proxy) SetFate(f func(Request) Fate) { p.set(func(o *Options) { o.Fate = f }) }

// SetUpstream changes where the service is.
func (p *Proxy) SetUpstream(address string) {
	p.set(func(o *Options) { o.Upstream = address })
	p.Drop()
}

// SetTLS changes the proxy's certificate.
func (p *Proxy) SetTLS(c *tls.Config) { p.set(func(o *Options) { o.TLS = c }); p.Drop() }

// SetPace limits both directions together, in bytes a second; 0 is no limit.
func (p *Proxy) SetPace(bytesPerSecond int) {
	if bytesPerSecond <= 0 {
		p.pace.SetLimit(rate.Inf)
		return
	}
	p.pace.SetLimit(rate.Limit(bytesPerSecond))
}

// SetDown turns the service off and on: nobody answers any more, connections
// end and new ones are closed at once.
func (p *Proxy) SetDown(down bool) {
	p.mu.Lock()
	p.down = down
	p.mu.Unlock()
	if down {
		p.Drop()
	}
}

// Drop ends all connections.
func (p *Proxy) Drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.sessions {
		_ = c.Close()
	}
}

// Stats tells what went through.
func (p *Proxy) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stats
}

func (p *Proxy) set(change func(*Options)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.o)
}

func (p *Proxy) count(change func(*Stats)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.stats)
}

func (p *Proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.work.Go(func() { p.serve(conn) })
	}
}

// keep notes a connection; false if it may not live.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down || p.ctx.Err() != nil {
		return false
	}
	p.sessions[c] = true
	return true
}

func (p *Proxy) forget(c net.Conn) {
	p.mu.Lock()
	delete(p.sessions, c)
	p.mu.Unlock()
	_ = c.Close()
}

// abort ends a connection the hard way.
func abort(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

func (p *Proxy) serve(conn net.Conn) {
	p.mu.Lock()
	o := p.o
	p.stats.Connections++
	p.mu.Unlock()
	if !p.keep(conn) {
		abort(conn)
		return
	}
	defer p.forget(conn)
	client := conn
	if o.TLS != nil {
		client = tls.Server(conn, o.TLS)
	}
	s := &session{p: p, o: o, client: client, conn: conn, in: bufio.NewReaderSize(client, 64<<10), out: bufio.NewWriter(p.paced(client))}
	defer s.end()
	for s.exchange() == nil {
	}
}

// paced slows a writer down.
func (p *Proxy) paced(w io.Writer) io.Writer { return pacedWriter{p, w} }

type pacedWriter struct {
	p *Proxy
	w io.Writer
}

func (w pacedWriter) Write(b []byte) (done int, err error) {
	for len(b) > 0 {
		n := min(len(b), burst)
		if err := w.p.pace.WaitN(w.p.ctx, n); err != nil {
			return done, err
		}
		n, err = w.w.Write(b[:n])
		done += n
		if err != nil {
			return done, err
		}
		b = b[n:]
	}
	return done, nil
}

// session is one client's connection and its connection to the service.
type session struct {
	p            *Proxy
	o            Options
	client, conn net.Conn
	in           *bufio.Reader
	out          *bufio.Writer
	up           net.Conn
	answers      *bufio.Reader
}

var errCut = errors.New("faults: cut")

func (s *session) end() {
	if s.up != nil {
		s.p.forget(s.up)
	}
}

// cut ends both connections.
func (s *session) cut() error {
	if s.up != nil {
		abort(s.up)
	}
	abort(s.conn)
	return errCut
}

// exchange takes one request and its answer.
func (s *session) exchange() error {
	raw, q, err := readHead(s.in)
	if err != nil {
		return err
	}
	sent, taken, err := s.pass(raw, q)
	if q.Method == http.MethodPatch && sent && !taken {
		s.p.count(func(st *Stats) { st.Failed++; st.FailedBytes += q.Length })
	}
	return err
}

// pass passes a request and its answer on. sent: the service got something of
// it; taken: the client got an answer that is a success.
func (s *session) pass(raw []byte, q Request) (sent, taken bool, err error) {
	s.p.mu.Lock()
	s.p.stats.Requests++
	q.N = s.p.stats.Requests
	decide := s.p.o.Fate
	s.p.mu.Unlock()
	var fate Fate
	if decide != nil {
		fate = decide(q)
	}
	if fate.Answer != nil {
		s.p.count(func(st *Stats) { st.Answered++ })
		_, _ = io.CopyN(io.Discard, s.in, q.Length)
		_ = fate.Answer.write(s.out, q.Method == http.MethodHead)
		return sent, taken, errCut
	}
	if err := s.connect(); err != nil {
		return sent, taken, s.cut()
	}
	to := s.p.paced(s.up)
	if _, err := to.Write(raw); err != nil {
		return sent, taken, s.cut()
	}
	sent = true
	if err := s.body(to, q, fate.Cut); errors.Is(err, errCut) {
		s.p.count(func(st *Stats) { st.Cuts++ })
		return sent, taken, s.cut()
	}
	// A service that refuses early has answered already.
	answer, err := http.ReadResponse(s.answers, &http.Request{Method: q.Method})
	if err != nil {
		return sent, taken, s.cut()
	}
	defer answer.Body.Close() //nolint:errcheck // nothing was written
	if fate.Lose {
		_, _ = io.Copy(io.Discard, answer.Body)
		s.p.count(func(st *Stats) { st.Lost++ })
		return sent, taken, s.cut()
	}
	if err := errors.Join(answer.Write(s.out), s.out.Flush()); err != nil {
		return sent, taken, s.cut()
	}
	taken = answer.StatusCode < 300
	if answer.Close {
		return sent, taken, errCut
	}
	return sent, taken, nil
}

func (s *session) connect() error {
	if s.up != nil {
		return nil
	}
	s.p.mu.Lock()
	address := s.p.o.Upstream
	s.p.mu.Unlock()
	d := net.Dialer{Timeout: 5 * time.Second}
	conn, err := d.DialContext(s.p.ctx, "tcp", address)
	if err != nil {
		return err
	}
	if !s.p.keep(conn) {
		abort(conn)
		return errCut
	}
	s.up = conn
	if s.o.UpstreamTLS != nil {
		s.up = tls.Client(conn, s.o.UpstreamTLS)
	}
	s.answers = bufio.NewReader(s.up)
	return nil
}

// body passes a body on, at most cut bytes of it if cut is not 0.
func (s *session) body(to io.Writer, q Request, cut int64) error {
	n := q.Length
	if cut > 0 && cut < n {
		n = cut
	}
	done, err := io.CopyN(to, s.in, n)
	s.p.sentChunk(q, done)
	if err == nil && n < q.Length {
		return errCut
	}
	return err
}

// sentChunk counts bytes of an upload.
func (p *Proxy) sentChunk(q Request, n int64) {
	if q.Method != http.MethodPatch || q.Offset < 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.sent[q.Path]
	p.stats.Chunks += n
	p.stats.Largest = max(p.stats.Largest, q.Length)
	if q.Offset < before {
		p.stats.Twice += min(before, q.Offset+n) - q.Offset
	}
	p.sent[q.Path] = max(before, q.Offset+n)
}
