// Package picture decodes pictures that come from outside: a file on a USB
// stick, an argument of the command line, a request over a socket. Nothing
// about such bytes is trusted. They are decoded by Go's own memory-safe
// decoders, under limits of bytes, pixels and time, and a decoder that panics
// gives an error, never a dead process.
//
// What comes out is always the same kind of picture: *image.RGBA with Rect.Min
// at (0,0), stride 4·W, opaque, sRGB, upright (EXIF orientation applied). A
// picture that is cut off is an error, never half a picture.
package picture
