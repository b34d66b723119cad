package main

import (
	"fmt"
	"image"
	"os"
	"strings"
	"testing"

	"campuskiosk/capture/quality"
)

func TestX(t *testing.T) {
	l := &lab{photos: "/work/shared/photos", models: "/work/shared/models", cache: "/tmp/q/cache"}
	defer l.close()
	th := quality.DefaultThresholds()
	for _, se := range allSeries(th) {
		if !strings.Contains(string(se.check)+"/"+se.name, os.Getenv("ONLY")) {
			continue
		}
		fmt.Println("##", se.check, se.name)
		for _, v := range se.steps {
			for _, p := range photos {
				if p.half != half(os.Getenv("HALF")) {
					continue
				}
				s, err := l.open(p)
				if err != nil {
					t.Fatal(err)
				}
				if !se.use(s) {
					continue
				}
				img, a, err := l.look(s.file, fmt.Sprintf("%s %v", se.name, v), func() *image.RGBA { return se.alter(s, v) })
				if err != nil {
					t.Fatal(err)
				}
				if img == nil {
					continue
				}
				fmt.Printf("%5.2f %-24s", v, name(p.file))
				for _, x := range quality.Explore(img, a) {
					fmt.Printf(" %8.3f", x)
				}
				fmt.Println()
			}
		}
	}
}
