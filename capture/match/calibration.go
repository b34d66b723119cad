package match

import (
	"embed"
	"encoding/json"
	"fmt"
	"math"
	"path"
	"slices"
	"sync"
)

// Calibration says how often different people reach a cosine with one network.
// It is data: one file under calibration/ for each network.
type Calibration struct {
	// Network is the network's id in the model manifest.
	Network string `json:"network"`
	// Code is the network's number in packed embeddings, 1–255; it never
	// changes its meaning.
	Code byte `json:"code"`
	// Dimensions is the length of the network's embedding.
	Dimensions int `json:"dimensions"`
	// Measured is false where the rates are not our own measurement but a
	// curve through one published threshold.
	Measured bool `json:"measured"`
	// Source says what the numbers come from.
	Source string `json:"source"`
	// Impostors is the number of comparisons of different people, Genuine of
	// the same person; 0 where nothing was measured.
	Impostors int `json:"impostors"`
	Genuine   int `json:"genuine"`
	// Points are in ascending order of the cosine.
	Points []Point `json:"points"`
	// Tail continues behind the last point.
	Tail Tail `json:"tail"`
	// Sparse are more counts behind the last point, too few to estimate a rate
	// from, but good for an interval.
	Sparse []Point `json:"sparse,omitempty"`
}

