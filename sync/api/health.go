package api

import (
	"time"

	"campuskiosk/app/booth"
)

// Health is how a kiosk is. Nothing in it is personal.
type Health struct {
	At       time.Time   `json:"at"`
	Trust    booth.Trust `json:"trust"`
	Software string      `json:"software"`
	// Cursor is how far the kiosk is in the feed.
	Cursor   string    `json:"cursor,omitempty"`
	Warnings []Warning `json:"warnings"`
	Queue    Queue     `json:"queue"`
	// FreeBytes is what the data folder's disk has left.
	FreeBytes int64 `json:"free_bytes"`
	// Students of all rosters.
	Students int       `json:"students"`
	Audit    AuditHead `json:"audit"`
	// Versions of networks, specifications and thresholds, by name.
	Versions map[string]string `json:"versions,omitempty"`
}

// Warning is a coded warning of the kiosk.
type Warning struct {
	Code     booth.Code `json:"code"`
	Severity string     `json:"severity"` // "info", "warning", "error"
	Since    time.Time  `json:"since"`
}

// Queue counts packets.
type Queue struct {
	Waiting int `json:"waiting"`
	Parked  int `json:"parked"`
	// Oldest is when the oldest that waits was sealed.
	Oldest time.Time `json:"oldest,omitzero"`
}

// AuditHead is the end of the kiosk's audit trail (audit.Head).
type AuditHead struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

// HealthTaken is the answer.
type HealthTaken struct {
	At time.Time `json:"at"`
}
