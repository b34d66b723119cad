// Package ui is the kiosk's window: the screens live, result and compare
// (before/after), one file each, and the few things they are built of.
//
// Screens are plain functions from data to objects, built anew whenever the
// screen, the language or the window's size changes; only the live picture and
// what stands beside it change in place. Nothing here waits: what a button
// sets off runs elsewhere and comes back through Window's methods, which may be
// called from any goroutine.
package ui
