package guide

import (
	"slices"
	"time"
)

// The times of guidance. A hint must be read and acted on before the next one
// comes; what flickers in single frames is not worth a word.
const (
	// onAfter is how long something must be wrong before it counts.
	onAfter = 200 * time.Millisecond
	// offAfter is how long it must be right before it is resolved.
	offAfter = 250 * time.Millisecond
	// showFor is how long a hint stays unless it is resolved.
	showFor = 700 * time.Millisecond
	// goodFor is how long everything must be right before "now".
	goodFor = time.Second
	// gap is the pause between observations after which nothing is known
	// about what happened in between.
	gap = 500 * time.Millisecond
)

// Advice is what to show after an observation.
type Advice struct {
	// Hint is the one thing to say.
	Hint Hint
	// Good says that nothing is wrong in this very frame.
	Good bool
	// Progress is how much of the good second has passed, 0–1.
	Progress float64
	// Now is set in the one observation that completes a good second: the
	// moment for the automatic shutter, if it was asked for. It comes again
	// only after something was wrong, or after Restart.
	Now bool
	// Distance is −1 (much too far) to 1 (much too close), Light −1 (dark) to
	// 1 (bright), 0 is best; nil where unknown.
	Distance, Light *float64
}

// Guide watches one live picture. It is not safe for concurrent use.
type Guide struct {
	limits Limits

	last      time.Time
	problems  map[Hint]*problem
	shown     Hint
	shownAt   time.Time
	goodSince time.Time
	fired     bool
	motion    motion
}

// problem is the life of one thing that is wrong.
type problem struct {
	since time.Time // of its present state
	wrong bool      // seen in the last observation
	on    bool      // it counts
}

// New makes a guide.
func New(l Limits) *Guide {
	return &Guide{limits: l, problems: map[Hint]*problem{}}
}

// Restart forgets the good second, after a photo was taken.
func (g *Guide) Restart() {
	g.goodSince, g.fired = time.Time{}, false
}

// Observe takes in one frame. Observations come in the order of their times;
// one that goes back is ignored.
func (g *Guide) Observe(s Sight) Advice {
	if s.Time.Before(g.last) {
		return Advice{Hint: g.shown}
	}
	if s.Time.Sub(g.last) > gap {
		g.forget(s.Time)
	}
	g.last = s.Time
	if s.Blind {
		g.forget(s.Time)
		g.shown = CannotSee
		return Advice{Hint: CannotSee}
	}
	wrong := g.limits.wrong(s, g.isOn, g.motion.add(s))
	g.debounce(wrong, s.Time)
	g.choose(s.Time)
	a := Advice{Hint: g.shown, Good: len(wrong) == 0}
	a.Distance, a.Light = gauges(s)
	g.countGood(&a, s.Time)
	return a
}

// forget starts anew after a pause.
func (g *Guide) forget(now time.Time) {
	clear(g.problems)
	g.shown, g.shownAt = "", now
	g.motion = motion{}
	g.Restart()
}

func (g *Guide) isOn(h Hint) bool { return g.problems[h] != nil && g.problems[h].on }

// debounce lets problems count, or no longer, once they have lasted.
func (g *Guide) debounce(wrong []Hint, now time.Time) {
	for _, h := range order {
		is := slices.Contains(wrong, h)
		p := g.problems[h]
		if p == nil {
			if !is {
				continue
			}
			p = &problem{}
			g.problems[h] = p
		}
		if p.wrong != is {
			p.wrong, p.since = is, now
		}
		lasted := now.Sub(p.since)
		switch {
		case is && !p.on && (lasted >= onAfter || g.shown == ""):
			p.on = true
		case !is && p.on && lasted >= offAfter:
			p.on = false
		}
	}
}

// choose decides what is shown: the first problem; but a hint that is not
// resolved stays for showFor.
func (g *Guide) choose(now time.Time) {
	first := Good
	for _, h := range order {
		if g.isOn(h) {
			first = h
			break
		}
	}
	if first == g.shown {
		return
	}
	unresolved := g.shown != Good && g.isOn(g.shown)
	if unresolved && now.Sub(g.shownAt) < showFor {
		return
	}
	g.shown, g.shownAt = first, now
}

// countGood follows the good second.
func (g *Guide) countGood(a *Advice, now time.Time) {
	if !a.Good || a.Hint != Good {
		g.Restart()
		return
	}
	if g.goodSince.IsZero() {
		g.goodSince = now
	}
	d := now.Sub(g.goodSince)
	a.Progress = min(1, d.Seconds()/goodFor.Seconds())
	if d >= goodFor && !g.fired {
		g.fired, a.Now = true, true
	}
}
