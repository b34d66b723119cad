package assets

import _ "embed"

// IconPNG is the program's icon, 512×512 pixels with transparent corners. It is
// drawn in icons/campuskiosk.svg and rendered by packaging/drawings.sh.
//
//go:embed icons/campuskiosk.png
var IconPNG []byte
