//go:build !race

package powercut

const raceDetector = false
