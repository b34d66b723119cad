package service

import (
	"context"
	"slices"
	"sync"
	"time"

	"campuskiosk/sync/central/store"
)

// hub wakes who waits for changes of some scopes.
type hub struct {
	mu      sync.Mutex
	waiters map[*waiter]struct{}
	// poked has an element after a change of this process.
	poked chan struct{}
}

// waiter is one that waits. Its channel has an element when something of
// interest changed since it was registered.
type waiter struct {
	hub    *hub
	ready  chan struct{}
	scopes []store.Scope // nil: not known yet, everything is of interest
}

func newHub() *hub {
	return &hub{waiters: map[*waiter]struct{}{}, poked: make(chan struct{}, 1)}
}

func (h *hub) poke() {
	select {
	case h.poked <- struct{}{}:
	default:
	}
}

func (h *hub) register() *waiter {
	w := &waiter{hub: h, ready: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiters[w] = struct{}{}
	return w
}

func (w *waiter) done() {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	delete(w.hub.waiters, w)
}

// wait waits for a change of the scopes; true when the time is over or ctx
// ended.
func (w *waiter) wait(ctx context.Context, scopes []store.Scope, most time.Duration) (ended bool) {
	defer w.done()
	w.hub.mu.Lock()
	w.scopes = scopes
	w.hub.mu.Unlock()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-w.ready:
		return false
	case <-timer.C:
		return true
	case <-ctx.Done():
		return true
	}
}

// changed wakes who waits for one of the scopes; nil is all.
func (h *hub) changed(scopes []store.Scope) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.waiters {
		if scopes != nil && w.scopes != nil && !slices.ContainsFunc(scopes, func(s store.Scope) bool { return slices.Contains(w.scopes, s) }) {
			continue
		}
		select {
		case w.ready <- struct{}{}:
		default:
		}
	}
}

// Waiting is how many kiosks wait for changes, for metrics.
func (s *Service) Waiting() int {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	return len(s.hub.waiters)
}
