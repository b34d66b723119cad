package api

import "campuskiosk/app/booth"

// Configuration is what the registry decides about one kiosk.
type Configuration struct {
	// Revision counts its changes.
	Revision int `json:"revision"`
	// Name and Place are how the registry calls the kiosk and where it stands.
	Name    string           `json:"name"`
	Place   booth.Text       `json:"place"`
	Schools []booth.SchoolID `json:"schools"`
	Support booth.Support    `json:"support"`
	// RosterLeaseDays: without contact for so many days the roster locks.
	RosterLeaseDays int    `json:"roster_lease_days"`
	Upload          Upload `json:"upload"`
	// HealthSeconds is how often the kiosk reports.
	HealthSeconds int `json:"health_seconds"`
}

// Upload is how a kiosk may use its line.
type Upload struct {
	// ChunkBytes is the size of one PATCH, at most MaxChunk; 0 is DefaultChunk.
	ChunkBytes int `json:"chunk_bytes,omitempty"`
	// BytesPerSecond limits uploads; 0 is no limit.
	BytesPerSecond int64 `json:"bytes_per_second,omitempty"`
	// Quiet are hours of the day without uploads, by the clock of Shanghai.
	Quiet []QuietHours `json:"quiet,omitempty"`
}

// QuietHours are From ≤ t < Until, "07:30"; over midnight where From is the
// later one.
type QuietHours struct {
	From  string `json:"from"`
	Until string `json:"until"`
}
