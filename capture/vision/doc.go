// Package vision turns pixels into the plain data of package face. It is the
// only package that imports gocv.
package vision
