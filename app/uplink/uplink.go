package uplink

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/remote"
	"campuskiosk/sync/worker"
)

// Options are what an uplink works with. Store and Outbox are required.
type Options struct {
	Store  *store.Store
	Outbox *outbox.Folder
	// Folder is the outbox's, for the file that others read; "" for none.
	Folder string
	// Clock is the trusted time, to be set right by the service; may be nil.
	Clock *clock.Clock
	// Software names this program and its version.
	Software string
	// Network is sent to when the machine's network changed; may be nil.
	Network <-chan struct{}
	// Dial makes connections; nil is the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Waits; nil is worker.DefaultWaits.
	Waits worker.Waits
	// Warnings are reported with the kiosk's health; may be nil.
	Warnings func() []api.Warning
	// FreeBytes is what the disk of the data folder has left; may be nil.
	FreeBytes func() int64
	// Claim, Locked and Level are told what came: a phone claimed a session, the
	// kiosk was locked or unlocked, the log's level. They may be nil and must not
	// block.
	Claim  func(api.Claim)
	Locked func(Lock)
	Level  func(string)
	// Show is told how the sync is. May be nil.
	Show func(worker.Status)
	Log  *slog.Logger
}

// Uplink is the connection of an enrolled kiosk. Run runs it once.
type Uplink struct {
	o      Options
	member Member
	client *remote.Client
	worker *worker.Worker

	file sync.Mutex

	mu     sync.Mutex
	set    api.KeySet
	config api.Configuration
	lock   Lock
	stop   context.CancelFunc // of Run

	// Of the feed's goroutine.
	cursor  string
	more    bool
	full    full
	wants   []wanted
	scanned bool
	contact time.Time
	counted string
}

// Open prepares the uplink of an enrolled kiosk. Errors: ErrNotEnrolled, those
// of the store.
func Open(o Options) (*Uplink, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	u := &Uplink{o: o}
	var found bool
	var err error
	if u.member, found, err = MemberOf(o.Store); err == nil && !found {
		err = ErrNotEnrolled
	}
	if err != nil {
		return nil, err
	}
	_, err = read(o.Store, settingKeys, &u.set)
	for name, to := range map[string]any{settingConfig: &u.config, settingLock: &u.lock, settingCursor: &u.cursor} {
		_, e := read(o.Store, name, to)
		err = errors.Join(err, e)
	}
	if err != nil {
		return nil, err
	}
	u.client, err = remote.New(remote.Options{
		Service: u.member.Service, CA: u.member.CA, Kiosk: u.member.Kiosk, Key: u.member.Key(), Keys: u.keys, Dial: o.Dial,
		Now:   func() time.Time { return u.now().At },
		Chunk: func() int { u.mu.Lock(); defer u.mu.Unlock(); return u.config.Upload.ChunkBytes },
	})
	if err != nil {
		return nil, err
	}
	u.worker = worker.New(worker.Options{
		Outbox: o.Outbox, Service: u.client, Waits: o.Waits, Policy: u.policy, Network: o.Network, Log: o.Log,
		Now: func() time.Time { return u.now().Quota }, Stored: u.stored, Revoked: u.revoked, Show: u.show,
		Tasks: []worker.Task{{Name: "feed", Run: u.feed}, {Name: "time", Run: u.time}, {Name: "health", Run: u.health}},
	})
	return u, nil
}

// Run works until ctx ends, or until the service has revoked or wiped the
// kiosk: then it asks for nothing any more.
func (u *Uplink) Run(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer u.client.Close()
	u.mu.Lock()
	u.stop = stop
	l := u.lock
	u.mu.Unlock()
	if l.over() {
		return
	}
	u.worker.Run(ctx)
}

// Member is who the kiosk is.
func (u *Uplink) Member() Member { return u.member }

// Keys are the service's present keys, for the sealer.
func (u *Uplink) Keys() (api.KeySet, error) { return u.keys(), nil }

// Status tells how the sync is.
func (u *Uplink) Status() worker.Status { return u.worker.Status() }

// TryNow ends all waits.
func (u *Uplink) TryNow() { u.worker.TryNow() }

func (u *Uplink) keys() api.KeySet {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.set
}

func (u *Uplink) configure(c api.Configuration) {
	u.mu.Lock()
	u.config = c
	u.mu.Unlock()
	u.worker.Look()
}

