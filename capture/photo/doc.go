// Package photo is the whole way from a picture to its report, its standard
// photo and its comparison, one call each. The window, both command lines and
// the resident server go through it, so that all of them say the same of the
// same picture.
//
// A Pipeline has its networks loaded and warm and is safe for concurrent use.
// Every call looks at its context between the steps; a step takes a few
// hundred milliseconds at most. Pictures are as package picture decodes them:
// *image.RGBA, Rect.Min at (0,0), tight, opaque, sRGB.
package photo
