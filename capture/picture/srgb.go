package picture

import (
	"context"
	"image"
	"math"
)

// sameColours is how far, in levels of 255, a profile may be from sRGB before
// the pixels are converted: below it nobody could see the difference, and
// sRGB's own profiles differ among each other by 1.
const sameColours = 2

// encodeSteps is the resolution of the table that encodes linear light.
const encodeSteps = 1 << 14

// toSRGB converts img in place from the embedded profile, or from Adobe RGB if
// there is none and adobe is set. The note says what was done; nil if nothing
// was to be done.
func toSRGB(ctx context.Context, img *image.RGBA, icc []byte, adobe bool) (*Note, error) {
	var p *profile
	switch {
	case icc != nil:
		parsed, err := parseProfile(icc)
		if err != nil {
			return &NoteProfile, nil
		}
		p = parsed
	case adobe:
		p = adobeRGB()
	default:
		return nil, nil
	}
	t, ok := newTransform(p)
	if !ok {
		return &NoteProfile, nil
	}
	if t.nearIdentity() {
		return nil, nil
	}
	w := 4 * img.Rect.Dx()
	for y := range img.Rect.Dy() {
		if y%rowsAtOnce == 0 && ctx.Err() != nil {
			return nil, ErrTooSlow.Because(ctx.Err())
		}
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		for x := 0; x < len(row); x += 4 {
			row[x], row[x+1], row[x+2] = t.at(row[x], row[x+1], row[x+2])
		}
	}
	return &NoteConverted, nil
}

// transform takes 8-bit device RGB to 8-bit sRGB by relative colorimetry;
// colours outside of sRGB are clipped.
type transform struct {
	curves [3][256]float32
	matrix [3][3]float32
	encode [encodeSteps + 1]uint8
}

// newTransform is false for a matrix that can't be meant.
func newTransform(p *profile) (*transform, bool) {
	inverse, ok := invert(srgbD50)
	if !ok {
		return nil, false
	}
	t := &transform{}
	for i := range 3 {
		for j := range 256 {
			t.curves[i][j] = float32(p.curves[i][j])
		}
		white := 0.0
		for j := range 3 {
			for k := range 3 {
				t.matrix[i][j] += float32(inverse[i][k] * p.matrix[k][j])
			}
			white += float64(t.matrix[i][j])
		}
		// All profiles share the white D50: device white must stay white.
		if math.Abs(white-1) > 0.02 {
			return nil, false
		}
	}
	for i := range t.encode {
		t.encode[i] = uint8(math.Round(255 * encodeSRGB(float64(i)/encodeSteps)))
	}
	return t, true
}

// encodeSRGB is the transfer function of IEC 61966-2-1, linear 0–1 to encoded
// 0–1.
func encodeSRGB(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

func (t *transform) at(r, g, b uint8) (uint8, uint8, uint8) {
	x, y, z := t.curves[0][r], t.curves[1][g], t.curves[2][b]
	out := [3]uint8{}
	for i, m := range t.matrix {
		v := m[0]*x + m[1]*y + m[2]*z
		out[i] = t.encode[int(min(max(v, 0), 1)*encodeSteps+0.5)]
	}
	return out[0], out[1], out[2]
}

// nearIdentity reports whether the profile is sRGB under another name.
func (t *transform) nearIdentity() bool {
	const step = 15 // 18 levels per channel
	far := func(a uint8, b int) bool { return int(a) > b+sameColours || int(a) < b-sameColours }
	for r := 0; r < 256; r += step {
		for g := 0; g < 256; g += step {
			for b := 0; b < 256; b += step {
				x, y, z := t.at(uint8(r), uint8(g), uint8(b))
				if far(x, r) || far(y, g) || far(z, b) {
					return false
				}
			}
		}
	}
	return true
}

// invert is false for a singular matrix.
func invert(m [3][3]float64) ([3][3]float64, bool) {
	var out [3][3]float64
	minor := func(r, c int) float64 {
		a, b, x, y := (r+1)%3, (r+2)%3, (c+1)%3, (c+2)%3
		return m[a][x]*m[b][y] - m[a][y]*m[b][x]
	}
	det := m[0][0]*minor(0, 0) + m[0][1]*minor(0, 1) + m[0][2]*minor(0, 2)
	if math.Abs(det) < 1e-9 {
		return out, false
	}
	for r := range 3 {
		for c := range 3 {
			out[c][r] = minor(r, c) / det
		}
	}
	return out, true
}
