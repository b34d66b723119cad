package standard

import (
	"math"
	"sort"
	"testing"

	"campuskiosk/capture/face"
)

// TestEstimates measures how far package face's ratios lead astray where the
// mesh and the mask are missing: on the median portrait by little.
func TestEstimates(t *testing.T) {
	e := engine(t)
	var width, chin, hair []float64
	for _, name := range []string{
		"hivision/test1.jpg", "hivision/test3.jpg", "max/Chris.jpeg", "max/Luciano.png", "max/Paul.jpeg",
		"us_official/biden_biden2.jpg", "us_official/examples_obama.jpg", "sfhq/crops/s3x6_1_2.jpg", "sfhq/crops/s2x4_1_2.jpg",
	} {
		a, err := e.Analyse(shared(t, name))
		if err != nil {
			t.Fatal(err)
		}
		seen, ok := face.HeadOf(a)
		if !ok || seen.Estimated() {
			t.Fatalf("%s: %v, estimated %v", name, ok, seen.Estimated())
		}
		bare := *a
		bare.Mesh, bare.Eyes, bare.Person = nil, nil, nil
		guess, ok := face.HeadOf(&bare)
		if !ok || !guess.FaceEstimated || !guess.HairEstimated {
			t.Fatalf("%s: %v %+v", name, ok, guess)
		}
		unit := seen.FaceWidth()
		width = append(width, guess.FaceWidth()/unit-1)
		chin = append(chin, (guess.Chin.Y-seen.Chin.Y)/unit)
		hair = append(hair, (guess.HairTop-seen.HairTop)/unit)
		if d := guess.Eyes.Dist(seen.Eyes); d > 0.08*unit {
			t.Errorf("%s: the eyes differ by %.2f of the face's width", name, d/unit)
		}
	}
	for name, v := range map[string][]float64{"face width": width, "chin": chin, "hair": hair} {
		sort.Float64s(v)
		t.Logf("%-10s off by %+.2f…%+.2f of the face's width, median %+.2f", name, v[0], v[len(v)-1], v[len(v)/2])
		if math.Abs(v[len(v)/2]) > 0.15 {
			t.Errorf("%s: the median is off by %.2f", name, v[len(v)/2])
		}
	}
}
