package api

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"
)

// Use is what a key of the service is for.
type Use string

// The uses.
const (
	UsePacket  Use = "packet" // an age recipient: packets are sealed to all of them
	UseTicket  Use = "ticket"
	UseTime    Use = "time"
	UseCommand Use = "command"
	UseReceipt Use = "receipt"
)

// Key is a public key of the service.
type Key struct {
	ID  KeyID `json:"id"`
	Use Use   `json:"use"`
	// Public is 32 bytes of Ed25519; empty for packet keys.
	Public []byte `json:"public,omitempty"`
	// Recipient is "age1…"; packet keys only.
	Recipient string `json:"recipient,omitempty"`
}

// KeySet is all keys of the service that are good now. A kiosk replaces its set
// by one of a higher version that its pinned root has signed; so the root
// itself can be rolled over: the set that brings the new root is signed by the
// old one.
type KeySet struct {
	Version int       `json:"version"`
	Issued  time.Time `json:"issued"`
	// Root signs the next set, Ed25519, 32 bytes.
	Root []byte `json:"root"`
	Keys []Key  `json:"keys"`
}

// Of gives the keys of a use.
func (s KeySet) Of(u Use) []Key {
	var keys []Key
	for _, k := range s.Keys {
		if k.Use == u {
			keys = append(keys, k)
		}
	}
	return keys
}

// Recipients are the age recipients of packets.
func (s KeySet) Recipients() []string {
	var all []string
	for _, k := range s.Of(UsePacket) {
		all = append(all, k.Recipient)
	}
	return all
}

// check reports what makes the set unusable.
func (s KeySet) check() error {
	if s.Version < 1 || len(s.Root) != ed25519.PublicKeySize {
		return ErrForged.Because(errors.New("api: a key set without a version or root"))
	}
	for _, use := range []Use{UsePacket, UseTime, UseCommand, UseReceipt} {
		if len(s.Of(use)) == 0 {
			return ErrForged.Because(errors.New("api: a key set lacks a key: " + string(use)))
		}
	}
	for _, k := range s.Keys {
		id := KeyIDOf(k.Public)
		if k.Use == UsePacket {
			id = KeyIDOf([]byte(k.Recipient))
		} else if len(k.Public) != ed25519.PublicKeySize {
			return ErrForged.Because(errors.New("api: a key of a wrong length"))
		}
		if k.ID != id {
			return ErrForged.Because(errors.New("api: a key under another key's name"))
		}
	}
	return nil
}

// Fingerprint is the SHA-256 of a root key under its own context, as the
// enrolment code carries it and as people can read it aloud.
type Fingerprint [sha256.Size]byte

// FingerprintOf is a root key's fingerprint.
func FingerprintOf(root ed25519.PublicKey) Fingerprint {
	return sha256.Sum256(append([]byte("campuskiosk/root/v1\n"), root...))
}

// String is the fingerprint as 43 characters of base64url.
func (f Fingerprint) String() string { return base64.RawURLEncoding.EncodeToString(f[:]) }

// ParseFingerprint reads what String gives.
func ParseFingerprint(s string) (Fingerprint, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != sha256.Size {
		return Fingerprint{}, ErrEnrolCodeForm
	}
	return Fingerprint(b), nil
}

// KeyChain is key sets, oldest first; the last is the present one. Where the
// root was changed it holds the set that brought the new root, signed by the
// old one, so that a kiosk that was away for long finds its way.
type KeyChain struct {
	Sets []Signed `json:"sets"`
}

// First gives the present key set of a service that is known by the
// fingerprint of its root only. Errors: ErrForged.
func (c KeyChain) First(f Fingerprint) (KeySet, error) {
	for i, s := range c.Sets {
		var set KeySet
		if readJSON(s.Payload, &set) != nil || FingerprintOf(set.Root) != f || s.open(ForKeySet, set.Root, &set) != nil || set.check() != nil {
			continue
		}
		if i+1 == len(c.Sets) {
			return set, nil
		}
		return KeyChain{c.Sets[i+1:]}.Next(set)
	}
	return KeySet{}, ErrForged
}

// Next follows the chain from the set that is pinned: a set counts when the
// root of the one before it has signed it and its version is higher. A chain
// that brings nothing new gives the pinned set, so it may be repeated; one in
// which the pinned root has signed nothing is ErrForged, and the pinned
// set stays.
func (c KeyChain) Next(pinned KeySet) (KeySet, error) {
	known := false
	for _, s := range c.Sets {
		var set KeySet
		if s.open(ForKeySet, pinned.Root, &set) != nil || set.check() != nil {
			continue
		}
		known = true
		if set.Version > pinned.Version {
			pinned = set
		}
	}
	if !known {
		return pinned, ErrForged
	}
	return pinned, nil
}
