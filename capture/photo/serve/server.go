package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/photo/serve/wire"
)

// MaxLine is the greatest length of a request in bytes, without the line's
// end: two pictures of 32 MiB in base64 and what is around them.
const MaxLine = 96 << 20

// Server answers requests. Its zero values of Parallel and Clients mean the
// defaults.
type Server struct {
	Pipeline *photo.Pipeline
	// Parallel is how many requests are worked on at the same time; 2 by
	// default.
	Parallel int
	// Clients is how many clients of a socket are served at the same time; 16
	// by default.
	Clients int
	// maxLine is MaxLine unless a test sets it.
	maxLine int

	once  sync.Once
	slots chan struct{}
}

func (s *Server) init() {
	s.once.Do(func() {
		if s.Parallel < 1 {
			s.Parallel = 2
		}
		if s.Clients < 1 {
			s.Clients = 16
		}
		if s.maxLine < 1 {
			s.maxLine = MaxLine
		}
		s.slots = make(chan struct{}, s.Parallel)
	})
}

// Stream answers the requests from r on w until r ends or ctx does, and then
// what is still being worked on. Reading from r itself can't be interrupted:
// when ctx ends first, a read may go on until r is closed. The error is
// ErrConnection if r or w broke.
func (s *Server) Stream(ctx context.Context, r io.Reader, w io.Writer) error {
	s.init()
	type item struct {
		line []byte
		err  error
	}
	items := make(chan item)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		in := wire.NewLines(r, s.maxLine)
		for {
			line, err := in.Next()
			select {
			case items <- item{line, err}:
			case <-stop:
				return
			}
			if err != nil && !errors.Is(err, wire.ErrTooLong) {
				return
			}
		}
	}()

	out := &writer{w: w}
	var work sync.WaitGroup
	defer work.Wait()
	for {
		var i item
		select {
		case <-ctx.Done():
			work.Wait()
			return out.failure()
		case i = <-items:
		}
		switch {
		case errors.Is(i.err, wire.ErrTooLong):
			out.write(answer{
				ID: json.RawMessage("null"), Exit: 2,
				Error: photo.ProblemOf(i.err),
			})
			continue
		case errors.Is(i.err, io.EOF):
			work.Wait()
			return out.failure()
		case i.err != nil:
			work.Wait()
			return ErrConnection.Because(i.err)
		case len(i.line) == 0 || out.failure() != nil:
			if out.failure() != nil {
				work.Wait()
				return out.failure()
			}
			continue
		}
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			continue // ends in the next round
		}
		work.Go(func() {
			defer func() { <-s.slots }()
			out.write(s.handle(ctx, i.line))
		})
	}
}

// handle answers one line; a panic is an answer too.
func (s *Server) handle(ctx context.Context, line []byte) (a answer) {
	r, err := wire.Parse(line)
	defer func() {
		if p := recover(); p != nil {
			slog.Error("request panicked", "op", r.Op, "panic", fmt.Sprint(p))
			a = failed(r.ID, booth.ErrInternal)
		}
	}()
	if err != nil {
		return failed(r.ID, err)
	}
	return s.answer(ctx, r)
}

func failed(id json.RawMessage, err error) answer {
	if id == nil {
		id = json.RawMessage("null")
	}
	return answer{ID: id, Exit: 2, Error: photo.ProblemOf(err)}
}

// writer writes whole lines; after its first failure nothing more.
type writer struct {
	mu  sync.Mutex
	w   io.Writer
	err error
}

func (w *writer) write(a answer) {
	line, err := json.Marshal(a)
	if err != nil {
		slog.Error("answer not written", "err", err)
		line, _ = json.Marshal(failed(a.ID, booth.ErrInternal))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return
	}
	if _, err := w.w.Write(append(line, '\n')); err != nil {
		w.err = err
	}
}

func (w *writer) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return ErrConnection.Because(w.err)
	}
	return nil
}

// Listen makes the socket at path, with mode 0600. A socket that a server left
// behind is replaced; anything else in its place is an error, as is a server
// that still answers.
func Listen(path string) (net.Listener, error) {
	if info, err := os.Lstat(path); err == nil {
		if info.Mode()&fs.ModeSocket == 0 {
			return nil, ErrSocket.Because(errors.New("another file is in its place"))
		}
		c, err := net.DialTimeout("unix", path, time.Second)
		if err == nil {
			_ = c.Close()
			return nil, ErrInUse
		}
		if !errors.Is(err, syscall.ECONNREFUSED) {
			return nil, ErrSocket.Because(err)
		}
		if err := os.Remove(path); err != nil {
			return nil, ErrSocket.Because(err)
		}
	}
	// The mode must be right from the first moment, not after a chmod.
	old := syscall.Umask(0o177)
	l, err := net.Listen("unix", path)
	syscall.Umask(old)
	if err != nil {
		return nil, ErrSocket.Because(err)
	}
	return l, nil
}

// Serve answers all clients of l until ctx ends; it closes l. What is being
// worked on is still answered.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.init()
	var clients sync.WaitGroup
	defer clients.Wait()
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	defer l.Close() //nolint:errcheck // it was only listened on
	free := make(chan struct{}, s.Clients)
	for {
		free <- struct{}{}
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return ErrSocket.Because(err)
		}
		clients.Go(func() {
			defer func() { <-free }()
			s.client(ctx, c)
		})
	}
}

func (s *Server) client(ctx context.Context, c net.Conn) {
	// Ending a client's read ends its stream; answers can still be written.
	defer context.AfterFunc(ctx, func() { _ = c.SetReadDeadline(time.Now()) })()
	defer c.Close() //nolint:errcheck // nothing is buffered
	if err := s.Stream(ctx, c, c); err != nil && ctx.Err() == nil {
		slog.Info("client gone", "err", booth.Explain(err).Code)
	}
}
