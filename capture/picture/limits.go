package picture

import "time"

// Limits bound what one picture may cost. A zero field means its default.
type Limits struct {
	// Bytes is the size of the file, at most.
	Bytes int64
	// Pixels is width × height as the header claims, at most. While decoding,
	// a pixel takes up to 20 bytes of memory (a progressive JPEG without
	// chroma subsampling), usually 6.
	Pixels int64
	// Time is how long reading and decoding may take.
	Time time.Duration
}

// DefaultLimits are 64 MiB, 50 megapixels and 20 seconds: more than any phone
// or camera of today makes in one picture, and three times what the slowest
// picture tried within them took on two busy cores (a progressive JPEG of 50
// megapixels: 6.5 s).
func DefaultLimits() Limits {
	return Limits{Bytes: 64 << 20, Pixels: 50_000_000, Time: 20 * time.Second}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.Bytes <= 0 {
		l.Bytes = d.Bytes
	}
	if l.Pixels <= 0 {
		l.Pixels = d.Pixels
	}
	if l.Time <= 0 {
		l.Time = d.Time
	}
	return l
}
