// Package rostertest makes students and spreadsheets for tests and
// measurements: by seed, so that the same call gives the same students on every
// machine. The numbers are valid and belong to nobody: they use sequence
// numbers and dates by chance. Names are put together by chance from common
// characters.
package rostertest
