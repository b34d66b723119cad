package uplink

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/sync/api"
	"campuskiosk/sync/api/apitest"
	"campuskiosk/sync/central/centraltest"
	centralhttp "campuskiosk/sync/central/http"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/outbox"
)

// campus is the real service, held to the contract, with kiosks that are
// enrolled the way kiosks are.
type campus struct {
	*centraltest.Central
	address string
}

func newCampus(t *testing.T) *campus {
	t.Helper()
	c := &campus{Central: centraltest.New(t, centraltest.Lite)}
	api := centralhttp.New(c.Service, centralhttp.Options{})
	server := httptest.NewServer(apitest.Load(t).Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.ServeHTTP(w, r)
		if r.Context().Err() != nil { // the kiosk is gone: there is no answer to look at
			panic(http.ErrAbortHandler)
		}
	})))
	t.Cleanup(server.Close)
	c.address = server.URL
	return c
}

// join enrols a kiosk of its own.
func (c *campus) join(t *testing.T) *kiosk {
	t.Helper()
	k := newKiosk(t)
	_, code, err := c.AddKiosk(t.Context(), service.Console(), service.NewKiosk{
		School: centraltest.School().ID, Name: "一号机", Place: booth.Text{ZH: "图书馆", EN: "Library"}, Tasks: []booth.TaskID{centraltest.Task},
	})
	if err != nil {
		t.Fatal(err)
	}
	code.Service = c.address
	if _, err := Enrol(t.Context(), k.store, code, nil, "test 1"); err != nil {
		t.Fatal(err)
	}
	k.open(t)
	return k
}

// submit seals the n-th session's packet of a student.
func (c *campus) submit(t *testing.T, k *kiosk, n, student int) booth.SubmissionID {
	t.Helper()
	p := c.Packet(t, centraltest.Kiosk{ID: k.member.Kiosk, Key: k.member.Key()}, n, student, nil)
	sub := p.Manifest.Submission
	if err := k.store.Tell(centraltest.Task, c.Entry(t, student).Student.Key, store.Told{Submissions: []booth.Submission{sub}}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.box.Add(sub.ID, time.Now(), func(w io.Writer) (string, error) { _, err := w.Write(p.File); return "m", err }); err != nil {
		t.Fatal(err)
	}
	return sub.ID
}

// until runs the kiosk's whole sync until something is true.
func (k *kiosk) until(t *testing.T, what string, happened func() bool) {
	t.Helper()
	k.open(t)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	done := make(chan struct{})
	go func() { k.Run(ctx); close(done) }()
	defer func() { stop(); <-done }()
	for !happened() {
		select {
		case <-done:
			if !happened() {
				t.Fatalf("%s: it did not happen; %+v", what, k.Status())
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (k *kiosk) standing(t *testing.T, student booth.StudentKey) booth.Standing {
	t.Helper()
	st, err := k.store.Standing(centraltest.Task, student)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// Two kiosks, one student: quotas add up after both have synced, and what is
// beyond the rule is refused by the service with the rule's id.
func TestTwoKiosksAndTheService(t *testing.T) {
	c := newCampus(t)
	c.Roster(t, 3)
	student := c.Entry(t, 0).Student.Key
	a, b := c.join(t), c.join(t)
	for _, k := range []*kiosk{a, b} {
		k.until(t, "the roster comes", func() bool {
			r, err := k.store.Roster(centraltest.Task)
			return err == nil && r.Students == 3
		})
	}
	day := booth.DayOf(c.Clock.Now())
	for k, n := range map[*kiosk]int{a: 1, b: 2} {
		if err := k.store.MergeCounts([]store.Counts{{Student: student, Uses: []booth.Use{{Day: day, Kiosk: k.member.Kiosk, Count: n, Last: c.Clock.Now()}}}}); err != nil {
			t.Fatal(err)
		}
	}
	all := func(k *kiosk) func() bool {
		return func() bool {
			sum := 0
			for _, u := range k.standing(t, student).Uses {
				sum += u.Count
			}
			return sum == 3
		}
	}
	a.open(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { a.Run(ctx); close(ended) }()
	b.until(t, "the other's counters come", all(b))
	stop()
	<-ended
	a.until(t, "the other's counters come", all(a))

	var refused *outbox.Reason
	for n, k := range []*kiosk{a, b, a, b} {
		id := c.submit(t, k, n+1, 0)
		k.until(t, "the packet arrives", func() bool {
			it, err := k.box.Item(id)
			if it.Reason != nil {
				refused = it.Reason
			}
			return err == nil && it.State == outbox.Confirmed
		})
	}
	if refused == nil || refused.Rule == "" || refused.Status != api.StatusRule {
		t.Errorf("nothing was refused by a rule: %+v", refused)
	}
}

// A photo goes to the service, a reviewer approves it, and the kiosk shows so.
func TestReviewComesBack(t *testing.T) {
	c := newCampus(t)
	c.Roster(t, 2)
	k := c.join(t)
	k.until(t, "the task comes", func() bool { _, err := k.store.Task(centraltest.Task); return err == nil })
	id := c.submit(t, k, 1, 1)
	student := c.Entry(t, 1).Student.Key
	is := func(s booth.Status) func() bool {
		return func() bool {
			st := k.standing(t, student)
			return len(st.Submissions) == 1 && st.Submissions[0].Status == s && !st.Submissions[0].ConfirmedAt.IsZero()
		}
	}
	k.until(t, "it waits for review", is(booth.Waiting))
	if err := c.Review(t.Context(), service.Console(), id, true, ""); err != nil {
		t.Fatal(err)
	}
	k.until(t, "it is approved", is(booth.Approved))
	if now := k.clock.Now(); now.Trust != booth.TimeVerified || now.At.Sub(c.Clock.Now()).Abs() > time.Minute {
		t.Errorf("the clock was not set right: %+v", now)
	}
}

// The registry revokes a kiosk: it locks itself and asks for nothing more.
func TestRevokedByTheService(t *testing.T) {
	c := newCampus(t)
	k := c.join(t)
	k.until(t, "the task comes", func() bool { _, err := k.store.Task(centraltest.Task); return err == nil })
	if err := c.Revoke(t.Context(), service.Console(), k.member.Kiosk); err != nil {
		t.Fatal(err)
	}
	k.until(t, "it is locked", func() bool { return k.Lock().Revoked })
}
