package match

import (
	"math"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
)

// PassMark is the score from which two pictures count as the same person: one
// false match in ten thousand (rule V3 of a collection has the same number).
const PassMark = 80

// Result is one comparison.
type Result struct {
	// Score is 0–100 in steps of 0.1, rounded down, so that 80 is never shown
	// for less.
	Score float64 `json:"score"`
	// Cosine is the deciding network's, −1 to 1.
	Cosine float64 `json:"cosine"`
	// Network is the network's manifest id; several joined by "+".
	Network string `json:"network"`
	// Calibration says what the score rests on.
	Calibration Basis `json:"calibration"`
	// Parts are the single networks' answers where several were joined.
	Parts []Part `json:"parts,omitempty"`
}

// Same reports whether the score reaches PassMark.
func (r Result) Same() bool { return r.Score >= PassMark }

// Part is one network's answer within a Result.
type Part struct {
	Network string  `json:"network"`
	Cosine  float64 `json:"cosine"`
	// Score is what the network alone would give.
	Score float64 `json:"score"`
}

// Basis is what a score rests on.
type Basis struct {
	// Measured is false for a network that was not measured by us: its score
	// only says on which side of its published threshold the pictures are.
	Measured bool `json:"measured"`
	// FalseMatchRate is how often different people reach this score, 0–1; nil
	// where nothing was measured.
	FalseMatchRate *float64 `json:"false_match_rate,omitempty"`
	// Interval bounds FalseMatchRate with 95 % confidence, taking the counted
	// comparisons as independent; they aren't quite, so it is wider in truth.
	Interval *[2]float64 `json:"interval,omitempty"`
	// Extrapolated marks a rate beyond what was counted (below 1e-5).
	Extrapolated bool `json:"extrapolated,omitempty"`
	// Note says in words what it is worth.
	Note booth.Text `json:"note"`
}

var (
	noteMeasured = booth.Text{
		ZH: "按公开人脸集 LFW 的 229,780 次不同人比对校准；东亚面孔较少，结果仅供参考。",
		EN: "Calibrated on 229,780 comparisons of different people from LFW, which holds few East Asian faces; an advice, not a proof.",
	}
	noteExtrapolated = booth.Text{
		ZH: "误识率低于十万分之一，为外推值，仅供参考。",
		EN: "Below one false match in 100,000 the rate is extrapolated; an advice, not a proof.",
	}
	notePublished = booth.Text{
		ZH: "该模型未经本项目测量：80 分对应其公开阈值，不代表万分之一误识率。",
		EN: "This network was not measured by us: 80 stands for its published threshold, not for one false match in ten thousand.",
	}
)

// Score compares two faces, each described by one or several networks, the
// preferred one first. Networks that only one side has are left out. The
// order of a decides which network is taken if the common ones can't be
// joined. Errors: ErrNoNetwork if a side is empty, ErrOtherNetwork without a
// common network, ErrEmbedding for vectors that are none.
func Score(a, b []face.Embedding) (Result, error) {
	t, err := builtIn()
	if err != nil {
		return Result{}, err
	}
	if len(a) == 0 || len(b) == 0 {
		return Result{}, ErrNoNetwork
	}
	cosines := map[string]float64{}
	var common []string
	for _, e := range a {
		c := t.byNetwork[e.Network]
		other, ok := find(b, e.Network)
		if c == nil || !ok {
			continue
		}
		cos, err := cosine(e.Vector, other.Vector, c.Dimensions)
		if err != nil {
			return Result{}, err
		}
		if _, twice := cosines[e.Network]; !twice {
			common = append(common, e.Network)
		}
		cosines[e.Network] = cos
	}
	if len(common) == 0 {
		return Result{}, ErrOtherNetwork
	}
	for _, f := range t.fusions {
		if f.covers(common[0], cosines) {
			return t.joined(f, cosines), nil
		}
	}
	return t.single(common[0], cosines[common[0]]), nil
}

func find(list []face.Embedding, network string) (face.Embedding, bool) {
	for _, e := range list {
		if e.Network == network {
			return e, true
		}
	}
	return face.Embedding{}, false
}

// covers reports whether f holds the preferred network and all that f needs
// was compared.
func (f Fusion) covers(preferred string, cosines map[string]float64) bool {
	holds := false
	for _, n := range f.Networks {
		if _, ok := cosines[n]; !ok {
			return false
		}
		holds = holds || n == preferred
	}
	return holds
}

func (t *table) single(network string, cos float64) Result {
	c := t.byNetwork[network]
	r := Result{Score: FromRate(c.rate(cos)), Cosine: cos, Network: network}
	if !c.Measured {
		r.Calibration = Basis{Note: notePublished}
		return r
	}
	r.Calibration = basis(c.At(cos))
	return r
}

func (t *table) joined(f Fusion, cosines map[string]float64) Result {
	rate := 1.0
	decides := f.Networks[0]
	r := Result{Network: strings.Join(f.Networks, "+")}
	for i, n := range f.Networks {
		p := t.byNetwork[n].rate(cosines[n])
		if p/f.Weights[i] < rate {
			rate, decides = p/f.Weights[i], n
		}
		r.Parts = append(r.Parts, Part{Network: n, Cosine: cosines[n], Score: FromRate(p)})
	}
	r.Score, r.Cosine = FromRate(rate), cosines[decides]
	// The rule lets a pair through if any network reaches its share of the
	// rate: at least as often as the strictest bound of one, at most as often
	// as all of them together.
	out := Rate{Rate: rate}
	for i, n := range f.Networks {
		c := t.byNetwork[n]
		at := c.At(c.Cosine(rate * f.Weights[i]))
		out.Low = max(out.Low, at.Low)
		out.High = min(1, out.High+at.High)
	}
	r.Calibration = basis(out)
	return r
}

func basis(r Rate) Basis {
	b := Basis{
		Measured: true, FalseMatchRate: &r.Rate, Interval: &[2]float64{r.Low, r.High},
		Extrapolated: r.Rate < ExtrapolatedBelow, Note: noteMeasured,
	}
	if b.Extrapolated {
		b.Note = noteExtrapolated
	}
	return b
}

// FromRate turns a false-match rate (0–1] into a score 0–100, in steps of 0.1
// rounded down: 20 for each power of ten down to 80 at 1e-4; from there each
// power of ten takes the rest to 100 down by the factor e, so that the curve
// has no kink.
func FromRate(rate float64) float64 { return math.Floor(10*curveOf(rate)+1e-6) / 10 }

func curveOf(rate float64) float64 {
	powers := -math.Log10(min(max(rate, 1e-300), 1))
	if powers <= 4 {
		return 20 * powers
	}
	return 100 - 20*math.Exp(-(powers-4))
}

// ToRate is the inverse of the curve of FromRate for a score 0 ≤ s < 100.
func ToRate(score float64) float64 {
	if score <= PassMark {
		return math.Pow(10, -score/20)
	}
	return math.Pow(10, -4+math.Log((100-score)/20))
}

// cosine is the dot product of the two directions, clamped to [−1, 1].
func cosine(a, b []float32, dimensions int) (float64, error) {
	if len(a) != dimensions || len(b) != dimensions {
		return 0, ErrEmbedding
	}
	var dot, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		dot, aa, bb = dot+x*y, aa+x*x, bb+y*y
	}
	n := math.Sqrt(aa) * math.Sqrt(bb)
	if !(n > 1e-12) || math.IsInf(n, 0) || math.IsNaN(dot) {
		return 0, ErrEmbedding
	}
	return min(max(dot/n, -1), 1), nil
}
