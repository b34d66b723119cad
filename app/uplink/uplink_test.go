package uplink

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/api/apitest"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/remote/remotetest"
)

// kiosk is an enrolled kiosk and the service's side in memory.
type kiosk struct {
	*Uplink
	store   *store.Store
	box     *outbox.Folder
	service *remotetest.Service
	address string
	dir     string
	clock   *clock.Clock
}

func newKiosk(t *testing.T) *kiosk {
	t.Helper()
	k := &kiosk{service: remotetest.New(t), dir: t.TempDir()}
	server := httptest.NewServer(apitest.Load(t).Handler(t, k.service))
	t.Cleanup(server.Close)
	k.address = server.URL
	var err error
	if k.store, err = store.OpenOrCreate(filepath.Join(k.dir, "store"), "", storetest.Audit("store.created")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.store.Close() })
	state, err := k.store.ClockState()
	if err != nil {
		t.Fatal(err)
	}
	k.clock = clock.New(clock.System(), state, time.Time{})
	k.store.UseClock(k.clock)
	if k.box, err = outbox.Open(filepath.Join(k.dir, "packets")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.box.Close() })
	return k
}

func (k *kiosk) enrol(t *testing.T) {
	t.Helper()
	if _, err := Enrol(t.Context(), k.store, k.service.EnrolCode(k.address), nil, "test 1"); err != nil {
		t.Fatal(err)
	}
	k.open(t)
}

// open is what a start of the program does.
func (k *kiosk) open(t *testing.T) {
	t.Helper()
	var err error
	if k.Uplink, err = Open(Options{
		Store: k.store, Outbox: k.box, Folder: filepath.Join(k.dir, "packets"), Clock: k.clock, Software: "test 1",
	}); err != nil {
		t.Fatal(err)
	}
}

// drain polls the feed until there is nothing more.
func (k *kiosk) drain(t *testing.T) {
	t.Helper()
	for range 20 {
		if _, err := k.feed(t.Context()); err != nil {
			t.Fatal(err)
		}
		k.service.Lock()
		end := k.cursor != "" && k.cursor == itoa(len(k.service.Pages)) && len(k.wants) == 0
		k.service.Unlock()
		if end {
			return
		}
	}
	t.Fatal("the feed has no end")
}

func itoa(n int) string {
	const digits = "0123456789"
	if n < 10 {
		return digits[n : n+1]
	}
	return itoa(n/10) + itoa(n%10)
}

func (k *kiosk) pages(p ...api.Page) {
	k.service.Lock()
	defer k.service.Unlock()
	k.service.Pages = append(k.service.Pages, p...)
}

func student(n int, reference booth.PhotoID) api.Entry {
	s := storetest.Student(n)
	s.Reference = reference
	r := api.RosterEntryOf(s)
	r.Spellings = []string{"zs"}
	return api.Entry{Kind: api.EntryRoster, Roster: &r}
}

func task() api.Entry {
	t := storetest.TheTask()
	return api.Entry{Kind: api.EntryTask, Task: &t}
}

func helper(id booth.HelperID) api.Entry {
	return api.Entry{Kind: api.EntryHelper, Helper: &api.Helper{ID: id, Label: string(id), PIN: "$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA"}}
}

func idOf(b []byte) booth.PhotoID {
	sum := sha256.Sum256(b)
	return booth.PhotoID(hex.EncodeToString(sum[:]))
}

