// Package booth is the kiosk's shared domain in plain Go: the words that every
// other package uses. It imports the standard library only and may be imported
// by everything.
package booth
