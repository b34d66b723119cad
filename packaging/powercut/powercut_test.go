package powercut

import (
	"errors"
	"os"
	"testing"
)

// TestMain is the guest's first process when a kernel starts it.
func TestMain(m *testing.M) {
	if os.Getenv(GuestEnv) != "" {
		Guest()
	}
	os.Exit(m.Run())
}

// lab runs rounds, or skips where there is no kernel.
func lab(t *testing.T, l Lab) Result {
	t.Helper()
	if raceDetector {
		t.Skip("a program with the race detector does not run in the guest; the tests without it do this")
	}
	kernel, err := FindKernel("../..")
	if errors.Is(err, ErrNoKernel) {
		if os.Getenv("CAMPUSKIOSK_REQUIRE") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	res, err := l.Run(t.Context(), kernel, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", res)
	return res
}

// TestPowerCut is the short form of "make crash".
func TestPowerCut(t *testing.T) {
	res := lab(t, Lab{N: 24, PerRecording: 24, Ops: 60, Seed: 1, MountEvery: 12})
	if !res.Good() || res.Rounds != 24 || res.Mounted != 2 || res.Acknowledged == 0 || res.Flushes < 60 {
		t.Errorf("%+v", res)
	}
}

// TestLyingDisk: a disk that pretends its last flushes loses what was
// acknowledged, and the harness sees it.
func TestLyingDisk(t *testing.T) {
	res := lab(t, Lab{N: 40, PerRecording: 40, Ops: 40, Seed: 2, Lies: 6})
	if res.Good() {
		t.Errorf("a lying disk was not found out: %+v", res)
	}
}
