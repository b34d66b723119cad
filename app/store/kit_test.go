package store_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

// handClock is a clock source moved by hand.
type handClock struct {
	wall    time.Time
	elapsed time.Duration
}

func (h *handClock) Wall() time.Time        { return h.wall }
func (h *handClock) Elapsed() time.Duration { return h.elapsed }

func (h *handClock) pass(d time.Duration) { h.wall, h.elapsed = h.wall.Add(d), h.elapsed+d }

// kit is a store in a temporary folder.
type kit struct {
	*store.Store
	t     testing.TB
	dir   string
	root  *keyring.Root
	hand  *handClock
	clock *clock.Clock
}

func newKit(t testing.TB) *kit {
	t.Helper()
	return newKitIn(t, t.TempDir())
}

func newKitIn(t testing.TB, dir string) *kit {
	t.Helper()
	k := &kit{t: t, dir: dir, root: keyring.NewRoot(keyring.NewKey()), hand: &handClock{wall: storetest.Start}}
	var err error
	if k.Store, err = store.Create(k.dir, k.root, storetest.Audit("store.created")); err != nil {
		t.Fatal(err)
	}
	k.useClock()
	k.must(k.SetCampusKey(storetest.CampusKey))
	t.Cleanup(func() { _ = k.Close() })
	return k
}

// inMemory is a folder that costs no waiting for a disk, where there is one: for
// tests of thousands of steps that are not about the disk.
func inMemory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "campuskiosk-test")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (k *kit) useClock() {
	k.t.Helper()
	state, err := k.ClockState()
	k.must(err)
	k.clock = clock.New(k.hand, state, storetest.Start.Add(-time.Hour))
	k.UseClock(k.clock)
}

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// reopen closes the store and opens it again.
func (k *kit) reopen() {
	k.t.Helper()
	k.must(k.Close())
	var err error
	k.Store, err = store.Open(k.dir, k.root)
	k.must(err)
	k.useClock()
}

// whole runs Check and fails on any problem.
func (k *kit) whole() store.Report {
	k.t.Helper()
	r, err := k.Check(context.Background())
	k.must(err)
	for _, p := range r.Problems {
		k.t.Errorf("%s: %s", p.Where, p.What)
	}
	return r
}

// session is the n-th session, of student n, in a state.
func session(n int, state booth.State) booth.Session {
	return booth.Session{
		Schema: booth.SessionSchema, ID: storetest.SessionID(n), Kiosk: "k1", Helper: "h-07", Started: storetest.Start,
		State: state, Task: storetest.TheTask(), Student: storetest.Student(n),
	}
}

// anonymous is the n-th session before it is known who stands there.
func anonymous(n int) booth.Session {
	s := session(n, booth.StateWho)
	s.Student = booth.Student{}
	return s
}

func shot(photo []byte) flow.KeepShot {
	return flow.KeepShot{Shot: booth.Shot{ID: store.PhotoIDOf(photo), Source: booth.FromCamera, Taken: storetest.Start}}
}

// submitted is a whole session of student n: photos kept, one use counted, one
// submission queued.
func submitted(n int) store.Step {
	s := session(n, booth.StateEnded)
	s.Outcome = booth.OutcomeSubmitted
	original, standard := storetest.Photo(2*n), storetest.Photo(2*n+1)
	return store.Step{
		Session: s,
		Photos:  []store.NewPhoto{{Role: store.Original, Bytes: original}, {Role: store.Standard, Bytes: standard}},
		Effects: []flow.Effect{
			shot(original),
			flow.KeepPhoto{Photo: booth.StandardPhoto{ID: store.PhotoIDOf(standard), Shot: store.PhotoIDOf(original)}},
			flow.CountUse{Student: s.Student.Key, Kiosk: "k1", At: storetest.Start},
			flow.KeepSubmission{Student: s.Student.Key, Submission: submission(n)},
			flow.Audit{Event: "sealed", From: booth.StateSubmitting, To: booth.StateEnded, Helper: "h-07"},
		},
	}
}

func submission(n int) booth.Submission {
	return booth.Submission{
		ID: booth.SubmissionID{Session: storetest.SessionID(n), N: 1}, Kind: booth.FirstSubmission, Task: storetest.Task,
		Shot: store.PhotoIDOf(storetest.Photo(2 * n)), Photo: store.PhotoIDOf(storetest.Photo(2*n + 1)),
		At: storetest.Start, Trust: booth.TimeUnverified, Status: booth.Queued,
	}
}

func wantError(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}
