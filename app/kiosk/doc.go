// Package kiosk puts the parts together: it is the composition root and the
// command line of the kiosk program, and the only place that knows all parts.
package kiosk
