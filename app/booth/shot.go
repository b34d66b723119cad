package booth

import "time"

// Shot is one picture of the student: the very frame that was seen at the
// shutter, or an imported file.
type Shot struct {
	// ID is the hash of the original's bytes, as the camera sent them.
	ID     PhotoID `json:"id"`
	Source Source  `json:"source"`
	// Camera is the camera's stable identity (name and serial number or path by
	// id); empty for imports.
	Camera string    `json:"camera,omitempty"`
	Taken  time.Time `json:"taken"`
	Trust  Trust     `json:"trust"`
	// Width and Height are the original's, in pixels.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Tracked: the same face was followed without a gap up to the shutter (P6).
	Tracked bool `json:"tracked,omitempty"`
	// Checks are the ten of rule P4; Advisories never fail a photo.
	Checks     []CheckResult `json:"checks"`
	Advisories []CheckResult `json:"advisories,omitempty"`
}

// Failed are the ten checks that failed, in order.
func (s Shot) Failed() []CheckID {
	var failed []CheckID
	for _, c := range s.Checks {
		if c.State == CheckFail {
			failed = append(failed, c.ID)
		}
	}
	return failed
}

// StandardPhoto is the finished photo of a shot.
type StandardPhoto struct {
	ID         PhotoID   `json:"id"`
	Shot       PhotoID   `json:"shot"`
	Spec       string    `json:"spec"`
	Background string    `json:"background"`
	Width      int       `json:"width"`  // pixels
	Height     int       `json:"height"` // pixels
	Bytes      int       `json:"bytes"`
	Made       time.Time `json:"made"`
	// Deliverable is false where a network was missing that an honest standard
	// photo needs ("not for delivery").
	Deliverable bool `json:"deliverable"`
	// Acceptable: none of the ten checks of its shot failed. Only such photos
	// count towards the failed photos of rule V3.
	Acceptable bool `json:"acceptable"`
}
