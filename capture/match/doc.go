// Package match compares two faces one to one: embeddings in, a score from 0
// to 100 out. Cosines of different networks mean different things, so each
// network has its own calibration, and the score means the same for all of
// them: 80 is the point where one comparison in ten thousand of different
// people is taken for the same person. Two networks together are judged by a
// bound that holds whatever their dependence is. CALIBRATION.md shows the
// curves, the intervals and what they were measured on.
//
// It also writes embeddings into at most 128 bytes and reads them back.
//
// A local score advises; it never decides what only the service may decide.
package match

//go:generate go run ./gen
