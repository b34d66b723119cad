package vision

import "gocv.io/x/gocv"

// Version names the library in use, such as "OpenCV 4.6.0".
func Version() string { return "OpenCV " + gocv.OpenCVVersion() }
