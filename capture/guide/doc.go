// Package guide turns findings over time into one hint at a time for the
// person before the camera, and into "now" when the picture has been good long
// enough. It is pure: time comes with the observations, and nothing is read
// but the arguments.
package guide
