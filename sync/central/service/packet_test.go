package service_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/centraltest"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

var admin = service.Console()

func both(t *testing.T, test func(*testing.T, *centraltest.Central)) {
	centraltest.Both(t, func(t *testing.T, backend centraltest.Backend) {
		c := centraltest.New(t, backend)
		c.Roster(t, 5)
		test(t, c)
	})
}

func replacements(t *testing.T, c *centraltest.Central, n int) {
	t.Helper()
	task := centraltest.TheTask()
	task.Policy.Replacements = n
	if err := c.PutTask(t.Context(), admin, task); err != nil {
		t.Fatal(err)
	}
}

// TestTwoKiosksOneStudent guards: what two kiosks counted adds up when both
// have synced, and a submission beyond the rules is kept, refused and named by
// the rule's id.
func TestTwoKiosksOneStudent(t *testing.T) {
	both(t, func(t *testing.T, c *centraltest.Central) {
		replacements(t, c, 0)
		a, b := c.Kiosk(t), c.Kiosk(t)
		// Both were offline: each thinks that its submission is the first.
		first, second := c.Packet(t, a, 1, 0, nil), c.Packet(t, b, 2, 0, nil)
		if r := c.Deliver(t, a, first); r.State != api.Stored || r.Problem != nil || !r.Safe() {
			t.Fatalf("%+v", r)
		}
		r := c.Deliver(t, b, second)
		if r.State != api.RefusedByRule || r.Problem == nil || r.Problem.Rule != booth.RuleV2 || r.Problem.Code != booth.ErrReplacementUsed.Code || !r.Safe() {
			t.Fatalf("%+v", r)
		}
		// Again it is the same answer, and nothing more happens.
		if again := c.Deliver(t, b, second); again.State != r.State || again.At != r.At {
			t.Errorf("%+v, before %+v", again, r)
		}
		key := first.Manifest.Student.Key
		for _, k := range []centraltest.Kiosk{a, b} {
			var counts *api.Counts
			var subs []api.Submission
			for _, e := range feed(t, c, k.ID, "") {
				if e.Kind == api.EntryCounts {
					counts = e.Counts
				}
				if e.Kind == api.EntrySubmission {
					subs = append(subs, *e.Submission)
				}
			}
			if counts == nil || counts.Student != key || len(counts.Uses) != 2 || counts.Uses[0].Count+counts.Uses[1].Count != 2 {
				t.Errorf("counts at %s: %+v", k.ID, counts)
			}
			if len(subs) != 1 || subs[0].Submission.ID != first.Manifest.Submission.ID || subs[0].Submission.Status != booth.Waiting {
				t.Errorf("submissions at %s: %+v", k.ID, subs)
			}
		}
		// After "not approved" there is a resubmission, and after two no more (V1).
		for i, want := range []api.ReceiptState{api.Stored, api.Stored, api.RefusedByRule} {
			queue, err := c.Queue(t.Context(), admin, store.Queue{Status: booth.Waiting})
			if err != nil || len(queue) != 1 {
				t.Fatalf("%d wait, %v", len(queue), err)
			}
			if err := c.Review(t.Context(), admin, queue[0].ID, false, "眼镜反光"); err != nil {
				t.Fatal(err)
			}
			r := c.Deliver(t, b, c.Packet(t, b, 10+i, 0, nil))
			if r.State != want || want == api.RefusedByRule && r.Problem.Rule != booth.RuleV1 {
				t.Errorf("resubmission %d: %+v", i+1, r)
			}
		}
	})
}

