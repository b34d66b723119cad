//go:build race

package powercut

// raceDetector: a program with the race detector needs more address space than
// the guest has.
const raceDetector = true
