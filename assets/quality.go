package assets

import _ "embed"

// QualityThresholdsJSON are the limits of the quality checks, each with the
// source of its number. Package capture/quality reads it.
//
//go:embed quality/thresholds.json
var QualityThresholdsJSON []byte

// CanonicalFaceJSON is the mean face that head angles are measured against:
// mesh vertices with their places in inter-eye distances. It is made by
// `go run ./capture/quality/accuracy -canonical`.
//
//go:embed quality/canonical_face.json
var CanonicalFaceJSON []byte
