package pages

import (
	"sync"
	"time"
)

// An address may fail addrFailures times in addrWindow, whatever the login; each
// process counts by itself. Failures of one login are counted by the service, for
// all processes.
const (
	addrFailures = 30
	addrWindow   = 15 * time.Minute
	// addrKept bounds the table: beyond it the oldest windows go.
	addrKept = 10_000
)

// throttle counts failures by address.
type throttle struct {
	mu sync.Mutex
	by map[string]*window
}

type window struct {
	since    time.Time
	failures int
}

func newThrottle() *throttle { return &throttle{by: map[string]*window{}} }

// wait is how long an address has to wait; 0 if it may try.
func (t *throttle) wait(addr string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.by[addr]
	if w == nil || now.Sub(w.since) >= addrWindow || w.failures < addrFailures {
		return 0
	}
	return addrWindow - now.Sub(w.since)
}

// failed counts a failure.
func (t *throttle) failed(addr string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.by[addr]
	if w == nil || now.Sub(w.since) >= addrWindow {
		if len(t.by) >= addrKept {
			t.drop(now)
		}
		w = &window{since: now}
		t.by[addr] = w
	}
	w.failures++
}

// drop makes room: windows that are over, else the oldest.
func (t *throttle) drop(now time.Time) {
	oldest, when := "", now
	for a, w := range t.by {
		if now.Sub(w.since) >= addrWindow {
			delete(t.by, a)
		} else if !w.since.After(when) {
			oldest, when = a, w.since
		}
	}
	if len(t.by) >= addrKept {
		delete(t.by, oldest)
	}
}
