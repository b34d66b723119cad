package flow

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"campuskiosk/app/booth"
)

// walkLength is the number of events of one walk.
const walkLength = 250

// walkEvents is how many events are walked: 20,000 in an ordinary test run,
// more by CAMPUSKIOSK_WALK_EVENTS ("make walks").
func walkEvents(t *testing.T) int {
	v := os.Getenv("CAMPUSKIOSK_WALK_EVENTS")
	if v == "" {
		return 20_000
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		t.Fatalf("CAMPUSKIOSK_WALK_EVENTS=%s is no number of events", v)
	}
	return n
}

func newStats() *walkStats {
	return &walkStats{States: map[booth.State]int{}, Codes: map[booth.Code]int{}}
}

// setFlag sets a flag of rapid for one test.
func setFlag(t *testing.T, name, value string) {
	t.Helper()
	f := flag.Lookup(name)
	was := f.Value.String()
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(was) })
}

// walk is one walk.
func walk(t *rapid.T, set *rules, stats *walkStats) {
	w := newWorld(t, set, stats)
	stats.Walks++
	for range walkLength {
		w.clock()
		w.step(w.event())
	}
}

// TestWalks sends random events to random sessions under random policies. What
// must hold stands in world: never a dead end; never more standardisations,
// submissions or replacements than allowed; never a comparison of a student
// who said "not me"; an ended session never changes and holds nothing personal.
func TestWalks(t *testing.T) {
	events := walkEvents(t)
	stats := newStats()
	setFlag(t, "rapid.checks", strconv.Itoa((events+walkLength-1)/walkLength))
	setFlag(t, "rapid.nofailfile", "true") // the seed that rapid prints is enough
	began := time.Now()
	set := production
	rapid.Check(t, func(t *rapid.T) { walk(t, &set, stats) })
	if t.Failed() {
		return
	}
	enough := events >= 20_000 // fewer may miss a rare state
	for _, s := range booth.States() {
		if enough && stats.States[s] == 0 {
			t.Errorf("no walk came through %s", s)
		}
	}
	report := struct {
		*walkStats
		Seconds int
	}{stats, int(time.Since(began).Seconds())}
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", text)
	if file := os.Getenv("CAMPUSKIOSK_WALK_REPORT"); file != "" {
		if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if enough && (stats.Submitted == 0 || stats.Replaced == 0 || stats.Stopped == 0 || stats.Cases == 0 || stats.NotMe == 0 || stats.TimedOut == 0) {
		t.Error(fmt.Errorf("the walks were too tame: %s", text))
	}
}

// verdict is a test that only remembers whether it failed.
type verdict struct {
	testing.TB
	failed bool
	why    string
}

func (v *verdict) Helper()             {}
func (v *verdict) Log(...any)          {}
func (v *verdict) Logf(string, ...any) {}
func (v *verdict) Failed() bool        { return v.failed }
func (v *verdict) Fail()               { v.failed = true }
func (v *verdict) Error(args ...any)   { v.failed, v.why = true, fmt.Sprint(args...) }
func (v *verdict) FailNow()            { v.failed = true; runtime.Goexit() }
func (v *verdict) Fatal(args ...any)   { v.Error(args...); runtime.Goexit() }

func (v *verdict) Errorf(format string, args ...any) { v.Error(fmt.Sprintf(format, args...)) }
func (v *verdict) Fatalf(format string, args ...any) { v.Fatal(fmt.Sprintf(format, args...)) }

// TestWalksNotice: the walks' invariants have teeth. With a rule switched off
// that they are about, a walk finds it.
func TestWalksNotice(t *testing.T) {
	setFlag(t, "rapid.checks", "300")
	setFlag(t, "rapid.seed", "3") // the same walks each time
	setFlag(t, "rapid.shrinktime", "1ms")
	setFlag(t, "rapid.nofailfile", "true")
	about := []string{
		"B3Confirmed gives nothing", "P6Live gives nothing", "ConsentGiven gives nothing", "V1Submissions gives nothing",
		"V2Replacement gives nothing", "V3Fails gives nothing", "V4IdentityAsked gives nothing",
		"no daily limit", "one kiosk's count only", "one more a day",
		"cool-down always until the next day", "every picture may go",
		"one more submission", "one more replacement", "the identity check for everybody",
	}
	noticed := 0
	for _, m := range mutants() {
		if !slices.Contains(about, m.name) {
			continue
		}
		noticed++
		t.Run(m.name, func(t *testing.T) {
			v, done := &verdict{TB: t}, make(chan struct{})
			go func() {
				defer close(done)
				rapid.Check(v, func(t *rapid.T) { walk(t, &m.set, newStats()) })
			}()
			<-done
			if !v.failed {
				t.Error("300 walks did not notice")
			}
		})
	}
	if noticed != len(about) {
		t.Errorf("%d of %d mutants exist", noticed, len(about))
	}
}
