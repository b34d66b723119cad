package models_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
)

// The weights that the tests run with are those that the manifest names.
func TestVerifyTheSharedModels(t *testing.T) {
	dir := modelstest.Models(t)
	m, err := models.Load()
	if err != nil {
		t.Fatal(err)
	}
	cs, err := m.Verify(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(cs) != len(m.Models) {
		t.Errorf("%d answers for %d entries", len(cs), len(m.Models))
	}
	for _, c := range cs {
		if c.State != models.StateOK && (c.State != models.StateMissing || !c.Optional) {
			t.Errorf("%s: %s", c.ID, c.State)
		}
	}
}

func TestVerify(t *testing.T) {
	m, err := models.Parse(tiny(t))
	if err != nil {
		t.Fatal(err)
	}
	a, b := t.TempDir(), t.TempDir()
	write(t, a, "one.onnx", "FIRST")       // right size, wrong bytes
	write(t, a, "one-second.onnx", "seco") // wrong size here, right in b
	write(t, b, "one-second.onnx", "second")
	write(t, a, "two.bin", "weights") // its second file is missing
	states := func(dirs ...string) map[string]models.State {
		t.Helper()
		cs, err := m.Verify(t.Context(), dirs...)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]models.State{}
		for _, c := range cs {
			got[c.ID] = c.State
		}
		return got
	}
	check := func(got map[string]models.State, first, second, two models.State) {
		t.Helper()
		if got["first"] != first || got["second"] != second || got["two"] != two {
			t.Errorf("%v, want first %s, second %s, two %s", got, first, second, two)
		}
	}
	check(states(a, b), models.StateMismatch, models.StateOK, models.StateMissing)
	check(states(a), models.StateMismatch, models.StateMismatch, models.StateMissing)
	write(t, a, "two.txt", "txet")
	check(states(a), models.StateMismatch, models.StateMismatch, models.StateMismatch)
	write(t, a, "one.onnx", "first")
	write(t, a, "two.txt", "text")
	check(states(a, b), models.StateOK, models.StateOK, models.StateOK)
	check(states(filepath.Join(a, "no")), models.StateMissing, models.StateMissing, models.StateMissing)
}

func TestVerifyStops(t *testing.T) {
	m, err := models.Parse(tiny(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "one.onnx", "first")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Verify(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