// now is the trusted time; the machine's where there is no clock.
func (u *Uplink) now() booth.Now {
	if n := u.o.Store.Now(); n.Trust != "" {
		return n
	}
	t := time.Now()
	return booth.Now{At: t, Quota: t, Trust: booth.TimeUnverified}
}

// defaultRetention is how many days a confirmed packet stays where no task
// says more.
const defaultRetention = 7

func (u *Uplink) policy() worker.Policy {
	u.mu.Lock()
	c := u.config.Upload
	u.mu.Unlock()
	days := defaultRetention
	if tasks, err := u.o.Store.Tasks(); err == nil {
		for _, t := range tasks {
			days = max(days, t.Policy.RetentionDays)
		}
	}
	p := worker.Policy{BytesPerSecond: int(c.BytesPerSecond), Retention: time.Duration(days) * 24 * time.Hour}
	for _, q := range c.Quiet {
		from, ok1 := minutes(q.From)
		to, ok2 := minutes(q.Until)
		if ok1 && ok2 {
			p.Quiet = append(p.Quiet, worker.Hours{From: from, To: to})
		}
	}
	return p
}

// minutes reads "07:30".
func minutes(s string) (int, bool) {
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil
}

// stored records what the service has.
func (u *Uplink) stored(it outbox.Item, r api.Receipt) error {
	if !r.Safe() {
		return nil
	}
	err := u.o.Store.UpdateSubmission(it.ID, func(s *booth.Submission) error {
		if s.ConfirmedAt.IsZero() {
			s.ConfirmedAt = r.At
		}
		if s.Status == booth.Queued && flow.RuleV6Step(s.Status, booth.Uploaded) == nil {
			s.Status = booth.Uploaded
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) { // erased meanwhile
		return nil
	}
	return err
}

// revoked looks whether the service's refusal comes with its signed word.
func (u *Uplink) revoked(t *worker.Trouble) {
	if t.Command == nil {
		return
	}
	if err := u.obey(*t.Command); err != nil {
		u.o.Log.Error("sync", "command", "not obeyed", "err", err)
	}
}

// feed polls the changes feed once.
func (u *Uplink) feed(ctx context.Context) (time.Duration, error) {
	if err := u.fetchWanted(ctx); err != nil {
		return 0, err
	}
	wait := api.MaxWait
	if u.more || len(u.wants) > 0 {
		wait = 0
	}
	p, err := u.client.Changes(ctx, u.cursor, wait)
	var t *worker.Trouble
	if errors.As(err, &t) && t.Reason.Code == api.ErrCursor.Code && u.cursor != "" {
		u.cursor, u.full = "", full{}
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if err := u.take(p); err != nil {
		u.cursor, u.full = u.kept(), full{} // from the last page that is certain
		return 0, &worker.Trouble{Cause: worker.Local, Err: err}
	}
	switch {
	case p.More:
		return 0, nil
	case len(p.Entries) > 0:
		return gather, nil
	case wait == 0:
		return time.Second, nil
	}
	return 0, nil
}

// gather is how long changes that come one after the other are gathered for,
// so that they cost one transaction. A claim is still here within two seconds.
const gather = 300 * time.Millisecond

// take applies a page and keeps the cursor.
func (u *Uplink) take(p api.Page) error {
	if u.full.on && !p.Full {
		if err := u.full.end(u.o.Store); err != nil {
			return err
		}
	}
	if p.Full && p.Begin {
		u.full.begin()
	}
	if err := u.apply(p); err != nil {
		return err
	}
	if u.full.on && !p.More {
		if err := u.full.end(u.o.Store); err != nil {
			return err
		}
	}
	changed := p.Cursor != u.cursor
	u.cursor, u.more = p.Cursor, p.More
	// While the full state is gathered a crash begins it anew.
	if changed && !u.full.on {
		if err := write(u.o.Store, settingCursor, u.cursor); err != nil {
			return err
		}
	}
	return u.touch()
}

// kept is the cursor that a restart would begin with.
func (u *Uplink) kept() string {
	var c string
	if _, err := read(u.o.Store, settingCursor, &c); err != nil {
		return ""
	}
	return c
}

// touch keeps the time of the last contact, for the roster's lease.
func (u *Uplink) touch() error {
	now := u.now().Quota
	if now.Sub(u.contact) < time.Hour && now.After(u.contact) {
		return nil
	}
	u.contact = now
	return write(u.o.Store, settingContact, now.UTC())
}
