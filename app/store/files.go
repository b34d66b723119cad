package store

import (
	"sync"

	"campuskiosk/app/store/sealed"
)

// fileHold puts off removing files while a backup reads them.
type fileHold struct {
	mu      sync.Mutex
	holds   int
	waiting []string
}

// remove removes files whose records are gone. One that can't be removed is an
// orphan: it can't be opened any more, and the next start sweeps it.
func (h *fileHold) remove(f sealed.Folder, names []string) {
	if len(names) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.holds > 0 {
		h.waiting = append(h.waiting, names...)
		return
	}
	_ = f.Remove(names...)
}

// hold keeps all files until the function it gives is called.
func (h *fileHold) hold(f sealed.Folder) (release func()) {
	h.mu.Lock()
	h.holds++
	h.mu.Unlock()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.holds--; h.holds == 0 {
			_ = f.Remove(h.waiting...)
			h.waiting = nil
		}
	}
}
