package vision

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"gocv.io/x/gocv"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
)

var emptySet models.Set

// everything calls everything on one picture.
func everything(e *Engine, img *image.RGBA) error {
	_, err := e.Detect(img)
	errs := []error{err}
	_, err = e.Live(img)
	errs = append(errs, err)
	_, err = e.Analyse(img)
	errs = append(errs, err)
	_, err = e.Segment(img)
	if !errors.Is(err, ErrNoPerson) {
		errs = append(errs, err)
	}
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	anyone := at(w/4, h/4, min(w, h)/2, 1)
	for i := range anyone.Landmarks {
		anyone.Landmarks[i] = face.Point{X: w/2 + arcFace[i].X, Y: h/2 + arcFace[i].Y}
	}
	_, err = e.Embed(img, anyone)
	errs = append(errs, err)
	_, err = e.Resize(img, 7, 5)
	errs = append(errs, err)
	_, err = e.GuidedFilter(img, make([]float32, img.Rect.Dx()*img.Rect.Dy()), 3, 1e-4)
	return errors.Join(append(errs, err)...)
}

func filled(w, h int, c color.RGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		copy(img.Pix[4*i:], []byte{c.R, c.G, c.B, 255})
	}
	return img
}

// Pictures of any size and content give answers.
func TestOddPictures(t *testing.T) {
	e := engine(t)
	for _, size := range [][2]int{{1, 1}, {2, 2}, {1, 700}, {3, 5000}, {5000, 3}, {33, 31}} {
		for _, c := range []color.RGBA{{}, {255, 255, 255, 255}, {10, 200, 90, 255}} {
			if err := everything(e, filled(size[0], size[1], c)); err != nil {
				t.Errorf("%v %v: %v", size, c, err)
			}
		}
	}
	// Rows that lie apart in memory.
	wide := photo(t, "max/Paul.jpeg")
	part := &image.RGBA{Pix: wide.Pix, Stride: wide.Stride, Rect: image.Rect(0, 0, 500, 700)}
	tight := image.NewRGBA(part.Rect)
	for y := range 700 {
		copy(tight.Pix[y*tight.Stride:], part.Pix[y*part.Stride:][:4*500])
	}
	if a, b := analyse(t, e, part), analyse(t, e, tight); !reflect.DeepEqual(a, b) {
		t.Error("the stride changes the answer")
	}
}

