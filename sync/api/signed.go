package api

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
)

// Signed is something that the service signed.
type Signed struct {
	// Payload is exactly what was signed: JSON.
	Payload []byte `json:"payload"`
	// Key names the key.
	Key KeyID `json:"key"`
	// Signature is Ed25519, 64 bytes.
	Signature []byte `json:"signature"`
}

// Seal signs v as JSON.
func Seal(p Purpose, key ed25519.PrivateKey, v any) (Signed, error) {
	payload, err := json.Marshal(v)
	if err != nil {
		return Signed{}, err
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return Signed{}, errors.New("api: not an Ed25519 key")
	}
	return Signed{payload, KeyIDOf(public), Sign(p, key, payload)}, nil
}

// open verifies with a key and reads the payload.
func (s Signed) open(p Purpose, key ed25519.PublicKey, to any) error {
	if !Verify(p, key, s.Payload, s.Signature) {
		return ErrForged
	}
	return readJSON(s.Payload, to)
}

// Open verifies with the keys of the service for this purpose, and reads the
// payload. Errors: ErrForged.
func (s Signed) Open(p Purpose, keys KeySet, to any) error {
	use, ok := map[Purpose]Use{ForTime: UseTime, ForCommand: UseCommand, ForReceipt: UseReceipt, ForTicket: UseTicket}[p]
	if !ok {
		return ErrForged
	}
	for _, k := range keys.Keys {
		if k.Use == use && k.ID == s.Key {
			return s.open(p, ed25519.PublicKey(k.Public), to)
		}
	}
	return ErrForged
}

// readJSON reads one JSON value and nothing behind it. Unknown fields are all
// right: the other side may be newer.
func readJSON(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(to); err != nil {
		return ErrMalformed.Because(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return ErrMalformed
	}
	return nil
}
