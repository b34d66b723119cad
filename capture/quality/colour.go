package quality

import "math"

// lab is a colour in CIELAB, D65 white.
type lab struct{ L, A, B float64 }

// distance is the CIE 1976 colour difference ΔE*ab.
func (c lab) distance(d lab) float64 {
	return math.Sqrt((c.L-d.L)*(c.L-d.L) + (c.A-d.A)*(c.A-d.A) + (c.B-d.B)*(c.B-d.B))
}

// chroma is the distance in the a*b* plane alone.
func (c lab) chromaDistance(d lab) float64 { return math.Hypot(c.A-d.A, c.B-d.B) }

// linear maps an 8-bit sRGB value to linear light 0–1 (IEC 61966-2-1).
var linear = func() (t [256]float64) {
	for i := range t {
		v := float64(i) / 255
		if v <= 0.04045 {
			t[i] = v / 12.92
		} else {
			t[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return t
}()

// labOf converts linear sRGB 0–1 to CIELAB (IEC 61966-2-1 and CIE 15).
func labOf(r, g, b float64) lab {
	x := (0.4124*r + 0.3576*g + 0.1805*b) / 0.95047
	y := 0.2126*r + 0.7152*g + 0.0722*b
	z := (0.0193*r + 0.1192*g + 0.9505*b) / 1.08883
	fx, fy, fz := labCurve(x), labCurve(y), labCurve(z)
	return lab{116*fy - 16, 500 * (fx - fy), 200 * (fy - fz)}
}

func labCurve(t float64) float64 {
	const d = 6.0 / 29
	if t > d*d*d {
		return math.Cbrt(t)
	}
	return t/(3*d*d) + 4.0/29
}
