package vision

import (
	"math"

	"campuskiosk/capture/face"
)

// Both generations of YuNet answer in pixels of their input, after the
// decoding that this file does. Landmarks come in the order of face.Landmarks5.

// The anchors of the network of March 2022: square sizes in pixels per grid,
// and the two variances that scale what is learnt about centres and sizes.
var yunetGrids = []struct {
	stride int
	sizes  []float64
}{
	{8, []float64{10, 16, 24}},
	{16, []float64{32, 48}},
	{32, []float64{64, 96}},
	{64, []float64{128, 192, 256}},
}

const (
	yunetCentre = 0.1
	yunetSize   = 0.2
)

// decodeYuNet2022 reads loc (14 numbers per anchor: box, five points), conf
// (background, face) and iou.
func decodeYuNet2022(out []tensor, w, h int) ([]face.Detection, error) {
	n := 0
	for _, g := range yunetGrids {
		n += (w / g.stride) * (h / g.stride) * len(g.sizes)
	}
	loc, err := want(out, 0, n*14)
	if err != nil {
		return nil, err
	}
	conf, err := want(out, 1, n*2)
	if err != nil {
		return nil, err
	}
	iou, err := want(out, 2, n)
	if err != nil {
		return nil, err
	}
	var found []face.Detection
	i := 0
	for _, g := range yunetGrids {
		for y := range h / g.stride {
			for x := range w / g.stride {
				for _, size := range g.sizes {
					score := math.Sqrt(float64(conf[2*i+1]) * unit(iou[i]))
					if score >= minScore {
						l := loc[14*i : 14*i+14]
						cx, cy := (float64(x)+0.5)*float64(g.stride), (float64(y)+0.5)*float64(g.stride)
						at := func(k int) face.Point {
							return face.Point{
								X: cx + float64(l[k])*yunetCentre*size,
								Y: cy + float64(l[k+1])*yunetCentre*size,
							}
						}
						c := at(0)
						f := face.Detection{Score: score}
						f.Box.W = size * math.Exp(float64(l[2])*yunetSize)
						f.Box.H = size * math.Exp(float64(l[3])*yunetSize)
						f.Box.X, f.Box.Y = c.X-f.Box.W/2, c.Y-f.Box.H/2
						for k := range f.Landmarks {
							f.Landmarks[k] = at(4 + 2*k)
						}
						found = append(found, f)
					}
					i++
				}
			}
		}
	}
	return found, nil
}

// decodeYuNetN reads the newer network's cls, obj, bbox and kps at strides 8,
// 16 and 32; it has no anchors: positions count from the grid cell's corner.
func decodeYuNetN(out []tensor, w, h int) ([]face.Detection, error) {
	var found []face.Detection
	for s, stride := range []int{8, 16, 32} {
		cols, rows := w/stride, h/stride
		cls, err := want(out, s, cols*rows)
		if err != nil {
			return nil, err
		}
		obj, err := want(out, 3+s, cols*rows)
		if err != nil {
			return nil, err
		}
		box, err := want(out, 6+s, cols*rows*4)
		if err != nil {
			return nil, err
		}
		kps, err := want(out, 9+s, cols*rows*10)
		if err != nil {
			return nil, err
		}
		d := float64(stride)
		for i := range cols * rows {
			score := math.Sqrt(unit(cls[i]) * unit(obj[i]))
			if score < minScore {
				continue
			}
			x, y := float64(i%cols), float64(i/cols)
			f := face.Detection{Score: score}
			f.Box.W = math.Exp(float64(box[4*i+2])) * d
			f.Box.H = math.Exp(float64(box[4*i+3])) * d
			f.Box.X = (x+float64(box[4*i]))*d - f.Box.W/2
			f.Box.Y = (y+float64(box[4*i+1]))*d - f.Box.H/2
			for k := range f.Landmarks {
				f.Landmarks[k] = face.Point{
					X: (x + float64(kps[10*i+2*k])) * d,
					Y: (y + float64(kps[10*i+2*k+1])) * d,
				}
			}
			found = append(found, f)
		}
	}
	return found, nil
}

// unit limits v to 0–1.
func unit(v float32) float64 { return min(max(float64(v), 0), 1) }

// sigmoid turns a logit into a probability.
func sigmoid(v float32) float64 { return 1 / (1 + math.Exp(-float64(v))) }
