package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
)

// KeySize is the size of every key, in bytes: AES-256.
const KeySize = 32

// Key is a secret of 32 bytes. It prints as "key".
type Key [KeySize]byte

// NewKey makes a random key.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k[:]) // never fails (package crypto/rand)
	return k
}

// String gives "key".
func (Key) String() string { return "key" }

// GoString gives "key".
func (Key) GoString() string { return "key" }

// boxVersion is the first byte of everything sealed: AES-256-GCM with a random
// nonce in front. At the 2³² messages that are safe under one key (NIST
// SP 800-38D, 8.3), one record a second lasts 136 years.
const boxVersion = 1

// Overhead is how much longer a sealed text is, in bytes.
const Overhead = 1 + 12 + 16

// ErrOpen means: sealed text is damaged, was moved to another place, or belongs to
// another key.
var ErrOpen = errors.New("keyring: can't be opened: damaged, moved, or another key's")

// Box seals short texts under one key.
type Box struct{ aead cipher.AEAD }

// NewBox makes a box.
func NewBox(k Key) Box {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic(err) // the key has the right size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return Box{aead}
}

// Seal encrypts. place is bound to the text: it opens only with the same
// place, so records can't be exchanged.
func (b Box) Seal(text, place []byte) []byte {
	out := make([]byte, 1, Overhead+len(text))
	out[0] = boxVersion
	return b.aead.Seal(out, nil, text, place) // #nosec G407 -- the AEAD makes its own random nonce
}

// Open decrypts what Seal gave. The error is ErrOpen.
func (b Box) Open(sealed, place []byte) ([]byte, error) {
	if len(sealed) < Overhead || sealed[0] != boxVersion {
		return nil, ErrOpen
	}
	text, err := b.aead.Open(nil, nil, sealed[1:], place)
	if err != nil {
		return nil, ErrOpen
	}
	return text, nil
}
