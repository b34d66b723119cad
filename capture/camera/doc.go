// Package camera is where pictures come from: a USB camera (V4L2), a folder or
// a file of JPEGs, or a simulated camera for machines without one. It is the
// only package that imports blackjack/webcam.
//
// Frames are dropped, never queued: a consumer that is slower than the camera
// always gets the newest frame, and memory is reused.
package camera
