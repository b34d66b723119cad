package quality

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"campuskiosk/assets"
)

// Limit is the limit of one part of a check.
type Limit struct {
	// Mark is the native value that scores 50: the limit itself.
	Mark float64 `json:"mark"`
	// Width is how far from the mark the value scores 27 or 73; it shapes
	// the score and never changes the verdict.
	Width float64 `json:"width"`
	// Unit is the native value's unit.
	Unit string `json:"unit"`
	// Source says where the number comes from.
	Source string `json:"source"`
}

// Thresholds are the limits of all parts of all checks, as data.
type Thresholds struct {
	// Parts maps a part's name to its limit.
	Parts map[string]Limit `json:"parts"`
	// Background is the colour that the task puts behind the person; it is
	// what the clothes must differ from. Empty means white.
	Background BackgroundColour `json:"background"`
}

// DefaultThresholds are those that the programs carry
// (assets/quality/thresholds.json).
func DefaultThresholds() Thresholds {
	t, err := ReadThresholds(assets.QualityThresholdsJSON)
	if err != nil {
		panic(err) // embedded at build time; TestDefaultThresholds reads it too
	}
	return t
}

// ReadThresholds reads thresholds and refuses any that are incomplete, so a
// limit that is missing can't pass for one of 0.
func ReadThresholds(data []byte) (Thresholds, error) {
	var t Thresholds
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return t, fmt.Errorf("thresholds: %w", err)
	}
	for _, r := range append(checkRules(), advisoryRules()...) {
		for _, p := range r.parts {
			l, ok := t.Parts[p.name]
			if !ok || l.Width <= 0 || l.Source == "" {
				return t, fmt.Errorf("thresholds: %q is missing or has no width or source", p.name)
			}
		}
	}
	return t, nil
}

// score maps a native value to 0–100: the sigmoid of ISO/IEC 29794-5's
// reference software with the mark at 50.
func (l Limit) score(value float64, low bool) float64 {
	z := (l.Mark - value) / l.Width
	if low {
		z = -z
	}
	return 100 / (1 + math.Exp(-z))
}
