//go:build race

package table

// manyRows of the large sheet: the race detector takes ten times as long.
const manyRows = lastRow / 16
