package flow

import (
	"flag"
	"os"
	"slices"
	"testing"

	"campuskiosk/app/booth"
)

var update = flag.Bool("update", false, "write STATES.md anew")

// TestStatesFile: STATES.md is what the table says.
func TestStatesFile(t *testing.T) {
	const file = "STATES.md"
	want := Diagram()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("%s is stale: run go generate ./app/flow (%v)", file, err)
	}
}

// TestEveryStateHasAWayInAndOut reads the table: each state is reached from
// idle, and the end is reached from each.
func TestEveryStateHasAWayInAndOut(t *testing.T) {
	reach := func(start booth.State, backwards bool) []booth.State {
		seen := []booth.State{start}
		for i := 0; i < len(seen); i++ {
			for _, tr := range transitions {
				from, to := tr.from, tr.to
				if backwards {
					from, to = to, from
				}
				if !slices.Contains(from, seen[i]) {
					continue
				}
				for _, s := range to {
					if !slices.Contains(seen, s) {
						seen = append(seen, s)
					}
				}
			}
		}
		return seen
	}
	ahead, back := reach(booth.StateIdle, false), reach(booth.StateEnded, true)
	for _, s := range booth.States() {
		if !slices.Contains(ahead, s) {
			t.Errorf("nothing leads to %s", s)
		}
		if !slices.Contains(back, s) {
			t.Errorf("%s leads nowhere", s)
		}
	}
}

// TestTableIsWhole: every transition is from and to known states, does
// something, and no event name is used for nothing.
func TestTableIsWhole(t *testing.T) {
	known := booth.States()
	rules := append(booth.NumberedRules(), booth.RulesBeside()...)
	for _, tr := range transitions {
		if tr.do == nil || len(tr.from) == 0 {
			t.Errorf("%s does nothing", tr.on)
		}
		for _, s := range append(slices.Clone(tr.from), tr.to...) {
			if !slices.Contains(known, s) {
				t.Errorf("%s knows a state %q", tr.on, s)
			}
		}
		if slices.Contains(tr.from, booth.StateEnded) {
			t.Errorf("%s leads out of the end", tr.on)
		}
		for _, id := range tr.rules {
			if !slices.Contains(rules, id) {
				t.Errorf("%s knows a rule %q", tr.on, id)
			}
		}
	}
}
