package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"campuskiosk/app/booth"
)

// domain keeps the trail's hashes apart from all others.
const domain = "campuskiosk/audit/v1\n"

// Hash is the SHA-256 of a record's line. It prints as hex.
type Hash [sha256.Size]byte

// String gives 64 hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText gives String.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads 64 hex digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(h) || len(text)%2 != 0 {
		return fmt.Errorf("audit: a hash has %d hex digits, not %d", 2*len(h), len(text))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Head is the end of a trail: the number of its newest record, from 1, and
// that record's hash. The zero Head is the empty trail.
type Head struct {
	Seq  uint64 `json:"seq"`
	Hash Hash   `json:"hash"`
}

// String gives "17:0a1b…", what a person copies and ParseHead reads.
func (h Head) String() string { return strconv.FormatUint(h.Seq, 10) + ":" + h.Hash.String() }

// ParseHead reads what String gives.
func ParseHead(s string) (Head, error) {
	seq, hash, ok := strings.Cut(s, ":")
	if !ok {
		return Head{}, fmt.Errorf("audit: a head is NUMBER:HASH")
	}
	var h Head
	var err error
	if h.Seq, err = strconv.ParseUint(seq, 10, 64); err != nil {
		return Head{}, fmt.Errorf("audit: the head's number is no number")
	}
	return h, h.Hash.UnmarshalText([]byte(hash))
}

// line is a record as it is stored. The order of the fields is part of the
// format.
type line struct {
	Seq   uint64            `json:"seq"`
	At    int64             `json:"at"` // UTC milliseconds since 1970
	Trust booth.Trust       `json:"trust"`
	Who   string            `json:"who"`
	What  string            `json:"what"`
	On    string            `json:"on,omitempty"`
	Rule  booth.RuleID      `json:"rule,omitempty"`
	Facts map[string]string `json:"facts,omitempty"` // encoded in the order of the names
	Prev  Hash              `json:"prev"`
}

// Append encodes the record that follows head and gives its line and the new
// head. It fails if What, a fact's name, the role or the trust is none: those
// come from the program and are never data.
func Append(head Head, r Record) ([]byte, Head, error) {
	if !isCode(r.What) {
		return nil, Head{}, fmt.Errorf("audit: %q is no name for what was done", r.What)
	}
	switch r.Who.Role {
	case System, Helper, Student, Service, Admin:
	default:
		return nil, Head{}, fmt.Errorf("audit: no role %q", r.Who.Role)
	}
	if !isCode(string(r.Trust)) {
		return nil, Head{}, fmt.Errorf("audit: no trust %q", r.Trust)
	}
	l := line{
		Seq: head.Seq + 1, At: r.At.UnixMilli(), Trust: r.Trust, Who: string(r.Who.Role),
		What: r.What, On: plain(r.On), Rule: booth.RuleID(plain(string(r.Rule))), Prev: head.Hash,
	}
	if r.Who.ID != "" {
		l.Who += ":" + plain(r.Who.ID)
	}
	for name, value := range r.Facts {
		if !isCode(name) {
			return nil, Head{}, fmt.Errorf("audit: %q is no name of a fact", name)
		}
		if l.Facts == nil {
			l.Facts = make(map[string]string, len(r.Facts))
		}
		l.Facts[name] = plain(value)
	}
	text, err := json.Marshal(l)
	if err != nil {
		return nil, Head{}, err
	}
	return text, Head{Seq: l.Seq, Hash: hashOf(text)}, nil
}

// Parse reads a line. It does not check the chain. The number is that of the
// record in its trail.
func Parse(text []byte) (seq uint64, r Record, err error) {
	l, err := decode(text)
	if err != nil {
		return 0, Record{}, err
	}
	role, id, _ := strings.Cut(l.Who, ":")
	return l.Seq, Record{
		At: time.UnixMilli(l.At).UTC(), Trust: l.Trust, Who: Actor{Role: Role(role), ID: id},
		What: l.What, On: l.On, Rule: l.Rule, Facts: l.Facts,
	}, nil
}

// decode reads a line that is exactly what encoding gives.
func decode(text []byte) (line, error) {
	var l line
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return line{}, fmt.Errorf("audit: not a record")
	}
	again, err := json.Marshal(l)
	if err != nil {
		return line{}, err
	}
	if !bytes.Equal(again, text) {
		return line{}, fmt.Errorf("audit: not the encoding of its record")
	}
	return l, nil
}

func hashOf(text []byte) Hash {
	h := sha256.New()
	h.Write([]byte(domain))
	h.Write(text)
	return Hash(h.Sum(nil))
}
