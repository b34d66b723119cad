// Package models knows the networks' weights as files: which ones there are
// (the manifest), where they lie on this machine (Find), whether they are the
// right bytes (Verify) and how to get them (Fetcher). It does not know how a
// network is run; that is package vision's business.
//
// Weights are never part of the program. A role whose file is missing is "not
// available", which is a normal state and not an error.
package models
