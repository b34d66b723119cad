package main

import (
	"fmt"
	"image"
	"log/slog"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"campuskiosk/capture/quality"
)

// tally counts verdicts against truths.
type tally struct {
	fails, detected int // pictures that must fail, and those that did
	passes, alarmed int // pictures that must pass, and those that did not
	band            int // pictures within the band: not counted
}

func (t *tally) add(o tally) {
	t.fails += o.fails
	t.detected += o.detected
	t.passes += o.passes
	t.alarmed += o.alarmed
	t.band += o.band
}

// right is the share of right verdicts, 0–1, and of how many.
func (t tally) right() (float64, int) {
	n := t.fails + t.passes
	if n == 0 {
		return 0, 0
	}
	return float64(t.detected+t.passes-t.alarmed) / float64(n), n
}

// wrong says that the verdict is not what the truth asks for.
func (is truth) wrong(state quality.State) bool {
	return is == mustFail && state != quality.Fail || is == mustPass && state != quality.Pass
}

// count enters one verdict. Unavailable is wrong wherever the truth is known.
func (t *tally) count(is truth, state quality.State) {
	switch is {
	case mustFail:
		t.fails++
		if state == quality.Fail {
			t.detected++
		}
	case mustPass:
		t.passes++
		if state != quality.Pass {
			t.alarmed++
		}
	case band:
		t.band++
	}
}

// row is one step of one series, all pictures together.
type row struct {
	series
	step float64
	tally
}

// run makes all series of the sources and judges them, as many pictures at a
// time as the machine has cores.
func run(l *lab, sources []*source, all []series, t quality.Thresholds, progress func(string)) ([]row, error) {
	var rows []row
	for _, se := range all {
		progress(fmt.Sprintf("%s: %s", se.check, se.name))
		for _, step := range se.steps {
			r := row{series: se, step: step}
			var mu sync.Mutex
			var g errgroup.Group
			g.SetLimit(runtime.NumCPU())
			for _, s := range sources {
				if !se.use(s) {
					continue
				}
				g.Go(func() error {
					f, made, err := l.trial(s, se, step, t)
					if err != nil || !made {
						return err
					}
					mu.Lock()
					defer mu.Unlock()
					r.count(se.truth(s, step), f.State)
					return nil
				})
			}
			if err := g.Wait(); err != nil {
				return nil, err
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// trial is what the check finds in one altered picture; made is false where the
// source can't be altered so.
func (l *lab) trial(s *source, se series, step float64, t quality.Thresholds) (f quality.Finding, made bool, err error) {
	name := fmt.Sprintf("%s %v", se.name, step)
	img, a, err := l.look(s.file, name, func() *image.RGBA { return se.alter(s, step) })
	if err != nil || img == nil {
		return f, false, err
	}
	f, _ = quality.Judge(quality.Measure(img, a), t).Find(se.check)
	if is := se.truth(s, step); l.wrong && is.wrong(f.State) {
		slog.Warn("wrong", "check", se.check, "picture", s.file, "series", name, "must_fail", is == mustFail, "state", f.State, "part", f.Part)
	}
	return f, true, nil
}

// openAll opens the pictures of one half.
func openAll(l *lab, h half) ([]*source, error) {
	var out []*source
	for _, p := range photos {
		if p.half != h {
			continue
		}
		s, err := l.open(p)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	for i, s := range out {
		s.other = out[(i+1)%len(out)]
	}
	return out, nil
}
