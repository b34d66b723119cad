//go:build race

package roster_test

// many students: the race detector takes ten times as long, and finds races
// among fewer.
const many = 5_000

// manyRows of the large sheet.
const manyRows = 1 << 16
