//go:build !race

package roster_test

// many students, as issue "the collection" wants them.
const many = 100_000

// manyRows of the large sheet: all that Excel has.
const manyRows = 1 << 20
