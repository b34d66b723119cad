// Package specs embeds the photo specifications, one JSON file each. Package
// standard reads them; the fields are documented there.
package specs

import "embed"

// Files holds the *.json of this folder.
//
//go:embed *.json
var Files embed.FS
