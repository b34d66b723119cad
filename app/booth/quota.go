package booth

import "time"

// Use is how often one kiosk standardised for one student on one day: a
// counter that only grows, so those of several kiosks add up.
type Use struct {
	Day   Day     `json:"day"`
	Kiosk KioskID `json:"kiosk"`
	Count int     `json:"count"`
	// Last is when the latest of them was.
	Last time.Time `json:"last"`
}

// AddUse returns uses with one more standardisation of this kiosk at that
// time. The list given is not changed.
func AddUse(uses []Use, kiosk KioskID, at time.Time) []Use {
	day, out := DayOf(at), make([]Use, 0, len(uses)+1)
	found := false
	for _, u := range uses {
		if u.Day == day && u.Kiosk == kiosk {
			u.Count++
			if at.After(u.Last) {
				u.Last = at
			}
			found = true
		}
		out = append(out, u)
	}
	if !found {
		out = append(out, Use{Day: day, Kiosk: kiosk, Count: 1, Last: at})
	}
	return out
}

// MergeUses joins the counters that two places know: for each day and kiosk
// the larger count and the later time. The order of a's entries is kept.
func MergeUses(a, b []Use) []Use {
	out := append([]Use(nil), a...)
next:
	for _, u := range b {
		for i := range out {
			if out[i].Day == u.Day && out[i].Kiosk == u.Kiosk {
				out[i].Count = max(out[i].Count, u.Count)
				if u.Last.After(out[i].Last) {
					out[i].Last = u.Last
				}
				continue next
			}
		}
		out = append(out, u)
	}
	return out
}
