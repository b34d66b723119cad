package assets

import _ "embed"

// FontRegular is a TrueType font with the characters of GB 2312 as far as they
// are Chinese: hanzi, Chinese punctuation, full-width forms. It has no Latin
// letters, digits or symbols; those come from the window library's own font.
// Where it is from: see fonts/README.md.
//
//go:embed fonts/CampusKiosk-Regular.ttf
var FontRegular []byte