func TestEnrolEndsTheStandaloneMode(t *testing.T) {
	k := newKiosk(t)
	if _, err := Open(Options{Store: k.store, Outbox: k.box}); !errors.Is(err, ErrNotEnrolled) {
		t.Fatal(err)
	}
	if err := k.store.PutTask(storetest.TheTask()); err != nil {
		t.Fatal(err)
	}
	if err := k.store.PutStudents(storetest.Task, storetest.Entries(0, 3)); err != nil {
		t.Fatal(err)
	}
	sub := booth.Submission{ID: booth.SubmissionID{Session: storetest.SessionID(1), N: 1}, Task: storetest.Task, Status: booth.Queued, At: storetest.Start}
	if err := k.store.Tell(storetest.Task, storetest.Key(1), store.Told{Submissions: []booth.Submission{sub}}); err != nil {
		t.Fatal(err)
	}
	code := k.service.EnrolCode(k.address)
	if _, err := Enrol(t.Context(), k.store, code, nil, "test 1"); !errors.Is(err, ErrUndelivered) {
		t.Fatalf("photos were left behind: %v", err)
	}
	if err := k.store.UpdateSubmission(sub.ID, func(s *booth.Submission) error { s.Status = booth.Delivered; return nil }); err != nil {
		t.Fatal(err)
	}
	m, err := Enrol(t.Context(), k.store, code, nil, "test 1")
	if err != nil || m.Kiosk != k.service.Kiosk {
		t.Fatal(m, err)
	}
	if tasks, err := k.store.Tasks(); err != nil || len(tasks) != 0 {
		t.Errorf("tasks of the standalone mode are left: %d", len(tasks))
	}
	if key, err := k.store.CampusKey(); err != nil || len(key) != 32 || key[0] != 0 {
		t.Error("not the campus's key")
	}
	if _, err := Enrol(t.Context(), k.store, code, nil, "test 1"); !errors.Is(err, ErrEnrolled) {
		t.Errorf("twice: %v", err)
	}
}

// The answer to the enrolment is lost: the same code and key again.
func TestEnrolAgainAfterALostAnswer(t *testing.T) {
	k := newKiosk(t)
	code := k.service.EnrolCode(k.address)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Enrol(ctx, k.store, code, nil, "x"); err == nil {
		t.Fatal("enrolled without a network")
	}
	var first candidate
	if found, err := read(k.store, settingCandidate, &first); !found || err != nil {
		t.Fatal("the key was not kept before it was asked for")
	}
	m, err := Enrol(t.Context(), k.store, code, nil, "x")
	if err != nil || string(m.Seed) != string(first.Seed) {
		t.Errorf("another key: %v", err)
	}
}

func TestFeed(t *testing.T) {
	k := newKiosk(t)
	photo := storetest.Photo(9)
	k.service.Blobs[idOf(photo)] = photo
	k.pages(
		api.Page{Full: true, Begin: true, Entries: []api.Entry{task(), student(1, ""), student(2, idOf(photo)), helper("h1"), helper("h2")}},
		api.Page{Full: true, Entries: []api.Entry{student(3, "")}},
		api.Page{Entries: []api.Entry{
			{Kind: api.EntryRosterRemoved, RosterRemoved: &api.RosterRemoved{Task: storetest.Task, Student: storetest.Key(1)}},
			{Kind: api.EntryHelperRemoved, HelperRemoved: &api.HelperRemoved{Helper: "h2"}},
			{Kind: api.EntryStanding, Standing: &api.Standing{Task: storetest.Task, Student: storetest.Key(2), Payment: booth.Paid, Bound: "a1"}},
			{Kind: api.EntryCounts, Counts: &api.Counts{Student: storetest.Key(2), Uses: []booth.Use{{Day: "2026-09-02", Kiosk: "other", Count: 2, Last: storetest.Start}}}},
			{Kind: api.EntryNotice, Notice: &api.Notice{School: "demo", Notices: booth.Notices{}}},
		}},
	)
	k.enrol(t)
	k.drain(t)
	if _, err := k.store.Student(storetest.Task, storetest.Key(1)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a removed student: %v", err)
	}
	if got, err := k.store.Reference(storetest.Task, storetest.Key(2)); err != nil || string(got) != string(photo) {
		t.Errorf("the reference photo: %v", err)
	}
	st, err := k.store.Standing(storetest.Task, storetest.Key(2))
	if err != nil || st.Payment != booth.Paid || st.Bound != "a1" || len(st.Uses) != 1 {
		t.Errorf("standing %+v %v", st, err)
	}
	if helpers, err := HelpersOf(k.store); err != nil || len(helpers) != 1 || helpers["h1"].PIN == "" {
		t.Errorf("helpers %v %v", helpers, err)
	}

	// The cursor is too old: everything anew; what is not named is gone.
	k.service.Lock()
	k.service.Pages = []api.Page{{Full: true, Begin: true, Entries: []api.Entry{task(), student(3, ""), student(4, ""), helper("h3")}}}
	k.service.Unlock()
	k.open(t)
	k.drain(t)
	for n, there := range map[int]bool{2: false, 3: true, 4: true} {
		if _, err := k.store.Student(storetest.Task, storetest.Key(n)); (err == nil) != there {
			t.Errorf("student %d: %v", n, err)
		}
	}
	if helpers, _ := HelpersOf(k.store); len(helpers) != 1 || helpers["h3"].ID == "" {
		t.Errorf("helpers %v", helpers)
	}
}