// Point is one counted threshold.
type Point struct {
	// Cosine is the threshold.
	Cosine float64 `json:"cosine"`
	// Reached is how many impostor comparisons reach it; where nothing was
	// measured, 0.
	Reached int `json:"reached,omitempty"`
	// Rate is the false-match rate at the threshold, 0–1.
	Rate float64 `json:"rate"`
	// Low and High bound the rate with 95 % confidence (Clopper-Pearson). The
	// comparisons share pictures and people, so that the true interval is
	// wider.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Tail is an exponential tail: the rate at cosine c is the last point's times
// exp(−(c − its cosine)/Scale). The true tail is bounded (no cosine is above 1)
// and falls faster, so that this errs to the careful side.
type Tail struct {
	// Scale is in units of the cosine.
	Scale float64 `json:"scale"`
}

// ExtrapolatedBelow is the false-match rate under which a rate is continued
// rather than counted, and marked so.
const ExtrapolatedBelow = 1e-5

// Rate is a false-match rate with its interval: how often different people
// reach what was reached.
type Rate struct {
	Rate float64
	// Low and High bound it with 95 % confidence; they are always counted,
	// never extrapolated.
	Low, High float64
}

// At gives the false-match rate at a cosine: how often different people reach
// it. It never rises with the cosine.
func (c *Calibration) At(cosine float64) Rate {
	return Rate{Rate: c.rate(cosine), Low: c.low(cosine), High: c.high(cosine)}
}

func (c *Calibration) rate(cosine float64) float64 {
	first, last := c.Points[0], c.Points[len(c.Points)-1]
	switch {
	case !(cosine > first.Cosine): // NaN too
		return 1
	case cosine >= last.Cosine:
		return last.Rate * math.Exp(-(cosine-last.Cosine)/c.Tail.Scale)
	}
	i := c.above(c.Points, cosine)
	a, b := c.Points[i-1], c.Points[i]
	t := (cosine - a.Cosine) / (b.Cosine - a.Cosine)
	return math.Exp(math.Log(a.Rate)*(1-t) + math.Log(b.Rate)*t)
}

// above is the index of the first point above the cosine, len(points) if there
// is none.
func (c *Calibration) above(points []Point, cosine float64) int {
	i, _ := slices.BinarySearchFunc(points, cosine, func(p Point, x float64) int {
		if p.Cosine > x {
			return 1
		}
		return -1
	})
	return i
}

// high is the bound of the nearest threshold at or below the cosine: what
// reaches the cosine reached that too.
func (c *Calibration) high(cosine float64) float64 {
	if i := c.above(c.Sparse, cosine); i > 0 {
		return c.Sparse[i-1].High
	}
	if i := c.above(c.Points, cosine); i > 0 {
		return c.Points[i-1].High
	}
	return 1
}

// low is the bound of the nearest threshold above the cosine.
func (c *Calibration) low(cosine float64) float64 {
	if i := c.above(c.Points, cosine); i < len(c.Points) {
		return c.Points[i].Low
	}
	if i := c.above(c.Sparse, cosine); i < len(c.Sparse) {
		return c.Sparse[i].Low
	}
	return 0
}

// Cosine is the inverse of At: the lowest cosine, −1 to 1, whose rate is at
// most the one given; 1 where no cosine is that rare.
func (c *Calibration) Cosine(rate float64) float64 {
	low, high := -1.0, 1.0
	if c.rate(low) <= rate {
		return low
	}
	for range 60 {
		mid := (low + high) / 2
		if c.rate(mid) <= rate {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

func (c *Calibration) check() error {
	if c.Network == "" || c.Code == 0 || c.Dimensions < 1 || len(c.Points) < 2 || !(c.Tail.Scale > 0) {
		return fmt.Errorf("match: calibration %q is not complete", c.Network)
	}
	for _, list := range [][]Point{c.Points, c.Sparse} {
		for i, p := range list {
			if i > 0 && (p.Cosine <= list[i-1].Cosine || p.Rate > list[i-1].Rate) {
				return fmt.Errorf("match: calibration %q is not monotonic at %g", c.Network, p.Cosine)
			}
		}
	}
	return nil
}

// Fusion judges several networks together. A comparison is as rare as
// min(rateᵢ/weightᵢ): since the weights add up to 1, the chance that different
// people reach it is at most the sum of what each network lets through at its
// share, whatever the networks' dependence is (Boole's inequality).
type Fusion struct {
	// Networks are manifest ids, Weights their shares of the false matches.
	Networks []string  `json:"networks"`
	Weights  []float64 `json:"weights"`
}

//go:embed calibration/*.json
var files embed.FS

// table is what is built in.
type table struct {
	byNetwork map[string]*Calibration
	byCode    map[byte]*Calibration
	fusions   []Fusion
}

var builtIn = sync.OnceValues(func() (*table, error) {
	t := &table{byNetwork: map[string]*Calibration{}, byCode: map[byte]*Calibration{}}
	entries, err := files.ReadDir("calibration")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := files.ReadFile(path.Join("calibration", e.Name()))
		if err != nil {
			return nil, err
		}
		if e.Name() == "fusion.json" {
			if err := json.Unmarshal(data, &t.fusions); err != nil {
				return nil, fmt.Errorf("match: %s: %w", e.Name(), err)
			}
			continue
		}
		c := new(Calibration)
		if err := json.Unmarshal(data, c); err != nil {
			return nil, fmt.Errorf("match: %s: %w", e.Name(), err)
		}
		if err := c.check(); err != nil {
			return nil, err
		}
		if t.byCode[c.Code] != nil {
			return nil, fmt.Errorf("match: code %d appears twice", c.Code)
		}
		t.byNetwork[c.Network], t.byCode[c.Code] = c, c
	}
	for _, f := range t.fusions {
		sum := 0.0
		for i, n := range f.Networks {
			if t.byNetwork[n] == nil || len(f.Weights) != len(f.Networks) || f.Weights[i] <= 0 {
				return nil, fmt.Errorf("match: fusion of %q is not complete", n)
			}
			sum += f.Weights[i]
		}
		if math.Abs(sum-1) > 1e-9 {
			return nil, fmt.Errorf("match: the weights of a fusion add up to %g, want 1", sum)
		}
	}
	return t, nil
})

// Calibrations gives the built-in calibrations by network id. An error means
// that the program itself is broken. The calibrations must not be changed.
func Calibrations() (map[string]*Calibration, error) {
	t, err := builtIn()
	if err != nil {
		return nil, err
	}
	return t.byNetwork, nil
}

// Fusions gives the built-in fusions.
func Fusions() ([]Fusion, error) {
	t, err := builtIn()
	if err != nil {
		return nil, err
	}
	return t.fusions, nil
}
