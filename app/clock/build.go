package clock

import (
	"runtime/debug"
	"time"
)

// BuildTime is the time of the commit that this program was built from, or
// zero where the build does not say. No clock that shows an earlier time is
// right.
func BuildTime() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			if t, err := time.Parse(time.RFC3339, s.Value); err == nil {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}
