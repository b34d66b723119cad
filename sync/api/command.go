package api

import (
	"time"

	"campuskiosk/app/booth"
)

// Order is what a command wants.
type Order string

// The orders.
const (
	OrderLock   Order = "lock"   // nothing is taken until unlock
	OrderUnlock Order = "unlock" // ends a lock
	// OrderRevoke is a lock after which the kiosk asks for nothing any more. Its
	// packets stay and can be carried on a stick.
	OrderRevoke Order = "revoke"
	// OrderWipe destroys keys and roster and keeps undelivered packets.
	OrderWipe     Order = "wipe"
	OrderLogLevel Order = "log_level" // Level
)

// Command is what the service orders a kiosk, signed with its command key. It
// is idempotent: a kiosk keeps the ids of what it did.
type Command struct {
	ID    string        `json:"id"`
	Kiosk booth.KioskID `json:"kiosk"`
	Order Order         `json:"order"`
	// Level is a log level, "debug", "info", "warn" or "error".
	Level string `json:"level,omitempty"`
	// Seq grows with each command of a kiosk: an older one has no effect after a
	// newer.
	Seq    int64     `json:"seq"`
	Issued time.Time `json:"issued"`
}

// OpenCommand verifies a command for a kiosk. Errors: ErrForged.
func OpenCommand(s Signed, keys KeySet, kiosk booth.KioskID) (Command, error) {
	var c Command
	if err := s.Open(ForCommand, keys, &c); err != nil {
		return Command{}, err
	}
	if c.Kiosk != kiosk {
		return Command{}, ErrForged
	}
	return c, nil
}
