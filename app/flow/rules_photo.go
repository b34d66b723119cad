package flow

import (
	"slices"

	"campuskiosk/app/booth"
)

// RuleP2Checklist is the rule that what can't be measured is answered by the
// helper, item by item. "No" warns and is recorded.
func RuleP2Checklist(c booth.Checklist) error {
	for _, item := range booth.ChecklistItems() {
		if _, answered := c[item]; !answered {
			return booth.ErrChecklistOpen
		}
	}
	return nil
}

// RuleP3MayRetake is the rule that a picture may be taken anew as often as
// wanted, from its review until it is handed in.
func RuleP3MayRetake(s booth.State) bool {
	switch s {
	case booth.StateReviewing, booth.StateConfirmMake, booth.StateConfirming, booth.StateCompared:
		return true
	}
	return false
}

// RuleP4Complete is the rule that the result lists all ten checks.
func RuleP4Complete(checks []booth.CheckResult) error {
	for _, id := range booth.TenChecks() {
		n := 0
		for _, c := range checks {
			if c.ID == id && (c.State == booth.CheckPass || c.State == booth.CheckFail || c.State == booth.CheckUnavailable) {
				n++
			}
		}
		if n != 1 {
			return booth.ErrChecksMissing
		}
	}
	return nil
}

// RuleP5Blocking is the rule that a failed check warns, and stops only where
// the task says so. A check that was not available has not failed.
func RuleP5Blocking(failed, blocking []booth.CheckID) error {
	for _, id := range failed {
		if slices.Contains(blocking, id) {
			return booth.ErrCheckBlocks
		}
	}
	return nil
}

// RuleP6Live is the rule that the camera that took a shot is known, the helper
// has attested that it shows the student in person, and where the face was lost
// between link and shutter a reason was given.
func RuleP6Live(s booth.Shot, reasonGiven bool, a booth.Attestation) error {
	switch {
	case s.Source == booth.FromCamera && s.Camera == "":
		return booth.ErrNoCamera
	case s.Source == booth.FromCamera && !s.Tracked && !reasonGiven:
		return booth.ErrTrackLost
	case a.IsZero():
		return booth.ErrNotAttested
	}
	return nil
}

// RuleP7Source is the rule that where a picture may come from is the task's
// decision; a re-check never takes an existing one.
func RuleP7Source(kind booth.TaskKind, allowed []booth.Source, s booth.Source) error {
	if !slices.Contains(allowed, s) || kind == booth.Recheck && s != booth.FromCamera {
		return booth.ErrSourceNotAllowed
	}
	return nil
}
