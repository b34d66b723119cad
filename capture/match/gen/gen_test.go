package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"campuskiosk/capture/match"
	"campuskiosk/capture/models/modelstest"
)

func measuredTable(t *testing.T) map[string]*counts {
	t.Helper()
	f, err := os.Open(filepath.Join(modelstest.Models(t), "lfw-cosines.tsv"))
	if err != nil {
		modelstest.Missing(t, "the measured cosines lfw-cosines.tsv are missing")
	}
	defer f.Close()
	table, err := readTable(f)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestGenerated guards: the files in the repository are those that the
// measured table gives.
func TestGenerated(t *testing.T) {
	out, err := generate(measuredTable(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range out {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the table gives: run go generate ./capture/match", name)
		}
	}
}

// TestRates guards the promise behind score 80 by counting again: among the
// comparisons of different people at most one in ten thousand reaches it, and
// with both networks at most 3 % of the same people stay under it.
func TestRates(t *testing.T) {
	table := measuredTable(t)
	all, err := match.Calibrations()
	if err != nil {
		t.Fatal(err)
	}
	m := measured{}
	for _, n := range networks {
		c := all[n.Network]
		m.calibrations = append(m.calibrations, c)
		m.genuine = append(m.genuine, table[n.column].genuine)
		// Bins that lie wholly above the threshold.
		reached := 0
		for label, k := range table[n.column].impostor {
			if float64(label)/100 >= c.Cosine(1e-4) {
				reached += k
			}
		}
		if rate := float64(reached) / float64(table[n.column].total); rate > 1e-4 || rate < 0.4e-4 {
			t.Errorf("%s: %d different people reach score 80: a rate of %.2g", n.Network, reached, rate)
		}
	}
	if k := m.rejects(m.all(), weights, match.PassMark); float64(k) > 0.03*float64(len(m.all())) {
		t.Errorf("both networks reject %d of %d", k, len(m.all()))
	}
	if r := m.correlation(); r < 0.8 {
		t.Errorf("the rows of the networks don't belong together: correlation %.2f", r)
	}
}

// TestClopperPearson compares with published tables of the exact interval.
func TestClopperPearson(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{0, 10, 0, 0.3085},
		{5, 10, 0.1871, 0.8129},
		{10, 10, 0.6915, 1},
		{1, 100, 0.000253, 0.0545},
		{0, 229780, 0, 1.605e-5},
	} {
		low, high := clopperPearson(c.k, c.n)
		if math.Abs(low-c.low) > 0.001*c.low+1e-9 || math.Abs(high-c.high) > 0.001*c.high {
			t.Errorf("%d of %d: %.6g–%.6g, want %.6g–%.6g", c.k, c.n, low, high, c.low, c.high)
		}
	}
}
