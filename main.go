// Campuskiosk is the photo kiosk of a campus: a helper takes the student's
// official portrait with a USB camera. The program is package app/kiosk.
package main

import (
	"os"

	"campuskiosk/app/kiosk"
)

func main() { os.Exit(kiosk.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
