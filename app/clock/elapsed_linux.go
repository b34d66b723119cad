package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// Elapsed is CLOCK_BOOTTIME. Go's monotonic clock stops while the machine is
// suspended, and a lid closed for a night must not look like a set clock.
func (system) Elapsed() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts); err != nil {
		panic("clock: the kernel has no boot clock: " + err.Error())
	}
	return time.Duration(ts.Nano())
}
