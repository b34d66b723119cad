// Package assets holds what is built into the programs: the manifest of models,
// the font, the icon and the drawn test figure. Each kind has its own file
// with its own embed directive, so that a kind can be added without touching
// the others. It imports the standard library only.
package assets
