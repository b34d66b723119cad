package booth

// Notice is a text that a student reads and acknowledges (rule B1).
type Notice struct {
	// Version changes with the text; it is recorded with the acknowledgement.
	Version string `json:"version"`
	// Lines are shown one below the other.
	Lines []Text `json:"lines"`
}

// IsZero reports whether the task brings no text of its own.
func (n Notice) IsZero() bool { return n.Version == "" && len(n.Lines) == 0 }

// Notices are the two texts of a task.
type Notices struct {
	// Notice is the general one (温馨提示).
	Notice Notice `json:"notice,omitzero"`
	// Instructions tell how to be photographed (拍照说明).
	Instructions Notice `json:"instructions,omitzero"`
}
