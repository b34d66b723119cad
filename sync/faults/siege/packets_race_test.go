//go:build race

package siege

// Everything is many times slower.
const packets = 10
