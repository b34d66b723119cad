package quality

import (
	"image"
	"math"
	"slices"

	"campuskiosk/capture/face"
)

// Background and clothes are read on a coarse grid of means.
const (
	gridColumns = 128
	// backgroundBelow is the mask value under which a cell is background, with
	// all its neighbours: the mask's edge is soft.
	backgroundBelow = 0.1
	personFrom      = 0.9
)

// BackgroundColour names the colour that will be put behind the person.
type BackgroundColour string

// The colours of the chsi specification.
const (
	White     BackgroundColour = "white"
	LightBlue BackgroundColour = "blue"
	Grey      BackgroundColour = "grey"
)

// backgroundColours are their 8-bit sRGB values
// (shared/design/photo-specs.md, chsi).
var backgroundColours = map[BackgroundColour][3]uint8{
	White: {255, 255, 255}, LightBlue: {100, 197, 255}, Grey: {240, 240, 240},
}

// cells is the picture on the grid.
type cells struct {
	w, h       int
	size       float64 // of a cell in picture pixels
	rgb        [][3]float32
	background []bool
	person     []bool
}

func (c *cells) luma(k int) float64 {
	v := c.rgb[k]
	return 0.299*float64(v[0]) + 0.587*float64(v[1]) + 0.114*float64(v[2])
}

func (c *cells) lab(k int) lab {
	v := c.rgb[k]
	return labOf(linear[uint8(v[0]+0.5)], linear[uint8(v[1]+0.5)], linear[uint8(v[2]+0.5)])
}

// cellsOf samples the picture, 4×4 pixels a cell.
func cellsOf(img *image.RGBA, mask *face.Mask) *cells {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	c := &cells{w: min(gridColumns, w)}
	c.size = float64(w) / float64(c.w)
	c.h = max(1, int(float64(h)/c.size))
	n := c.w * c.h
	c.rgb, c.background, c.person = make([][3]float32, n), make([]bool, n), make([]bool, n)
	alpha := make([]float64, n)
	// Where the samples of a cell are: four to each side.
	place := func(i, of int) int { return min(of-1, int((float64(i)+0.5)/4*c.size)) }
	columns := make([]int, 4*c.w)
	for i := range columns {
		columns[i] = 4 * place(i, w)
	}
	for j := range c.h {
		var rows [4][]uint8
		for s := range rows {
			rows[s] = img.Pix[place(4*j+s, h)*img.Stride:]
		}
		for i := range c.w {
			var sum [3]uint32
			for _, row := range rows {
				for _, x := range columns[4*i : 4*i+4] {
					q := row[x : x+3 : x+3]
					sum[0] += uint32(q[0])
					sum[1] += uint32(q[1])
					sum[2] += uint32(q[2])
				}
			}
			k := j*c.w + i
			c.rgb[k] = [3]float32{float32(sum[0]) / 16, float32(sum[1]) / 16, float32(sum[2]) / 16}
			alpha[k] = mask.At((float64(i)+0.5)*c.size, (float64(j)+0.5)*c.size)
		}
	}
	for j := range c.h {
		for i := range c.w {
			lo, hi := 1.0, 0.0
			for y := max(0, j-1); y <= min(c.h-1, j+1); y++ {
				for x := max(0, i-1); x <= min(c.w-1, i+1); x++ {
					lo, hi = math.Min(lo, alpha[y*c.w+x]), math.Max(hi, alpha[y*c.w+x])
				}
			}
			c.background[j*c.w+i], c.person[j*c.w+i] = hi < backgroundBelow, lo > personFrom
		}
	}
	return c
}

// measureBackground fills what is known of background and clothes; it needs
// the segmentation.
func (m *Measurements) measureBackground(img *image.RGBA, h face.Head, a *face.Analysis) {
	if a.Person == nil {
		r := absent(a, face.RoleSegmentation)
		m.BackgroundEdges, m.BackgroundLuma, m.BackgroundSpread, m.HeadShadow = r, r, r, r
		m.ClothesContrast = Clothes{r, r, r, r}
		return
	}
	c := cellsOf(img, a.Person)
	m.measureWall(c, h)
	m.measureClothes(c, h)
}

