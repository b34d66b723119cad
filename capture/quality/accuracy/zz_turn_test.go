package main

import (
	"fmt"
	"math"
	"testing"
)

func TestTurnLook(t *testing.T) {
	l := &lab{photos: "/work/shared/photos", models: "/work/shared/models", cache: "/tmp/q/cache"}
	for _, i := range []int{0, 4, 16, 20, 26} {
		s, err := l.open(photos[i])
		if err != nil {
			t.Fatal(err)
		}
		save(turned(s.img, s.analysis.Mesh, s.head, 20, 0), fmt.Sprintf("/tmp/q/tl_%d_a.png", i))
		save(turned(s.img, s.analysis.Mesh, s.head, -10, 0), fmt.Sprintf("/tmp/q/tl_%d_b.png", i))
		save(turned(s.img, s.analysis.Mesh, s.head, 0, 20), fmt.Sprintf("/tmp/q/tl_%d_c.png", i))
		save(turned(s.img, s.analysis.Mesh, s.head, 0, -20), fmt.Sprintf("/tmp/q/tl_%d_d.png", i))
	}
	_ = math.Pi
}
