// Package doctor looks over the machine: what a kiosk needs, whether it is
// there, and what to do where it is not. It changes nothing; a file that it
// writes to try a folder is removed at once.
package doctor
