package assets

import _ "embed"

// FigurePNG is the student that we drew, 1280×720 pixels: what the simulated
// camera shows where it finds no picture of a person, and what pictures of
// screens in this repository show. Made by packaging/drawings.sh.
//
//go:embed figure/student.png
var FigurePNG []byte