// A restart in the middle of the full state begins it anew, so nothing that
// was named before the restart is taken for gone.
func TestFullStateIsInterrupted(t *testing.T) {
	k := newKiosk(t)
	k.pages(
		api.Page{Full: true, Begin: true, Entries: []api.Entry{task(), student(1, "")}},
		api.Page{Full: true, Entries: []api.Entry{student(2, "")}},
	)
	k.enrol(t)
	if _, err := k.feed(t.Context()); err != nil {
		t.Fatal(err)
	}
	k.open(t)
	if k.cursor != "" {
		t.Fatalf("begins at %q", k.cursor)
	}
	k.drain(t)
	if r, err := k.store.Roster(storetest.Task); err != nil || r.Students != 2 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestResultsComeBack(t *testing.T) {
	k := newKiosk(t)
	k.enrol(t)
	photo := idOf([]byte("x"))
	own := booth.Submission{
		ID: booth.SubmissionID{Session: storetest.SessionID(1), N: 1}, Kind: booth.FirstSubmission, Task: storetest.Task,
		Shot: photo, Photo: photo, Trust: booth.TimeVerified, Status: booth.Queued, At: storetest.Start,
	}
	if err := k.store.PutTask(storetest.TheTask()); err != nil {
		t.Fatal(err)
	}
	if err := k.store.Tell(storetest.Task, storetest.Key(1), store.Told{Submissions: []booth.Submission{own}}); err != nil {
		t.Fatal(err)
	}
	it, err := k.box.Add(own.ID, time.Now(), func(w io.Writer) (string, error) { _, err := io.WriteString(w, "packet"); return "m", err })
	if err != nil {
		t.Fatal(err)
	}
	receipt := k.service.Receipt(api.Receipt{Packet: api.PacketOf(own.ID), Kiosk: k.service.Kiosk, SHA256: booth.PhotoID(it.SHA256), State: api.Stored, At: storetest.Start})
	approved := own
	approved.Status, approved.Review = booth.Approved, booth.Review{Reviewer: "c1", Approved: true, At: storetest.Start}
	waiting := own
	waiting.Status = booth.Waiting
	k.pages(api.Page{Full: true, Begin: true, Entries: []api.Entry{
		task(),
		{Kind: api.EntryReceipt, Receipt: &receipt},
		{Kind: api.EntrySubmission, Submission: &api.Submission{Student: storetest.Key(1), Submission: approved}},
		{Kind: api.EntrySubmission, Submission: &api.Submission{Student: storetest.Key(1), Submission: waiting}}, // an old page again
	}})
	k.drain(t)
	if it, _ := k.box.Item(own.ID); it.State != outbox.Confirmed {
		t.Errorf("the packet is %s", it.State)
	}
	st, err := k.store.Standing(storetest.Task, storetest.Key(1))
	if err != nil || len(st.Submissions) != 1 || st.Submissions[0].Status != booth.Approved || st.Submissions[0].ConfirmedAt.IsZero() || !st.Submissions[0].Review.Approved {
		t.Errorf("%+v %v", st.Submissions, err)
	}
}

func TestOrders(t *testing.T) {
	k := newKiosk(t)
	k.enrol(t)
	lock, unlock := k.service.Command(api.OrderLock), k.service.Command(api.OrderUnlock)
	forged := remotetest.New(t).Command(api.OrderWipe)
	for _, c := range []api.Signed{unlock, lock, forged} { // the older one comes too late
		if err := k.obey(c); err != nil {
			t.Fatal(err)
		}
	}
	if l := k.Lock(); l.Locked || l.Wiped || l.Seq != 2 {
		t.Errorf("%+v", l)
	}
	again := k.service.Command(api.OrderLock)
	if err := errors.Join(k.obey(again), k.obey(again)); err != nil {
		t.Fatal(err)
	}
	k.open(t)
	if l := k.Lock(); !l.Locked {
		t.Error("unlocked by a restart")
	}
}

func TestRevokedKioskStops(t *testing.T) {
	k := newKiosk(t)
	k.enrol(t)
	k.service.Lock()
	k.service.Revoked = true
	k.service.Unlock()
	k.Run(t.Context()) // ends by itself
	if l := k.Lock(); !l.Locked || !l.Revoked {
		t.Errorf("%+v", l)
	}
	k.open(t)
	k.Run(t.Context())
}

func TestWipeKeepsThePackets(t *testing.T) {
	k := newKiosk(t)
	k.enrol(t)
	if _, err := k.box.Add(booth.SubmissionID{Session: storetest.SessionID(1), N: 1}, time.Now(), func(w io.Writer) (string, error) { _, err := w.Write([]byte("packet")); return "m", err }); err != nil {
		t.Fatal(err)
	}
	wipe := k.service.Command(api.OrderWipe)
	k.pages(api.Page{Full: true, Begin: true, Entries: []api.Entry{{Kind: api.EntryCommand, Command: &wipe}}})
	k.Run(t.Context())
	if l := k.Lock(); !l.Wiped {
		t.Fatalf("%+v", l)
	}
	if left, err := os.ReadDir(filepath.Join(k.dir, "store", "keys")); err != nil || len(left) != 0 {
		t.Errorf("%d keys are left, %v", len(left), err)
	}
	if len(k.box.Items()) != 1 {
		t.Error("the packets are gone")
	}
}

func TestKeysAreFollowed(t *testing.T) {
	k := newKiosk(t)
	k.enrol(t)
	k.service.Lock()
	k.service.Roll(t)
	chain := k.service.Chain
	k.service.Unlock()
	other := remotetest.New(t)
	other.Roll(t)
	other.Roll(t)
	k.pages(api.Page{Full: true, Begin: true, Entries: []api.Entry{{Kind: api.EntryKeys, Keys: &chain}, {Kind: api.EntryKeys, Keys: &other.Chain}}})
	k.drain(t)
	if v := k.keys().Version; v != 2 {
		t.Errorf("version %d", v)
	}
	k.open(t)
	if v := k.keys().Version; v != 2 {
		t.Errorf("version %d after a restart", v)
	}
}

func TestReportsAndTime(t *testing.T) {
	k := newKiosk(t)
	k.service.Ahead = 100 * time.Hour
	k.enrol(t)
	if _, err := k.time(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := k.clock.Now()
	if now.Trust != booth.TimeVerified || time.Until(now.At) < 99*time.Hour {
		t.Errorf("the time is %+v", now)
	}
	if _, err := k.health(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(k.service.Healths); n != 1 {
		t.Errorf("%d reports", n)
	}
	if locked, err := RosterLocked(k.store, booth.Now{Quota: now.At.Add(13 * 24 * time.Hour)}); err != nil || locked {
		t.Errorf("locked before its lease is over: %v", err)
	}
	if locked, err := RosterLocked(k.store, booth.Now{Quota: now.At.Add(15 * 24 * time.Hour)}); err != nil || !locked {
		t.Errorf("not locked after its lease: %v", err)
	}
}
