package photo_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"sync"
	"testing"

	"campuskiosk/capture/face"
	"campuskiosk/capture/match"
	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/photo"
)

// embedded are the shared photos' embeddings, made once for all tests.
var embedded struct {
	once  sync.Once
	names []string
	all   map[string][]face.Embedding
}

// embedAll describes the face of every shared photo.
func embedAll(t *testing.T, p *photo.Pipeline) (names []string, all map[string][]face.Embedding) {
	t.Helper()
	photos := allPhotos(t)
	embedded.once.Do(func() {
		embedded.all = map[string][]face.Embedding{}
		for _, name := range photos {
			e, err := p.Embed(context.Background(), decode(t, p, modelstest.Photo(t, name)))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			embedded.names, embedded.all[name] = append(embedded.names, name), e
		}
	})
	if len(embedded.names) != len(photos) {
		t.Fatalf("%d of %d photos were described", len(embedded.names), len(photos))
	}
	return embedded.names, embedded.all
}

// TestPeople guards: two photos of the same person reach 80, and no two real
// people do. Generated faces resemble each other more than people do (the
// networks were not made for them): how many pairs reach 80 is reported only.
func TestPeople(t *testing.T) {
	p := pipeline(t)
	names, all := embedAll(t, p)
	generated, reached, highest := 0, 0, 0.0
	for i, a := range names {
		for _, b := range names[:i] {
			r, err := match.Score(all[a], all[b])
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case person(a) == person(b):
				t.Logf("%s and %s, the same person: %.1f", a, b, r.Score)
				if !r.Same() {
					t.Errorf("%s and %s are the same person: %.1f", a, b, r.Score)
				}
			case real(a) && real(b):
				if r.Same() {
					t.Errorf("%s and %s are different people: %.1f", a, b, r.Score)
				}
				highest = max(highest, r.Score)
			default:
				generated++
				if r.Same() {
					reached++
					t.Logf("%s and %s, at least one generated: %.1f", a, b, r.Score)
				}
			}
		}
	}
	t.Logf("highest score of different real people: %.1f", highest)
	t.Logf("pairs with generated faces: %d, of which %d reach 80", generated, reached)
}

// TestPackedPhotos guards: packing one side of a comparison changes its score
// by little on real faces, for each network, and lets no two real people
// through.
func TestPackedPhotos(t *testing.T) {
	p := pipeline(t)
	names, all := embedAll(t, p)
	loss, worst := map[string]float64{}, map[string]float64{}
	pairs := 0
	for _, a := range names {
		for _, e := range all[a] {
			b, err := match.Marshal(e)
			if err != nil || len(b) > match.MaxPacked {
				t.Fatalf("%s: %d bytes, %v", e.Network, len(b), err)
			}
			packed, err := match.Unmarshal(b)
			if err != nil {
				t.Fatal(err)
			}
			for _, other := range names {
				if other == a {
					continue
				}
				plain, err1 := match.Score([]face.Embedding{e}, all[other])
				less, err2 := match.Score([]face.Embedding{packed}, all[other])
				if err1 != nil || err2 != nil {
					t.Fatal(err1, err2)
				}
				d := math.Abs(plain.Cosine - less.Cosine)
				worst[e.Network] = max(worst[e.Network], d)
				loss[e.Network] += d
				if person(a) != person(other) && real(a) && real(other) && less.Same() {
					t.Errorf("%s and %s reach %.1f packed", a, other, less.Score)
				}
				if person(a) == person(other) && !less.Same() {
					t.Errorf("%s and %s only reach %.1f packed", a, other, less.Score)
				}
			}
		}
		pairs += len(names) - 1
	}
	for network, limit := range map[string]float64{"face_reidentification_retail_0095": 0.035, "mobilefacenet_foamliu": 0.004} {
		t.Logf("%s: packing changes the cosine by %.4f on average, %.4f at most", network, loss[network]/float64(pairs), worst[network])
		if worst[network] > limit || worst[network] == 0 {
			t.Errorf("%s: packing changes a cosine by %.4f, want at most %g", network, worst[network], limit)
		}
	}
}

// TestConcurrent guards: answers don't depend on what else is going on.
func TestConcurrent(t *testing.T) {
	p := pipeline(t)
	names := []string{"max/Paul.jpeg", "max/Chris.jpeg", "us_official/biden_biden2.jpg"}
	want := map[string]photo.CheckResult{}
	for _, n := range names {
		want[n] = check(t, p, decode(t, p, modelstest.Photo(t, n))).Result()
	}
	var work sync.WaitGroup
	for _, n := range append(names, names...) {
		img := decode(t, p, modelstest.Photo(t, n))
		work.Go(func() {
			c, err := p.Check(context.Background(), img)
			if err != nil {
				t.Error(err)
				return
			}
			if got := c.Result(); !reflect.DeepEqual(got, want[n]) {
				t.Errorf("%s: another answer when several are checked at once", n)
			}
			if _, err := p.Embed(context.Background(), img); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
}

// TestStopped guards: a context that has ended stops every call.
func TestStopped(t *testing.T) {
	p := pipeline(t)
	img := decode(t, p, modelstest.Photo(t, "max/Paul.jpeg"))
	c := check(t, p, img)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	spec, colour, err := photo.Order{}.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	_, err1 := p.Check(ctx, img)
	_, err2 := p.Embed(ctx, img)
	_, err3 := p.Make(ctx, c, spec, colour)
	_, err4 := p.EmbedChecked(ctx, c)
	_, err5 := p.Compare(ctx, img, img)
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("call %d: %v", i+1, err)
		}
	}
}

// TestWithoutModels guards: without networks there is no score, what can be
// made is marked, and the report says what was not measured.
func TestWithoutModels(t *testing.T) {
	p, err := photo.Open(models.Set{}, photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if p.Deliverable() {
		t.Error("deliverable without any model")
	}
	for _, s := range p.Status() {
		if s.Role == face.RoleDetector && len(s.Models) == 0 {
			modelstest.Missing(t, "Debian's opencv-data is missing")
		}
	}
	img := decode(t, p, modelstest.Photo(t, "max/Paul.jpeg"))
	if _, err := p.Compare(context.Background(), img, img); !errors.Is(err, match.ErrNoNetwork) {
		t.Errorf("comparison: %v", err)
	}
	c := check(t, p, img)
	measured := 0
	for _, f := range c.Report.Checks {
		if f.State != "unavailable" {
			measured++
		}
		if f.Advice.ZH == "" || f.Advice.EN == "" {
			t.Errorf("%s has no sentence", f.ID)
		}
	}
	t.Logf("%d of ten checks are measured", measured)
	if len(c.Report.Checks) != 10 || measured == 10 {
		t.Errorf("%d checks, %d measured", len(c.Report.Checks), measured)
	}
	spec, colour, err := photo.Order{}.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	made, err := p.Make(context.Background(), c, spec, colour)
	if err != nil {
		t.Fatal(err)
	}
	if !made.NotForDelivery {
		t.Error("the photo is not marked")
	}
}
