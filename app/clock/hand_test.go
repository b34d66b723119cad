package clock

import "time"

// hand is a Source moved by hand: the machine's clock and the boot clock are
// two things.
type hand struct {
	wall    time.Time
	elapsed time.Duration
}

func (h *hand) Wall() time.Time        { return h.wall }
func (h *hand) Elapsed() time.Duration { return h.elapsed }

// pass lets d pass on both clocks.
func (h *hand) pass(d time.Duration) {
	h.wall = h.wall.Add(d)
	h.elapsed += d
}

// set sets the machine's clock only.
func (h *hand) set(t time.Time) { h.wall = t }

// off switches the machine off for d: the boot clock starts anew, the
// machine's clock goes on (a good battery).
func (h *hand) off(d time.Duration) {
	h.wall = h.wall.Add(d)
	h.elapsed = 17 * time.Second
}