func TestReplacementLeavesTheQueue(t *testing.T) {
	both(t, func(t *testing.T, c *centraltest.Central) {
		k := c.Kiosk(t)
		first, second := c.Packet(t, k, 1, 0, nil), c.Packet(t, k, 2, 0, nil)
		c.Deliver(t, k, first)
		c.Deliver(t, k, second)
		queue, err := c.Queue(t.Context(), admin, store.Queue{Status: booth.Waiting})
		if err != nil || len(queue) != 1 || queue[0].ID != second.Manifest.Submission.ID || queue[0].Kind != booth.Replacement {
			t.Fatalf("%+v, %v", queue, err)
		}
		if err := c.Review(t.Context(), admin, first.Manifest.Submission.ID, true, ""); !errors.Is(err, service.ErrReviewed) {
			t.Errorf("the replaced one: %v", err)
		}
		if err := c.Review(t.Context(), admin, second.Manifest.Submission.ID, false, " "); !errors.Is(err, service.ErrReason) {
			t.Errorf("without a reason: %v", err)
		}
		reviewer := service.Actor{ID: "r", Role: store.RoleReviewer, School: "another"}
		if err := c.Review(t.Context(), reviewer, second.Manifest.Submission.ID, true, ""); !errors.Is(err, api.ErrNotThere) {
			t.Errorf("another school's reviewer: %v", err)
		}
		if err := c.Review(t.Context(), service.Actor{ID: "c", Role: store.RoleClerk}, second.Manifest.Submission.ID, true, ""); !errors.Is(err, service.ErrNotAllowed) {
			t.Errorf("a clerk: %v", err)
		}
		cursor := cursorOf(t, c, k.ID)
		if err := c.Review(t.Context(), admin, second.Manifest.Submission.ID, true, ""); err != nil {
			t.Fatal(err)
		}
		news := feed(t, c, k.ID, cursor)
		if len(news) != 1 || news[0].Submission.Submission.Status != booth.Approved || !news[0].Submission.Submission.Review.Approved {
			t.Errorf("%+v", news)
		}
		if err := c.Review(t.Context(), admin, second.Manifest.Submission.ID, false, "no"); !errors.Is(err, service.ErrReviewed) {
			t.Errorf("reviewed twice: %v", err)
		}
		for p, want := range map[service.Picture][]byte{service.Original: second.Original, service.Standard: second.Standard} {
			got, err := c.Picture(t.Context(), admin, second.Manifest.Submission.ID, p)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes, %v", p, len(got), err)
			}
		}
		r := c.Deliver(t, k, c.Packet(t, k, 3, 0, nil))
		if r.State != api.RefusedByRule || r.Problem.Code != booth.ErrApproved.Code {
			t.Errorf("after approved: %+v", r)
		}
		if err := c.Book(admin).MarkDelivered(t.Context(), centraltest.Task, []booth.SubmissionID{second.Manifest.Submission.ID}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestWhatIsNotAccepted guards: who signed, whose student it is and what it
// was sealed for decide; nothing that was changed gets in.
func TestWhatIsNotAccepted(t *testing.T) {
	both(t, func(t *testing.T, c *centraltest.Central) {
		a, b := c.Kiosk(t), c.Kiosk(t)
		whole := c.Packet(t, a, 1, 0, nil)
		for i := 0; i < len(whole.File); i += 1 + len(whole.File)/12 {
			bad := bytes.Clone(whole.File)
			bad[i] ^= 1
			if r := c.Deliver(t, a, centraltest.Sealed{Meta: centraltest.MetaOf(whole.Meta.Packet, bad), File: bad}); r.State != api.Damaged || r.Safe() {
				t.Errorf("bit of byte %d: %+v", i, r)
			}
		}
		if r := c.Deliver(t, b, whole); r.State != api.Damaged {
			t.Errorf("another kiosk's packet: %+v", r)
		}
		if r := c.Deliver(t, a, whole); r.State != api.Stored { // neither stood in its way
			t.Errorf("%+v", r)
		}
		other := c.Packet(t, a, 2, 1, nil)
		other.Meta.Packet = whole.Meta.Packet
		if _, _, err := c.BeginUpload(t.Context(), a.ID, other.Meta, 10); !errors.Is(err, api.ErrPacketConflict) {
			t.Errorf("another file of the same id: %v", err)
		}
		for name, w := range map[string]struct {
			change func(*booth.Session)
			rule   booth.RuleID
		}{
			"nobody's student": {func(s *booth.Session) { s.Student = c.Entry(t, 99).Student }, booth.RuleW4},
			"another's key":    {func(s *booth.Session) { s.Student.Key = c.Entry(t, 3).Student.Key }, booth.RuleKey},
			"another name":     {func(s *booth.Session) { s.Student.Person.Name = booth.NewPersonName("张三丰") }, booth.RuleW6},
			"no consent":       {func(s *booth.Session) { s.Consent.Given = false }, booth.RuleConsent},
		} {
			r := c.Deliver(t, a, c.Packet(t, a, 40+len(name), 2, w.change))
			if r.State != api.RefusedByRule || r.Problem == nil || r.Problem.Rule != w.rule {
				t.Errorf("%s: %+v %+v", name, r, r.Problem)
			}
		}
		if err := c.Revoke(t.Context(), admin, a.ID); err != nil {
			t.Fatal(err)
		}
		late := c.Packet(t, a, 5, 4, nil)
		r, err := c.Import(t.Context(), late.Meta.Packet.File(), bytes.NewReader(late.File))
		if err != nil || !r.Review || r.State != api.Stored {
			t.Errorf("a revoked kiosk's packet on a stick: %+v, %v", r, err)
		}
		held, err := c.Held(t.Context(), admin)
		if err != nil || len(held) != 1 || held[0].ID != string(late.Meta.Packet) {
			t.Errorf("%+v, %v", held, err)
		}
		clerk := service.Actor{ID: "c", Role: store.RoleClerk}
		if err := c.DecideHeld(t.Context(), clerk, a.ID, late.Meta.Packet, true); !errors.Is(err, service.ErrNotAllowed) {
			t.Errorf("a clerk decides: %v", err)
		}
		if err := c.DecideHeld(t.Context(), admin, a.ID, late.Meta.Packet, true); err != nil {
			t.Error(err)
		}
		if err := c.DecideHeld(t.Context(), admin, a.ID, late.Meta.Packet, false); !errors.Is(err, service.ErrReviewed) {
			t.Errorf("decided twice: %v", err)
		}
		if got, err := c.Case(t.Context(), admin, late.Manifest.Submission.ID); err != nil || got.Status != booth.Waiting || !got.Current {
			t.Errorf("%+v, %v", got.Submission.Submission, err)
		}
		if _, err := c.Import(t.Context(), "other.packet", bytes.NewReader(late.File)); !errors.Is(err, api.ErrPacketMetadata) {
			t.Errorf("another name: %v", err)
		}
		if _, err := c.Import(t.Context(), late.Meta.Packet.File(), bytes.NewReader(late.File[:900])); !errors.Is(err, api.ErrPacketDamaged) {
			t.Errorf("cut off: %v", err)
		}
	})
}

// TestImportTwice guards: a stick that is read twice, and after the network
// was faster, has the effect of once.
func TestImportTwice(t *testing.T) {
	both(t, func(t *testing.T, c *centraltest.Central) {
		k := c.Kiosk(t)
		p := c.Packet(t, k, 1, 0, nil)
		for range 2 {
			if r, err := c.Import(t.Context(), p.Meta.Packet.File(), bytes.NewReader(p.File)); err != nil || r.State != api.Stored {
				t.Fatalf("%+v, %v", r, err)
			}
		}
		if r := c.Deliver(t, k, p); r.State != api.Stored {
			t.Errorf("%+v", r)
		}
		progress, err := c.Progress(t.Context(), admin, centraltest.Task)
		if err != nil || progress.Collected != 1 || progress.By[booth.Waiting] != 1 {
			t.Errorf("%+v, %v", progress, err)
		}
	})
}

// TestStorageFails guards: while the storage can't be read a packet is
// "received", and it is stored when it can.
func TestStorageFails(t *testing.T) {
	flaky := &flakyBlobs{}
	c := centraltest.New(t, centraltest.Lite, func(o *service.Options) {
		if flaky.Store == nil {
			flaky.Store = o.Blobs
		}
		o.Blobs = flaky
	})
	c.Roster(t, 2)
	k := c.Kiosk(t)
	flaky.fail.Store(true)
	p := c.Packet(t, k, 1, 0, nil)
	if r := c.Deliver(t, k, p); r.State != api.Received || r.Safe() {
		t.Errorf("%+v", r)
	}
	flaky.fail.Store(false)
	if r := c.Deliver(t, k, p); r.State != api.Stored {
		t.Errorf("%+v", r)
	}
}

// TestStopped guards rule V3: what the service's comparison stops goes back to
// the kiosk, and after so many different photos the office has the case.
func TestStopped(t *testing.T) {
	c := centraltest.New(t, centraltest.Lite, func(o *service.Options) { o.Comparer = strangers{}; o.Register = service.RegisterDouble{} })
	task := centraltest.TheTask()
	task.Policy.Reference = booth.AdmissionPhoto
	if err := c.PutTask(t.Context(), admin, task); err != nil {
		t.Fatal(err)
	}
	withReference(t, c, 2)
	k := c.Kiosk(t)
	for n := range 3 {
		p := c.Packet(t, k, n, 0, func(s *booth.Session) { s.Student.Reference = "x" })
		p = c.Packet(t, k, n, 0, func(s *booth.Session) { s.Student.Reference = p.Manifest.Submission.Photo })
		if r := c.Deliver(t, k, p); r.State != api.Stored {
			t.Fatalf("photo %d: %+v", n, r.Problem)
		}
		waitFor(t, func() bool {
			got, err := c.Case(context.Background(), admin, p.Manifest.Submission.ID)
			return err == nil && got.Status == booth.Stopped && got.Comparison.By == booth.Service && *got.Comparison.Score == 12
		})
	}
	if r := c.Deliver(t, k, c.Packet(t, k, 4, 0, nil)); r.State != api.RefusedByRule || r.Problem.Rule != booth.RuleV3 {
		t.Errorf("%+v", r)
	}
	cases, err := c.Cases(t.Context(), admin, "")
	if err != nil || len(cases) != 1 {
		t.Fatalf("%+v, %v", cases, err)
	}
	c.Clock.Forward(time.Minute)
	if err := c.ResolveCase(t.Context(), admin, centraltest.Task, cases[0].Student); err != nil {
		t.Fatal(err)
	}
	if r := c.Deliver(t, k, c.Packet(t, k, 5, 0, nil)); r.State != api.Stored {
		t.Errorf("after the office closed the case: %+v", r.Problem)
	}
}

// TestComparisonBreaks guards: a picture on which the comparison breaks each
// time reaches a reviewer all the same, without a score of the service.
func TestComparisonBreaks(t *testing.T) {
	c := centraltest.New(t, centraltest.Lite, func(o *service.Options) { o.Comparer = breaking{} })
	task := centraltest.TheTask()
	task.Policy.Reference = booth.AdmissionPhoto
	if err := c.PutTask(t.Context(), admin, task); err != nil {
		t.Fatal(err)
	}
	withReference(t, c, 1)
	k := c.Kiosk(t)
	p := c.Packet(t, k, 1, 0, func(s *booth.Session) { s.Student.Reference = booth.PhotoID(bytes.Repeat([]byte("a"), 64)) })
	if r := c.Deliver(t, k, p); r.State != api.Stored {
		t.Fatalf("%+v", r.Problem)
	}
	if got, err := c.Case(t.Context(), admin, p.Manifest.Submission.ID); err != nil || got.Status != booth.Uploaded {
		t.Errorf("%s, %v", got.Status, err)
	}
	waitFor(t, func() bool {
		got, err := c.Case(context.Background(), admin, p.Manifest.Submission.ID)
		return err == nil && got.Status == booth.Waiting && got.Comparison != nil && got.Comparison.By == booth.Local
	})
}
