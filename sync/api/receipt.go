package api

import (
	"time"

	"campuskiosk/app/booth"
)

// ReceiptState is what became of a packet.
type ReceiptState string

// The states.
const (
	// Received: all bytes are there, nobody has opened them yet.
	Received ReceiptState = "received"
	// Stored: opened, verified, original and standard photo are durable. The
	// only state after which the kiosk may let go of its own after the retention
	// time.
	Stored ReceiptState = "stored"
	// RefusedByRule: stored as well, but a rule does not allow the submission;
	// Problem says which.
	RefusedByRule ReceiptState = "refused"
	// Damaged: it could not be opened or its manifest is not this kiosk's. The
	// kiosk keeps it for a person.
	Damaged ReceiptState = "damaged"
)

// Receipt is the service's word about a packet, signed with its receipt key.
type Receipt struct {
	Packet PacketID      `json:"packet"`
	Kiosk  booth.KioskID `json:"kiosk"`
	// SHA256 and Bytes are of the packet's file.
	SHA256 booth.PhotoID `json:"sha256"`
	Bytes  int64         `json:"bytes"`
	// Manifest is the SHA-256 of the signed manifest; empty while nobody has opened
	// it.
	Manifest string       `json:"manifest,omitempty"`
	State    ReceiptState `json:"state"`
	// Review: a person looks at it first (a packet of a revoked kiosk).
	Review  bool      `json:"review,omitempty"`
	Problem *Problem  `json:"problem,omitempty"`
	At      time.Time `json:"at"`
}

// Safe reports whether the service has original and standard photo for good.
func (r Receipt) Safe() bool { return r.State == Stored || r.State == RefusedByRule }

// OpenReceipt verifies the receipt of a packet, whose file has this digest.
// Errors: ErrForged; ErrPacketConflict when the service has another file
// under this id.
func OpenReceipt(s Signed, keys KeySet, kiosk booth.KioskID, packet PacketID, digest booth.PhotoID) (Receipt, error) {
	var r Receipt
	if err := s.Open(ForReceipt, keys, &r); err != nil {
		return Receipt{}, err
	}
	if r.Packet != packet || r.Kiosk != kiosk {
		return Receipt{}, ErrForged
	}
	if r.SHA256 != digest {
		return Receipt{}, ErrPacketConflict
	}
	return r, nil
}
