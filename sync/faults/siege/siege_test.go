package siege

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The test's program is the kiosk's process too.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "kiosk" {
		if err := RunKiosk(context.Background(), os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		return
	}
	os.Exit(m.Run())
}

// Fifty packets, the network's whole repertory, and SIGKILL of both sides;
// "make faults" does five thousand.
func TestSiege(t *testing.T) {
	dir := t.TempDir()
	central := filepath.Join(dir, "campuskiosk-central")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", central, "campuskiosk/sync/central/campuskiosk-central")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
	defer stop()
	r, err := Run(ctx, Options{
		Packets: packets, Seed: 3, Kills: 15, Dir: filepath.Join(dir, "siege"), Central: []string{central}, Kiosk: []string{self, "kiosk"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Good() {
		t.Errorf("%s", r.JSON())
	}
	if r.Network.Requests < packets || r.Network.Cuts+r.Network.Lost+r.Network.Answered == 0 || r.BytesSent == 0 {
		t.Errorf("there was no siege: %s", r.JSON())
	}
}

// A result is good only when everything about it is.
func TestGood(t *testing.T) {
	good := Result{Packets: 5, Sent: 5, Stored: 5, OrderKept: true, QueueEmpty: true}
	if !good.Good() {
		t.Fatal("a good result is not")
	}
	for name, bad := range map[string]func(*Result){
		"lost":       func(r *Result) { r.Lost = 1 },
		"missing":    func(r *Result) { r.Stored = 4 },
		"more":       func(r *Result) { r.Stored = 6 },
		"duplicated": func(r *Result) { r.Duplicated = 1 },
		"refused":    func(r *Result) { r.Refused = 1 },
		"twice":      func(r *Result) { r.BytesTwice = 1 },
		"order":      func(r *Result) { r.OrderKept = false },
		"queue":      func(r *Result) { r.QueueEmpty = false },
		"sent":       func(r *Result) { r.Sent = 4 },
	} {
		r := good
		bad(&r)
		if r.Good() {
			t.Errorf("%s: good", name)
		}
	}
}
