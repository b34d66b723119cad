package kiosk

import (
	"encoding/binary"
	"image/color"
	"testing"
)

// dump makes an X window dump of 2×1 pixels, red and blue.
func dump(lsb bool) []byte {
	h := make([]uint32, 25)
	h[0], h[1], h[2], h[3], h[4], h[5] = 100, 7, 2, 24, 2, 1
	h[11], h[12] = 32, 8
	order := binary.ByteOrder(binary.LittleEndian)
	if !lsb {
		h[7], order = 1, binary.BigEndian
	}
	b := make([]byte, 108)
	for i, v := range h {
		binary.BigEndian.PutUint32(b[4*i:], v)
	}
	order.PutUint32(b[100:], 0xFF0000)
	order.PutUint32(b[104:], 0x0000FF)
	return b
}

func TestParseXWD(t *testing.T) {
	for _, lsb := range []bool{true, false} {
		m, err := parseXWD(dump(lsb))
		if err != nil {
			t.Fatal(err)
		}
		if m.RGBAAt(0, 0) != (color.RGBA{255, 0, 0, 255}) || m.RGBAAt(1, 0) != (color.RGBA{0, 0, 255, 255}) {
			t.Errorf("lsb %v: %v %v", lsb, m.RGBAAt(0, 0), m.RGBAAt(1, 0))
		}
	}
	good := dump(true)
	for n := range good {
		if _, err := parseXWD(good[:n]); err == nil {
			t.Errorf("%d bytes of %d are enough", n, len(good))
		}
	}
	other := dump(true)
	binary.BigEndian.PutUint32(other[4:], 6)
	if _, err := parseXWD(other); err == nil {
		t.Error("another version was read")
	}
}
