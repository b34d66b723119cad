//go:build !race

package siege

const packets = 50
