// Package figure holds the drawn student: the person on every picture that the
// repository shows. It is a drawing of nobody, before a plain light grey wall,
// framed as a kiosk's camera would, and real enough for the networks: face,
// landmarks, open eyes and shoulders are found on it. It is a package of its
// own so that only programs that use it carry it.
package figure

import _ "embed"

// PNG is the figure, 1280×720 pixels, sRGB. The eyes' centres are at about
// (599,270) and (687,272), the top of the hair at y = 108, the chin at y = 407.
// It is drawn in student.svg and rendered by packaging/drawings.sh.
//
//go:embed student.png
var PNG []byte
