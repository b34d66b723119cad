// Command bench measures what the kiosk does beside what its networks alone
// need: one live frame and one photo, the sum of their network passes, and the
// same passes by a small C++ program (packaging/bench). It prints JSON.
// "make bench" builds and runs everything.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	var o options
	flag.StringVar(&o.frame, "frame", "", "picture that becomes the live frame of 1280×720 (needed)")
	flag.StringVar(&o.cpp, "cpp", "", "the C++ program; without it that column is missing")
	flag.IntVar(&o.rounds, "rounds", 60, "frames and photos that are timed, after a few that aren't")
	flag.IntVar(&o.photos, "photos", 2000, "photos made while memory is watched")
	flag.StringVar(&o.cpuprofile, "cpuprofile", "", "write a CPU profile of the timed rounds here")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r, err := run(ctx, o, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		os.Exit(2)
	}
	if !r.Met {
		os.Exit(1)
	}
}
