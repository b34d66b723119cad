package flow

import (
	"fmt"
	"slices"
	"strings"

	"campuskiosk/app/booth"
)

// Diagram draws the transition table: a Mermaid state diagram of the events
// that change the state, and the whole table below it. STATES.md is this text.
func Diagram() string {
	var b strings.Builder
	b.WriteString("# The states of a session\n\n" +
		"Drawn from the table `transitions` by `go generate ./app/flow`; a test fails when this file is stale.\n" +
		"Events that are possible nearly everywhere, or that stay, are left out of the picture and stand in the table.\n\n" +
		"```mermaid\nstateDiagram-v2\n    [*] --> idle\n")
	for _, s := range booth.States() {
		for _, t := range transitions {
			if t.anywhere || !slices.Contains(t.from, s) {
				continue
			}
			for _, to := range t.to {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", s, to, t.on)
			}
		}
	}
	b.WriteString("    ended --> [*]\n```\n\n## The table\n\n" +
		"Every event may also be refused, by the rules named or because it does not fit, and then stays.\n\n" +
		"| event | in | leads to | rules asked |\n|---|---|---|---|\n")
	for _, t := range transitions {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", t.on, states(t.from), orStays(t.to), joined(t.rules))
	}
	return b.String()
}

// joined lists rules in the order of the rule list, each once.
func joined(rules []booth.RuleID) string {
	var list []string
	for _, id := range append(booth.NumberedRules(), booth.RulesBeside()...) {
		if slices.Contains(rules, id) {
			list = append(list, string(id))
		}
	}
	return strings.Join(list, " ")
}

func orStays(list []booth.State) string {
	if len(list) == 0 {
		return "stays"
	}
	return states(list)
}

// states names a list of states; ranges of the order of life are shortened.
func states(list []booth.State) string {
	all := booth.States()
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && slices.Index(all, list[j+1]) == slices.Index(all, list[j])+1 {
			j++
		}
		if j-i >= 2 {
			parts = append(parts, fmt.Sprintf("%s … %s", list[i], list[j]))
		} else {
			for _, s := range list[i : j+1] {
				parts = append(parts, string(s))
			}
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}
