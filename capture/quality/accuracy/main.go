// Command accuracy measures how often the quality checks are right: it alters
// the test photos by known amounts, judges the altered pictures and writes the
// table capture/quality/ACCURACY.md.
package main

import (
	"flag"
	"log"
)

func main() {
	l := &lab{}
	flag.StringVar(&l.photos, "photos", "../shared/photos", "folder of test photos")
	flag.StringVar(&l.models, "models", "../shared/models", "folder of models")
	flag.StringVar(&l.cache, "cache", "", "folder that keeps what the networks saw between runs (for work on the measures)")
	flag.Parse()
	log.Println(l.photos)
}
