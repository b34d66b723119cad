package flow

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"campuskiosk/app/booth"
)

// recording gives the production rules, each noting that it was asked.
func recording(asked func(booth.RuleID)) rules {
	set := production
	v := reflect.ValueOf(&set).Elem()
	for i := range v.NumField() {
		id, real := owner(v.Type().Field(i).Name), reflect.ValueOf(v.Field(i).Interface())
		v.Field(i).Set(reflect.MakeFunc(real.Type(), func(in []reflect.Value) []reflect.Value {
			asked(id)
			return real.Call(in)
		}))
	}
	return set
}

// TestTableNamesItsRules: walking, each transition asks the rules that the
// table names for it and no others (support is asked with every refusal). So
// the rules in STATES.md are the ones at work.
func TestTableNamesItsRules(t *testing.T) {
	setFlag(t, "rapid.checks", "200")
	setFlag(t, "rapid.seed", "5")
	setFlag(t, "rapid.nofailfile", "true")
	seen := map[*transition][]booth.RuleID{}
	var now []booth.RuleID
	set := recording(func(id booth.RuleID) {
		if !slices.Contains(now, id) {
			now = append(now, id)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		plain := production
		w := newWorld(t, &plain, newStats())
		for range walkLength {
			w.clock()
			e := w.event()
			state := w.s.State
			ed := edges[at{state, e.name()}]
			now = nil
			_, _ = set.next(w.s, e, w.now, w.p)
			w.step(e)
			if ed == nil {
				continue
			}
			for _, id := range now {
				if id != booth.RuleSupport && !slices.Contains(ed.rules, id) {
					t.Fatalf("%s in %s asks %s, which the table does not name", e.name(), state, id)
				}
				if !slices.Contains(seen[ed], id) {
					seen[ed] = append(seen[ed], id)
				}
			}
		}
	})
	for i := range transitions {
		ed := &transitions[i]
		for _, id := range ed.rules {
			if !slices.Contains(seen[ed], id) {
				t.Errorf("%s from %s: the table names %s, which was never asked", ed.on, states(ed.from), id)
			}
		}
	}
}
