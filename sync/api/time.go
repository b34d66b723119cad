package api

import (
	"bytes"
	"crypto/rand"
	"time"
)

// TimeRequest asks for signed time. It is not signed itself, because a kiosk
// whose clock is wrong can't sign.
type TimeRequest struct {
	// Nonce is 16 bytes.
	Nonce []byte `json:"nonce"`
}

// NewTimeRequest makes a request.
func NewTimeRequest() TimeRequest {
	nonce := make([]byte, nonceBytes)
	_, _ = rand.Read(nonce) // never fails (package crypto/rand)
	return TimeRequest{nonce}
}

// Valid reports whether the nonce has its length.
func (r TimeRequest) Valid() bool { return len(r.Nonce) == nonceBytes }

// SignedTime is the answer, signed with the time key.
type SignedTime struct {
	Nonce []byte    `json:"nonce"`
	At    time.Time `json:"at"`
}

// OpenTime verifies the answer to a request. Errors: ErrForged.
func (r TimeRequest) OpenTime(s Signed, keys KeySet) (time.Time, error) {
	var t SignedTime
	if err := s.Open(ForTime, keys, &t); err != nil {
		return time.Time{}, err
	}
	if !bytes.Equal(t.Nonce, r.Nonce) || !r.Valid() {
		return time.Time{}, ErrForged
	}
	return t.At, nil
}
