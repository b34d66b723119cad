package booth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// StudentKey is the one key by which a student is reached: roster, ticket,
// manual entry and the quotas of all kiosks meet in it. It is
// HMAC-SHA-256(campus key, ID kind | ID number) and tells nothing without the
// campus key.
type StudentKey [sha256.Size]byte

// KeyFor makes the key of a student. campusKey is the secret of the campus, at
// least 16 bytes; id is not the zero number. The kind and the number are
// separated by "|", which no kind contains.
func KeyFor(campusKey []byte, id IDNumber) StudentKey {
	mac := hmac.New(sha256.New, campusKey)
	mac.Write([]byte(string(id.Kind()) + "|" + id.Reveal()))
	return StudentKey(mac.Sum(nil))
}

// IsZero reports whether there is no student.
func (k StudentKey) IsZero() bool { return k == StudentKey{} }

// String gives the first eight hex digits, enough to tell students apart in a
// log and too few to link logs with other places.
func (k StudentKey) String() string { return hex.EncodeToString(k[:4]) }

// GoString gives String.
func (k StudentKey) GoString() string { return k.String() }

// MarshalText gives all 64 hex digits, for storage and the wire.
func (k StudentKey) MarshalText() ([]byte, error) {
	if k.IsZero() {
		return []byte{}, nil
	}
	return hex.AppendEncode(nil, k[:]), nil
}

// UnmarshalText reads what MarshalText wrote.
func (k *StudentKey) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*k = StudentKey{}
		return nil
	}
	if hex.DecodedLen(len(text)) != len(k) {
		return fmt.Errorf("booth: a student key has %d hex digits, not %d", 2*len(k), len(text))
	}
	_, err := hex.Decode(k[:], text)
	return err
}
