package match

import (
	"encoding/binary"
	"math"
	"math/big"

	"campuskiosk/capture/face"
)

// MaxPacked is the greatest length of a packed embedding in bytes.
const MaxPacked = 128

// The layout of a packed embedding:
//
//	byte 0    version, 1
//	byte 1    the network's code (Calibration.Code)
//	byte 2–3  scale: the quantiser's step × 65536, big endian
//	byte 4–   the digits, one for each dimension, as one big-endian number in
//	          base levels(dimensions); the first dimension is the most
//	          significant digit
//
// A digit q stands for the value (q − (levels−1)/2) × step. 124 bytes of digits
// are 7.7 bits for each of 128 dimensions and 3.8 for each of 256.
const (
	packedVersion = 1
	packedHeader  = 4
	digitBytes    = MaxPacked - packedHeader
)

// levels is the even number of steps that the quantiser may have for a vector
// of n dimensions; even, so that no digit stands for zero and every vector
// keeps a direction.
func levels(n int) int {
	l := int(math.Pow(2, 8*digitBytes/float64(n)))
	return min(l, 256) &^ 1
}

// digitLength is the number of bytes of n digits in base l.
func digitLength(n, l int) int {
	return int(math.Ceil(float64(n) * math.Log2(float64(l)) / 8))
}

// Marshal writes an embedding of a known network in at most MaxPacked bytes.
// What is lost is measured in CALIBRATION.md. Errors: ErrOtherNetwork,
// ErrEmbedding.
func Marshal(e face.Embedding) ([]byte, error) {
	t, err := builtIn()
	if err != nil {
		return nil, err
	}
	c := t.byNetwork[e.Network]
	if c == nil {
		return nil, ErrOtherNetwork
	}
	unit, err := normalise(e.Vector, c.Dimensions)
	if err != nil {
		return nil, err
	}
	l := levels(c.Dimensions)
	scale := bestScale(unit, l)
	number, base := new(big.Int), big.NewInt(int64(l))
	for _, v := range unit {
		number.Mul(number, base)
		number.Add(number, big.NewInt(int64(digit(v, scale, l))))
	}
	out := make([]byte, packedHeader+digitLength(c.Dimensions, l))
	out[0], out[1] = packedVersion, c.Code
	binary.BigEndian.PutUint16(out[2:], scale)
	number.FillBytes(out[packedHeader:])
	return out, nil
}

// Unmarshal reads what Marshal wrote; the vector is L2-normalised. Errors:
// ErrOtherNetwork for a network or version that is not known here,
// ErrEmbedding for anything else.
func Unmarshal(b []byte) (face.Embedding, error) {
	t, err := builtIn()
	if err != nil {
		return face.Embedding{}, err
	}
	if len(b) <= packedHeader || len(b) > MaxPacked {
		return face.Embedding{}, ErrEmbedding
	}
	if b[0] != packedVersion {
		return face.Embedding{}, ErrOtherNetwork
	}
	c := t.byCode[b[1]]
	if c == nil {
		return face.Embedding{}, ErrOtherNetwork
	}
	l := levels(c.Dimensions)
	scale := binary.BigEndian.Uint16(b[2:])
	if scale == 0 || len(b) != packedHeader+digitLength(c.Dimensions, l) {
		return face.Embedding{}, ErrEmbedding
	}
	number, base, q := new(big.Int).SetBytes(b[packedHeader:]), big.NewInt(int64(l)), new(big.Int)
	vector := make([]float32, c.Dimensions)
	for i := range vector {
		number.DivMod(number, base, q)
		vector[len(vector)-1-i] = float32(value(int(q.Int64()), scale, l))
	}
	if number.Sign() != 0 {
		return face.Embedding{}, ErrEmbedding // larger than all digits at their highest
	}
	unit, err := normalise(vector, c.Dimensions)
	if err != nil {
		return face.Embedding{}, err
	}
	for i, v := range unit {
		vector[i] = float32(v)
	}
	return face.Embedding{Network: c.Network, Vector: vector}, nil
}

func normalise(v []float32, dimensions int) ([]float64, error) {
	if len(v) != dimensions {
		return nil, ErrEmbedding
	}
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	n := math.Sqrt(sum)
	if !(n > 1e-12) || math.IsInf(n, 0) {
		return nil, ErrEmbedding
	}
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x) / n
	}
	return out, nil
}

func digit(v float64, scale uint16, l int) int {
	q := math.Round(v*65536/float64(scale) + float64(l-1)/2)
	return int(min(max(q, 0), float64(l-1)))
}

func value(q int, scale uint16, l int) float64 {
	return (float64(q) - float64(l-1)/2) * float64(scale) / 65536
}

// bestScale looks for the step that turns the unit vector the least: clipping
// the few largest values pays, because all others become finer.
func bestScale(unit []float64, l int) uint16 {
	peak := 0.0
	for _, v := range unit {
		peak = max(peak, math.Abs(v))
	}
	best, bestCosine := uint16(1), -1.0
	const tries = 100
	for i := range tries {
		// The highest digit stands for 25–100 % of the largest value.
		step := peak * (0.25 + 0.75*float64(i+1)/tries) / (float64(l-1) / 2)
		scale := uint16(min(max(math.Round(step*65536), 1), 65535))
		dot, norm := 0.0, 0.0
		for _, v := range unit {
			w := value(digit(v, scale, l), scale, l)
			dot, norm = dot+v*w, norm+w*w
		}
		if c := dot / math.Sqrt(norm); c > bestCosine {
			best, bestCosine = scale, c
		}
	}
	return best
}
