package clock

import "time"

// Source is where a Clock reads. Implementations are safe for concurrent use.
type Source interface {
	// Wall is the machine's clock: it may be wrong and may step either way.
	Wall() time.Time
	// Elapsed is the time since an arbitrary start in this process. It never
	// steps or goes back, and it counts while the machine is suspended.
	Elapsed() time.Duration
}

// System is the machine's own clocks.
func System() Source { return system{} }

type system struct{}

// Wall reads the real-time clock without Go's monotonic part.
func (system) Wall() time.Time { return time.Now().Round(0) }
