// Rosterbench measures rosters: the import of many students with their
// reference photos into the kiosk's store, look-ups beside a plain Go map and a linear scan in the same run, the
// opening of a store with many students beside an empty one, and what a sheet of
// 1,048,576 rows costs. It prints JSON.
//
//	go run ./app/roster/rosterbench -n 100000
//
// Each part runs as a process of its own, so that its peak of memory is its
// own.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// seed of the students.
const seed = 20250901

func main() {
	var z size
	flag.IntVar(&z.students, "n", 100_000, "students")
	flag.IntVar(&z.photos, "photos", -1, "how many of them have a reference photo (default: all)")
	part := flag.String("part", "", "what a process of its own does")
	dir := flag.String("dir", "", "folder of the parts")
	flag.Parse()
	if z.photos < 0 || z.photos > z.students {
		z.photos = z.students
	}
	if err := run(z, *part, *dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// size is how much is measured.
type size struct{ students, photos int }

// parts in the order in which they run; each prints one JSON object.
var parts = []struct {
	name string
	do   func(z size, dir string) (any, error)
}{
	{"prepare", prepare},
	{"import", importList},
	{"again", importList}, // the same list against the full roster
	{"open_full", openStore},
	{"lookup", lookup},
	{"million_formatted", readMillion("formatted.xlsx")},
	{"million_filled", readMillion("filled.xlsx")},
}

func run(z size, part, dir string) error {
	for _, p := range parts {
		if p.name == part {
			result, err := p.do(z, dir)
			if err != nil {
				return err
			}
			return json.NewEncoder(os.Stdout).Encode(result)
		}
	}
	if part != "" {
		return fmt.Errorf("no part %q", part)
	}
	dir, err := os.MkdirTemp("", "rosterbench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of ours
	self, err := os.Executable()
	if err != nil {
		return err
	}
	report := map[string]json.RawMessage{}
	for _, p := range parts {
		fmt.Fprintln(os.Stderr, p.name)
		c := exec.Command(self, "-n", fmt.Sprint(z.students), "-photos", fmt.Sprint(z.photos), "-part", p.name, "-dir", dir) //nolint:gosec // this program itself
		c.Stderr = os.Stderr
		out, err := c.Output()
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		report[p.name] = out
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(report)
}

// peakMB is the largest resident size of this process so far.
func peakMB() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kb int
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kb); n == 1 {
			return kb >> 10
		}
	}
	return 0
}

func dataOf(dir string) string { return filepath.Join(dir, "data") }