// Pictures whose memory doesn't fit their size are refused before C++ sees
// them.
func TestImpossiblePictures(t *testing.T) {
	e := engine(t)
	ok := filled(20, 20, color.RGBA{})
	for name, img := range map[string]*image.RGBA{
		"nil":          nil,
		"empty":        {},
		"no pixels":    {Rect: image.Rect(0, 0, 20, 20), Stride: 80},
		"short":        {Pix: ok.Pix[:len(ok.Pix)-1], Stride: 80, Rect: ok.Rect},
		"narrow rows":  {Pix: ok.Pix, Stride: 76, Rect: ok.Rect},
		"other origin": ok.SubImage(image.Rect(5, 5, 15, 15)).(*image.RGBA),
		"negative":     {Pix: ok.Pix, Stride: -80, Rect: ok.Rect},
		"far too big":  {Pix: ok.Pix, Stride: 1 << 40, Rect: image.Rect(0, 0, 1<<38, 1<<38)},
	} {
		calls := map[string]error{}
		_, calls["detect"] = e.Detect(img)
		_, calls["live"] = e.Live(img)
		_, calls["analyse"] = e.Analyse(img)
		_, calls["segment"] = e.Segment(img)
		_, calls["embed"] = e.Embed(img, face.Detection{})
		_, calls["resize"] = e.Resize(img, 5, 5)
		_, calls["guided"] = e.GuidedFilter(img, make([]float32, 400), 2, 1)
		for call, err := range calls {
			if !errors.Is(err, ErrPicture) {
				t.Errorf("%s: %s: %v", name, call, err)
			}
		}
	}
	for name, f := range map[string]func() error{
		"resize to nothing":  func() error { _, err := e.Resize(ok, 0, 5); return err },
		"resize to too much": func() error { _, err := e.Resize(ok, 1<<20, 1<<20); return err },
		"guided, few values": func() error { _, err := e.GuidedFilter(ok, make([]float32, 399), 2, 1); return err },
		"guided, no radius":  func() error { _, err := e.GuidedFilter(ok, make([]float32, 400), 0, 1); return err },
		"guided, no eps":     func() error { _, err := e.GuidedFilter(ok, make([]float32, 400), 2, 0); return err },
		"no landmarks":       func() error { _, err := e.Embed(ok, face.Detection{}); return err },
	} {
		if err := f(); !errors.Is(err, ErrPicture) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What OpenCV throws about a model becomes an error.
func TestModelThatThrows(t *testing.T) {
	onnx := modelFile(t, "open_closed_eye_0001.onnx")
	zeros := bytes.Clone(onnx)
	clear(zeros[len(zeros)/3:])
	for name, c := range map[string]struct {
		framework     string
		model, config []byte
		outputs       string
	}{
		"nothing":           {framework: "onnx"},
		"text":              {framework: "onnx", model: []byte("not a model")},
		"cut":               {framework: "onnx", model: onnx[:len(onnx)/2]},
		"zeros":             {framework: "onnx", model: zeros},
		"no such framework": {framework: "abacus", model: onnx},
		"caffe of text":     {framework: "caffe", model: []byte("x"), config: []byte("layer {")},
	} {
		n, err := openNet(c.framework, c.model, c.config, c.outputs)
		if err == nil {
			n.close()
			t.Errorf("%s: no error", name)
		}
	}
	// A network that loads but can't give what is asked for.
	n, err := openNet("onnx", onnx, nil, "no such layer")
	if err != nil {
		return
	}
	defer n.close()
	crop, blob := gocv.NewMatWithSize(32, 32, gocv.MatTypeCV8UC4), gocv.NewMat()
	defer crop.Close()
	defer blob.Close()
	if _, _, err := n.forward(&crop, &blob, &feed{scale: all(1)}); err == nil {
		t.Error("a layer that isn't there: no error")
	}
	small := gocv.NewMatWithSize(3, 3, gocv.MatTypeCV8U)
	defer small.Close()
	if _, _, err := n.forward(&small, &blob, &feed{scale: all(1)}); err == nil {
		t.Error("a crop of the wrong type: no error")
	}
}

func modelFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(modelstest.Models(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// copyModels puts all models into a folder of their own, so that they can be
// broken.
func copyModels(t testing.TB) string {
	dir := t.TempDir()
	m, err := models.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range m.Models {
		for _, f := range entry.Files {
			b, err := os.ReadFile(filepath.Join(modelstest.Models(t), f.Name))
			if errors.Is(err, os.ErrNotExist) && entry.Optional {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, f.Name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func status(t testing.TB, e *Engine, role face.Role) RoleStatus {
	t.Helper()
	for _, s := range e.Status() {
		if s.Role == role {
			return s
		}
	}
	t.Fatalf("no status of %s", role)
	return RoleStatus{}
}

// Model files of the right size but with wrong contents leave their role to
// the next choice, the stand-in or nobody, and say so; all else works.
func TestBrokenModels(t *testing.T) {
	dir := copyModels(t)
	damage := []func([]byte){
		func(b []byte) { clear(b) },
		func(b []byte) { clear(b[len(b)/3:]) },
		func(b []byte) { copy(b, bytes.Repeat([]byte("not a model "), len(b)/12)) },
	}
	img := photo(t, "max/Paul2.jpeg")
	set := models.Find(dir)
	for i, role := range models.Roles {
		for j, f := range set.All(role) {
			whole, err := os.ReadFile(f.Path(0))
			if err != nil {
				t.Fatal(err)
			}
			b := bytes.Clone(whole)
			damage[(i+j)%len(damage)](b)
			if err := os.WriteFile(f.Path(0), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		e, err := Open(set, Options{})
		if err != nil {
			t.Fatal(err)
		}
		st := status(t, e, role)
		wantState := Unavailable
		if role == face.RoleDetector || role == face.RoleSegmentation {
			wantState = StandIn
		}
		if st.State != wantState || !strings.Contains(st.Reason.EN, "damaged") || st.Reason.ZH == "" {
			t.Errorf("%s: %+v", role, st)
		}
		a := analyse(t, e, img)
		if a.Unavailable[role] != (wantState == Unavailable) {
			t.Errorf("%s: unavailable: %v", role, a.Unavailable)
		}
		if _, err := e.Embed(img, a.Faces[0]); (err != nil) != (role == face.RoleEmbedding) || (err != nil && !errors.Is(err, ErrRole)) {
			t.Errorf("%s: embedding: %v", role, err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		for _, f := range set.All(role) {
			b, err := os.ReadFile(filepath.Join(modelstest.Models(t), f.Files[0].Name))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(f.Path(0), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A broken first choice is replaced by the second.
func TestSecondChoice(t *testing.T) {
	dir := copyModels(t)
	set := models.Find(dir)
	first, _ := set.First(face.RoleDetector)
	if err := os.Truncate(first.Path(0), 1000); err != nil {
		t.Fatal(err)
	}
	e, err := Open(set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	st := status(t, e, face.RoleDetector)
	if st.State != Network || len(st.Models) != 1 || st.Models[0] != set.All(face.RoleDetector)[1].ID || st.Reason.EN == "" {
		t.Errorf("%+v", st)
	}
	img := photo(t, "max/Paul.jpeg")
	if d := subject(t, e, img); overlap(d.Box, subject(t, engine(t), img).Box) < 0.65 {
		t.Errorf("found %+v", d)
	}
}

// Without any model: faces by cascade, a mask by GrabCut, all else is not
// available and says so.
func TestStandIns(t *testing.T) {
	if _, err := os.Stat(CascadeFolder); err != nil {
		modelstest.Missing(t, "Debian's opencv-data is not installed")
	}
	full := engine(t)
	e, err := Open(emptySet, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, s := range e.Status() {
		want := Unavailable
		if s.Role == face.RoleDetector || s.Role == face.RoleSegmentation {
			want = StandIn
		}
		if s.State != want || s.Reason.ZH == "" || s.Reason.EN == "" {
			t.Errorf("%+v", s)
		}
	}
	found, off := 0, 0.0
	names := photos(t)
	for _, name := range names {
		img := photo(t, name)
		ds, err := e.Detect(img)
		if err != nil {
			t.Fatal(err)
		}
		want := subject(t, full, img)
		if len(ds) == 0 || overlap(ds[0].Box, want.Box) < 0.5 {
			continue
		}
		found++
		off += max(ds[0].Landmarks[0].Dist(want.Landmarks[0]), ds[0].Landmarks[1].Dist(want.Landmarks[1])) / want.Landmarks.IED()
		if s := ds[0].Score; s != 0 && s != 0.4 {
			t.Errorf("%s: score %.2f", name, s)
		}
	}
	t.Logf("cascade: %d of %d faces, eyes off by %.2f of the inter-eye distance", found, len(names), off/float64(found))
	if found < len(names)*9/10 || off/float64(found) > 0.15 {
		t.Error("the cascade finds too little")
	}
	for _, name := range []string{"hivision/test3.jpg", "max/Paul.jpeg", "us_official/biden_biden2.jpg"} {
		img := photo(t, name)
		a, b := analyse(t, e, img), analyse(t, full, img)
		if a.Person == nil || a.Models[face.RoleSegmentation] != grabCutID || a.Models[face.RoleDetector] != cascadeID || !a.Unavailable[face.RoleLandmarks] {
			t.Fatalf("%s: %+v", name, a)
		}
		sum, n := 0.0, 0.0
		for y := 0; y < a.Height; y += 4 {
			for x := 0; x < a.Width; x += 4 {
				d := a.Person.At(float64(x), float64(y)) - b.Person.At(float64(x), float64(y))
				sum += max(d, -d)
				n++
			}
		}
		if sum/n > 0.05 {
			t.Errorf("%s: GrabCut differs from the network by %.3f", name, sum/n)
		}
		if again := analyse(t, e, img); !reflect.DeepEqual(a, again) {
			t.Errorf("%s: GrabCut gives another answer the second time", name)
		}
	}
	if _, err := e.Segment(filled(200, 200, color.RGBA{90, 90, 90, 255})); !errors.Is(err, ErrNoPerson) {
		t.Errorf("segmenting nobody: %v", err)
	}
	if _, err := e.Embed(filled(200, 200, color.RGBA{}), face.Detection{}); !errors.Is(err, ErrRole) {
		t.Errorf("embedding without a network: %v", err)
	}

	none, err := Open(emptySet, Options{Cascades: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer none.Close()
	if st := status(t, none, face.RoleDetector); st.State != Unavailable {
		t.Errorf("%+v", st)
	}
	if _, err := none.Analyse(photo(t, "max/Paul.jpeg")); !errors.Is(err, ErrRole) {
		t.Errorf("without a detector: %v", err)
	}
}

// The same picture gives the same answer to the last bit: again, in another
// engine, and with other work going on at the same time.
func TestSameAnswers(t *testing.T) {
	e := engine(t)
	other, err := Open(models.Find(modelstest.Models(t)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	names := []string{"max/Paul.jpeg", "hivision/test4.jpg", "sfhq/crops/s3x6_0_3.jpg"}
	type answer struct {
		A *face.Analysis
		E []face.Embedding
		L *face.Analysis
		S *face.Mask
	}
	ask := func(e *Engine, img *image.RGBA) (answer, error) {
		var r answer
		var err error
		if r.A, err = e.Analyse(img); err != nil {
			return r, err
		}
		if r.E, err = e.Embed(img, r.A.Faces[0]); err != nil {
			return r, err
		}
		if r.L, err = e.Live(img); err != nil {
			return r, err
		}
		r.S, err = e.Segment(img)
		return r, err
	}
	var imgs []*image.RGBA
	var want []answer
	for _, name := range names {
		img := photo(t, name)
		before := clone(img)
		r, err := ask(e, img)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before.Pix, img.Pix) {
			t.Errorf("%s: the picture was changed", name)
		}
		imgs, want = append(imgs, img), append(want, r)
		if again, err := ask(other, img); err != nil || !reflect.DeepEqual(again, r) {
			t.Errorf("%s: another engine gives another answer (%v)", name, err)
		}
	}
	var wg sync.WaitGroup
	errs := make(chan error, 16)
	for g := range 3 {
		wg.Go(func() {
			for k := range imgs {
				i := (g + k) % len(imgs)
				r, err := ask(e, imgs[i])
				if err == nil && !reflect.DeepEqual(r, want[i]) {
					err = fmt.Errorf("%s: another answer beside other work", names[i])
				}
				if err != nil {
					errs <- err
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
}

// After Close, and when closing meets calls under way, calls fail with
// ErrClosed and nothing breaks.
func TestClose(t *testing.T) {
	e, err := Open(models.Find(modelstest.Models(t)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	img := photo(t, "max/Paul.jpeg")
	d := subject(t, e, img)
	started := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 50 {
				_, err := e.Analyse(img)
				select {
				case started <- struct{}{}:
				default:
				}
				if err != nil {
					if !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
					return
				}
			}
		})
	}
	<-started
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	if err := e.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	calls := map[string]error{}
	_, calls["detect"] = e.Detect(img)
	_, calls["live"] = e.Live(img)
	_, calls["analyse"] = e.Analyse(img)
	_, calls["segment"] = e.Segment(img)
	_, calls["embed"] = e.Embed(img, d)
	_, calls["frame"] = e.DecodeFrame(webcam(t), nil)
	for call, err := range calls {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v", call, err)
		}
	}
}

// Resize keeps positions: halves are means, enlarging keeps a ramp a ramp.
func TestResize(t *testing.T) {
	var e *Engine
	img := image.NewRGBA(image.Rect(0, 0, 64, 8))
	for x := range 64 {
		for y := range 8 {
			img.SetRGBA(x, y, color.RGBA{uint8(4 * x), uint8(30 * y), 7, 255})
		}
	}
	half, err := e.Resize(img, 32, 4)
	if err != nil {
		t.Fatal(err)
	}
	for x := range 32 {
		if c := half.RGBAAt(x, 1); c.R != uint8(8*x+2) || c.G != 75 || c.B != 7 || c.A != 255 {
			t.Fatalf("half: pixel %d is %v", x, c)
		}
	}
	double, err := e.Resize(img, 128, 16)
	if err != nil {
		t.Fatal(err)
	}
	for x := 8; x < 120; x++ {
		if d := float64(double.RGBAAt(x, 7).R) - (4*(float64(x)+0.5)/2 - 2); d > 1 || d < -1 {
			t.Fatalf("double: pixel %d is off by %.1f", x, d)
		}
	}
}
