package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
)

// fake is a service with knobs.
type fake struct {
	mu sync.Mutex
	// trouble is what happens; nil for nothing.
	trouble func(outbox.Item) *Trouble
	// loses: it stores, and the answer is lost, that many times.
	loses  int
	state  api.ReceiptState
	stored []int
	probes int
	sent   int
	took   time.Duration
}

func (f *fake) Send(ctx context.Context, p Parcel) (api.Receipt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.trouble != nil {
		if t := f.trouble(p.Item); t != nil {
			return api.Receipt{}, t
		}
	}
	file, err := p.Open()
	if err != nil {
		return api.Receipt{}, &Trouble{Cause: Local, Err: err}
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil || int64(len(text)) != p.Item.Bytes {
		return api.Receipt{}, fmt.Errorf("read %d bytes: %w", len(text), err)
	}
	if !slices.Contains(f.stored, p.Item.ID.N) {
		p.At(0)
		began := time.Now()
		if err := p.Throttle(ctx, len(text)); err != nil {
			return api.Receipt{}, err
		}
		f.took += time.Since(began)
		f.sent += len(text)
		f.stored = append(f.stored, p.Item.ID.N)
		p.At(p.Item.Bytes)
	}
	if f.loses > 0 {
		f.loses--
		return api.Receipt{}, io.ErrUnexpectedEOF
	}
	state := f.state
	if state == "" {
		state = api.Stored
	}
	r := api.Receipt{Packet: api.PacketOf(p.Item.ID), State: state, SHA256: booth.PhotoID(p.Item.SHA256)}
	if state == api.RefusedByRule {
		problem := api.ProblemOf(booth.Refuse("V1", "x.y", "不可", "no"))
		r.Problem = &problem
	}
	return r, nil
}

func (f *fake) Probe(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.probes++
	if f.trouble != nil {
		if t := f.trouble(outbox.Item{}); t != nil {
			return t
		}
	}
	return nil
}

func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) got() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.stored)
}

// bench is a worker in a bubble of its own time.
type bench struct {
	*Worker
	box     *outbox.Folder
	service *fake
	network chan struct{}
}

// knob gives the fake service, to be set before the worker begins.
func knob(o *Options) *fake {
	f, _ := o.Service.(*fake)
	return f
}

// at runs the test in a bubble, with n packets waiting.
func at(t *testing.T, n int, with func(*Options), test func(*testing.T, *bench)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		box, err := outbox.Open(dir) // its channel must belong to the bubble
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		b := &bench{box: box, service: &fake{}, network: make(chan struct{})}
		for i := range n {
			b.add(t, i+1)
		}
		o := Options{Outbox: box, Service: b.service, Network: b.network, Policy: func() Policy { return Policy{Retention: 1000 * time.Hour} }}
		if with != nil {
			with(&o)
		}
		b.Worker = New(o)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		defer func() { stop(); <-done }()
		go func() { b.Run(ctx); close(done) }()
		test(t, b)
	})
}

