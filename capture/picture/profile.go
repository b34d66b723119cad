package picture

import (
	"encoding/binary"
	"errors"
	"math"
)

// profile is an ICC profile of the matrix/TRC kind (ICC.1:2022, 8.3.3): what
// cameras, phones and screens use. Grey profiles have one curve and no matrix.
type profile struct {
	// curves linearise the device's red, green and blue, 0–255 to 0–1.
	curves [3][256]float64
	// matrix takes linear device RGB to CIE XYZ under D50.
	matrix [3][3]float64
}

var errProfile = errors.New("picture: not a matrix/TRC profile")

// The columns of the matrices below are the red, green and blue primaries'
// CIE XYZ, adapted from D65 to D50 by Bradford's transform; sources: IEC
// 61966-2-1 for sRGB, "Adobe RGB (1998) Color Image Encoding" 2005-05 for
// Adobe RGB.
var (
	srgbD50 = [3][3]float64{
		{0.4360747, 0.3850649, 0.1430804},
		{0.2225045, 0.7168786, 0.0606169},
		{0.0139322, 0.0971045, 0.7141733},
	}
	adobeD50 = [3][3]float64{
		{0.6097559, 0.2052401, 0.1492240},
		{0.3111242, 0.6256560, 0.0632197},
		{0.0194811, 0.0608902, 0.7448387},
	}
)

// adobeGamma is the exponent that Adobe RGB (1998) prescribes.
const adobeGamma = 563.0 / 256

func adobeRGB() *profile {
	p := &profile{matrix: adobeD50}
	for i := range 256 {
		v := math.Pow(float64(i)/255, adobeGamma)
		p.curves[0][i], p.curves[1][i], p.curves[2][i] = v, v, v
	}
	return p
}

// parseProfile reads an ICC profile; errProfile for anything that isn't RGB or
// grey with curves (printer profiles, tables, garbage).
func parseProfile(b []byte) (*profile, error) {
	const header = 128
	if len(b) < header+4 || string(b[36:40]) != "acsp" {
		return nil, errProfile
	}
	space := string(b[16:20])
	if space != "RGB " && space != "GRAY" {
		return nil, errProfile
	}
	tags := map[string][]byte{}
	count := int(min(binary.BigEndian.Uint32(b[header:]), 100))
	for i := range count {
		at := header + 4 + 12*i
		if at+12 > len(b) {
			return nil, errProfile
		}
		off := int64(binary.BigEndian.Uint32(b[at+4:]))
		size := int64(binary.BigEndian.Uint32(b[at+8:]))
		if off+size > int64(len(b)) {
			return nil, errProfile
		}
		tags[string(b[at:at+4])] = b[off : off+size]
	}
	p := &profile{}
	if space == "GRAY" {
		if !curve(tags["kTRC"], &p.curves[0]) {
			return nil, errProfile
		}
		p.curves[1], p.curves[2] = p.curves[0], p.curves[0]
		p.matrix = srgbD50
		return p, nil
	}
	for i, c := range []string{"r", "g", "b"} {
		xyz := tags[c+"XYZ"]
		if len(xyz) < 20 || string(xyz[:4]) != "XYZ " || !curve(tags[c+"TRC"], &p.curves[i]) {
			return nil, errProfile
		}
		for row := range 3 {
			p.matrix[row][i] = fixed(xyz[8+4*row:])
		}
	}
	return p, nil
}

// fixed reads an s15Fixed16Number.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 } // #nosec G115 -- two's complement is meant

// curve evaluates a curveType or parametricCurveType tag at the 256 8-bit
// values; false if it is neither.
func curve(b []byte, out *[256]float64) bool {
	if len(b) < 12 {
		return false
	}
	switch string(b[:4]) {
	case "curv":
		return tableCurve(b, out)
	case "para":
		return parametricCurve(b, out)
	}
	return false
}

func tableCurve(b []byte, out *[256]float64) bool {
	n := int64(binary.BigEndian.Uint32(b[8:]))
	if n > 65536 || int64(len(b)) < 12+2*n {
		return false
	}
	at := func(i int) float64 { return float64(binary.BigEndian.Uint16(b[12+2*i:])) }
	for i := range out {
		x := float64(i) / 255
		switch n {
		case 0:
			out[i] = x
		case 1: // u8Fixed8Number
			out[i] = math.Pow(x, at(0)/256)
		default:
			pos := x * float64(n-1)
			k := min(int(pos), int(n)-2)
			out[i] = (at(k) + (at(k+1)-at(k))*(pos-float64(k))) / 65535
		}
	}
	return true
}

// parametricCurve is table 68 of ICC.1:2022: five forms with the parameters
// g a b c d e f.
func parametricCurve(b []byte, out *[256]float64) bool {
	form := int(binary.BigEndian.Uint16(b[8:]))
	counts := []int{1, 3, 4, 5, 7}
	if form >= len(counts) || len(b) < 12+4*counts[form] {
		return false
	}
	var p [7]float64
	for i := range counts[form] {
		p[i] = fixed(b[12+4*i:])
	}
	g, a, k, c, d, e, f := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	for i := range out {
		x := float64(i) / 255
		var y float64
		power := math.Pow(max(a*x+k, 0), g)
		switch form {
		case 0:
			y = math.Pow(x, g)
		case 1, 2: // zero (or the constant c) below −b/a, which clipping a·x+b to 0 gives too
			y = power + c
		case 3:
			if y = c * x; x >= d {
				y = power
			}
		case 4:
			if y = c*x + f; x >= d {
				y = power + e
			}
		}
		if math.IsNaN(y) || math.IsInf(y, 0) {
			return false
		}
		out[i] = min(max(y, 0), 1)
	}
	return true
}
