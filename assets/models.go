package assets

import _ "embed"

// ModelsJSON is the manifest of models: for each its role, files with SHA-256
// and size in bytes, licence, official source, and how it is made where the
// official file is converted. Package capture/models reads it.
//
//go:embed models.json
var ModelsJSON []byte
