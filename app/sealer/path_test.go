package sealer_test

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/flow"
	"campuskiosk/app/sealer"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
	"campuskiosk/app/uplink"
	"campuskiosk/sync/api"
	"campuskiosk/sync/api/apitest"
	"campuskiosk/sync/central/blob"
	"campuskiosk/sync/central/centraltest"
	centralhttp "campuskiosk/sync/central/http"
	"campuskiosk/sync/central/service"
	centralstore "campuskiosk/sync/central/store"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/packet/packettest"
	"campuskiosk/sync/packet/stick"
)

// campus is a central service, and a kiosk that is enrolled with it.
type campus struct {
	central *centraltest.Central
	store   *store.Store
	outbox  *outbox.Folder
	clock   *clock.Clock
	member  uplink.Member
	student booth.Student
	task    booth.Task
}

func newCampus(t *testing.T) *campus {
	t.Helper()
	c := &campus{}
	c.central = centraltest.New(t, func(t testing.TB, _ func() time.Time) (*centralstore.Store, blob.Store) {
		return centraltest.Lite(t, time.Now)
	})
	c.central.Roster(t, 3)
	server := httptest.NewServer(apitest.Load(t).Handler(t, centralhttp.New(c.central.Service, centralhttp.Options{})))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	var err error
	if c.store, err = store.OpenOrCreate(filepath.Join(dir, "store"), "", storetest.Audit("store.created")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.store.Close() })
	c.clock = clock.New(clock.System(), clock.State{}, time.Time{})
	c.store.UseClock(c.clock)
	if c.outbox, err = outbox.Open(filepath.Join(dir, "packets")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.outbox.Close() })
	_, code, err := c.central.AddKiosk(t.Context(), service.Console(), service.NewKiosk{
		School: centraltest.School().ID, Name: "一号机", Place: booth.Text{ZH: "图书馆", EN: "Library"}, Tasks: []booth.TaskID{centraltest.Task},
	})
	if err != nil {
		t.Fatal(err)
	}
	code.Service = server.URL
	if c.member, err = uplink.Enrol(t.Context(), c.store, code, nil, "test 1"); err != nil {
		t.Fatal(err)
	}
	return c
}

// online runs the kiosk's uplink until the function that it gives is called.
func (c *campus) online(t *testing.T) (u *uplink.Uplink, offline func()) {
	t.Helper()
	u, err := uplink.Open(uplink.Options{Store: c.store, Outbox: c.outbox, Clock: c.clock, Software: "test 1"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		u.Run(ctx)
	}()
	offline = func() { stop(); <-ended }
	t.Cleanup(offline)
	return u, offline
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came: %s", what)
		}
	}
}

// handIn is the n-th session, of a student of the roster that came by the
// feed, from the photo to the receipt.
func (c *campus) handIn(t *testing.T, n int, keys func() (api.KeySet, error)) booth.Submission {
	t.Helper()
	original, standard := storetest.Photo(2*n), storetest.Photo(2*n+1)
	s := packettest.With(n, original, standard)
	s.Kiosk, s.Task, s.Student = c.member.Kiosk, c.task, c.student
	before, err := c.store.Standing(c.task.ID, c.student.Key)
	if err != nil {
		t.Fatal(err)
	}
	s.Pending.Kind = flow.NextKind(before.Submissions)
	version, err := c.store.Apply(store.Step{
		Session: s,
		Photos:  []store.NewPhoto{{Role: store.Original, Bytes: original}, {Role: store.Standard, Bytes: standard}},
		Effects: []flow.Effect{flow.KeepShot{Shot: s.Shots[0]}, flow.KeepPhoto{Photo: s.Photos[0]}},
	})
	if err != nil {
		t.Fatal(err)
	}
	seal := &sealer.Sealer{Store: c.store, Outbox: c.outbox, Key: c.member.Key(), Kiosk: c.member.Kiosk, Keys: keys, Software: "test 1"}
	if err := seal.Seal(s, s.Pending, false); err != nil {
		t.Fatal(err)
	}
	sub := s.Pending
	s.State, s.Pending = booth.StateEnded, booth.Submission{}
	_, err = c.store.Apply(store.Step{From: version, Session: s, Effects: []flow.Effect{flow.KeepSubmission{Student: c.student.Key, Submission: sub}}})
	if err != nil {
		t.Fatal(err)
	}
	seal.Wait()
	return sub
}

func (c *campus) submission(id booth.SubmissionID) booth.Submission {
	standing, err := c.store.Standing(c.task.ID, c.student.Key)
	if err != nil {
		return booth.Submission{}
	}
	for _, s := range standing.Submissions {
		if s.ID == id {
			return s
		}
	}
	return booth.Submission{}
}

// taker is the service as campuskiosk-central import has it.
type taker struct{ *service.Service }

func (s taker) Take(ctx context.Context, id api.PacketID, _ int64, r io.ReadSeeker) (api.Receipt, error) {
	return s.Import(ctx, id.File(), r)
}

// TestWholePath goes the way of a photo with a real service: the roster comes
// by the feed, the photo is sealed and uploaded, a clerk refuses it, the kiosk
// learns why; the next one is carried on a stick while the line is down, and
// arrives once.
func TestWholePath(t *testing.T) {
	c := newCampus(t)
	u, offline := c.online(t)
	key := c.central.Entry(t, 1).Student.Key
	eventually(t, "the roster", func() bool {
		e, err := c.store.Student(centraltest.Task, key)
		c.student = e.Student
		return err == nil
	})
	var err error
	if c.task, err = c.store.Task(centraltest.Task); err != nil {
		t.Fatal(err)
	}

	first := c.handIn(t, 1, u.Keys)
	eventually(t, "waiting for review", func() bool {
		s := c.submission(first.ID)
		return s.Status == booth.Waiting && !s.ConfirmedAt.IsZero()
	})
	for _, p := range []booth.PhotoID{first.Shot, first.Photo} {
		if _, err := c.store.Photo(first.ID.Session, p); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the kiosk still opens a picture: %v", err)
		}
	}
	if err := c.central.Review(t.Context(), service.Console(), first.ID, false, "眼镜反光"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the review", func() bool {
		s := c.submission(first.ID)
		return s.Status == booth.NotApproved && s.Review.Reason == "眼镜反光"
	})

	offline()
	second := c.handIn(t, 2, u.Keys)
	dir := t.TempDir()
	if e, err := stick.Export(t.Context(), c.outbox, dir, stick.Unconfirmed, nil); err != nil || e.Copied != 1 {
		t.Fatalf("%+v, %v", e, err)
	}
	for range 2 { // twice, as people do
		results, err := stick.Import(t.Context(), dir, taker{c.central.Service}, nil)
		if err != nil || len(results) != 1 || results[0].State != api.Stored || results[0].Packet != api.PacketOf(second.ID) {
			t.Fatalf("%+v, %v", results, err)
		}
	}
	if s := c.submission(second.ID); s.Status != booth.Queued {
		t.Fatalf("the kiosk knows already: %+v", s)
	}
	c.online(t)
	eventually(t, "the stick's receipt", func() bool {
		it, err := c.outbox.Item(second.ID)
		return err == nil && it.State == outbox.Confirmed && c.submission(second.ID).Status == booth.Waiting
	})
	queue, err := c.central.Queue(t.Context(), service.Console(), centralstore.Queue{Status: booth.Waiting})
	if err != nil || len(queue) != 1 || queue[0].ID != second.ID || queue[0].Kind != booth.Resubmission {
		t.Errorf("%+v, %v", queue, err)
	}
}
