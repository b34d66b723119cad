package quality

import (
	"math"

	"campuskiosk/app/booth"
)

// rule is how one check or advisory is judged: by its parts, each a native
// value against a limit. The worst part decides score, value and advice.
type rule struct {
	id    ID
	parts []part
	// good is said when all parts are.
	good booth.Text
}

// part is one native value of a check.
type part struct {
	// name is the part's key in the thresholds and in Finding.Part.
	name string
	read func(*Measurements, Thresholds) Reading
	// low: values below the mark fail; else values above it.
	low bool
	// optional parts may be unknown in a check that passes. A check whose
	// other parts are not all known is unavailable, unless one of those that
	// are known fails it.
	optional bool
	// bad is said when this part decides that the check fails.
	bad func(*Measurements) booth.Text
}

// Judge judges measurements. It is pure: equal arguments give equal reports.
func Judge(m Measurements, t Thresholds) Report {
	var r Report
	for _, c := range checkRules() {
		r.Checks = append(r.Checks, c.judge(&m, t))
	}
	for _, a := range advisoryRules() {
		r.Advisories = append(r.Advisories, a.judge(&m, t))
	}
	return r
}

func (r rule) judge(m *Measurements, t Thresholds) Finding {
	f := Finding{ID: r.id, State: Pass, Advice: r.good}
	if len(r.parts) == 0 {
		return unavailable(r.id, NotMeasurable)
	}
	worst := math.Inf(1)
	lacks, known := Missing(""), 0
	for _, p := range r.parts {
		v := p.read(m, t)
		if !v.Known {
			if !p.optional && lacks == "" {
				lacks = v.Missing
			}
			continue
		}
		known++
		limit := t.Parts[p.name]
		s := limit.score(v.Value, p.low)
		if s >= worst {
			continue
		}
		worst = s
		value := math.Round(v.Value*1000) / 1000
		f.Value, f.Unit, f.Part = &value, limit.Unit, p.name
		if fails(v.Value, limit.Mark, p.low) {
			f.State, f.Advice = Fail, p.bad(m)
		}
	}
	switch {
	case f.State == Fail:
	case lacks != "" || known == 0:
		if lacks == "" {
			lacks = NotVisible
		}
		return unavailable(r.id, lacks)
	}
	score := rounded(worst, f.State)
	f.Score = &score
	return f
}

func unavailable(id ID, why Missing) Finding {
	return Finding{ID: id, State: Unavailable, Advice: whyUnavailable(why), Missing: why}
}

// fails tells on which side of the mark the value is; on the mark it passes.
func fails(value, mark float64, low bool) bool {
	if low {
		return value < mark
	}
	return value > mark
}

// rounded rounds so that the score and the verdict always agree: 50 and more
// is passed.
func rounded(score float64, s State) int {
	n := int(math.Round(score))
	if s == Fail {
		return min(n, 49)
	}
	return max(n, 50)
}

// of reads a field.
func of(field func(*Measurements) Reading) func(*Measurements, Thresholds) Reading {
	return func(m *Measurements, _ Thresholds) Reading { return field(m) }
}

// size reads a field's absolute value.
func size(field func(*Measurements) Reading) func(*Measurements, Thresholds) Reading {
	return func(m *Measurements, _ Thresholds) Reading {
		r := field(m)
		r.Value = math.Abs(r.Value)
		return r
	}
}

// says is advice that does not depend on the measurements.
func says(t booth.Text) func(*Measurements) booth.Text {
	return func(*Measurements) booth.Text { return t }
}

// bySign chooses between two pieces of advice by a signed field.
func bySign(field func(*Measurements) Reading, negative, positive booth.Text) func(*Measurements) booth.Text {
	return func(m *Measurements) booth.Text {
		if field(m).Value < 0 {
			return negative
		}
		return positive
	}
}

// bySide chooses by which of the subject's two sides has the smaller value.
func bySide(field func(*Measurements) Side, right, left booth.Text) func(*Measurements) booth.Text {
	return func(m *Measurements) booth.Text {
		s := field(m)
		if s.Left.Known && (!s.Right.Known || s.Left.Value < s.Right.Value) {
			return left
		}
		return right
	}
}
