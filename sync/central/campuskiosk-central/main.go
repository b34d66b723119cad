// Command campuskiosk-central is the reference central service: the kiosks'
// API and the registry's pages. It links neither OpenCV nor a window, and
// builds without cgo.
package main

import (
	"os"

	"campuskiosk/sync/central/program"
)

func main() { os.Exit(program.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
