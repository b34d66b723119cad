// Package preview is the live picture on the screen: mirrored, cut to the
// area it has, dimmed outside the part that becomes the photo, with the head
// frame drawn into its pixels.
//
// There is one canvas.Image for ever, and a ring of pictures that go round:
// the one on the screen, the newest one on its way there, and one being
// composed. At most one call is waiting in the toolkit's queue, which is
// unbounded; what comes faster than the screen can show is dropped.
package preview
