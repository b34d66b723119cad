//go:build !race

package table

// manyRows of the large sheet: all that Excel has.
const manyRows = lastRow