// measureWall looks at the background above the shoulders.
func (m *Measurements) measureWall(c *cells, h face.Head) {
	rows := min(c.h, int((h.Chin.Y+0.5*h.EyesToChin())/c.size))
	var edges, sum float64
	var pairs int
	var lumas []float64
	for j := range rows {
		for i := range c.w {
			k := j*c.w + i
			if !c.background[k] {
				continue
			}
			lumas = append(lumas, c.luma(k))
			sum += c.luma(k)
			if i+1 < c.w && c.background[k+1] {
				edges += math.Abs(c.luma(k+1) - c.luma(k))
				pairs++
			}
			if j+1 < rows && c.background[k+c.w] {
				edges += math.Abs(c.luma(k+c.w) - c.luma(k))
				pairs++
			}
		}
	}
	if len(lumas) < 200 || pairs == 0 {
		r := unknown(NotVisible)
		m.BackgroundEdges, m.BackgroundLuma, m.BackgroundSpread, m.HeadShadow = r, r, r, r
		return
	}
	slices.Sort(lumas)
	m.BackgroundEdges = known(edges / float64(pairs))
	m.BackgroundLuma = known(sum / float64(len(lumas)))
	m.BackgroundSpread = known(lumas[len(lumas)*95/100] - lumas[len(lumas)*5/100])
	m.HeadShadow = c.headShadow(h)
}

// headShadow compares the background close beside the head with that farther
// out on the same rows, in stops; the darker side counts.
func (c *cells) headShadow(h face.Head) Reading {
	w := h.FaceWidth()
	worst := unknown(NotVisible)
	for _, side := range []float64{-1, 1} {
		edge := h.Left
		if side > 0 {
			edge = h.Right
		}
		var near, far [2]float64 // sum, count
		for j := max(0, int(h.Eyes.Y/c.size)); j < min(c.h, int(h.Chin.Y/c.size)); j++ {
			for i := range c.w {
				k := j*c.w + i
				if !c.background[k] {
					continue
				}
				d := ((float64(i)+0.5)*c.size - edge) * side / w
				v := c.rgb[k]
				y := 0.2126*linear[uint8(v[0])] + 0.7152*linear[uint8(v[1])] + 0.0722*linear[uint8(v[2])]
				switch {
				case d > 0 && d < 0.3:
					near[0], near[1] = near[0]+y, near[1]+1
				case d > 0.5 && d < 1.1:
					far[0], far[1] = far[0]+y, far[1]+1
				}
			}
		}
		if near[1] < 12 || far[1] < 12 {
			continue
		}
		if s := stops(far[0]/far[1], near[0]/near[1]); !worst.Known || s > worst.Value {
			worst = known(s)
		}
	}
	return worst
}

// measureClothes compares the clothes along the shoulders with the
// backgrounds that may come behind them. The quarter with the least contrast
// counts: a white collar under a dark jacket is no problem, a white jacket is.
func (m *Measurements) measureClothes(c *cells, h face.Head) {
	w, t := h.FaceWidth(), h.EyesToChin()
	var shoulder []lab
	var wall lab
	var walls float64
	for j := range c.h {
		y := (float64(j) + 0.5) * c.size
		for i := range c.w {
			k := j*c.w + i
			d := math.Abs((float64(i)+0.5)*c.size-h.Chin.X) / w
			switch {
			case c.person[k] && y > h.Chin.Y+0.35*t && y < h.Chin.Y+1.5*t && d > 0.5 && d < 1.5:
				shoulder = append(shoulder, c.lab(k))
			case c.background[k] && y < h.Chin.Y+t:
				l := c.lab(k)
				wall.L, wall.A, wall.B, walls = wall.L+l.L, wall.A+l.A, wall.B+l.B, walls+1
			}
		}
	}
	if len(shoulder) < 40 {
		r := unknown(NotVisible)
		m.ClothesContrast = Clothes{r, r, r, r}
		return
	}
	against := func(background lab) Reading {
		d := make([]float64, len(shoulder))
		for i, s := range shoulder {
			d[i] = s.distance(background)
		}
		slices.Sort(d)
		return known(d[len(d)/4])
	}
	of := func(n BackgroundColour) lab {
		v := backgroundColours[n]
		return labOf(linear[v[0]], linear[v[1]], linear[v[2]])
	}
	m.ClothesContrast = Clothes{against(of(White)), against(of(LightBlue)), against(of(Grey)), unknown(NotVisible)}
	if walls >= 100 {
		m.ClothesContrast.Old = against(lab{wall.L / walls, wall.A / walls, wall.B / walls})
	}
}