func (b *bench) add(t *testing.T, n int) {
	t.Helper()
	id := booth.SubmissionID{Session: "01ARZ3NDEKTSV4RRFFQ69G5FAV", N: n}
	if _, err := b.box.Add(id, time.Now().Add(time.Duration(n)), func(w io.Writer) (string, error) {
		_, err := w.Write(make([]byte, 1000))
		return "m", err
	}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) states() map[outbox.State]int {
	n := map[outbox.State]int{}
	for _, it := range b.box.Items() {
		n[it.State]++
	}
	return n
}

func always(c Cause) func(outbox.Item) *Trouble {
	return func(outbox.Item) *Trouble { return &Trouble{Cause: c} }
}

func up(n int) (all []int) {
	for i := range n {
		all = append(all, i+1)
	}
	return all
}

func TestTwoDaysOffline(t *testing.T) {
	at(t, 20, func(o *Options) { knob(o).trouble = always(Offline) }, func(t *testing.T, b *bench) {
		time.Sleep(48 * time.Hour)
		if s := b.Status(); s.Line.Cause != Offline || s.Waiting != 20 || s.Online() {
			t.Fatalf("status %+v", s)
		}
		b.service.set(func() { b.service.trouble = nil })
		b.network <- struct{}{} // the cable is back
		began := time.Now()
		synctest.Wait()
		if got := b.service.got(); !slices.Equal(got, up(20)) {
			t.Errorf("stored %v", got)
		}
		if time.Since(began) != 0 {
			t.Errorf("waited %v after the cable was back", time.Since(began))
		}
		if s := b.Status(); b.states()[outbox.Confirmed] != 20 || !s.Online() || s.Now != nil {
			t.Errorf("status %+v", s)
		}
	})
}

func TestNetworkReturnsWithoutASign(t *testing.T) {
	at(t, 3, func(o *Options) { knob(o).trouble = always(Offline) }, func(t *testing.T, b *bench) {
		time.Sleep(5 * time.Hour)
		b.service.set(func() { b.service.trouble = nil })
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if got := b.service.got(); !slices.Equal(got, up(3)) {
			t.Errorf("stored %v", got)
		}
	})
}

func TestLostAnswersStoreOnce(t *testing.T) {
	at(t, 3, func(o *Options) { knob(o).loses = 5 }, func(t *testing.T, b *bench) {
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if got := b.service.got(); !slices.Equal(got, up(3)) || b.service.sent != 3000 {
			t.Errorf("stored %v, %d bytes", got, b.service.sent)
		}
		if b.states()[outbox.Confirmed] != 3 {
			t.Error("not all confirmed")
		}
	})
}

func TestNewPacketsGoAtOnce(t *testing.T) {
	at(t, 0, nil, func(t *testing.T, b *bench) {
		time.Sleep(time.Hour + time.Second)
		b.add(t, 1)
		synctest.Wait()
		if got := b.service.got(); len(got) != 1 {
			t.Errorf("stored %v", got)
		}
	})
}

func TestConflictAndRefusalAreShown(t *testing.T) {
	at(t, 3, func(o *Options) {
		knob(o).trouble = func(it outbox.Item) *Trouble {
			switch it.ID.N {
			case 1:
				return &Trouble{Cause: Other, Reason: outbox.Reason{Status: 409, Code: "packet.conflict"}}
			case 2:
				return &Trouble{Cause: Refused, Reason: outbox.Reason{Status: 413, Code: "packet.too_large"}}
			}
			return nil
		}
	}, func(t *testing.T, b *bench) {
		time.Sleep(time.Minute)
		synctest.Wait()
		items := b.box.Items()
		if items[0].State != outbox.Conflict || items[1].State != outbox.Parked || items[2].State != outbox.Confirmed || items[1].Reason.Code != "packet.too_large" {
			t.Fatalf("%+v", items)
		}
		if s := b.Status(); s.Parked != 1 || s.Conflicts != 1 || s.Confirmed != 1 || !s.Online() {
			t.Errorf("status %+v", s)
		}
		b.service.set(func() { b.service.trouble = nil })
		if err := b.box.Release(items[1].ID, time.Now()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if b.states()[outbox.Confirmed] != 2 {
			t.Error("a released packet did not go")
		}
	})
}

func TestReceivedIsNotStored(t *testing.T) {
	at(t, 2, func(o *Options) {
		o.Policy = func() Policy { return Policy{Retention: 30 * time.Minute} }
		knob(o).state = api.Received
	}, func(t *testing.T, b *bench) {
		time.Sleep(3 * time.Hour)
		if b.states()[outbox.Waiting] != 2 || b.service.sent != 2000 {
			t.Fatalf("%v, %d bytes sent", b.states(), b.service.sent)
		}
		// The feed says what became of them.
		for _, it := range b.box.Items() {
			state := api.Stored
			if it.ID.N == 2 {
				state = api.Damaged
			}
			if err := b.Receipt(api.Receipt{Packet: api.PacketOf(it.ID), SHA256: booth.PhotoID(it.SHA256), State: state}); err != nil {
				t.Fatal(err)
			}
		}
		if b.states()[outbox.Confirmed] != 1 || b.states()[outbox.Parked] != 1 {
			t.Errorf("%v", b.states())
		}
		// Nothing is kept longer than the retention time, and what is not
		// confirmed is kept.
		time.Sleep(time.Hour)
		synctest.Wait()
		if s := b.states(); s[outbox.Confirmed] != 0 || s[outbox.Parked] != 1 {
			t.Errorf("after the retention time: %v", s)
		}
	})
}

func TestReceiptOfAnotherFileIsIgnored(t *testing.T) {
	at(t, 1, func(o *Options) { knob(o).trouble = always(Offline) }, func(t *testing.T, b *bench) {
		it := b.box.Items()[0]
		if err := b.Receipt(api.Receipt{Packet: api.PacketOf(it.ID), SHA256: "other", State: api.Stored}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if b.states()[outbox.Confirmed] != 0 {
			t.Error("confirmed by the receipt of another file")
		}
	})
}

func TestRuleRefusalIsConfirmedWithItsReason(t *testing.T) {
	var told []api.ReceiptState
	at(t, 1, func(o *Options) {
		o.Stored = func(_ outbox.Item, r api.Receipt) error {
			told = append(told, r.State)
			if len(told) == 1 {
				return errors.New("disk full")
			}
			return nil
		}
		knob(o).state = api.RefusedByRule
	}, func(t *testing.T, b *bench) {
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		it := b.box.Items()[0]
		if it.State != outbox.Confirmed || it.Reason == nil || it.Reason.Rule != "V1" {
			t.Errorf("%+v", it)
		}
		if len(told) != 2 || b.service.sent != 1000 {
			t.Errorf("told %v, sent %d", told, b.service.sent)
		}
	})
}

func TestQuietHoursAndBandwidth(t *testing.T) {
	policy := Policy{Quiet: []Hours{{0, dayMinutes - 1}}, BytesPerSecond: 500, Retention: 1000 * time.Hour}
	var mu sync.Mutex
	at(t, 40, func(o *Options) {
		o.Policy = func() Policy { mu.Lock(); defer mu.Unlock(); return policy }
	}, func(t *testing.T, b *bench) {
		synctest.Wait()
		if s := b.Status(); len(b.service.got()) != 0 || s.Quiet.IsZero() {
			t.Fatalf("sent in quiet hours; %+v", s)
		}
		mu.Lock()
		policy.Quiet = nil
		mu.Unlock()
		b.Look()
		time.Sleep(90 * time.Second)
		synctest.Wait()
		if len(b.service.got()) != 40 || b.service.took < 40*time.Second {
			t.Errorf("%d stored, %v waited for a rate of 500 B/s", len(b.service.got()), b.service.took)
		}
	})
}

func TestRevokedIsTold(t *testing.T) {
	told := make(chan *Trouble, 100)
	at(t, 2, func(o *Options) {
		o.Revoked = func(t *Trouble) { told <- t }
		knob(o).trouble = always(Revoked)
	}, func(t *testing.T, b *bench) {
		b.add(t, 3)
		time.Sleep(3 * time.Hour)
		if b.states()[outbox.Waiting] != 3 || len(told) == 0 || len(told) > 30 {
			t.Errorf("parked %d, told %d times", b.states()[outbox.Parked], len(told))
		}
	})
}

// The feed's answer ends the uploads' wait for the network.
func TestAnyAnswerWakes(t *testing.T) {
	var reach chan struct{}
	at(t, 2, func(o *Options) {
		reach = make(chan struct{})
		o.Waits = DefaultWaits()
		o.Waits[Offline] = Backoff{time.Hour, time.Hour}
		o.Tasks = []Task{{"feed", func(ctx context.Context) (time.Duration, error) {
			select {
			case <-reach:
				return time.Hour, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}}}
		knob(o).trouble = always(Offline)
	}, func(t *testing.T, b *bench) {
		synctest.Wait()
		b.service.set(func() { b.service.trouble = nil })
		time.Sleep(time.Minute)
		if len(b.service.got()) != 0 {
			t.Fatal("the wait was to be an hour")
		}
		reach <- struct{}{}
		synctest.Wait()
		if len(b.service.got()) != 2 {
			t.Error("still waiting")
		}
	})
}

func TestTaskTroubleIsShownAndTriedAgain(t *testing.T) {
	runs := 0
	at(t, 0, func(o *Options) {
		o.Tasks = []Task{{"feed", func(context.Context) (time.Duration, error) {
			runs++
			if runs < 6 {
				return 0, &Trouble{Cause: Broken}
			}
			return time.Hour, nil
		}}}
	}, func(t *testing.T, b *bench) {
		synctest.Wait()
		if s := b.Status(); s.Line.Cause != Broken || s.Tasks["feed"].Failures != 1 {
			t.Errorf("status %+v", s)
		}
		time.Sleep(5 * time.Minute)
		if s := b.Status(); runs != 6 || s.Line.Cause != "" {
			t.Errorf("%d runs, status %+v", runs, s)
		}
	})
}
