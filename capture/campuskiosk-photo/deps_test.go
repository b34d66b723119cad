package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestNoWindow guards: the program links neither Fyne nor OpenGL, and nothing
// of the kiosk's own that needs a window, a camera or the network.
func TestNoWindow(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-tags", "migrated_fynedo,no_emoji", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 50 {
		t.Fatalf("only %d packages listed", len(deps))
	}
	vision := false
	for _, d := range deps {
		vision = vision || d == "campuskiosk/capture/vision"
		for _, unwanted := range []string{
			"fyne.io/", "github.com/go-gl/", "github.com/fyne-io/", "github.com/blackjack/webcam",
			"campuskiosk/app/ui", "campuskiosk/app/kiosk", "campuskiosk/app/store", "campuskiosk/sync",
		} {
			if strings.HasPrefix(d, unwanted) {
				t.Errorf("links %s", d)
			}
		}
	}
	if !vision {
		t.Error("doesn't link the networks: is this the right program?")
	}
}
