package vision

import (
	"math"
	"testing"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
)

func at(x, y, side, score float64) face.Detection {
	d := face.Detection{Box: face.Box{X: x, Y: y, W: side, H: side}, Score: score}
	for i := range d.Landmarks {
		d.Landmarks[i] = face.Point{X: x + side/2, Y: y + side/2}
	}
	return d
}

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		name  string
		faces []face.Detection
		want  []float64 // X of the faces kept, in order
	}{
		{"none", nil, nil},
		{"largest first", []face.Detection{at(0, 0, 100, 1), at(300, 300, 200, 1)}, []float64{300, 0}},
		{"near-equal: the one in the middle", []face.Detection{at(0, 0, 105, 1), at(450, 450, 100, 1)}, []float64{450, 0}},
		{"a tenth of the area counts", []face.Detection{at(0, 0, 100, 1), at(300, 0, 32, 1)}, []float64{0, 300}},
		{"less doesn't", []face.Detection{at(0, 0, 100, 1), at(300, 0, 31, 1)}, []float64{0}},
		{"a doubtful one beside a sure one", []face.Detection{at(0, 0, 300, 0.65), at(450, 450, 100, 0.95)}, []float64{450}},
		{"a doubtful one alone", []face.Detection{at(7, 0, 100, 0.65)}, []float64{7}},
	} {
		got := order(c.faces, 1000, 1000)
		if len(got) != len(c.want) {
			t.Errorf("%s: %d faces, want %d", c.name, len(got), len(c.want))
			continue
		}
		for i, x := range c.want {
			if got[i].Box.X != x {
				t.Errorf("%s: face %d is at %.0f, want %.0f", c.name, i, got[i].Box.X, x)
			}
		}
	}
}

func TestMerge(t *testing.T) {
	got := merge([]face.Detection{at(100, 100, 100, 0.9), at(104, 100, 100, 0.9), at(500, 100, 100, 0.7), at(130, 130, 60, 0.65)})
	if len(got) != 2 {
		t.Fatalf("%d faces, want 2", len(got))
	}
	if got[0].Box.X != 102 || got[0].Landmarks[0].X != 152 || got[1].Box.X != 500 {
		t.Errorf("merged to %+v", got)
	}
	both := add(got[:1], []face.Detection{at(110, 95, 90, 1), at(120, 120, 50, 1), at(800, 0, 90, 1)})
	if len(both) != 2 || both[1].Box.X != 800 {
		t.Errorf("added to %+v", both)
	}
}

// Both decoders, given what a network would say about a known face, give that
// face back.
func TestDecodeKnownFace(t *testing.T) {
	want := at(90, 60, 0, 1)
	want.Box = face.Box{X: 90, Y: 60, W: 70, H: 90}
	want.Landmarks = face.Landmarks5{{X: 110, Y: 95}, {X: 140, Y: 96}, {X: 126, Y: 112}, {X: 112, Y: 130}, {X: 139, Y: 131}}
	check := func(name string, got []face.Detection, err error) {
		t.Helper()
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %d faces, %v", name, len(got), err)
		}
		g := got[0]
		if overlap(g.Box, want.Box) < 0.999 || math.Abs(g.Score-0.9) > 1e-3 {
			t.Errorf("%s: box %+v score %.3f", name, g.Box, g.Score)
		}
		for i, p := range g.Landmarks {
			if p.Dist(want.Landmarks[i]) > 0.01 {
				t.Errorf("%s: point %d at %v", name, i, p)
			}
		}
	}
	const w, h = 320, 192
	{
		n := 40*24*3 + 20*12*2 + 10*6*2 + 5*3*3
		loc, conf, iou := make([]float32, 14*n), make([]float32, 2*n), make([]float32, n)
		// The anchor of 96 pixels in column 3, row 3 of the grid of stride 32.
		i := 40*24*3 + 20*12*2 + (3*10+3)*2 + 1
		cx, cy, size := 3.5*32, 3.5*32, 96.0
		conf[2*i+1], iou[i] = 0.9, 0.9
		c := want.Box.Centre()
		put := func(k int, p face.Point) {
			loc[14*i+k], loc[14*i+k+1] = float32((p.X-cx)/(0.1*size)), float32((p.Y-cy)/(0.1*size))
		}
		put(0, c)
		loc[14*i+2], loc[14*i+3] = float32(math.Log(want.Box.W/size)/0.2), float32(math.Log(want.Box.H/size)/0.2)
		for k, p := range want.Landmarks {
			put(4+2*k, p)
		}
		got, err := decodeYuNet2022([]tensor{{data: loc}, {data: conf}, {data: iou}}, w, h)
		check("2022", got, err)
	}
	{
		var out [12]tensor
		for s, stride := range []int{8, 16, 32} {
			n := (w / stride) * (h / stride)
			for k, width := range []int{1, 1, 4, 10} {
				out[3*k+s].data = make([]float32, n*width)
			}
		}
		i := 5*20 + 7 // stride 16, column 7, row 5
		out[1].data[i], out[4].data[i] = 0.9, 0.9
		c := want.Box.Centre()
		box, kps := out[7].data[4*i:], out[10].data[10*i:]
		box[0], box[1] = float32(c.X/16-7), float32(c.Y/16-5)
		box[2], box[3] = float32(math.Log(want.Box.W/16)), float32(math.Log(want.Box.H/16))
		for k, p := range want.Landmarks {
			kps[2*k], kps[2*k+1] = float32(p.X/16-7), float32(p.Y/16-5)
		}
		got, err := decodeYuNetN(out[:], w, h)
		check("n", got, err)
	}
	if _, err := decodeYuNet2022([]tensor{{}, {}, {}}, w, h); err == nil {
		t.Error("2022: outputs of the wrong size are accepted")
	}
	if _, err := decodeYuNetN(make([]tensor, 12), w, h); err == nil {
		t.Error("n: outputs of the wrong size are accepted")
	}
}

// The three detector networks agree about who is where.
func TestDetectorsAgree(t *testing.T) {
	e := engine(t)
	for _, f := range models.Find(modelstest.Models(t)).All(face.RoleDetector)[1:] {
		n, err := load(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer n.close()
		d := newDetector(n)
		for _, name := range []string{"max/Paul.jpeg", "max/Bryan.png", "hivision/test4.jpg", "us_official/examples_obama.jpg", "sfhq/crops/s1x2_0_1.jpg"} {
			img := photo(t, name)
			want := subject(t, e, img)
			got, err := d.photo(img)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || overlap(got[0].Box, want.Box) < 0.65 {
				t.Errorf("%s: %s: %+v, first choice says %+v", f.ID, name, got, want)
				continue
			}
			ied := want.Landmarks.IED()
			for i, p := range got[0].Landmarks {
				if p.Dist(want.Landmarks[i]) > 0.35*ied {
					t.Errorf("%s: %s: point %d is off by %.2f of the inter-eye distance", f.ID, name, i, p.Dist(want.Landmarks[i])/ied)
				}
			}
		}
	}
}
