package camera

import (
	"context"
	"sync"
	"time"
)

// mailbox hands the newest frame from the goroutine that owns the device to
// the one that calls next. It holds at most one frame; three buffers go round:
// one being filled, one waiting, one with the consumer.
type mailbox struct {
	mu      sync.Mutex
	waiting *Frame   // newest frame not fetched yet
	held    *Frame   // the one the consumer looks at
	spare   []*Frame // empty buffers
	fault   error    // what is wrong now; nil while frames come
	told    bool     // the fault was returned once
	closed  bool

	wake chan struct{} // holds one token when something changed
	done chan struct{} // closed by close
}

func newMailbox() *mailbox {
	return &mailbox{wake: make(chan struct{}, 1), done: make(chan struct{})}
}

// blank gives an empty buffer to fill; give it back with put or toss.
func (m *mailbox) blank() *Frame {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.spare); n > 0 {
		f := m.spare[n-1]
		m.spare = m.spare[:n-1]
		*f = Frame{Data: f.Data[:0]}
		return f
	}
	return &Frame{}
}

// put makes f the newest frame; one that nobody fetched is dropped. Frames
// coming ends a fault.
func (m *mailbox) put(f *Frame) {
	m.mu.Lock()
	if m.waiting != nil {
		m.spare = append(m.spare, m.waiting)
	}
	m.waiting, m.fault, m.told = f, nil, false
	m.mu.Unlock()
	m.poke()
}

// toss gives an unused buffer back.
func (m *mailbox) toss(f *Frame) {
	m.mu.Lock()
	m.spare = append(m.spare, f)
	m.mu.Unlock()
}

// fail says what is wrong from now on until the next put. A frame still
// waiting is dropped: it is older than the failure.
func (m *mailbox) fail(err error) {
	m.mu.Lock()
	if m.waiting != nil {
		m.spare = append(m.spare, m.waiting)
		m.waiting = nil
	}
	if m.fault == nil || m.fault.Error() != err.Error() {
		m.fault, m.told = err, false
	}
	m.mu.Unlock()
	m.poke()
}

func (m *mailbox) poke() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

func (m *mailbox) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.closed = true
		close(m.done)
	}
}

// next is Camera.Next.
func (m *mailbox) next(ctx context.Context) (Frame, error) {
	silence := time.NewTimer(Patience)
	defer silence.Stop()
	for {
		if f, err := m.fetch(false); f != nil || err != nil {
			return deref(f), err
		}
		select {
		case <-m.wake:
		case <-m.done:
		case <-ctx.Done():
			return Frame{}, ctx.Err()
		case <-silence.C:
			f, err := m.fetch(true)
			return deref(f), err
		}
	}
}

// fetch takes the waiting frame, or a fault that was not told yet; with late
// set, the fault again, or silence.
func (m *mailbox) fetch(late bool) (*Frame, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.closed:
		return nil, ErrClosed
	case m.waiting != nil:
		if m.held != nil {
			m.spare = append(m.spare, m.held)
		}
		m.held, m.waiting = m.waiting, nil
		return m.held, nil
	case m.fault != nil && (late || !m.told):
		m.told = true
		return nil, m.fault
	case late:
		return nil, ErrSilent
	}
	return nil, nil
}

func deref(f *Frame) Frame {
	if f == nil {
		return Frame{}
	}
	return *f
}
