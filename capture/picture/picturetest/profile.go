package picturetest

import (
	"encoding/binary"
	"math"
)

// Profile builds an ICC profile of the matrix kind: the columns of xyz are the
// primaries under D50, all curves are the power gamma.
func Profile(xyz [3][3]float64, gamma float64) []byte {
	return build(xyz, append([]byte("para\x00\x00\x00\x00\x00\x00\x00\x00"), fixed(gamma)...))
}

// ProfileTable is Profile with a table of 16-bit values as curve.
func ProfileTable(xyz [3][3]float64, table []uint16) []byte {
	curve := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), uint32(len(table)))
	for _, v := range table {
		curve = binary.BigEndian.AppendUint16(curve, v)
	}
	return build(xyz, curve)
}

// SRGBCurve is the decoding curve of IEC 61966-2-1 in n steps.
func SRGBCurve(n int) []uint16 {
	out := make([]uint16, n)
	for i := range out {
		v := float64(i) / float64(n-1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		out[i] = uint16(math.Round(65535 * v))
	}
	return out
}

func fixed(v float64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(int32(v*65536))) }

func build(xyz [3][3]float64, curve []byte) []byte {
	type tag struct {
		name string
		body []byte
	}
	var tags []tag
	for i, c := range []string{"r", "g", "b"} {
		body := []byte("XYZ \x00\x00\x00\x00")
		for row := range 3 {
			body = append(body, fixed(xyz[row][i])...)
		}
		tags = append(tags, tag{c + "XYZ", body}, tag{c + "TRC", curve})
	}
	head := make([]byte, 128)
	copy(head[12:], "mntrRGB XYZ ")
	copy(head[36:], "acsp")
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var bodies []byte
	base := len(head) + 4 + 12*len(tags)
	for _, t := range tags {
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(base+len(bodies)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.body)))
		bodies = append(bodies, t.body...)
	}
	out := append(append(head, table...), bodies...)
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}
