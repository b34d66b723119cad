// Package qr draws QR codes (ISO/IEC 18004). It is the only package that knows
// go-qrcode.
package qr

import (
	"fmt"
	"strconv"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// Quiet is the empty margin that readers need on each side, in modules
// (ISO/IEC 18004, 6.3.8).
const Quiet = 4

// Code is a drawn code: true is a dark module. Rows and columns are as many,
// the quiet zone is part of it.
type Code [][]bool

// Encode draws a text with medium error correction: about 15 % of the code may
// be hidden. The error says that the text is too long.
func Encode(text string) (Code, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("qr: %w", err)
	}
	return Code(q.Bitmap()), nil
}

// Size is how many modules a side has, the quiet zone too.
func (c Code) Size() int { return len(c) }

// Path is the dark modules as the data of an SVG path, one module a unit.
func (c Code) Path() string {
	var b strings.Builder
	for y, row := range c {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			b.WriteString("M" + strconv.Itoa(from) + " " + strconv.Itoa(y) + "h" + strconv.Itoa(x-from) + "v1H" + strconv.Itoa(from) + "z")
		}
	}
	return b.String()
}
