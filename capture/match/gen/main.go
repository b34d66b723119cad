// Command gen makes the calibration files of package match and CALIBRATION.md
// from the measured cosines (lfw-cosines.tsv in the folder of models, which
// CAMPUSKIOSK_MODELS names). Run it with `go generate ./capture/match`.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"campuskiosk/capture/match"
)

// networks are the measured ones, named as in the table and as in the
// manifest. Codes never change their meaning.
var networks = []struct {
	column string
	match.Calibration
}{
	{"retail_0095", match.Calibration{Network: "face_reidentification_retail_0095", Code: 1, Dimensions: 256}},
	{"mobilefacenet", match.Calibration{Network: "mobilefacenet_foamliu", Code: 2, Dimensions: 128}},
}

const source = "Measured by this project on 679 LFW pictures of 327 people: face nearest the centre, five-point alignment, mean with the mirrored crop."

// weights are the networks' shares of the false matches where they judge
// together. See CALIBRATION.md for how little hangs on them.
var weights = []float64{0.3, 0.7}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run is called in the folder of package match.
func run() error {
	dir := os.Getenv("CAMPUSKIOSK_MODELS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "models")
	}
	f, err := os.Open(filepath.Join(dir, "lfw-cosines.tsv"))
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read from
	table, err := readTable(f)
	if err != nil {
		return err
	}
	out, failed := generate(table)
	for name, data := range out {
		if err := os.WriteFile(name, data, 0o644); err != nil { // #nosec G306 -- source files
			return err
		}
	}
	if failed != nil {
		return fmt.Errorf("%w (a network is new: run it again now that its calibration is there)", failed)
	}
	return nil
}

// generate gives the files by their path below package match. With an error
// it gives those that don't depend on built-in calibrations.
func generate(table map[string]*counts) (map[string][]byte, error) {
	out := map[string][]byte{}
	fusion := match.Fusion{Weights: weights}
	var m measured
	for _, n := range networks {
		c := table[n.column]
		if c == nil {
			return nil, fmt.Errorf("no cosines of %s", n.column)
		}
		n.Source = source
		cal := calibrate(c, n.Calibration)
		m.calibrations = append(m.calibrations, &cal)
		m.genuine = append(m.genuine, c.genuine)
		fusion.Networks = append(fusion.Networks, n.Network)
		data, err := encode(cal)
		if err != nil {
			return nil, err
		}
		out["calibration/"+n.Network+".json"] = data
	}
	data, err := encode([]match.Fusion{fusion})
	if err != nil {
		return nil, err
	}
	out["calibration/fusion.json"] = data
	report, err := m.report()
	if err != nil {
		return out, err
	}
	out["CALIBRATION.md"] = report
	return out, nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
