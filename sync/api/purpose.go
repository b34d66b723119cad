package api

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Purpose is what a signature is for. The words are part of what is signed:
// they never change.
type Purpose string

// What a kiosk signs.
const (
	ForRequest   Purpose = "request"
	ForEnrolment Purpose = "enrolment"
	ForManifest  Purpose = "manifest"
)

// What the service signs.
const (
	ForKeySet  Purpose = "keyset"
	ForTime    Purpose = "time"
	ForCommand Purpose = "command"
	ForReceipt Purpose = "packet-receipt"
	ForTicket  Purpose = "ticket"
)

// over is what is signed: the purpose under its version, then the message. No
// purpose contains a line feed, so no two purposes share a text.
func (p Purpose) over(message []byte) []byte {
	return append([]byte("campuskiosk/"+string(p)+"/v1\n"), message...)
}

// Sign signs a message for a purpose.
func Sign(p Purpose, key ed25519.PrivateKey, message []byte) []byte {
	return ed25519.Sign(key, p.over(message))
}

// Verify reports whether a signature is good for this purpose. A key or
// signature of a wrong length is not.
func Verify(p Purpose, key ed25519.PublicKey, message, signature []byte) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, p.over(message), signature)
}

// KeyID names a public key, or an age recipient's text: the first 16 hex
// digits of its SHA-256.
type KeyID string

// KeyIDOf names a key.
func KeyIDOf(public []byte) KeyID {
	sum := sha256.Sum256(public)
	return KeyID(hex.EncodeToString(sum[:8]))
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
