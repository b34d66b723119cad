package main

import (
	"fmt"
	"image"

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

// run makes all series of the sources and judges them.
func run(l *lab, sources []*source, all []series, t quality.Thresholds, progress func(string)) ([]row, error) {
	var rows []row
	for _, se := range all {
		progress(fmt.Sprintf("%s: %s", se.check, se.name))
		for _, step := range se.steps {
			r := row{series: se, step: step}
			for _, s := range sources {
				if !se.use(s) {
					continue
				}
				name := fmt.Sprintf("%s %v", se.name, step)
				img, a, err := l.look(s.file, name, func() *image.RGBA { return se.alter(s, step) })
				if err != nil {
					return nil, err
				}
				if img == nil {
					continue
				}
				f, _ := quality.Judge(quality.Measure(img, a), t).Find(se.check)
				r.count(se.truth(s, step), f.State)
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
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
	return out, nil
}
