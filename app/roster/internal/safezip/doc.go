// Package safezip opens ZIP files that come from outside, under limits that
// don't trust anything that the file says about itself: how many entries its
// directory has, how large they are, whether they share their bytes.
package safezip
