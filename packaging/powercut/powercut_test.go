package powercut

import (
	"errors"
	"os"
	"slices"
	"strings"
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

// TestLoose: what may be on the disk after a cut, of a program's first write and
// synchronisation (pages, journal, its commit) and its second.
func TestLoose(t *testing.T) {
	const pages, journal, flush, commit, meta, flush2 = 1, 2, 0, 4, 5, 0
	l := &wlog{entries: []entry{
		{sector: pages, sectors: 1},
		{sector: journal, sectors: 1},
		{flags: flagFlush, sector: flush},
		{sector: commit, sectors: 1, flags: flagFUA},
		{sector: meta, sectors: 1},
		{flags: flagFlush, sector: flush2},
		{flags: flagMark, mark: "0"},
	}}
	for at, want := range []struct {
		flushed     int
		loose, sure []uint64
	}{
		0: {0, []uint64{pages, journal}, nil},
		1: {0, []uint64{pages, journal}, nil},
		2: {0, []uint64{pages, journal}, nil},
		3: {2, []uint64{commit}, nil}, // not meta: it waited for the commit
		4: {2, []uint64{meta}, []uint64{commit}},
		5: {2, []uint64{meta}, []uint64{commit}},
		6: {5, nil, nil},
	} {
		c := l.cutAt(at, 0)
		loose, sure := l.loose(c, true)
		if c.flushed != want.flushed || c.acknowledged != 0 || !slices.Equal(sectors(loose), want.loose) || !slices.Equal(sectors(sure), want.sure) {
			t.Errorf("cut before %d: %+v, loose %v, sure %v", at, c, sectors(loose), sectors(sure))
		}
	}
	if c := l.cutAt(7, 0); c.acknowledged != 1 || c.flushed != 5 {
		t.Errorf("at the end: %+v", c)
	}
}

func sectors(all []entry) (s []uint64) {
	for _, e := range all {
		s = append(s, e.sector)
	}
	return s
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

// TestConsole: a kernel that talks without end is ended, and its last words
// are kept.
func TestConsole(t *testing.T) {
	ended := false
	c := console{flooded: func() { ended = true }}
	for range consoleMost / (1 << 20) {
		_, _ = c.Write(make([]byte, 1<<20))
	}
	if ended {
		t.Error("ended too soon")
	}
	_, _ = c.Write([]byte("the end"))
	if !ended || !strings.HasSuffix(string(c.last), "the end") || len(c.last) > 2*consoleKept {
		t.Errorf("ended: %v, %d bytes kept", ended, len(c.last))
	}
}
