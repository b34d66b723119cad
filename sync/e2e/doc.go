// Package e2e is the whole path as one test: the central service as it is
// served, a kiosk with its store, sealer and uplink, and the registry's pages in
// a real browser (Debian's Chromium). It has no code of its own.
package e2e
